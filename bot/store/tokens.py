"""Tokens of the API: made once, shown once, kept as digests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from bot.store import intake
from bot.store.database import Database
from bot.store.schema import tokens

PREFIX = "sekisho"
SCOPES = ("read", "scan", "write")


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What is known of a token; the token itself is not."""

    id: str
    name: str
    """Who uses it, as the operator calls them: what the audit log says."""
    scopes: tuple[str, ...]
    made: float
    """Seconds since the epoch, as the two below."""
    expires: float | None
    revoked: float | None

    def holds(self, now: float) -> bool:
        """Whether it opens anything now."""
        return self.revoked is None and (self.expires is None or now < self.expires)


class Tokens:
    """All tokens of one database. Each public method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, name: str, scopes: Sequence[str], expires: float | None, actor: str, now: float) -> str:
        """The new token, for its one showing."""
        key, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        values = {"id": key, "name": name, "digest": _digest(secret), "scopes": list(scopes), "made": now}
        with self._database.write() as connection:
            connection.execute(insert(tokens), [values | {"expires": expires}])
            intake.note(connection, "", "", actor, "token made", f"{key} {name} {' '.join(scopes)}", now)
        return f"{PREFIX}_{key}_{secret}"

    def find(self, token: str) -> ApiToken | None:
        """The one that this is, whether or not it still holds. Takes as long for a wrong secret as for a right one."""
        prefix, _, rest = token.partition("_")
        key, _, secret = rest.partition("_")
        with self._database.read() as connection:
            row = connection.execute(select(tokens).where(tokens.c.id == key)).mappings().first()
        same = hmac.compare_digest(_digest(secret), row["digest"] if row else _digest(""))
        return _read(row) if row and same and prefix == PREFIX else None

    def every(self) -> list[ApiToken]:
        """All that were ever made, oldest first."""
        with self._database.read() as connection:
            return [_read(row) for row in connection.execute(select(tokens).order_by(tokens.c.made)).mappings()]

    def revoke(self, name: str, actor: str, now: float) -> int:
        """Ends those of this name or id at once; how many."""
        mine = (tokens.c.revoked.is_(None), (tokens.c.name == name) | (tokens.c.id == name))
        with self._database.write() as connection:
            ended = connection.execute(update(tokens).where(*mine).values(revoked=now)).rowcount
            if ended:
                intake.note(connection, "", "", actor, "token revoked", name, now)
        return ended


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _read(row: Mapping[Any, Any]) -> ApiToken:
    known = {name: row[name] for name in ("id", "name", "made", "expires", "revoked")}
    return ApiToken(scopes=tuple(row["scopes"]), **known)
