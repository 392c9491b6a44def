package cases

import (
	"github.com/labstack/echo/v4"
	"github.com/gofiber/fiber/v2"
	"database/sql"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"
)

func plain(db *sql.DB, w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	// ruleid: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + name + "'")
	// ruleid: go-sql-injection
	db.QueryRow(fmt.Sprintf("SELECT * FROM users WHERE name = '%s'", r.FormValue("name")))
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = $1", name)
	// ruleid: go-sql-injection
	db.ExecContext(r.Context(), "DELETE FROM users WHERE name = '"+r.Header.Get("X-Name")+"'")
	// ok: go-sql-injection
	db.ExecContext(r.Context(), "DELETE FROM users WHERE name = $1", r.Header.Get("X-Name"))
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		return
	}
	// ok: go-sql-injection
	db.Query(fmt.Sprintf("SELECT * FROM users WHERE id = %d", id))
	// ok: go-sql-injection
	db.Query("SELECT * FROM users ORDER BY " + pq.QuoteIdentifier(name))
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = " + pq.QuoteLiteral(name))
	// ok: go-sql-injection
	db.Query("SELECT * FROM " + pgx.Identifier{name}.Sanitize())
}

func sources(tx *sql.Tx, conn *sql.Conn, r *http.Request, params httprouter.Params) {
	cookie, _ := r.Cookie("name")
	// ruleid: go-sql-injection
	tx.Exec("DELETE FROM users WHERE name = '" + cookie.Value + "'")
	// ok: go-sql-injection
	tx.Exec("DELETE FROM users WHERE name = ?", cookie.Value)
	// ruleid: go-sql-injection
	tx.Prepare("SELECT * FROM " + mux.Vars(r)["table"])
	// ok: go-sql-injection
	tx.Prepare("SELECT * FROM " + settings["table"])
	// ruleid: go-sql-injection
	conn.QueryContext(ctx, "SELECT * FROM "+chi.URLParam(r, "table"))
	// ok: go-sql-injection
	conn.QueryContext(ctx, "SELECT * FROM users WHERE a = ?", chi.URLParam(r, "a"))
	// ruleid: go-sql-injection
	tx.Exec("DROP TABLE " + params.ByName("table"))
	// ok: go-sql-injection
	tx.Exec("DROP TABLE users")
	// ok: go-sql-injection
	tx.Exec("DROP TABLE " + r.Method)
}

func body(db *sql.DB, w http.ResponseWriter, r *http.Request) {
	var search Search
	if err := json.NewDecoder(r.Body).Decode(&search); err != nil {
		return
	}
	// ruleid: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + search.Name + "'")
	data, _ := io.ReadAll(r.Body)
	var other Search
	json.Unmarshal(data, &other)
	// ruleid: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + other.Name + "'")
	var own Search
	json.Unmarshal(defaults, &own)
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + own.Name + "'")
}

func builders(db *sql.DB, r *http.Request) {
	var text strings.Builder
	text.WriteString("SELECT * FROM users WHERE name = '")
	text.WriteString(r.FormValue("name"))
	// ruleid: go-sql-injection
	db.Query(text.String())
	var formatted strings.Builder
	fmt.Fprintf(&formatted, "SELECT * FROM %s", r.FormValue("table"))
	// ruleid: go-sql-injection
	db.Query(formatted.String())
	var fixed strings.Builder
	fixed.WriteString("SELECT * FROM users")
	// ok: go-sql-injection
	db.Query(fixed.String())
}

func checkedValues(db *sql.DB, r *http.Request) {
	column := r.FormValue("column")
	if !allowedColumns[column] {
		return
	}
	// ok: go-sql-injection
	db.Query("SELECT * FROM users ORDER BY " + column)
	second := r.FormValue("second")
	if !slices.Contains(validColumns, second) {
		return
	}
	// ok: go-sql-injection
	db.Query("SELECT * FROM users ORDER BY " + second)
	third := r.FormValue("third")
	if !identifier.MatchString(third) {
		return
	}
	// ok: go-sql-injection
	db.Query("SELECT * FROM users ORDER BY " + third)
	fourth := r.FormValue("fourth")
	if err := validateColumn(fourth); err != nil {
		return
	}
	// ok: go-sql-injection
	db.Query("SELECT * FROM users ORDER BY " + fourth)
	// ok: go-sql-injection
	db.Query("SELECT * FROM users ORDER BY " + sanitizeColumn(r.FormValue("fifth")))
	user, _ := userStore.FindByName(r.FormValue("name"))
	// ok: go-sql-injection
	db.Query("SELECT * FROM audit WHERE key = '" + user.Key + "'")
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE n > " + fmt.Sprint(len(r.FormValue("name"))))
	sixth := r.FormValue("sixth")
	if known.Has(sixth) {
		// ok: go-sql-injection
		db.Query("SELECT * FROM users ORDER BY " + sixth)
	}
	seventh := r.FormValue("seventh")
	if supported.Contains(seventh) {
		// ok: go-sql-injection
		db.Query("SELECT * FROM users ORDER BY " + seventh)
	}
	eighth := r.FormValue("eighth")
	if seen.Contains(eighth) {
		// ruleid: go-sql-injection
		db.Query("SELECT * FROM users ORDER BY " + eighth)
	}
	if 1 > 2 {
		// ok: go-sql-injection
		db.Query("SELECT * FROM users ORDER BY " + eighth)
	}
	if 3 < 2 {
		// ok: go-sql-injection
		db.Query("SELECT * FROM users ORDER BY " + eighth)
	}
	if false {
		// ok: go-sql-injection
		db.Query("SELECT * FROM users ORDER BY " + eighth)
	}
	id, _ := uuid.Parse(r.FormValue("id"))
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE id = '" + id.String() + "'")
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE id = " + strconv.Quote(r.FormValue("id")))
}

func ginHandler(c *gin.Context) {
	// ruleid: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + c.Query("name") + "'")
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = ?", c.Param("name"))
	var in Search
	if err := c.ShouldBindJSON(&in); err != nil {
		return
	}
	// ruleid: go-sql-injection
	db.Exec("DELETE FROM users WHERE name = '" + in.Name + "'")
	// ruleid: go-sql-injection
	db.Exec("DELETE FROM " + c.Request.FormValue("table"))
	// ok: go-sql-injection
	db.Exec("DELETE FROM users")
}

func echoHandler(c echo.Context) error {
	// ruleid: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + c.QueryParam("name") + "'")
	var in Search
	c.Bind(&in)
	// ruleid: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + in.Name + "'")
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + c.Path() + "'")
	return nil
}

func fiberHandler(c *fiber.Ctx) error {
	// ruleid: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + c.Query("name") + "'")
	in := new(Search)
	var into Search
	c.BodyParser(&into)
	// ruleid: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + into.Name + "'")
	// ok: go-sql-injection
	db.Query("SELECT * FROM users WHERE name = '" + in.Name + "'")
	return nil
}

func libraries(x *sqlx.DB, tx *sqlx.Tx, g *gorm.DB, p *pgx.Conn, pool *pgxpool.Pool, ptx pgx.Tx, r *http.Request) {
	where := "name = '" + r.FormValue("name") + "'"
	// ruleid: go-sql-injection
	x.Queryx("SELECT * FROM users WHERE " + where)
	// ok: go-sql-injection
	x.Queryx("SELECT * FROM users WHERE name = ?", r.FormValue("name"))
	// ruleid: go-sql-injection
	tx.MustExec("DELETE FROM users WHERE " + where)
	// ok: go-sql-injection
	tx.MustExec("DELETE FROM users")
	// ruleid: go-sql-injection
	x.Select(&users, "SELECT * FROM users WHERE "+where)
	// ok: go-sql-injection
	x.Select(&users, "SELECT * FROM users WHERE name = ?", r.FormValue("name"))
	// ruleid: go-sql-injection
	x.Get(&user, "SELECT * FROM users WHERE "+where)
	// ok: go-sql-injection
	x.Get(&user, "SELECT * FROM users")
	// ruleid: go-sql-injection
	x.SelectContext(ctx, &users, "SELECT * FROM users WHERE "+where)
	// ok: go-sql-injection
	x.SelectContext(ctx, &users, "SELECT * FROM users")
	// ruleid: go-sql-injection
	x.GetContext(ctx, &user, "SELECT * FROM users WHERE "+where)
	// ok: go-sql-injection
	x.GetContext(ctx, &user, "SELECT * FROM users")
	// ruleid: go-sql-injection
	p.Query(ctx, "SELECT * FROM users WHERE "+where)
	// ok: go-sql-injection
	p.Query(ctx, "SELECT * FROM users WHERE name = $1", r.FormValue("name"))
	// ruleid: go-sql-injection
	pool.QueryRow(ctx, "SELECT * FROM users WHERE "+where)
	// ok: go-sql-injection
	pool.QueryRow(ctx, "SELECT * FROM users")
	// ruleid: go-sql-injection
	ptx.Exec(ctx, "DELETE FROM users WHERE "+where)
	// ok: go-sql-injection
	ptx.Exec(ctx, "DELETE FROM users")
	// ruleid: go-sql-injection
	g.Raw("SELECT * FROM users WHERE " + where).Scan(&users)
	// ok: go-sql-injection
	g.Raw("SELECT * FROM users WHERE name = ?", r.FormValue("name")).Scan(&users)
	// ruleid: go-sql-injection
	g.Exec("DELETE FROM users WHERE " + where)
	// ok: go-sql-injection
	g.Exec("DELETE FROM users WHERE name = ?", r.FormValue("name"))
	// ruleid: go-sql-injection
	g.Model(&User{}).Where(where).Find(&users)
	// ok: go-sql-injection
	g.Model(&User{}).Where("name = ?", r.FormValue("name")).Find(&users)
	// ruleid: go-sql-injection
	g.Order(r.FormValue("order")).Find(&users)
	// ok: go-sql-injection
	g.Order("name").Find(&users)
	// ruleid: go-sql-injection
	g.Group(r.FormValue("group")).Find(&users)
	// ok: go-sql-injection
	g.Group("name").Find(&users)
	// ruleid: go-sql-injection
	g.Having(where).Find(&users)
	// ok: go-sql-injection
	g.Having("name = ?", r.FormValue("name")).Find(&users)
	// ruleid: go-sql-injection
	g.Joins("JOIN " + r.FormValue("table")).Find(&users)
	// ok: go-sql-injection
	g.Joins("JOIN emails").Find(&users)
	// ruleid: go-sql-injection
	g.Select(r.FormValue("columns")).Find(&users)
	// ok: go-sql-injection
	g.Select("name").Find(&users)
	// ruleid: go-sql-injection
	gorm.Expr("price * " + r.FormValue("factor"))
	// ok: go-sql-injection
	gorm.Expr("price * ?", r.FormValue("factor"))
}

func byName(db *sql.DB, name string) (*sql.Rows, error) {
	// ruleid: go-sql-formatting
	return db.Query(fmt.Sprintf("SELECT * FROM users WHERE name = '%s'", name))
}

func byNames(db *sql.DB, id int, first string, last string) (*sql.Rows, error) {
	query := "SELECT * FROM users WHERE first = '" + first + "'"
	// ruleid: go-sql-formatting
	return db.Query(query)
}

func second(db *sql.DB, table string, last string) (*sql.Rows, error) {
	// ruleid: go-sql-formatting
	return db.Query("SELECT * FROM " + table + " WHERE last LIKE '%" + last + "%'")
}

func fromTable(db *sql.DB, table string) (*sql.Rows, error) {
	// ok: go-sql-formatting
	return db.Query("SELECT * FROM " + table)
}

func formattedTable(db *sql.DB, table string) (*sql.Rows, error) {
	// ok: go-sql-formatting
	return db.Query(fmt.Sprintf("SELECT * FROM %s", table))
}

func quotedName(db *sql.DB, name string) (*sql.Rows, error) {
	// ok: go-sql-formatting
	return db.Query("SELECT * FROM users WHERE name = '" + pq.QuoteLiteral(name) + "'")
}
