import json
import logging
import urllib.parse
from flask import request


def application(environ, start_response):
    target = environ["QUERY_STRING"]
    # ruleid: python-header-injection
    start_response("302 Found", [("Location", target)])
    # ok: python-header-injection
    start_response("302 Found", [("Location", urllib.parse.quote(target))])
    # ok: python-header-injection
    start_response("302 Found", [("Location", target.replace("\r", "").replace("\n", ""))])
    # ok: python-header-injection
    start_response("200 OK", [("Content-Type", "text/html")])


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        # ruleid: python-header-injection
        self.send_header("X-Name", self.request.headers["name"])
        # ruleid: python-header-injection
        self.connection.putheader("X-Name", self.request.headers["name"])
        # ok: python-header-injection
        self.send_header("X-Name", "constant")


def log():
    name = request.form["name"]
    # ruleid: python-log-injection
    logging.info("login of " + name)
    # ruleid: python-log-injection
    logger.warning("login of %s", name)
    # ruleid: python-log-injection
    app.logger.error(f"login of {name}")
    # ruleid: python-log-injection
    current_app.logger.debug("login of {}".format(name))
    # ok: python-log-injection
    logging.info("login of %r", name)
    # ok: python-log-injection
    logging.info("login of " + repr(name))
    # ok: python-log-injection
    logging.info("login of %s", name.replace("\n", ""))
    # ok: python-log-injection
    logging.info(json.dumps({"name": name}))
    # ok: python-log-injection
    logging.info("login number %d", int(name))
    # ok: python-log-injection
    catalogue.info(name)
