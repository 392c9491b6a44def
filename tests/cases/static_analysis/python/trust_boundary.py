import flask
from flask import request, session


def store():
    # ruleid: python-trust-boundary
    session["user"] = request.form["user"]
    # ruleid: python-trust-boundary
    flask.session["user"] = request.args["user"]
    # ruleid: python-trust-boundary
    session.setdefault("user", request.args["user"])
    # ruleid: python-trust-boundary
    session.update(request.form)
    # ok: python-trust-boundary
    session["page"] = int(request.args["page"])
    # ok: python-trust-boundary
    session["user"] = authenticate(request.form["user"], request.form["password"]).id
    # ok: python-trust-boundary
    session["user"] = "guest"
    # ok: python-trust-boundary
    cache["user"] = request.args["user"]


def key():
    key = request.args["key"]
    # ruleid: python-trust-boundary
    session[key] = "a"


def key_of_a_branch(wanted):
    key = "constant"
    if wanted:
        key = request.args["key"]
    # ruleid: python-trust-boundary
    session[key] = "a"


def fixed_key():
    key = "constant"
    # ok: python-trust-boundary
    session[key] = "a"


def django(request):
    # ruleid: python-trust-boundary
    request.session["user"] = request.POST["user"]
    # ok: python-trust-boundary
    request.session["user"] = request.user.id


def one_of_a_list():
    language = request.args["language"]
    if language in ("en", "de"):
        # ok: python-trust-boundary
        session["language"] = language
