package main

import (
	"log"
	"net/http"
	"time"
)

func client() *http.Client {
	return &http.Client{Timeout: 10 * time.Second}
}

func main() {
	response, err := client().Get("https://warehouse.example/stock")
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	log.Println(response.Status)
}
