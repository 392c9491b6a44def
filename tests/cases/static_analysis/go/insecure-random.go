package cases

import (
	"math/rand"
	"strconv"
)

func secrets(generator *rand.Rand) {
	// ruleid: go-insecure-random-secret
	token := strconv.Itoa(rand.Int())
	// ruleid: go-insecure-random-secret
	user.ResetToken = strconv.Itoa(rand.Intn(1000000))
	// ruleid: go-insecure-random-secret
	otp := generator.Intn(1000000)
	// ruleid: go-insecure-random-secret
	save(User{Name: "a", APIKey: strconv.Itoa(rand.Int())})
	// ok: go-insecure-random-secret
	delay := rand.Intn(100)
	// ok: go-insecure-random-secret
	save(User{Name: "a", Color: rand.Intn(7)})
	// ok: go-insecure-random-secret
	rand.Shuffle(len(tokens), swap)
}
