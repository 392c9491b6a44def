package cases

import (
	"log"
	"net/http"
)

func directory(conn *ldap.Conn, w http.ResponseWriter, r *http.Request) {
	uid := r.FormValue("uid")
	// ruleid: go-ldap-injection
	ldap.NewSearchRequest("ou=people", 2, 0, 0, 0, false, "(uid="+uid+")", nil, nil)
	// ok: go-ldap-injection
	ldap.NewSearchRequest("ou=people", 2, 0, 0, 0, false, "(uid="+ldap.EscapeFilter(uid)+")", nil, nil)
	// ruleid: go-ldap-injection
	ldap.NewSearchRequest("uid="+uid, 2, 0, 0, 0, false, "(a=b)", nil, nil)
	// ok: go-ldap-injection
	ldap.NewSearchRequest("uid="+ldap.EscapeDN(uid), 2, 0, 0, 0, false, "(a=b)", nil, nil)
	// ruleid: go-ldap-injection
	ldap.NewModifyRequest("uid="+uid, nil)
	// ok: go-ldap-injection
	ldap.NewModifyRequest("uid=root", nil)
	// ruleid: go-ldap-injection
	ldap.NewDelRequest("uid="+uid, nil)
	// ok: go-ldap-injection
	ldap.NewDelRequest("uid=root", nil)
	// ruleid: go-ldap-injection
	conn.Bind("uid="+uid, "password")
	// ok: go-ldap-injection
	conn.Bind("uid=root", r.FormValue("password"))
}

func documents(w http.ResponseWriter, r *http.Request) {
	expression := "//book[title='" + r.FormValue("title") + "']"
	// ruleid: go-xpath-injection
	xmlquery.FindOne(doc, expression)
	// ok: go-xpath-injection
	xmlquery.FindOne(doc, "//book")
	// ruleid: go-xpath-injection
	htmlquery.Find(doc, expression)
	// ok: go-xpath-injection
	htmlquery.Find(doc, "//a")
	// ruleid: go-xpath-injection
	jsonquery.QueryAll(doc, expression)
	// ok: go-xpath-injection
	jsonquery.QueryAll(doc, "//a")
	// ruleid: go-xpath-injection
	xpath.Compile(expression)
	// ok: go-xpath-injection
	xpath.Compile("//a")
	// ruleid: go-xpath-injection
	xpath.MustCompile(expression)
	// ok: go-xpath-injection
	xpath.MustCompile("//a")
	// ruleid: go-xpath-injection
	xmlpath.Compile(expression)
	// ok: go-xpath-injection
	xmlpath.Compile("//a")
	// ruleid: go-xpath-injection
	xmlpath.MustCompile(expression)
	// ok: go-xpath-injection
	xmlpath.MustCompile("//a")
	number, _ := strconv.Atoi(r.FormValue("number"))
	// ok: go-xpath-injection
	xmlquery.FindOne(doc, fmt.Sprintf("//book[%d]", number))
}

func logs(w http.ResponseWriter, r *http.Request) {
	user := r.FormValue("user")
	// ruleid: go-log-injection
	log.Printf("login of %s", user)
	// ok: go-log-injection
	log.Printf("login of %q", user)
	// ruleid: go-log-injection
	log.Println("login of", user)
	// ok: go-log-injection
	log.Println("login of", strconv.Quote(user))
	// ruleid: go-log-injection
	log.Print("login of " + user)
	// ok: go-log-injection
	log.Print("login of " + strings.ReplaceAll(user, "\n", ""))
	// ok: go-log-injection
	log.Print("login of " + strings.ReplaceAll(user, "\r\n", ""))
	// ruleid: go-log-injection
	log.Fatalf("login of %v", user)
	// ok: go-log-injection
	log.Fatalf("login of %v", url.QueryEscape(user))
	// ok: go-log-injection
	log.Print("login of " + breaks.Replace(user))
}
