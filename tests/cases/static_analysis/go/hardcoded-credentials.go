package cases

import "database/sql"
import "net/http"

func passwords(r *http.Request, password string) {
	// ruleid: go-hardcoded-password
	sql.Open("postgres", "postgres://app:S3cure-Horse@db/app")
	// ruleid: go-hardcoded-password
	sql.Open("postgres", "host=db user=app password=S3cure-Horse dbname=app")
	// ok: go-hardcoded-password
	sql.Open("postgres", "postgres://app@db/app")
	// ok: go-hardcoded-password
	sql.Open("postgres", "postgres://postgres:postgres@localhost/app")
	// ruleid: go-hardcoded-password
	sql.Open("mysql", "app:S3cure-Horse@tcp(db:3306)/app")
	// ruleid: go-hardcoded-password
	sqlx.Connect("postgres", "postgres://app:S3cure-Horse@db/app")
	// ok: go-hardcoded-password
	sqlx.Connect("postgres", address)
	// ruleid: go-hardcoded-password
	sqlx.Open("postgres", "postgres://app:S3cure-Horse@db/app")
	// ok: go-hardcoded-password
	sqlx.Open("sqlite3", "file:app.db?cache=shared")
	// ruleid: go-hardcoded-password
	pgx.Connect(ctx, "postgres://app:S3cure-Horse@db/app")
	// ok: go-hardcoded-password
	pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	// ruleid: go-hardcoded-password
	pgxpool.New(ctx, "postgres://app:S3cure-Horse@db/app")
	// ok: go-hardcoded-password
	pgxpool.New(ctx, os.Getenv("DATABASE_URL"))
	// ruleid: go-hardcoded-password
	gorm.Open(postgres.Open("host=db password=S3cure-Horse"))
	// ok: go-hardcoded-password
	gorm.Open(postgres.Open(address))
	// ruleid: go-hardcoded-password
	gorm.Open(mysql.Open("app:S3cure-Horse@tcp(db)/app"))
	// ok: go-hardcoded-password
	gorm.Open(mysql.Open(address))
	// ruleid: go-hardcoded-password
	r.SetBasicAuth("app", "S3cure-Horse")
	// ok: go-hardcoded-password
	r.SetBasicAuth("app", password)
	// ruleid: go-hardcoded-password
	redis.NewClient(&redis.Options{Addr: "cache", Password: "S3cure-Horse"})
	// ok: go-hardcoded-password
	redis.NewClient(&redis.Options{Addr: "cache", Password: ""})
	// ruleid: go-hardcoded-password
	smtp.PlainAuth("", "app", "S3cure-Horse", "mail")
	// ok: go-hardcoded-password
	smtp.PlainAuth("", "app", password, "mail")
	// ruleid: go-hardcoded-password
	ssh.Password("S3cure-Horse")
	// ok: go-hardcoded-password
	ssh.Password(password)
	// ruleid: go-hardcoded-password
	credentials.NewStaticCredentials(id, "wJalrXUtnFEMIK7MDENGbPxRfiCY", "")
	// ok: go-hardcoded-password
	credentials.NewStaticCredentials(id, secret, "")
}

func keys(key []byte) {
	// ruleid: go-hardcoded-key
	aes.NewCipher([]byte("K7gNU3sdo+OL0wNh"))
	// ok: go-hardcoded-key
	aes.NewCipher([]byte(os.Getenv("BOX_KEY")))
	// ruleid: go-hardcoded-key
	chacha20poly1305.New([]byte("K7gNU3sdo+OL0wNhK7gNU3sdo+OL0wNh"))
	// ok: go-hardcoded-key
	chacha20poly1305.New(key)
	// ruleid: go-hardcoded-key
	token.SignedString([]byte("K7gNU3sdo+OL0wNh"))
	// ok: go-hardcoded-key
	token.SignedString(key)
	// ruleid: go-hardcoded-key
	sessions.NewCookieStore([]byte("K7gNU3sdo+OL0wNh"))
	// ok: go-hardcoded-key
	sessions.NewCookieStore(key)
	// ruleid: go-hardcoded-key
	cookie.NewStore([]byte("K7gNU3sdo+OL0wNh"))
	// ok: go-hardcoded-key
	cookie.NewStore(key)
	// ruleid: go-hardcoded-key
	securecookie.New([]byte("K7gNU3sdo+OL0wNh"), nil)
	// ok: go-hardcoded-key
	securecookie.New(key, nil)
	// ruleid: go-hardcoded-key
	csrf.Protect([]byte("K7gNU3sdo+OL0wNhK7gNU3sdo+OL0wNh"))
	// ok: go-hardcoded-key
	csrf.Protect(key)
	secret := []byte("K7gNU3sdo+OL0wNh")
	// ruleid: go-hardcoded-key
	hmac.New(sha256.New, secret)
	// ok: go-hardcoded-key
	hmac.New(sha256.New, key)
}
