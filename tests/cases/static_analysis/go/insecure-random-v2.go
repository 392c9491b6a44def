package cases

import "math/rand/v2"

func newer() {
	// ruleid: go-insecure-random-secret
	password := rand.IntN(1000000)
	// ok: go-insecure-random-secret
	index := rand.IntN(10)
}
