package cases

import (
	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"html/template"
	"net/http"
)

func sources(t *template.Template, w http.ResponseWriter, r *http.Request) {
	text := r.FormValue("text")
	// ruleid: go-template-injection
	template.New("page").Parse("Hello " + text)
	// ok: go-template-injection
	template.New(text).Parse("Hello {{.}}")
	// ruleid: go-template-injection
	template.New("page").Funcs(functions).Parse(text)
	// ruleid: go-template-injection
	template.Must(base.Parse(text))
	// ok: go-template-injection
	template.Must(base.Parse("Hello"))
	// ruleid: go-template-injection
	t.Parse(text)
	// ok: go-template-injection
	t.Parse("Hello")
	// ruleid: go-template-injection
	pongo2.FromString(text)
	// ok: go-template-injection
	pongo2.FromString("Hello {{ name }}")
}

func unescaped(w http.ResponseWriter, r *http.Request) {
	text := r.FormValue("text")
	// ruleid: go-xss-unescaped-template-value
	pages.Execute(w, template.HTML(text))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, text)
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.HTML("<p>"))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.HTML(policy.Sanitize(text)))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.HTML(template.HTMLEscapeString(text)+template.HTMLEscaper(text)))
	// ruleid: go-xss-unescaped-template-value
	pages.Execute(w, template.HTMLAttr(text))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.HTMLAttr("hidden"))
	// ruleid: go-xss-unescaped-template-value
	pages.Execute(w, template.JS(text))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.JS("'"+template.JSEscapeString(text)+"'"))
	// ruleid: go-xss-unescaped-template-value
	pages.Execute(w, template.JSStr(text))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.JSStr("x"))
	// ruleid: go-xss-unescaped-template-value
	pages.Execute(w, template.CSS(text))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.CSS("x"))
	// ruleid: go-xss-unescaped-template-value
	pages.Execute(w, template.URL(text))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.URL("?q="+template.URLQueryEscaper(text)))
	// ruleid: go-xss-unescaped-template-value
	pages.Execute(w, template.Srcset(text))
	// ok: go-xss-unescaped-template-value
	pages.Execute(w, template.Srcset("x"))
}

func writes(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	// ruleid: go-xss-response-writer
	fmt.Fprintf(w, "<p>%s", name)
	// ok: go-xss-response-writer
	fmt.Fprintf(w, "<p>%s", html.EscapeString(name))
	// ok: go-xss-response-writer
	fmt.Fprintf(os.Stderr, "<p>%s", name)
	// ruleid: go-xss-response-writer
	fmt.Fprint(w, "<p>", name)
	// ok: go-xss-response-writer
	fmt.Fprint(w, "<p>", url.QueryEscape(name), url.PathEscape(name))
	// ruleid: go-xss-response-writer
	fmt.Fprintln(w, name)
	// ok: go-xss-response-writer
	fmt.Fprintln(w, "hello")
	// ruleid: go-xss-response-writer
	io.WriteString(w, "<p>"+name)
	// ok: go-xss-response-writer
	io.WriteString(w, base64.StdEncoding.EncodeToString([]byte(name)))
	// ruleid: go-xss-response-writer
	w.Write([]byte("<p>" + name))
	// ok: go-xss-response-writer
	w.Write([]byte("<p>"))
	data, _ := json.Marshal(name)
	// ok: go-xss-response-writer
	w.Write(data)
	indented, _ := json.MarshalIndent(name, "", " ")
	// ok: go-xss-response-writer
	w.Write(indented)
	// ok: go-xss-response-writer
	w.Write(policy.SanitizeBytes([]byte(name)))
}

func typed(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	// ok: go-xss-response-writer
	fmt.Fprint(w, r.FormValue("name"))
}

func added(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Content-Type", "application/json")
	// ok: go-xss-response-writer
	fmt.Fprint(w, r.FormValue("name"))
}

func frameworks(c *gin.Context, e echo.Context) {
	// ruleid: go-xss-response-writer
	c.Data(200, "text/html; charset=utf-8", []byte("<p>"+c.Query("name")))
	// ok: go-xss-response-writer
	c.Data(200, "text/plain", []byte(c.Query("name")))
	// ruleid: go-xss-response-writer
	e.HTML(200, "<p>"+e.QueryParam("name"))
	// ok: go-xss-response-writer
	e.String(200, e.QueryParam("name"))
	// ruleid: go-xss-response-writer
	e.HTMLBlob(200, []byte(e.QueryParam("name")))
	// ok: go-xss-response-writer
	e.HTMLBlob(200, []byte("<p>"))
}
