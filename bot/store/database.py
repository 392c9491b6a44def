"""Opens the database and its two kinds of transaction. Knows SQLite's and PostgreSQL's ways, and no table.

SQLite: WAL, synchronous=FULL (an answered webhook survives a power cut), BEGIN IMMEDIATE for writers (no upgrade of a
read lock, which would fail instead of waiting), busy_timeout, foreign keys.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

BUSY_SECONDS = 5.0
"""How long a writer waits for another. Below the ten seconds in which a forge wants its answer."""
_MIGRATIONS = Path(__file__).parent.parent / "migrations"


class Database:
    """One database. Safe to share between threads, not across fork."""

    def __init__(self, url: str) -> None:
        """`url` is SQLAlchemy's: sqlite:////data/sekisho.db, postgresql+psycopg://…"""
        self.engine = _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else _server(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state and changes nothing."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is the only writer (SQLite) or locks what it touches (PostgreSQL)."""
        with self.engine.connect() as connection:
            connection.execution_options(sekisho_writes=True)
            with connection.begin():
                yield connection

    def migrate(self) -> None:
        """Brings the tables up to date. Several processes may do it at once."""
        config = alembic.config.Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self.write() as connection:
            if not self.is_sqlite:
                lock(connection, "migrate")
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")

    def now(self) -> float:
        """The one clock of all workers: the server's where there is one, this host's for SQLite."""
        if self.is_sqlite:
            return time.time()
        with self.read() as connection:
            return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())

    def close(self) -> None:
        """Gives back all connections."""
        self.engine.dispose()


def lock(connection: Connection, name: str) -> None:
    """Makes transactions with the same `name` follow each other. SQLite's writers do so anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def _server(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=4, max_overflow=12)


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=4, max_overflow=12)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Python's driver would open transactions by its own rules; ours are opened below.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("sekisho_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
