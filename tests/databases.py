"""Where the store's tests keep their data."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import create_engine, text


def empty_postgres() -> str:
    """The URL of a PostgreSQL database, emptied; skips the test where there is no server."""
    url = os.environ.get("SEKISHO_TEST_POSTGRES_URL", "")
    if not url:
        pytest.skip("SEKISHO_TEST_POSTGRES_URL names no PostgreSQL server (postgresql+psycopg://…)")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url
