"""What GitLab tells of Sekisho's own token."""

from __future__ import annotations

from dataclasses import dataclass

from bot.forges.answers import Unauthorized
from bot.forges.gitlab.client import Site
from bot.forges.interface import NotThere, Refused


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token, without itself."""

    name: str
    scopes: tuple[str, ...]
    expires: str
    """The day from which it is no longer accepted, as YYYY-MM-DD; "" for never."""


def facts_of(site: Site) -> TokenFacts | None:
    """None where GitLab does not say, as for tokens of OAuth. Raises Unauthorized and ForgeUnavailable."""
    try:
        told = site.get("/personal_access_tokens/self")
    except Unauthorized:
        raise
    except (NotThere, Refused):
        return None
    return TokenFacts(told["name"], tuple(told["scopes"]), told["expires_at"] or "")
