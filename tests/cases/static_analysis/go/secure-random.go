package cases

import "crypto/rand"

func safe() {
	// ok: go-insecure-random-secret
	token, _ := rand.Int(rand.Reader, max)
}
