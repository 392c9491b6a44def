package cases

import (
	"net/http"
	"text/template"
)

func page(w http.ResponseWriter, r *http.Request) {
	t := template.Must(template.ParseFiles("page.html"))
	// ruleid: go-text-template-in-response
	t.Execute(w, user)
	// ruleid: go-text-template-in-response
	t.ExecuteTemplate(w, "body", user)
	// ok: go-text-template-in-response
	t.Execute(os.Stdout, user)
	// ok: go-text-template-in-response
	t.ExecuteTemplate(&buffer, "body", user)
}

func plainPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	// ok: go-text-template-in-response
	texts.Execute(w, user)
}
