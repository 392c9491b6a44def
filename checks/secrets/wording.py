"""What is said of a credential. Nothing of its value but a few leading characters, and a keyed hash. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

from checks.interface import Finding
from checks.rule import Rule, load
from checks.secrets.catalogue import Format, formats
from checks.secrets.scanning import ASSIGNED_PASSWORD, Secret

NAME = "secrets"
_SHOWN = 4
_SHORT = 20
"""Values with fewer characters show none of them."""
_CWE = ("CWE-798",)
_REFERENCE = "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html"


def masked(value: bytes) -> str:
    """The first characters of a long random value; of a short one, of a chosen one or of a key's lines none."""
    text = value.decode("latin-1")
    head = text[:_SHOWN]
    if (
        len(text) < _SHORT
        or "\n" in text
        or not head.isascii()
        or not head.replace("-", "a").replace("_", "a").isalnum()
    ):
        return "…"
    return f"{head}…"


def subject(value: bytes, salt: str) -> str:
    """Who a secret is, for whoever has the installation's key."""
    return hmac.new(salt.encode(), value, hashlib.sha256).hexdigest()


def finding(one: Secret, path: str, salt: str, commit: str, gone: bool) -> Finding:
    """At head's line; where head no longer holds it (`gone`), at the commit's.

    `commit` brought it in; "" where that is not known.
    """
    what = _what(one)
    return Finding(
        check=NAME,
        rule=one.rule,
        severity=one.severity,
        confidence=one.confidence,
        path=path,
        start_line=one.line,
        end_line=one.end_line,
        title=f"{what[0].upper()}{what[1:]} is leaked{' by an earlier commit' if gone else ''}",
        message=_message(one, what, commit, gone),
        remedy=_remedy(one),
        subject=subject(one.value, salt),
        references=tuple(filter(None, (one.format.rotate if one.format else "", _REFERENCE))),
        cwe=_CWE,
        commit=commit if gone else None,
    )


def _what(one: Secret) -> str:
    if one.format is None:
        return "a password" if one.rule == ASSIGNED_PASSWORD else "a credential"
    return _of(one.format)


def _of(one: Format) -> str:
    article = "an" if one.what[0].lower() in "aeio" else "a"
    known = one.rotate and not one.issuer.startswith(("a ", "you", "who"))
    return f"{article} {one.what} of {one.issuer}" if known else f"{article} {one.what}"


def _message(one: Secret, what: str, commit: str, gone: bool) -> str:
    shown = (
        "" if one.rule == ASSIGNED_PASSWORD or (one.format and one.format.proof == "password") else masked(one.value)
    )
    preview = f" (`{shown}`)" if len(shown) > 1 else ""
    came = f", brought in by commit `{commit[:12]}`," if commit else ""
    if gone:
        return (
            f"Commit `{commit[:12]}` of this change holds {what}{preview}; a later one removes it, but all who can "
            "fetch the branch can still read it. Removing it is not enough: rotate it, then take the commit out of the "
            "branch."
        )
    these = "These lines hold" if one.end_line > one.line else "This line holds"
    return (
        f"{these} {what}{preview}{came} and whoever can read the repository can use it. "
        "Removing it in a further commit is not enough: rotate it."
    )


def _remedy(one: Secret) -> str:
    if one.format is None:
        return RULES[one.rule].remedy
    return _rotate(one.format)


def _rotate(one: Format) -> str:
    where = f" at {one.rotate}" if one.rotate else ""
    return f"Rotate it{where}: make a new one, invalidate this one, and read it from the environment or a secret store."


def _rule(one: Format) -> Rule:
    proved = {"": "", "literal": "", "password": "", "mixed": "", "mixed-case": "", "token": ""}.get(
        one.proof, " What it is made of is verified: a checksum, an encoding or a structure."
    )
    how = "Known by the name that it is assigned to, and its form." if one.named else "Known by its form."
    what = _of(one)
    return Rule(
        id=one.id,
        severity=one.severity,
        title=f"{what[0].upper()}{what[1:]}",
        what=f"{how}{proved}",
        why="Whoever can read the repository, now or later, can use it.",
        remedy=_rotate(one),
        cwe=_CWE,
        references=tuple(filter(None, (one.rotate,))),
    )


RULES: Mapping[str, Rule] = {
    **load(Path(__file__).with_name("rules.yaml")),
    **{one.id: _rule(one) for one in formats()},
}
