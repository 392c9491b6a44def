import flask
from flask import request


def concatenated(cursor):
    # ruleid: python-sql-injection
    cursor.execute("SELECT * FROM users WHERE name = '" + request.args["name"] + "'")


def parameter(cursor):
    # ok: python-sql-injection
    cursor.execute("SELECT * FROM users WHERE name = %s", (request.args["name"],))
