package cases

import (
	"crypto/cipher"
	"crypto/des"
	"crypto/rand"
	"crypto/rsa"
)

func ciphers(key []byte) {
	// ruleid: go-weak-cipher
	des.NewCipher(key)
	// ruleid: go-weak-cipher
	des.NewTripleDESCipher(key)
	// ruleid: go-weak-cipher
	rc4.NewCipher(key)
	// ruleid: go-weak-cipher
	blowfish.NewCipher(key)
	// ok: go-weak-cipher
	aes.NewCipher(key)
	// ruleid: go-short-rsa-key
	rsa.GenerateKey(rand.Reader, 1024)
	// ok: go-short-rsa-key
	rsa.GenerateKey(rand.Reader, 2048)
}

func vectors(block cipher.Block, gcm cipher.AEAD, text []byte, given []byte) {
	// ruleid: go-static-iv
	cipher.NewCBCEncrypter(block, []byte("0123456789abcdef"))
	// ok: go-static-iv
	cipher.NewCBCEncrypter(block, given)
	zeros := make([]byte, 16)
	// ruleid: go-static-iv
	cipher.NewCTR(block, zeros)
	// ok: go-static-iv
	cipher.NewCTR(block, given)
	listed := []byte{1, 2, 3}
	// ruleid: go-static-iv
	cipher.NewCFBEncrypter(block, listed)
	// ok: go-static-iv
	cipher.NewCFBEncrypter(block, given)
	// ruleid: go-static-iv
	cipher.NewOFB(block, listed)
	// ok: go-static-iv
	cipher.NewOFB(block, given)
	// ruleid: go-static-iv
	gcm.Seal(nil, zeros, text, nil)
	nonce := make([]byte, 12)
	rand.Read(nonce)
	// ok: go-static-iv
	gcm.Seal(nil, nonce, text, nil)
	full := make([]byte, 12)
	if _, err := io.ReadFull(rand.Reader, full); err != nil {
		return
	}
	// ok: go-static-iv
	gcm.Seal(nil, full, text, nil)
	counted := make([]byte, 12)
	binary.BigEndian.PutUint64(counted, counter)
	// ok: go-static-iv
	gcm.Seal(nil, counted, text, nil)
	little := make([]byte, 12)
	binary.LittleEndian.PutUint64(little, counter)
	// ok: go-static-iv
	gcm.Seal(nil, little, text, nil)
	own := make([]byte, 12)
	source.Read(own)
	// ok: go-static-iv
	gcm.Seal(nil, own, text, nil)
}

func parts(gcm cipher.AEAD, text []byte, given []byte) {
	copied := make([]byte, 12)
	copy(copied, given)
	// ok: go-static-iv
	gcm.Seal(nil, copied, text, nil)
	part := make([]byte, 12)
	copy(part[4:], given)
	// ok: go-static-iv
	gcm.Seal(nil, part, text, nil)
}

func slices(gcm cipher.AEAD, text []byte) {
	sliced := make([]byte, 12)
	io.ReadFull(rand.Reader, sliced[:12])
	// ok: go-static-iv
	gcm.Seal(nil, sliced, text, nil)
}
