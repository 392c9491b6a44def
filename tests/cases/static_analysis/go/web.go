package cases

import (
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
)

func cookies(c *gin.Context, w http.ResponseWriter, id string) {
	// ruleid: go-cookie-not-secure
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: id})
	// ok: go-cookie-not-secure
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: id, Secure: true})
	// ok: go-cookie-not-secure
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: "", MaxAge: -1})
	// ruleid: go-cookie-not-secure
	c.SetCookie("sid", id, 60, "/", "", false, true)
	// ok: go-cookie-not-secure
	c.SetCookie("sid", id, 60, "/", "", true, true)
	// ruleid: go-cookie-not-secure
	store.Options = &sessions.Options{Path: "/", Secure: false}
	// ok: go-cookie-not-secure
	store.Options = &sessions.Options{Path: "/", Secure: true}
	// ruleid: go-cookie-not-http-only
	bad := http.Cookie{Name: "sid", HttpOnly: false}
	// ok: go-cookie-not-http-only
	good := http.Cookie{Name: "sid", HttpOnly: true}
	// ruleid: go-cookie-not-http-only
	store.Options = &sessions.Options{HttpOnly: false}
	// ok: go-cookie-not-http-only
	store.Options = &sessions.Options{HttpOnly: true}
	// ruleid: go-cookie-not-http-only
	c.SetCookie("sid", id, 60, "/", "", true, false)
	// ok: go-cookie-not-http-only
	c.SetCookie("sid", id, 60, "/", "", false, true)
}

func origins(c *gin.Context, w http.ResponseWriter, r *http.Request) {
	// ruleid: go-cors-any-origin
	w.Header().Set("Access-Control-Allow-Origin", "*")
	// ok: go-cors-any-origin
	w.Header().Set("Access-Control-Allow-Origin", "https://www.example.com")
	// ruleid: go-cors-any-origin
	w.Header().Add("Access-Control-Allow-Origin", "*")
	// ok: go-cors-any-origin
	w.Header().Add("Access-Control-Allow-Headers", "*")
	// ruleid: go-cors-any-origin
	a := cors.Config{AllowAllOrigins: true}
	// ok: go-cors-any-origin
	b := cors.Config{AllowAllOrigins: false}
	// ruleid: go-cors-any-origin
	d := cors.Config{AllowOrigins: []string{"*"}}
	// ok: go-cors-any-origin
	e := cors.Config{AllowOrigins: []string{"https://www.example.com"}}
	// ruleid: go-cors-any-origin
	f := cors.Options{AllowedOrigins: []string{"*"}}
	// ok: go-cors-any-origin
	g := cors.Options{AllowedOrigins: []string{"https://www.example.com"}}
	// ruleid: go-cors-any-origin
	h := middleware.CORSConfig{AllowOrigins: []string{"*"}}
	// ok: go-cors-any-origin
	i := middleware.CORSConfig{AllowOrigins: []string{"https://www.example.com"}}
	// ruleid: go-cors-any-origin
	j := cors.AllowAll()
	// ok: go-cors-any-origin
	k := cors.Default()
	origin := r.Header.Get("Origin")
	// ruleid: go-cors-reflected-origin
	w.Header().Set("Access-Control-Allow-Origin", origin)
	// ruleid: go-cors-reflected-origin
	w.Header().Add("Access-Control-Allow-Origin", origin)
	// ok: go-cors-reflected-origin
	w.Header().Add("X-Origin", origin)
	// ruleid: go-cors-reflected-origin
	c.Header("Access-Control-Allow-Origin", c.GetHeader("Origin"))
	// ok: go-cors-reflected-origin
	c.Header("Access-Control-Allow-Origin", "https://www.example.com")
	if origin == "https://www.example.com" {
		// ok: go-cors-reflected-origin
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
	other := r.Header.Get("Origin")
	if other != "" {
		// ruleid: go-cors-reflected-origin
		w.Header().Set("Access-Control-Allow-Origin", other)
	}
	third := r.Header.Get("Origin")
	if third != expected {
		return
	}
	// ok: go-cors-reflected-origin
	w.Header().Set("Access-Control-Allow-Origin", third)
}

func keep(s sessions.Session, w http.ResponseWriter, r *http.Request) {
	session, _ := store.Get(r, "s")
	role := r.FormValue("role")
	// ruleid: go-trust-boundary
	session.Values["role"] = role
	// ok: go-trust-boundary
	session.Values["role"] = "guest"
	// ruleid: go-trust-boundary
	s.Set("role", role)
	// ok: go-trust-boundary
	s.Set("role", "guest")
	// ruleid: go-trust-boundary
	manager.Put(r.Context(), "role", role)
	// ok: go-trust-boundary
	manager.Put(r.Context(), "role", "guest")
	if allowedRoles[role] {
		// ok: go-trust-boundary
		session.Values["role"] = role
	}
}

func failed(c *gin.Context, w http.ResponseWriter, r *http.Request) {
	// ruleid: go-stack-trace-to-client
	http.Error(w, string(debug.Stack()), 500)
	// ok: go-stack-trace-to-client
	http.Error(w, "internal error", 500)
	// ruleid: go-stack-trace-to-client
	w.Write(debug.Stack())
	// ok: go-stack-trace-to-client
	w.Write([]byte("internal error"))
	// ruleid: go-stack-trace-to-client
	fmt.Fprintf(w, "%s", debug.Stack())
	// ok: go-stack-trace-to-client
	fmt.Fprintf(os.Stderr, "%s", debug.Stack())
	// ruleid: go-stack-trace-to-client
	c.String(500, "%s", debug.Stack())
	// ok: go-stack-trace-to-client
	c.String(500, "internal error")
	// ruleid: go-stack-trace-to-client
	c.JSON(500, gin.H{"trace": string(debug.Stack())})
	// ok: go-stack-trace-to-client
	c.JSON(500, gin.H{"error": "internal error"})
	// ruleid: go-gin-debug-mode
	gin.SetMode(gin.DebugMode)
	// ok: go-gin-debug-mode
	gin.SetMode(gin.ReleaseMode)
}
