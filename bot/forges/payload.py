"""Reads a webhook's JSON without trusting its shape: every value asked for is of the type asked for. Pure.

Anything else is Rejected(400) with the path of the offending value: hostile and truncated payloads end here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.forges.interface import Rejected

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}")
_PART = r"(?!\.{1,2}(?:/|$))[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}"
_PATH = re.compile(rf"{_PART}(?:/{_PART}){{1,20}}")
"""GitLab nests groups 20 deep at most."""
_LOGIN = re.compile(r"(?!\.+$)[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}(?:\[bot\])?")
_REF = re.compile(r"[^\x00-\x20\x7f~^:?*\[\\\ud800-\udfff]{1,1024}")
_LARGEST = 2**63 - 1


def malformed(sender: str, what: str) -> Rejected:
    """The answer to a body that is authentic but is not what the forge sends. `sender`: GitHub, GitLab."""
    return Rejected(400, f"Not a {sender} webhook payload: {what}.")


def parse(body: bytes, sender: str) -> Payload:
    """The body's JSON object. Raises Rejected(400)."""
    try:
        value = json.loads(body)
    except RecursionError:
        raise malformed(sender, "the JSON is nested too deeply") from None
    except ValueError as error:
        raise malformed(
            sender, f"the body is no JSON ({str(error)[:100]}); set the webhook's content type to application/json"
        ) from None
    if not isinstance(value, dict):
        raise malformed(sender, "the JSON is no object")
    return Payload(value, "", sender)


@dataclass(frozen=True, slots=True)
class Payload:
    """A JSON object and where in the body it stands. Each reader takes a key and raises Rejected(400)."""

    values: Mapping[str, Any]
    at: str
    sender: str

    def has(self, key: str) -> bool:
        """Whether there is a value other than null."""
        return self.values.get(key) is not None

    def part(self, key: str) -> Payload:
        """The object under `key`."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return Payload(value, self._path(key), self.sender)

    def parts(self, key: str, most: int = 10_000) -> tuple[Payload, ...]:
        """The objects listed under `key`; () where there is no such list."""
        value = self.values.get(key) or []
        if not isinstance(value, list) or len(value) > most or not all(isinstance(each, dict) for each in value):
            raise self._wrong(key, "a list of objects")
        at = self._path(key)
        return tuple(Payload(each, f"{at}[{index}]", self.sender) for index, each in enumerate(value))

    def number(self, key: str) -> int:
        """A positive whole number."""
        value = self.values.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST:
            return value
        raise self._wrong(key, "a positive number")

    def flag(self, key: str) -> bool:
        """True or false; false where absent."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def sha(self, key: str) -> str:
        """A commit's id."""
        return self._matching(_SHA, key, "a commit id")

    def repo(self, key: str = "full_name") -> str:
        """owner/name."""
        name = self._matching(_REPO, key, "owner/name")
        if name.split("/")[1] in (".", ".."):
            raise self._wrong(key, "owner/name")
        return name

    def full_path(self, key: str = "path_with_namespace") -> str:
        """group/…/project."""
        return self._matching(_PATH, key, "group/project")

    def login(self, key: str = "login") -> str:
        """An account's name."""
        return self._matching(_LOGIN, key, "an account's name")

    def branch(self, key: str) -> str:
        """A ref's name without refs/heads/."""
        return self._matching(_REF, key, "a ref").removeprefix("refs/heads/")

    def prose(self, key: str) -> str:
        """Free text; what no database and no UTF-8 can hold is replaced. "" where absent."""
        value = self.values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(key, "text")
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")

    def _matching(self, shape: re.Pattern[str], key: str, wanted: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise self._wrong(key, wanted)
        return value

    def _path(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def _wrong(self, key: str, wanted: str) -> Rejected:
        return malformed(self.sender, f"{self._path(key)} is not {wanted}")
