package main

import (
	"net/http"
	_ "net/http/pprof"
)

func main() {
	// ruleid: go-pprof-exposed
	http.ListenAndServe(":8080", nil)
	// ruleid: go-pprof-exposed
	http.ListenAndServeTLS(":8443", "cert.pem", "key.pem", nil)
	// ok: go-pprof-exposed
	http.ListenAndServe("localhost:6060", nil)
	// ok: go-pprof-exposed
	http.ListenAndServe(":8080", mux)
	// ok: go-pprof-exposed
	http.ListenAndServeTLS("127.0.0.1:8443", "cert.pem", "key.pem", nil)
}
