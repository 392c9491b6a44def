package cases

import "crypto/tls"
import "net/http"

func clients() {
	// ruleid: go-tls-verification-disabled
	config := &tls.Config{ServerName: "a", InsecureSkipVerify: true}
	// ok: go-tls-verification-disabled
	good := &tls.Config{ServerName: "a", InsecureSkipVerify: false}
	// ok: go-tls-verification-disabled
	own := &tls.Config{InsecureSkipVerify: true, VerifyPeerCertificate: verify}
	// ok: go-tls-verification-disabled
	also := &tls.Config{InsecureSkipVerify: true, VerifyConnection: verify}
	// ruleid: go-tls-verification-disabled
	config.InsecureSkipVerify = true
	// ok: go-tls-verification-disabled
	config.InsecureSkipVerify = options.Insecure
	// ruleid: go-obsolete-tls
	old := &tls.Config{MinVersion: tls.VersionTLS11}
	// ok: go-obsolete-tls
	newer := &tls.Config{MinVersion: tls.VersionTLS13}
	// ruleid: go-obsolete-tls
	config.MinVersion = tls.VersionTLS10
	// ok: go-obsolete-tls
	config.MinVersion = tls.VersionTLS12
	// ruleid: go-ssh-host-key-ignored
	ssh1 := ssh.ClientConfig{HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	// ok: go-ssh-host-key-ignored
	ssh2 := ssh.ClientConfig{HostKeyCallback: ssh.FixedHostKey(key)}
}

func tokens(text string, parser *jwt.Parser) {
	// ruleid: go-jwt-unverified
	parser.ParseUnverified(text, claims)
	// ok: go-jwt-unverified
	parser.ParseWithClaims(text, claims, keys)
	// ruleid: go-jwt-unverified
	token.SignedString(jwt.UnsafeAllowNoneSignatureType)
	// ok: go-jwt-unverified
	token.SignedString(key)
	// ruleid: go-jwt-unverified
	parsed.UnsafeClaimsWithoutVerification(&claims)
	// ok: go-jwt-unverified
	parsed.Claims(key, &claims)
	// ruleid: go-jwt-unverified
	jwt.Parse(data, jwt.WithVerify(false))
	// ok: go-jwt-unverified
	jwt.Parse(data, jwt.WithKey(alg, key))
}

func sockets(up websocket.Upgrader) {
	// ruleid: go-websocket-any-origin
	open := websocket.Upgrader{CheckOrigin: func(r *http.Request) bool { return true }}
	// ok: go-websocket-any-origin
	closed := websocket.Upgrader{CheckOrigin: func(r *http.Request) bool { return r.Host == own }}
	// ruleid: go-websocket-any-origin
	up.CheckOrigin = func(r *http.Request) bool { return true }
	// ok: go-websocket-any-origin
	up.CheckOrigin = sameOrigin
	// ruleid: go-websocket-any-origin
	websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	// ok: go-websocket-any-origin
	websocket.Accept(w, r, &websocket.AcceptOptions{OriginPatterns: patterns})
}
