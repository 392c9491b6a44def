package main

import (
	"crypto/tls"
	"log"
	"net/http"
	"time"
)

func client() *http.Client {
	transport := &http.Transport{
		MaxIdleConns:    4,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}
	return &http.Client{Timeout: 10 * time.Second, Transport: transport}
}

func main() {
	response, err := client().Get("https://warehouse.example/stock")
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	log.Println("stock:", response.Status)
}
