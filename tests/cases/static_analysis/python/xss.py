import bottle
import cherrypy
import html
import flask
import jinja2
import markupsafe
import sanic.response
import starlette.responses
import werkzeug.wrappers
from aiohttp import web
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from fastapi.responses import HTMLResponse
from flask import Markup, Response, jsonify, make_response, render_template, request
from markupsafe import escape


@app.route("/a")
def returned():
    # ruleid: python-xss-flask
    return "Hello " + request.args["name"]


@app.route("/b")
def returned_with_a_status():
    # ruleid: python-xss-flask
    return f"Hello {request.args['name']}", 400


@app.get("/c")
def returned_by_a_verb():
    # ruleid: python-xss-flask
    return "Hello %s" % request.args["name"]


@app.route("/d/<name>")
def returned_parameter(name):
    # ruleid: python-xss-flask
    return "Hello {}".format(name)


@app.route("/e")
def returned_later():
    page = ""
    page += f"Hello {request.args['name']}"
    # ruleid: python-xss-flask
    return page


@app.route("/f")
def responses():
    name = request.args["name"]
    # ruleid: python-xss-flask
    make_response("Hello " + name)
    # ruleid: python-xss-flask
    make_response(("Hello " + name, {"X-A": "b"}))
    # ruleid: python-xss-flask
    Response("Hello " + name)
    # ruleid: python-xss-flask
    werkzeug.wrappers.Response("Hello " + name)
    # ruleid: python-xss-flask
    bottle.HTTPResponse("Hello " + name)
    # ok: python-xss-flask
    make_response("Hello")
    # ok: python-xss-flask
    make_response(("Hello", {"X-A": name}))
    # ok: python-xss-flask
    Response("Hello " + name, mimetype="text/plain")
    # ok: python-xss-flask
    Response("Hello " + name, content_type="application/json")
    # ok: python-xss-flask
    return "Hello"


@app.route("/g")
def escaped():
    # ok: python-xss-flask
    return "Hello " + escape(request.args["name"])


@app.route("/h")
def escaped_with_the_library():
    # ok: python-xss-flask
    return "Hello " + html.escape(request.args["name"])


@app.route("/i")
def escaped_by_a_helper():
    # ok: python-xss-flask
    return "Hello " + escape_for_html(request.args["name"])


@app.route("/j")
def as_json():
    # ok: python-xss-flask
    return jsonify(name=request.args["name"])


@app.route("/k")
def as_a_dictionary():
    # ok: python-xss-flask
    return {"name": request.args["name"]}


@app.route("/l")
def as_a_template():
    # ok: python-xss-flask
    return render_template("hello.html", name=request.args["name"])


@app.route("/m")
def as_plain_text():
    # ok: python-xss-flask
    return request.args["name"], 200, {"Content-Type": "text/plain"}


@app.route("/n")
def as_a_number():
    # ok: python-xss-flask
    return "Hello %d" % int(request.args["name"])


@app.route("/o")
def in_a_header():
    response = make_response(("Hello", {"X-A": request.args["name"]}))
    # ok: python-xss-flask
    return response


def no_handler():
    # ok: python-xss-flask
    return "Hello " + request.args["name"]


def marked(request):
    name = request.GET["name"]
    # ruleid: python-xss-marked-safe
    Markup("<b>" + name)
    # ruleid: python-xss-marked-safe
    markupsafe.Markup("<b>%s" % name)
    # ruleid: python-xss-marked-safe
    mark_safe(f"<b>{name}</b>")
    # ruleid: python-xss-marked-safe
    SafeString(name)
    # ruleid: python-xss-marked-safe
    format_html("<b>" + name + "</b>")
    # ok: python-xss-marked-safe
    Markup("<b>%s</b>") % name
    # ok: python-xss-marked-safe
    Markup("<b>") + escape(name)
    # ok: python-xss-marked-safe
    mark_safe("<b>" + html.escape(name))
    # ok: python-xss-marked-safe
    format_html("<b>{}</b>", name)


def django(request):
    name = request.GET["name"]
    # ruleid: python-xss-django
    HttpResponse("Hello " + name)
    # ruleid: python-xss-django
    HttpResponse(content="Hello " + name)
    # ruleid: python-xss-django
    HttpResponseBadRequest("No " + name)
    # ok: python-xss-django
    HttpResponse("Hello " + name, content_type="text/plain")
    # ok: python-xss-django
    HttpResponse("Hello " + html.escape(name))
    # ok: python-xss-django
    JsonResponse({"name": name})
    # ok: python-xss-django
    return render(request, "hello.html", {"name": name})


async def asynchronous(request):
    name = request.query["name"]
    # ruleid: python-xss-asynchronous-frameworks
    HTMLResponse("Hello " + name)
    # ruleid: python-xss-asynchronous-frameworks
    HTMLResponse(content="Hello " + name, status_code=400)
    # ruleid: python-xss-asynchronous-frameworks
    starlette.responses.HTMLResponse("Hello " + name)
    # ruleid: python-xss-asynchronous-frameworks
    web.Response(text="Hello " + name, content_type="text/html")
    # ruleid: python-xss-asynchronous-frameworks
    web.Response(content_type="text/html", text="Hello " + name)
    # ruleid: python-xss-asynchronous-frameworks
    sanic.response.html("Hello " + name)
    # ok: python-xss-asynchronous-frameworks
    HTMLResponse("Hello " + html.escape(name))
    # ok: python-xss-asynchronous-frameworks
    web.Response(text="Hello " + name)
    # ok: python-xss-asynchronous-frameworks
    web.Response(text="Hello", content_type="text/html")
    # ok: python-xss-asynchronous-frameworks
    web.json_response({"name": name})


class Tornado(RequestHandler):
    def get(self):
        # ruleid: python-xss-asynchronous-frameworks
        self.write("Hello " + self.get_argument("name"))
        # ok: python-xss-asynchronous-frameworks
        self.write("Hello " + tornado.escape.xhtml_escape(self.get_argument("name")))

    def save(self):
        # ok: python-xss-asynchronous-frameworks
        self.write("Hello " + self.get_argument("name"))


@app.get("/fast", response_class=HTMLResponse)
def fast(name: str):
    # ruleid: python-xss-asynchronous-frameworks
    return f"Hello {name}"


@app.get("/data")
def data(name: str):
    # ok: python-xss-asynchronous-frameworks
    return f"Hello {name}"


class Cherry:
    @cherrypy.expose
    def hello(self, name):
        # ruleid: python-xss-asynchronous-frameworks
        return "Hello " + name

    def helper(self, name):
        # ok: python-xss-asynchronous-frameworks
        return "Hello " + name


def from_variables(user, rows):
    # ruleid: python-html-marked-safe-from-variables
    mark_safe(f"<b>{user.name}</b>")
    # ruleid: python-html-marked-safe-from-variables
    Markup("<b>%s</b>" % user.name)
    # ruleid: python-html-marked-safe-from-variables
    SafeString("<b>{}</b>".format(user.name))
    # ruleid: python-html-marked-safe-from-variables
    HTMLResponse("<b>" + user.name)
    # ok: python-html-marked-safe-from-variables
    mark_safe("<b>constant</b>")
    # ok: python-html-marked-safe-from-variables
    mark_safe("<b>%s</b>" % escape(user.name))
    # ok: python-html-marked-safe-from-variables
    Markup("<b>%s</b>") % user.name
    # ok: python-html-marked-safe-from-variables
    mark_safe(f"<b>{user.pk}</b>")


def environments(app):
    # ruleid: python-jinja-autoescape-off
    jinja2.Environment(autoescape=False)
    # ruleid: python-jinja-autoescape-off
    app.jinja_env.autoescape = False
    # ruleid: python-jinja-autoescape-off
    flask.render_template_string("{{ name | safe }}", name="a")
    # ok: python-jinja-autoescape-off
    jinja2.Environment(autoescape=True)
    # ok: python-jinja-autoescape-off
    jinja2.Environment(loader=None)
    # ok: python-jinja-autoescape-off
    flask.render_template_string("{{ name }}", name="a")


def environment_of_pages():
    # ruleid: python-jinja-autoescape-off
    environment = jinja2.Environment(loader=loader)
    template = environment.get_template("page.html")
    return template.render()


def environment_of_texts():
    # ok: python-jinja-autoescape-off
    environment = jinja2.Environment(loader=loader)
    template = environment.get_template("mail.txt")
    return template.render()
