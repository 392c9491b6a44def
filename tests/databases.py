"""Where the store's tests keep their data."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import create_engine, make_url, text


def empty_postgres() -> str:
    """The URL of an empty PostgreSQL database, one for each process of the tests; skips where there is no server."""
    url = os.environ.get("SEKISHO_TEST_POSTGRES_URL", "")
    if not url:
        pytest.skip("SEKISHO_TEST_POSTGRES_URL names no PostgreSQL server (postgresql+psycopg://…)")
    name = f"sekisho_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)
