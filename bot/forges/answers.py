"""What a forge's API said, whichever forge it is, and the ways in which it says no."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.forges.interface import ForgeUnavailable, Refused
from bot.logs import redact

_MOST_WORDS = 500


class Forbidden(Refused):
    """403: a permission is missing."""


class Invalid(Refused):
    """400, 422 and their like: the request is understood and cannot be done as it is."""


class Unauthorized(ForgeUnavailable):
    """401: the credentials are not accepted. That says nothing about the change: with new ones it is looked at."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a forge said."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    data: Any
    """The parsed JSON; None where there is no body."""

    @property
    def message(self) -> str:
        """The forge's own words about a failure, without tokens, bounded."""
        if not isinstance(self.data, dict):
            return ""
        parts = (self.data.get(key) for key in ("message", "error", "error_description", "errors"))
        return redact("; ".join(word for part in parts for word in _words(part)))[:_MOST_WORDS]


def parsed(forge: str, text: str, status: int) -> Any:
    """The JSON of an answer; None where there is none and it matters not. Raises ForgeUnavailable."""
    try:
        return json.loads(text) if text.strip() else None
    except ValueError:
        if status < 300:
            raise ForgeUnavailable(f"{forge}'s answer is no JSON: something stands between.") from None
        return None


def _words(part: Any) -> Iterator[str]:
    """Sentences within what a forge gives as its reason: a text, several, or one for each field."""
    if isinstance(part, dict):
        told = part.get("message") or part.get("code")
        if told:
            yield str(told)
        else:
            yield from (f"{field}: {word}" for field, value in part.items() for word in _words(value))
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _words(each)
    elif part:
        yield str(part)
