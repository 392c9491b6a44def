"""Protections that are there and do not hold."""
import json
import shlex
import shutil
import tarfile
import brotli
import cherrypy
import zlib
from ctypes import CDLL
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import UpdateView
from flask import request
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.views import APIView
from urllib.parse import urlparse, urlsplit

# ruleid: python-credentials-kept-on-redirect
REMOVE_HEADERS_ON_REDIRECT = frozenset(["Authorization"])
# ruleid: python-credentials-kept-on-redirect
REMOVE_HEADERS_ON_REDIRECT = frozenset(["Authorization", "Cookie"])
# ruleid: python-credentials-kept-on-redirect
STRIPPED_CROSS_ORIGIN_HEADERS = {"authorization"}
# ruleid: python-credentials-kept-on-redirect
DROP_ON_REDIRECT: list = ["Authorization"]
# ok: python-credentials-kept-on-redirect
REMOVE_HEADERS_ON_REDIRECT = frozenset(["Authorization", "Cookie", "Proxy-Authorization"])
# ok: python-credentials-kept-on-redirect
KNOWN_HEADERS = frozenset(["Authorization"])


# ruleid: python-flask-change-by-get
@app.route("/users/delete/<name>")
def delete_by_get(name):
    users.delete(name)


# ruleid: python-flask-change-by-get
@app.route("/shutdown")
def shutdown():
    stop()


# ruleid: python-flask-change-by-get
@app.get("/ajax/remove/<name>")
def remove_by_get(name):
    users.delete(name)


# ok: python-flask-change-by-get
@app.route("/users/delete/<name>", methods=["POST"])
def delete_by_post(name):
    users.delete(name)


# ok: python-flask-change-by-get
@app.route("/users/deleted")
def deleted():
    return "deleted"


# ok: python-flask-change-by-get
@app.route("/users/remove/<name>")
def remove_after_a_look(name):
    if request.method == "POST":
        users.delete(name)


# ruleid: python-django-change-by-get
@login_required
def delete_domain(request, pk):
    Domain.objects.get(pk=pk).delete()


# ruleid: python-django-change-by-get
@login_required
@permission_required("domain.delete")
def deldomain(request, pk):
    Domain.objects.get(pk=pk).delete()


# ok: python-django-change-by-get
@login_required
@require_POST
def remove_domain(request, pk):
    Domain.objects.get(pk=pk).delete()


# ok: python-django-change-by-get
@login_required
@require_http_methods(["POST"])
def purge_domain(request, pk):
    Domain.objects.get(pk=pk).delete()


# ok: python-django-change-by-get
@login_required
def clear_domain(request, pk):
    if request.method == "POST":
        Domain.objects.get(pk=pk).delete()


# ok: python-django-change-by-get
@login_required
def show_domain(request, pk):
    return Domain.objects.get(pk=pk)


class Settings:
    def render(self, action=None, **kwargs):
        # ruleid: python-action-without-method-check
        if action == "set_email":
            self.save(kwargs)
        elif action == "show":
            self.show(kwargs)

    def render_after_a_look(self, action=None, **kwargs):
        if cherrypy.request.method == "POST" and action == "set_email":
            self.save(kwargs)
        # ok: python-action-without-method-check
        if action == "delete_email":
            self.save(kwargs)

    def choose(self, action=None, **kwargs):
        # ok: python-action-without-method-check
        if action == "show":
            self.show(kwargs)


def sign_in(auth_response):
    # ruleid: python-oauth-state-not-checked
    code = auth_response["code"][0]
    return exchange(code)


def sign_in_with_get(oauth_result):
    # ruleid: python-oauth-state-not-checked
    code = oauth_result.get("code")
    return exchange(code)


def sign_in_after_a_check(auth_response, state):
    if auth_response["state"][0] != state:
        raise ValueError("state")
    # ok: python-oauth-state-not-checked
    code = auth_response["code"][0]
    return exchange(code)


def another_code(country):
    # ok: python-oauth-state-not-checked
    code = country["code"]
    return code


class Reader:
    async def finish(self):
        line = await self.content.readline()
        # ruleid: python-assert-on-network-data
        assert line == b"\r\n", "malformed"

    def receive(self, sock):
        data = sock.recv(9)
        # ruleid: python-assert-on-network-data
        assert data

    def append(self, payload):
        # ruleid: python-assert-on-network-data
        assert "Content-Disposition" in payload.headers
        # ruleid: python-assert-on-network-data
        assert "name=" in payload.headers["Content-Disposition"]

    async def parts(self, multipart):
        field = await multipart.next()
        # ruleid: python-assert-on-network-data
        assert field.name is not None

    async def finish_well(self, size):
        line = await self.content.readline()
        if line != b"\r\n":
            raise ValueError("malformed")
        # ok: python-assert-on-network-data
        assert size > 0


def decompress(chunks):
    decompressor = brotli.Decompressor()
    # ruleid: python-unbounded-decompression
    decompressor.process(chunks)
    # ok: python-unbounded-decompression
    decompressor.process(chunks, output_buffer_limit=9)
    inflater = zlib.decompressobj()
    # ruleid: python-unbounded-decompression
    inflater.decompress(chunks)
    # ok: python-unbounded-decompression
    inflater.decompress(chunks, 9)
    # ruleid: python-unbounded-decompression
    zlib.decompress(request.data)
    # ruleid: python-unbounded-decompression
    gzip.decompress(body)
    # ok: python-unbounded-decompression
    zlib.decompress(ICON)


class Decompressor:
    def __init__(self):
        self._brotli = brotli.Decompressor()
        self._zlib = zlib.decompressobj()

    def feed(self, data):
        # ruleid: python-unbounded-decompression
        self._brotli.process(data)
        # ruleid: python-unbounded-decompression
        self._zlib.decompress(data)
        # ok: python-unbounded-decompression
        self._zlib.decompress(data, 9)


async def lines_without_end(stream):
    lines = []
    # ruleid: python-unbounded-lines
    while True:
        line = await stream.readline()
        lines.append(line)
        if not line:
            break


async def lines_with_an_end(stream):
    lines = []
    # ok: python-unbounded-lines
    while True:
        line = await stream.readline()
        lines.append(line)
        if len(lines) > 100:
            raise ValueError("too many")


def pages(name, user, rows):
    # ruleid: python-html-built-by-hand
    row = f"<li>{name}</li>"
    # ruleid: python-html-built-by-hand
    row = "<li>{}</li>".format(name)
    # ruleid: python-html-built-by-hand
    row = "<a href='{url}'>x</a>".format(url=name)
    # ruleid: python-html-built-by-hand
    row = "<b>%s</b>" % name
    # ok: python-html-built-by-hand
    row = f"<li>{html.escape(name)}</li>"
    # ok: python-html-built-by-hand
    row = f"<li>{escaped_name}</li>"
    # ok: python-html-built-by-hand
    row = f"<li>{len(rows)}</li>"
    # ok: python-html-built-by-hand
    row = f"<{name}>"
    # ok: python-html-built-by-hand
    row = "Hello {}".format(name)
    # ok: python-html-built-by-hand
    row = "Hello %s" % name
    # ok: python-html-built-by-hand
    row = f"Hello {name}"
    # ok: python-html-built-by-hand
    row = "<li>%d</li>" % len(rows)


def cleaned(name):
    # ruleid: python-path-cleaned-by-removal
    name.replace("../", "")
    # ruleid: python-path-cleaned-by-removal
    name.replace("..\\", "")
    # ruleid: python-path-cleaned-by-removal
    name.replace("..", "")
    # ok: python-path-cleaned-by-removal
    name.replace("../", "_")
    # ok: python-path-cleaned-by-removal
    name.replace("...", "")


def redirect_safe(self, url):
    # ruleid: python-redirect-check-without-scheme
    parsed = urlparse(url)
    if parsed.netloc:
        url = "/"
    self.redirect(url)


def redirect_safer(self, url):
    # ok: python-redirect-check-without-scheme
    parsed = urlsplit(url)
    if parsed.scheme or parsed.netloc:
        url = "/"
    self.redirect(url)


def fetch(url):
    # ok: python-redirect-check-without-scheme
    parsed = urlsplit(url)
    if parsed.netloc:
        return get(url)


def stays(nextp):
    # ruleid: python-redirect-check-by-prefix
    redirect_url = nextp if nextp.startswith("/") else "/"
    # ok: python-redirect-check-by-prefix
    folder = nextp if nextp.startswith("/") else "/"
    return redirect_url


def unpack(path, folder, archive):
    # ruleid: python-archive-extraction
    shutil.unpack_archive(path, folder)
    # ok: python-archive-extraction
    shutil.unpack_archive(path, folder, filter="data")


def joined(path, parts):
    filename = os.path.join(path, *parts)
    # ruleid: python-path-prefix-check
    assert filename.startswith(path)
    # ok: python-path-prefix-check
    assert filename.startswith(path + os.sep)


class PlanViewSet(viewsets.ModelViewSet):
    @action(detail=True)
    def values(self, request, pk):
        # ruleid: python-object-fetched-past-permissions
        return Response(Plan.objects.get(pk=pk).values())

    @action(detail=True)
    def items(self, request, pk):
        # ruleid: python-object-fetched-past-permissions
        return Response(get_object_or_404(Plan, pk=pk).items())

    @action(detail=True)
    def names(self, request, pk):
        # ok: python-object-fetched-past-permissions
        return Response(self.get_object().names())

    @action(detail=True)
    def checked(self, request, pk):
        # ok: python-object-fetched-past-permissions
        plan = Plan.objects.get(pk=pk)
        self.check_object_permissions(request, plan)
        return Response(plan.values())

    @action(detail=False)
    def kinds(self, request):
        # ok: python-object-fetched-past-permissions
        return Response(Kind.objects.get(pk=DEFAULT))


class ConfigView(FormMixin, UpdateView):
    # ruleid: python-permission-named-but-not-enforced
    permission_required = "config.change"


class ConfigPermissionView(PermissionRequiredMixin, UpdateView):
    # ok: python-permission-named-but-not-enforced
    permission_required = "config.change"


class ConfigDispatchView(UpdateView):
    # ok: python-permission-named-but-not-enforced
    permission_required = "config.change"

    def dispatch(self, *args):
        return check(self, *args)


# ok: python-view-without-permissions-beside-others
class Administration(APIView):
    permission_classes = [IsAdminUser]

    def put(self, request):
        save(request.data)


# ruleid: python-view-without-permissions-beside-others
class Parameters(APIView):
    def put(self, request):
        save(request.data)


# ruleid: python-view-without-permissions-beside-others
class Removal(APIView):
    def delete(self, request):
        remove(request.data)


# ok: python-view-without-permissions-beside-others
class Public(APIView):
    def get(self, request):
        return show()


@app.route("/password", methods=["PUT"])
def change_password():
    # ruleid: python-password-changed-without-the-old-one
    users.change_password(user, request.json["password"])


@app.route("/password", methods=["PUT"])
def change_password_after_a_check():
    if not users.check_password(user, request.json["current"]):
        abort(403)
    # ok: python-password-changed-without-the-old-one
    users.change_password(user, request.json["password"])


class AccountViewSet(viewsets.ModelViewSet):
    # ruleid: python-password-reset-without-throttle
    def reset_password(self, request):
        send_code(request)

    # ok: python-password-reset-without-throttle
    def rename(self, request):
        save(request)


class ThrottledViewSet(viewsets.ModelViewSet):
    throttle_classes = [ResetThrottle]

    # ok: python-password-reset-without-throttle
    def reset_password(self, request):
        send_code(request)


class OtherThrottledViewSet(viewsets.ModelViewSet):
    def get_throttles(self):
        return [ResetThrottle()]

    # ok: python-password-reset-without-throttle
    def reset_password(self, request):
        send_code(request)


def log(logger, log_method, request):
    # ruleid: python-request-headers-in-log
    logger.error(json.dumps(dict(request.headers)))
    # ruleid: python-request-headers-in-log
    log_method(json.dumps(dict(request.headers), indent=2))
    # ruleid: python-request-headers-in-log
    logger.debug("headers %s", request.headers)
    # ruleid: python-request-headers-in-log
    logger.debug(f"headers {request.headers}")
    # ok: python-request-headers-in-log
    logger.debug("agent %s", request.headers["User-Agent"])
    # ok: python-request-headers-in-log
    show(dict(request.headers))


def shells(template):
    # ruleid: python-shell-c-with-variable
    command = ["/bin/sh", "-c", template]
    # ruleid: python-shell-c-with-variable
    run(["bash", "-c", template, "x"])
    # ok: python-shell-c-with-variable
    command = ["/bin/sh", "-c", "date"]
    # ok: python-shell-c-with-variable
    command = ["sh", "script.sh", template]


def helpers(self, mirror, target):
    cmd = "rsync -a %s %s" % (mirror, target)
    # ruleid: python-command-text-for-helper
    utils.subprocess_call(self.logger, cmd)
    # ruleid: python-command-text-for-helper
    run_command("rsync -a " + mirror)
    # ruleid: python-command-text-for-helper
    self.run_cmd("rsync -a {}".format(mirror))
    # ruleid: python-command-text-for-helper
    exec_cmd(f"rsync -a {mirror}")
    quoted = "rsync -a %s" % shlex.quote(mirror)
    # ok: python-command-text-for-helper
    utils.subprocess_call(self.logger, quoted)
    # ok: python-command-text-for-helper
    run_command(["rsync", "-a", mirror])
    # ok: python-command-text-for-helper
    run_command("rsync -a")
    # ok: python-command-text-for-helper
    print("rsync -a " + mirror)


LIBPAM = CDLL("libpam.so")
# ruleid: python-pam-without-account-check
PAM_AUTHENTICATE = LIBPAM.pam_authenticate


def is_safe_url(location):
    # ok: python-redirect-check-without-scheme
    ours = urlparse(host_url)
    # ok: python-redirect-check-without-scheme
    theirs = urlparse(location)
    if not theirs.netloc:
        return False
    return theirs.scheme in ("http", "https") and ours.netloc == theirs.netloc
