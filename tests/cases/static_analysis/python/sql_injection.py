"""SQL built from request data: a hit and a near miss for each source, sink and way of being harmless."""
import bottle
import cherrypy
import flask
import pandas
import peewee
import sqlalchemy
from flask import request
from sqlalchemy import text
from django.db.models.expressions import RawSQL


def every_part_of_a_flask_request(cursor):
    # ruleid: python-sql-injection
    cursor.execute("select " + request.args["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.form.get("a"))
    # ruleid: python-sql-injection
    cursor.execute("select " + request.values["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.json["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.get_json()["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.headers["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.cookies.get("a"))
    # ruleid: python-sql-injection
    cursor.execute("select " + request.data.decode())
    # ruleid: python-sql-injection
    cursor.execute("select " + request.get_data().decode())
    # ruleid: python-sql-injection
    cursor.execute("select " + request.view_args["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + flask.request.args["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + wrap(request).get("a"))
    # ok: python-sql-injection
    cursor.execute("select " + request.method)
    # ok: python-sql-injection
    cursor.execute("select " + request.endpoint)


def other_frameworks(cursor, request, environ):
    # ruleid: python-sql-injection
    cursor.execute("select " + bottle.request.query.a)
    # ruleid: python-sql-injection
    cursor.execute("select " + cherrypy.request.params["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + environ["QUERY_STRING"])
    # ruleid: python-sql-injection
    cursor.execute("select " + environ.get("HTTP_X_NAME", ""))
    # ok: python-sql-injection
    cursor.execute("select " + environ["SERVER_NAME"])


def django_and_starlette(request, cursor):
    # ruleid: python-sql-injection
    cursor.execute("select " + request.GET["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.POST.get("a"))
    # ruleid: python-sql-injection
    cursor.execute("select " + request.COOKIES["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.META["HTTP_X"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.body.decode())
    # ruleid: python-sql-injection
    cursor.execute("select " + request.query_params["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.path_params["a"])
    # ruleid: python-sql-injection
    cursor.execute("select " + request.match_info["a"])
    # ok: python-sql-injection
    cursor.execute("select " + request.user.name)
    # ok: python-sql-injection
    cursor.execute("select " + request.LANGUAGE_CODE)


class Handler(tornado.web.RequestHandler):
    def get(self):
        # ruleid: python-sql-injection
        self.cursor.execute("select " + self.get_argument("a"))
        # ruleid: python-sql-injection
        self.cursor.execute("select " + self.get_body_argument("a"))
        # ruleid: python-sql-injection
        self.cursor.execute("select " + self.request.body.decode())
        # ok: python-sql-injection
        self.cursor.execute("select " + self.settings["table"])


class Page:
    @cherrypy.expose
    def find(self, name):
        # ruleid: python-sql-injection
        self.cursor.execute("select " + name)

    def helper(self, name):
        # ok: python-sql-injection
        self.cursor.execute("select " + name)


@app.route("/users/<name>/<int:number>")
def route_parameters(name, number):
    # ruleid: python-sql-injection
    cursor.execute("select " + name)
    # ruleid: python-sql-injection
    cursor.execute("select " + request.path)
    # ok: python-sql-injection
    cursor.execute("select %s" % int(number))


@app.route("/users")
def a_path_without_parameters_is_a_constant():
    # ok: python-sql-injection
    cursor.execute("select " + request.path)


@app.get("/users/{name}/{number}")
async def typed_parameters(number: int, name: str, q: str = "", session=None):
    # ruleid: python-sql-injection
    cursor.execute("select " + name)
    # ruleid: python-sql-injection
    cursor.execute("select " + q)
    # ok: python-sql-injection
    cursor.execute("select " + str(number))


def each_sink(cursor, connection, session):
    name = request.args["name"]
    sql = f"select * from users where name = '{name}'"
    # ruleid: python-sql-injection
    cursor.execute(sql)
    # ruleid: python-sql-injection
    cursor.executemany(sql, rows)
    # ruleid: python-sql-injection
    cursor.executescript(sql)
    # ruleid: python-sql-injection
    cursor.mogrify(sql)
    # ruleid: python-sql-injection
    database.execute_sql(sql)
    # ruleid: python-sql-injection
    pandas.read_sql(sql, connection)
    # ruleid: python-sql-injection
    pandas.read_sql_query(sql, connection)
    # ruleid: python-sql-injection
    peewee.SQL(sql)
    # ruleid: python-sql-injection
    User.raw(sql)
    # ok: python-sql-injection
    cursor.execute("select * from users where name = ?", (name,))
    # ok: python-sql-injection
    cursor.executemany("insert into users values (?)", [(name,)])
    # ok: python-sql-injection
    session.execute(sqlalchemy.select(users).where(users.c.name == name))


def sqlalchemy_text(session, connection):
    name = request.args["name"]
    sql = "select * from users where name = '" + name + "'"
    # ruleid: python-sql-injection-sqlalchemy
    session.execute(text(sql))
    # ruleid: python-sql-injection-sqlalchemy
    session.execute(sqlalchemy.text(sql))
    # ruleid: python-sql-injection-sqlalchemy
    session.query(sqlalchemy.literal_column(sql))
    # ruleid: python-sql-injection-sqlalchemy
    connection.exec_driver_sql(sql)
    # ruleid: python-sql-injection-sqlalchemy
    session.query(User).from_statement(sql)
    # ruleid: python-sql-injection-sqlalchemy
    db.text(sql)
    # ok: python-sql-injection-sqlalchemy
    session.execute(text("select * from users where name = :name"), {"name": name})
    # ok: python-sql-injection-sqlalchemy
    session.query(User).filter(User.name == name)


def django(request):
    name = request.GET["name"]
    # ruleid: python-sql-injection-django
    User.objects.raw("select * from users where name = '%s'" % name)
    # ruleid: python-sql-injection-django
    User.objects.extra(where=["name = '" + name + "'"])
    # ruleid: python-sql-injection-django
    User.objects.extra(select={"a": name})
    # ruleid: python-sql-injection-django
    User.objects.extra(order_by=[name])
    # ruleid: python-sql-injection-django
    User.objects.annotate(a=RawSQL("select " + name, []))
    # ok: python-sql-injection-django
    User.objects.raw("select * from users where name = %s", [name])
    # ok: python-sql-injection-django
    User.objects.extra(where=["name = %s"], params=[name])
    # ok: python-sql-injection-django
    User.objects.annotate(a=RawSQL("select a where name = %s", [name]))
    # ok: python-sql-injection-django
    User.objects.filter(name=name)


async def asynchronous(request, connection, database):
    name = request.query["name"]
    sql = "select * from users where name = '%s'" % name
    # ruleid: python-sql-injection-async-driver
    await connection.fetch(sql)
    # ruleid: python-sql-injection-async-driver
    await connection.fetchrow(sql)
    # ruleid: python-sql-injection-async-driver
    await connection.fetchval(sql)
    # ruleid: python-sql-injection-async-driver
    await database.fetch_all(sql)
    # ruleid: python-sql-injection-async-driver
    await database.fetch_one(sql)
    # ruleid: python-sql-injection-async-driver
    await database.fetch_val(sql)
    # ruleid: python-sql-injection-async-driver
    await database.execute_fetchall(sql)
    # ok: python-sql-injection-async-driver
    await connection.fetch("select * from users where name = $1", name)
    # ok: python-sql-injection-async-driver
    await database.fetch_all("select * from users where name = :name", {"name": name})


def formatted(cursor, name, table):
    # ruleid: python-sql-formatted
    cursor.execute(f"select * from users where name = '{name}'")
    # ruleid: python-sql-formatted
    cursor.execute("select * from users where name = '%s'" % name)
    # ruleid: python-sql-formatted
    cursor.execute("select * from users where name = '{}'".format(name))
    # ruleid: python-sql-formatted
    cursor.execute("delete from users where name = '" + name)
    sql = f"insert into users values ('{name}')"
    # ruleid: python-sql-formatted
    cursor.execute(sql)
    # ruleid: python-sql-formatted
    cursor.executescript(f"drop table {table}")
    # ruleid: python-sql-formatted
    text(f"update users set name = '{name}'")
    # ok: python-sql-formatted
    cursor.execute("select * from users where name = %s", (name,))
    # ok: python-sql-formatted
    cursor.execute(f"select * from {TABLE}")
    # ok: python-sql-formatted
    print(f"select one of the following: {name}")
    # ok: python-sql-formatted
    executor.execute(f"please select {name} from the menu")


def flows_through_containers(cursor):
    name = request.args["name"]
    parts = []
    parts.append("select")
    parts.append(name)
    # ruleid: python-sql-injection
    cursor.execute(" ".join(parts))
    table = {}
    table["name"] = name
    table["kind"] = "all"
    # ruleid: python-sql-injection
    cursor.execute("select " + table["name"])
    # ok: python-sql-injection
    cursor.execute("select " + table["kind"])
    literal = {"name": name, "kind": "all"}
    # ruleid: python-sql-injection
    cursor.execute("select " + literal["name"])
    # ok: python-sql-injection
    cursor.execute("select " + literal["kind"])
    config = configparser.ConfigParser()
    config.set("section", "name", name)
    config.set("section", "kind", "all")
    # ruleid: python-sql-injection
    cursor.execute("select " + config.get("section", "name"))
    # ok: python-sql-injection
    cursor.execute("select " + config.get("section", "kind"))
    queue = []
    queue.append("constant")
    queue.append(name)
    # ok: python-sql-injection
    cursor.execute("select " + queue[0])
    # ruleid: python-sql-injection
    cursor.execute("select " + queue[1])
    pair = ["constant", name]
    # ok: python-sql-injection
    cursor.execute("select " + pair[0])
    # ruleid: python-sql-injection
    cursor.execute("select " + pair[1])
    shifted = []
    shifted.append("constant")
    shifted.append(name)
    shifted.append("constant")
    shifted.pop(0)
    # ruleid: python-sql-injection
    cursor.execute("select " + shifted[0])


def flows_through_buffers(cursor):
    buffer = io.StringIO()
    buffer.write("select ")
    buffer.write(request.args["name"])
    sql = buffer.getvalue()
    # ruleid: python-sql-injection
    cursor.execute(sql)
    file = open("log")
    file.write(request.args["name"])
    # ok: python-sql-injection
    cursor.execute(file.getvalue())


def flows_through_a_whole_dictionary(cursor):
    parts = {}
    parts["name"] = request.args["name"]
    parts["kind"] = "all"
    # ruleid: python-sql-injection
    cursor.execute("select {0[name]} {0[kind]}".format(parts))
    other = {}
    other["kind"] = "all"
    # ok: python-sql-injection
    cursor.execute("select {0[kind]}".format(other))


def flows_through_a_slice_of_what_a_branch_assigned(cursor):
    name = "constant"
    if cursor:
        name = request.args["name"]
    tail = name[1:]
    # ruleid: python-sql-injection
    cursor.execute(tail)
    # ruleid: python-sql-injection
    cursor.execute(name.strip()[1:])


def flows_through_text(cursor):
    name = request.args["name"]
    cut = name[1:4]
    # ruleid: python-sql-injection
    cursor.execute("select " + cut)
    head = name[:4]
    # ruleid: python-sql-injection
    cursor.execute("select " + head)
    built = "select "
    built += name
    tail = built[3:]
    # ruleid: python-sql-injection
    cursor.execute(tail)
    # ruleid: python-sql-injection
    cursor.execute(base64.b64decode(base64.b64encode(name.encode())).decode())
    # ruleid: python-sql-injection
    cursor.execute("select %s, %s" % ("a", name))
    # ruleid: python-sql-injection
    cursor.execute("select {n}".format(n=name))
    unrelated = "select 1"
    copy = unrelated[2:]
    # ok: python-sql-injection
    cursor.execute(copy)


def dead_branches(cursor):
    name = request.args["name"]
    size = 100
    if 7 * 3 + size > 50:
        chosen = "constant"
    else:
        chosen = name
    # ok: python-sql-injection
    cursor.execute("select " + chosen)
    if 7 * 3 + size > 500:
        chosen = "constant"
    else:
        chosen = name
    # ruleid: python-sql-injection
    cursor.execute("select " + chosen)
    chosen = "constant" if size < 200 else name
    # ok: python-sql-injection
    cursor.execute("select " + chosen)
    chosen = "constant" if size < 20 else name
    # ruleid: python-sql-injection
    cursor.execute("select " + chosen)
    chosen = "constant" if size == 100 else name
    # ok: python-sql-injection
    cursor.execute("select " + chosen)
    word = "a constant word"
    if "constant" in word:
        chosen = "fixed"
    else:
        chosen = name
    # ok: python-sql-injection
    cursor.execute("select " + chosen)
    if "variable" not in word:
        chosen = "fixed"
    else:
        chosen = name
    # ok: python-sql-injection
    cursor.execute("select " + chosen)
    if size != 100:
        chosen = name
    else:
        chosen = "fixed"
    # ok: python-sql-injection
    cursor.execute("select " + chosen)
    if False:
        chosen = name
    else:
        chosen = "fixed"
    # ok: python-sql-injection
    cursor.execute("select " + chosen)
    if size <= 99:
        chosen = name
    else:
        chosen = "fixed"
    # ok: python-sql-injection
    cursor.execute("select " + chosen)


def numbers_are_harmless(cursor):
    # ok: python-sql-injection
    cursor.execute("select %s" % int(request.args["a"]))
    # ok: python-sql-injection
    cursor.execute("select " + str(float(request.args["a"])))
    # ok: python-sql-injection
    cursor.execute("select " + str(uuid.UUID(request.args["a"])))
    # ok: python-sql-injection
    cursor.execute("select %s" % request.args.get("a", type=int))
    # ok: python-sql-injection
    cursor.execute("select %s" % len(request.args["a"]))


def digits_only(cursor):
    number = request.args["a"]
    if not number.isdigit():
        return None
    # ok: python-sql-injection
    cursor.execute("select " + number)


def one_of_a_list(cursor):
    column = request.args["sort"]
    if column not in ("name", "age"):
        abort(400)
    # ok: python-sql-injection
    cursor.execute("select * from users order by " + column)


def one_of_a_constant(cursor):
    column = request.args["sort"]
    if column in SORTABLE:
        # ok: python-sql-injection
        cursor.execute("select * from users order by " + column)


def one_of_a_table(cursor):
    # ok: python-sql-injection
    cursor.execute("select * from users order by " + COLUMNS[request.args["sort"]])
    # ok: python-sql-injection
    cursor.execute("select * from users order by " + COLUMNS.get(request.args["sort"], "name"))


def matched_from_end_to_end(cursor):
    column = request.args["sort"]
    if not re.fullmatch("[a-z_]+", column):
        raise ValueError(column)
    # ok: python-sql-injection
    cursor.execute("select * from users order by " + column)


def matched_with_an_anchor(cursor):
    column = request.args["sort"]
    if not re.match("^[a-z_]+$", column):
        raise ValueError(column)
    # ok: python-sql-injection
    cursor.execute("select * from users order by " + column)


def searched_anywhere(cursor):
    column = request.args["sort"]
    if not re.match("[a-z_]+", column):
        raise ValueError(column)
    # ruleid: python-sql-injection
    cursor.execute("select * from users order by " + column)


def helpers_are_taken_at_their_word(cursor):
    column = request.args["sort"]
    validate_column(column)
    # ok: python-sql-injection
    cursor.execute("select * from users order by " + column)
    other = request.args["other"]
    # ok: python-sql-injection
    cursor.execute("select * from users order by " + sanitize_column(other))
    # ruleid: python-sql-injection
    cursor.execute("select * from users order by " + format_column(other))
