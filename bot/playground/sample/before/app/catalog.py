"""The catalogue's pages."""

import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)


def database():
    return sqlite3.connect("catalog.db")


@app.get("/products")
def products():
    category = request.args.get("category", "all")
    rows = database().execute("SELECT id, name, price FROM products WHERE category = ?", (category,))
    return jsonify([{"id": row[0], "name": row[1], "price": row[2]} for row in rows])


@app.get("/healthz")
def healthz():
    return "ok"
