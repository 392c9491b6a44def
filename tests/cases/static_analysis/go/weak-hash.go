package cases

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
)

func digests(data []byte) {
	// ruleid: go-weak-hash
	md5.New()
	// ruleid: go-weak-hash
	md5.Sum(data)
	// ruleid: go-weak-hash
	sha1.New()
	// ruleid: go-weak-hash
	sha1.Sum(data)
	// ok: go-weak-hash
	sha256.Sum256(data)
	// ok: go-weak-hash
	sha256.New()
}

func passwords(password string, user User, document string) {
	// ruleid: go-fast-password-hash
	sha256.Sum256([]byte(password))
	// ruleid: go-fast-password-hash
	md5.Sum([]byte(user.Password))
	// ruleid: go-fast-password-hash
	sha1.Sum([]byte(password + salt))
	// ok: go-fast-password-hash
	sha256.Sum256([]byte(document))
	// ok: go-fast-password-hash
	bcrypt.GenerateFromPassword([]byte(password), 12)
	hash := sha256.New()
	// ruleid: go-fast-password-hash
	hash.Write([]byte(password))
	// ok: go-fast-password-hash
	hash.Write([]byte(document))
	// ok: go-fast-password-hash
	file.Write([]byte(password))
}

func signatures(body, given, key []byte, text string) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	sum := mac.Sum(nil)
	// ruleid: go-timing-unsafe-comparison
	a := bytes.Equal(sum, given)
	// ruleid: go-timing-unsafe-comparison
	b := bytes.Compare(sum, given)
	// ruleid: go-timing-unsafe-comparison
	c := hex.EncodeToString(sum) == text
	// ruleid: go-timing-unsafe-comparison
	d := hex.EncodeToString(sum) != text
	// ruleid: go-timing-unsafe-comparison
	e := strings.EqualFold(hex.EncodeToString(sum), text)
	// ruleid: go-timing-unsafe-comparison
	f := reflect.DeepEqual(sum, given)
	// ok: go-timing-unsafe-comparison
	g := hmac.Equal(sum, given)
	// ok: go-timing-unsafe-comparison
	h := subtle.ConstantTimeCompare(sum, given) == 1
	// ok: go-timing-unsafe-comparison
	i := len(sum) == len(given)
	// ok: go-timing-unsafe-comparison
	j := sum == nil
	// ok: go-timing-unsafe-comparison
	k := sum != nil
	// ok: go-timing-unsafe-comparison
	return bytes.Equal(body, given)
}
