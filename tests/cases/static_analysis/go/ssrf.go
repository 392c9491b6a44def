package cases

import (
	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"github.com/gofiber/fiber/v2"
	"net"
	"net/http"
	"net/url"
)

func fetch(client *http.Client, w http.ResponseWriter, r *http.Request) {
	address := r.FormValue("url")
	// ruleid: go-ssrf
	http.Get(address)
	// ok: go-ssrf
	http.Get("https://example.com/")
	// ok: go-ssrf
	http.Get("https://example.com/users/" + address)
	// ok: go-ssrf
	http.Get("https://example.com/users/" + address + "/a")
	// ok: go-ssrf
	http.Get("https://example.com/users/" + address + "/" + r.FormValue("b"))
	// ok: go-ssrf
	http.Get(fmt.Sprintf("https://example.com/users/%s", address))
	// ruleid: go-ssrf
	http.Get("https://example.com" + address)
	// ruleid: go-ssrf
	http.Get(fmt.Sprintf("https://%s/users", address))
	// ruleid: go-ssrf
	http.Head(address)
	// ok: go-ssrf
	http.Head("https://example.com/")
	// ruleid: go-ssrf
	http.Post(address, "text/plain", nil)
	// ok: go-ssrf
	http.Post("https://example.com/", "text/plain", strings.NewReader(address))
	// ruleid: go-ssrf
	http.PostForm(address, values)
	// ok: go-ssrf
	http.PostForm("https://example.com/", url.Values{"a": {address}})
	// ruleid: go-ssrf
	http.NewRequest("GET", address, nil)
	// ok: go-ssrf
	http.NewRequest("GET", base+url.PathEscape(address), nil)
	// ruleid: go-ssrf
	http.NewRequestWithContext(ctx, "GET", address, nil)
	// ok: go-ssrf
	http.NewRequestWithContext(ctx, "GET", base+"?q="+url.QueryEscape(address), nil)
	// ruleid: go-ssrf
	client.Get(address)
	// ok: go-ssrf
	client.Get("https://example.com/")
	// ruleid: go-ssrf
	client.Head(address)
	// ok: go-ssrf
	client.Head("https://example.com/")
	// ruleid: go-ssrf
	client.Post(address, "text/plain", nil)
	// ok: go-ssrf
	client.Post("https://example.com/", "text/plain", nil)
	// ok: go-ssrf
	cache.Get(address)
	// ruleid: go-ssrf
	net.Dial("tcp", address)
	// ok: go-ssrf
	net.Dial("tcp", "example.com:80")
	// ruleid: go-ssrf
	net.DialTimeout("tcp", address, 5)
	// ok: go-ssrf
	net.DialTimeout("tcp", "example.com:80", 5)
	target, _ := url.Parse(address)
	// ruleid: go-ssrf
	httputil.NewSingleHostReverseProxy(target)
	// ok: go-ssrf
	httputil.NewSingleHostReverseProxy(upstream)
}

func hosts(w http.ResponseWriter, r *http.Request) {
	a, _ := url.Parse(r.FormValue("a"))
	if !allowedHosts[a.Host] {
		return
	}
	// ok: go-ssrf
	http.Get(a.String())
	b, _ := url.Parse(r.FormValue("b"))
	if b.Host != "example.com" {
		return
	}
	// ok: go-ssrf
	http.Get(b.String())
	c, _ := url.Parse(r.FormValue("c"))
	if c.Hostname() == "example.com" {
		// ok: go-ssrf
		http.Get(c.String())
	}
	d, _ := url.Parse(r.FormValue("d"))
	if !slices.Contains(hostNames, d.Hostname()) {
		return
	}
	// ok: go-ssrf
	http.Get(d.String())
	e := r.FormValue("e")
	if !strings.HasPrefix(e, "https://example.com/") {
		return
	}
	// ok: go-ssrf
	http.Get(e)
	f := r.FormValue("f")
	if !strings.HasPrefix(f, "https://") {
		return
	}
	// ruleid: go-ssrf
	http.Get(f)
	g, _ := url.Parse(r.FormValue("g"))
	if !strings.HasSuffix(g.Hostname(), ".example.com") {
		return
	}
	// ok: go-ssrf
	http.Get(g.String())
	h := r.FormValue("h")
	if !isTrustedURL(h) {
		return
	}
	// ok: go-ssrf
	http.Get(h)
	i, _ := url.Parse(r.FormValue("i"))
	if _, ok := hostNames[i.Hostname()]; !ok {
		return
	}
	// ok: go-ssrf
	http.Get(i.String())
	j, _ := url.Parse(r.FormValue("j"))
	if !slices.Contains(hostNames, j.Host) {
		return
	}
	// ok: go-ssrf
	http.Get(j.String())
	k, _ := url.Parse(r.FormValue("k"))
	if k.Host == "example.com" {
		// ok: go-ssrf
		http.Get(k.String())
	}
	l, _ := url.Parse(r.FormValue("l"))
	if l.Hostname() != "example.com" {
		return
	}
	// ok: go-ssrf
	http.Get(l.String())
}

func redirects(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("next")
	// ruleid: go-open-redirect
	http.Redirect(w, r, next, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "/home", 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "/home?next="+next, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "/home?next="+next+"&a=b", 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "/home/"+next+"/"+next, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, fmt.Sprintf("/home/%s", next), 302)
	// ruleid: go-open-redirect
	http.Redirect(w, r, "/"+next, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "https://example.com/"+next, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "https://"+canonical+r.URL.Path, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "https://"+canonical+r.URL.RequestURI(), 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "https://"+canonical+r.URL.String(), 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "https://"+canonical+r.URL.EscapedPath()+"?"+r.URL.RawQuery, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "https://"+canonical+r.RequestURI, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, r.Referer(), 302)
	// ruleid: go-open-redirect
	http.RedirectHandler(next, 302)
	// ok: go-open-redirect
	http.RedirectHandler("/home", 302)
	// ruleid: go-open-redirect
	w.Header().Set("Location", next)
	// ok: go-open-redirect
	w.Header().Set("Location", "/home")
	parsed, _ := url.Parse(next)
	if parsed.IsAbs() {
		return
	}
	// ok: go-open-redirect
	http.Redirect(w, r, parsed.String(), 302)
}

func secured(w http.ResponseWriter, r *http.Request) {
	r.URL.Scheme = "https"
	// ok: go-open-redirect
	http.Redirect(w, r, r.URL.JoinPath("a").String(), 302)
}

func frameworkRedirects(c *gin.Context, e echo.Context, f *fiber.Ctx) {
	// ruleid: go-open-redirect
	c.Redirect(302, c.Query("next"))
	// ok: go-open-redirect
	c.Redirect(302, "/home")
	// ruleid: go-open-redirect
	e.Redirect(302, e.QueryParam("next"))
	// ok: go-open-redirect
	e.Redirect(302, "/home")
	// ruleid: go-open-redirect
	f.Redirect(f.Query("next"))
	// ok: go-open-redirect
	f.Redirect("/home")
}
