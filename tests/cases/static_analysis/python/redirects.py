import aiohttp.web
import bottle
import flask
from django.http import HttpResponseRedirect
from django.shortcuts import redirect as django_redirect
from django.utils.http import url_has_allowed_host_and_scheme
from fastapi.responses import RedirectResponse
from flask import redirect, request, url_for
from urllib.parse import urlsplit


def each_framework(response):
    target = request.args["next"]
    # ruleid: python-open-redirect
    redirect(target)
    # ruleid: python-open-redirect
    flask.redirect(target, code=303)
    # ruleid: python-open-redirect
    HttpResponseRedirect(target)
    # ruleid: python-open-redirect
    django_redirect(target)
    # ruleid: python-open-redirect
    RedirectResponse(target)
    # ruleid: python-open-redirect
    RedirectResponse(url=target)
    # ruleid: python-open-redirect
    aiohttp.web.HTTPFound(target)
    # ruleid: python-open-redirect
    aiohttp.web.HTTPFound(location=target)
    # ruleid: python-open-redirect
    bottle.redirect(target)
    # ruleid: python-open-redirect
    response.headers["Location"] = target
    # ruleid: python-open-redirect
    redirect("https://" + target)
    # ok: python-open-redirect
    redirect(url_for("home"))
    # ok: python-open-redirect
    redirect(url_for("user", name=target))
    # ok: python-open-redirect
    redirect("/users/" + target)
    # ok: python-open-redirect
    redirect(f"/users/{target}")
    # ok: python-open-redirect
    redirect(TARGETS[target])
    # ok: python-open-redirect
    redirect("/home")


class Tornado(RequestHandler):
    def get(self):
        # ruleid: python-open-redirect
        self.redirect(self.get_argument("next"))
        # ok: python-open-redirect
        self.redirect("/home")


def checked_by_django(request):
    target = request.GET["next"]
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        # ok: python-open-redirect
        return HttpResponseRedirect(target)


def checked_by_host():
    target = request.args["next"]
    parts = urlsplit(target)
    if parts.netloc not in ("", "example.org"):
        return None
    # ok: python-open-redirect
    return redirect(target)


def only_the_path():
    # ok: python-open-redirect
    return redirect(urlsplit(request.args["next"]).path)


def judged_by_its_beginning(next_url, name):
    # ruleid: python-redirect-check-by-prefix
    next_url.startswith("/")
    # ok: python-redirect-check-by-prefix
    name.startswith("/")


def judged_by_its_first_character(next_url):
    # ruleid: python-redirect-check-by-prefix
    return next_url[0] == "/"


def judged_by_the_host(next_url):
    # ruleid: python-redirect-check-by-prefix
    return next_url.startswith(request.host_url)


def judged_by_two_characters(next_url):
    # ok: python-redirect-check-by-prefix
    if next_url.startswith("/") and not next_url.startswith("//"):
        return redirect(next_url)
