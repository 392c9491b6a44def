import hmac
import http.server
import logging
import os
import re
import tempfile
import traceback
import psycopg2
import uvicorn
import werkzeug.debug
import werkzeug.serving
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from flask import Flask, jsonify, make_response, request

app = Flask(__name__)
# ruleid: python-hardcoded-signing-key
app.secret_key = "d7f3b1c89e"
# ruleid: python-hardcoded-signing-key
app.config["SECRET_KEY"] = "d7f3b1c89e"
# ruleid: python-hardcoded-signing-key
app.config.update(SECRET_KEY="d7f3b1c89e")
# ruleid: python-hardcoded-signing-key
SECRET_KEY = "d7f3b1c89e"
# ruleid: python-hardcoded-signing-key
SECRET_KEY = os.environ.get("SECRET_KEY", "d7f3b1c89e")
# ok: python-hardcoded-signing-key
SECRET_KEY = os.environ["SECRET_KEY"]
# ok: python-hardcoded-signing-key
app.secret_key = os.environ["SECRET_KEY"]
# ok: python-hardcoded-signing-key
app.config["SECRET_KEY"] = "dev"
# ok: python-hardcoded-signing-key
app.secret_key = "test key"
# ruleid: python-any-host-allowed
ALLOWED_HOSTS = ["*"]
# ok: python-any-host-allowed
ALLOWED_HOSTS = ["www.example.org"]
# ruleid: python-django-debug
DEBUG = True
# ok: python-django-debug
DEBUG = os.environ.get("DEBUG") == "1"


def signing(token, body):
    # ruleid: python-hardcoded-signing-key
    jwt.encode({}, "d7f3b1c89e")
    # ruleid: python-hardcoded-signing-key
    hmac.new(b"d7f3b1c89e", body, "sha256")
    # ok: python-hardcoded-signing-key
    jwt.encode({}, KEY)
    # ok: python-hardcoded-signing-key
    hmac.new(key, body, "sha256")


def passwords(user):
    # ruleid: python-hardcoded-password
    psycopg2.connect(password="kX9-vT2pQm7zLw4")
    # ruleid: python-hardcoded-password
    client.login("me", "kX9-vT2pQm7zLw4")
    # ruleid: python-hardcoded-password
    db_password = "kX9-vT2pQm7zLw4"
    # ruleid: python-hardcoded-password
    self.api_key = "kX9vT2pQm7zLw4aa"
    # ruleid: python-hardcoded-password
    boto3.client("s3", aws_secret_access_key="kX9vT2pQm7zLw4aa")
    # ok: python-hardcoded-password
    psycopg2.connect(password=os.environ["DB_PASSWORD"])
    # ok: python-hardcoded-password
    psycopg2.connect(password="changeme")
    # ok: python-hardcoded-password
    db_password = "your-password-here"
    # ok: python-hardcoded-password
    password_field = "kX9-vT2pQm7zLw4"


def debug():
    # ruleid: python-flask-debug
    app.run(debug=True)
    # ruleid: python-flask-debug
    app.debug = True
    # ruleid: python-flask-debug
    app.config["DEBUG"] = True
    # ruleid: python-flask-debug
    werkzeug.serving.run_simple("localhost", 80, app, use_debugger=True)
    # ruleid: python-flask-debug
    werkzeug.debug.DebuggedApplication(app, evalex=True)
    # ok: python-flask-debug
    app.run(debug=False)
    # ok: python-flask-debug
    app.run()
    # ok: python-flask-debug
    app.config["DEBUG"] = os.environ.get("DEBUG") == "1"
    # ruleid: python-binds-all-interfaces
    app.run(host="0.0.0.0")
    # ruleid: python-binds-all-interfaces
    uvicorn.run(app, host="0.0.0.0")
    # ruleid: python-binds-all-interfaces
    sock.bind(("0.0.0.0", 80))
    # ruleid: python-binds-all-interfaces
    sock.bind(("", 80))
    # ruleid: python-binds-all-interfaces
    http.server.HTTPServer(("0.0.0.0", 80), Handler)
    # ok: python-binds-all-interfaces
    app.run(host="127.0.0.1")
    # ok: python-binds-all-interfaces
    sock.bind(("127.0.0.1", 80))


# ruleid: python-csrf-protection-off
@csrf_exempt
def exempted(request):
    return None


# ruleid: python-csrf-protection-off
@method_decorator(csrf_exempt, name="dispatch")
class Exempted(View):
    pass


# ruleid: python-csrf-protection-off
@csrf.exempt
def exempted_in_flask():
    return None


# ok: python-csrf-protection-off
@csrf_protect
def protected(request):
    return None


# ruleid: python-csrf-protection-off
class FormWithout(FlaskForm):
    class Meta:
        csrf = False


# ok: python-csrf-protection-off
class FormWith(FlaskForm):
    class Meta:
        csrf = True


# ruleid: python-csrf-protection-off
app.config["WTF_CSRF_ENABLED"] = False
# ok: python-csrf-protection-off
app.config["WTF_CSRF_ENABLED"] = True


def files(path, name):
    # ruleid: python-predictable-temporary-file
    tempfile.mktemp()
    # ruleid: python-predictable-temporary-file
    open("/tmp/report", "w")
    # ok: python-predictable-temporary-file
    tempfile.mkstemp()
    # ok: python-predictable-temporary-file
    open("/tmp/report")
    # ok: python-predictable-temporary-file
    open("/srv/report", "w")
    # ruleid: python-loose-file-mode
    os.chmod(path, 0o777)
    # ruleid: python-loose-file-mode
    os.chmod(path, 0o666)
    # ruleid: python-loose-file-mode
    os.makedirs(path, mode=0o777)
    # ruleid: python-loose-file-mode
    os.umask(0)
    # ruleid: python-loose-file-mode
    path.chmod(0o1777)
    # ruleid: python-loose-file-mode
    os.open(path, os.O_CREAT, 0o666)
    # ok: python-loose-file-mode
    os.chmod(path, 0o640)
    # ok: python-loose-file-mode
    os.chmod(path, 0o755)
    # ok: python-loose-file-mode
    os.makedirs(path, mode=0o700)
    # ok: python-loose-file-mode
    os.umask(0o077)
    # ruleid: python-check-then-use
    if os.access(path, os.R_OK):
        with open(path) as file:
            file.read()
    # ruleid: python-check-then-use
    if os.access(path, os.W_OK):
        os.remove(path)
    # ok: python-check-then-use
    if os.access(path, os.R_OK):
        print("readable")


def expressions(content):
    # ruleid: python-regex-from-request
    re.compile(request.args["q"])
    # ruleid: python-regex-from-request
    re.search("^" + request.args["q"], content)
    # ruleid: python-regex-from-request
    re.sub(request.args["q"], "", content)
    # ok: python-regex-from-request
    re.search(re.escape(request.args["q"]), content)
    # ok: python-regex-from-request
    re.search("[a-z]+", request.args["q"])
    # ruleid: python-catastrophic-regex
    re.compile(r"^([a-z]+)+$")
    # ruleid: python-catastrophic-regex
    re.match(r"(a*)*b", content)
    # ok: python-catastrophic-regex
    re.compile(r"^[a-z]+$")
    # ok: python-catastrophic-regex
    re.compile(r"^(ab)+$")


def asserts(request, user, password):
    # ruleid: python-assert-guards-access
    assert request.user.is_superuser
    # ruleid: python-assert-guards-access
    assert user.has_perm("a.delete")
    # ruleid: python-assert-guards-access
    assert user.is_authenticated and user.active
    # ruleid: python-assert-guards-access
    assert check_password(password, user.hash)
    # ok: python-assert-guards-access
    assert user.name
    # ok: python-assert-guards-access
    assert isinstance(user, User)


@app.route("/error")
def errors():
    # ruleid: python-error-text-in-answer
    make_response(traceback.format_exc())
    # ruleid: python-error-text-in-answer
    jsonify(error=traceback.format_exc())
    # ruleid: python-error-text-in-answer
    HttpResponse(traceback.format_exc())
    # ok: python-error-text-in-answer
    logging.error(traceback.format_exc())
    # ok: python-error-text-in-answer
    make_response("failed")
    # ruleid: python-error-text-in-answer
    return traceback.format_exc()


def logs(name, password, user):
    # ruleid: python-secret-in-log
    logging.info("%s %s", name, password)
    # ruleid: python-secret-in-log
    logger.debug(f"with {user.api_key}")
    # ruleid: python-secret-in-log
    log.info("with " + password)
    # ruleid: python-secret-in-log
    log.info("with {}".format(password))
    # ok: python-secret-in-log
    logging.info("%s", name)
    # ok: python-secret-in-log
    logger.debug(f"with {user.name}")
    # ok: python-secret-in-log
    logging.info("password changed")
