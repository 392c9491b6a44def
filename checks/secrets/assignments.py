"""Literals that are given to a name for a credential: in code, YAML, JSON, XML, shells, Dockerfiles. Pure.

What is found is judged by its name (which words, in which order) and its value (see `plausible`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.interface import Confidence
from checks.secrets.catalogue import expression
from checks.secrets.likeness import cost, random_looking
from checks.secrets.plausible import identifier, other_thing, placeholder

KEYWORDS = (
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "auth",
    "cred",
    "pw",
    "bearer",
    "private",
    "salt",
    "nonce",
    "session",
)
_NOUN = (
    r"(?:pass(?:w(?:or)?[dt]|phrase|code)?s?|pwd?s?|secrets?|tokens?|keys?|auth|cred(?:ential)?s?|bearer|nonce|salt)"
)
_NAME = rf"(?i:([\w.$-]*{_NOUN}[\w.$-]*))"
_TYPE = r"(?:[ \t]*:[ \t]*[\w.<>\[\]|?*& ]+)?"
_SIGN = r"""["'`\])}>\\]{0,4}[ \t]*(?:===?|!==?|:=|=>|->|\|\||\?\?|=|:|,|\()[ \t]*"""
_WRAP = r"""(?:(?:new |@|b|r|u|f|Some\(|String\.|String\(|\[|\(|N){0,2})"""
QUOTED = expression(
    rf"""{_NAME}{_TYPE}{_SIGN}{_WRAP}(?:\\"([^"\\\n]{{4,}})\\"|"((?:[^"\\\n]|\\.){{4,}})"|'((?:[^'\\\n]|"""
    rf"""\\.){{4,}})'|`((?:[^`\\\n]|\\.){{4,}})`)"""
)
FALLBACK = expression(
    rf"""{_NAME}[^\n;,]*?(?:\|\||\?\?|\?:|\bor\b)\s{{0,3}}"""
    r"""(?:"([^"\\\n]{4,})"|'([^'\\\n]{4,})'|`([^`\\\n]{4,})`)"""
)
XML = expression(rf"""<{_NAME}(?:\s[^<>\n]*)?>\s{{0,5}}([^<>\s]{{4,}})\s{{0,5}}</""")
ATTRIBUTES = expression(rf"""(?i:(?:name|key|id))=["']{_NAME}["'][^<>\n]*?(?i:value)=["']([^"'\n]{{4,}})["']""")
BARE = expression(
    rf"""(?m)^[ \t]*(?:[-*>#]+[ \t]*)?(?:export |set |setx |ENV |ARG |- )?["']?{_NAME}["']?[ \t]*(?:=|:|"""
    rf"""[ \t])[ \t]*([^\s"'`#,;][^\s"'`,;]{{3,}})[ \t]*(?:\\|[#;].*)?\r?$"""
)
FLAG = expression(rf"""(?:^|\s)--?{_NAME}(?:=|[ \t]+)["']?([^\s"'`$<{{\-][^\s"'`]{{3,}})""")
INLINE = expression(
    r"""(?:^|[\s"'])([A-Z][A-Z0-9_]*(?:PASSWORD|PASSWD|PWD|PASS|SECRET|TOKEN|KEY)[A-Z0-9_]*)=["']?([^\s"'`$<{\\]{4,})"""
)
QUERY = expression(rf"""[?&]{_NAME}=([0-9A-Za-z%+/=_.~-]{{8,}})""")

_CONFIG = re.compile(
    r"(?:^|/)(?:\.env[\w.-]*|Dockerfile[\w.-]*|Containerfile|\.npmrc|\.pypirc|\.netrc|credentials|config|[^/]*rc)$|"
    r"\.(?:env|ya?ml|properties|ini|cfg|conf|cnf|toml|tfvars|sh|bash|zsh|ps1|bat|cmd|txt|md|rst|adoc|"
    r"config|envrc|service|dockerfile|http|log|example|template|sample|dist|csv|prefs)$",
    re.IGNORECASE,
)
_FLAGS = re.compile(
    r"\.(?:sh|bash|zsh|ps1|bat|cmd|md|rst|adoc|txt|ya?ml|dockerfile)$|(?:^|/)(?:Dockerfile|Makefile|Jenkinsfile)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORDS = frozenset({
    "password", "passwords", "passwd", "pwd", "passphrase", "pass", "passwort", "passcode", "pw",
})  # fmt: skip
_TOKENS = frozenset({
    "secret", "secrets", "token", "tokens", "bearer", "credential", "credentials", "creds", "apikey", "nonce",
    "salt", "auth", "authtoken", "secretkey", "accesskey", "accesstoken",
})  # fmt: skip
_KINDS = frozenset({
    "api", "access", "secret", "private", "auth", "encryption", "encrypt", "signing", "sign", "master", "account",
    "shared", "service", "app", "application", "client", "consumer", "server", "admin", "license", "licence",
    "storage", "deploy", "session", "hmac", "jwt", "crypto", "cipher", "aes", "des", "security", "subscription",
    "write", "integration", "webhook", "developer", "dev", "user", "rest", "oauth", "bot", "sdk", "cookie",
    "hash",
})  # fmt: skip
_NO_END = frozenset({
    "name", "names", "id", "ids", "url", "uri", "path", "file", "files", "type", "field", "label", "length",
    "len", "size", "expires", "expiry", "expiration", "ttl", "prefix", "suffix", "header", "param", "parameter",
    "policy", "regex", "regexp", "pattern", "hint", "placeholder", "count", "format", "error", "errors",
    "message", "msg", "text", "title", "class", "endpoint", "algorithm", "alg", "version", "host", "port", "user",
    "username", "email", "description", "desc", "help", "link", "reset", "change", "confirmation", "confirm",
    "required", "enabled", "disabled", "valid", "invalid", "provider", "store", "manager", "service", "method",
    "mode", "ref", "reference", "arn", "at", "date", "time", "age", "min", "max", "limit", "strength", "rule",
    "rules", "helper", "util", "handler", "request", "response", "usage", "env", "var", "variable", "alias",
    "function", "input", "output", "dir", "folder", "location", "scope", "scopes", "issuer", "audience", "kind",
    "status", "press", "down", "up", "code", "codes", "event", "board", "word", "words", "map", "list", "set",
    "space", "extractor", "generator", "resolver", "validator", "removed", "digest", "hash", "checksum",
    "fingerprint", "thumbprint", "sha", "encoder", "encoding", "column", "table", "index", "selector", "css",
    "icon", "button", "screen", "form", "page", "view", "exists", "missing", "prompt", "question", "algo",
    "suite", "usages", "ops", "template",
})  # fmt: skip
_NO_START = frozenset({
    "public", "pub", "primary", "foreign", "cache", "partition", "sort", "row", "hot", "shortcut", "index",
    "object", "dict", "map", "json", "yaml", "translation", "i18n", "locale", "publishable", "next", "csrf",
    "xsrf", "page", "continuation", "pagination", "sync", "cancel", "cancellation", "lexer", "parser", "syntax",
    "sub", "query", "author", "authors", "monkey", "donkey", "turkey", "hockey", "keyboard", "keypress",
    "idempotency", "unique", "composite", "group", "site", "etag", "forgot", "reset", "invalid", "wrong", "bad",
    "no", "missing", "confirm", "show", "hide", "is", "has", "get", "find", "check", "validate", "require",
    "expected",
})  # fmt: skip
_LONG_NAME = 100
_FAR = 120
"""Bytes between a name and its value."""
_SOUND = re.compile(r"^[!-~]{3,}$")


@dataclass(frozen=True, slots=True)
class Assigned:
    """One literal at a credential's name."""

    name: str
    start: int
    end: int
    confidence: Confidence
    password: bool


def assigned(text: bytes, path: str) -> Iterator[Assigned]:
    """In a text (bytes, positions of bytes)."""
    shapes = [QUOTED, FALLBACK, XML, ATTRIBUTES, QUERY]
    config = _CONFIG.search(path) is not None
    if config:
        shapes += (BARE, INLINE)
    if _FLAGS.search(path):
        shapes.append(FLAG)
    taken: set[int] = set()
    for shape in shapes:
        at = 0
        while found := shape.search(text, at):
            group = next(number for number in range(2, shape.groups + 1) if found.start(number) >= 0)
            start, end = found.span(group)
            at = end if shape is not FALLBACK else max(found.end(1), found.start() + 1)
            beside = shape in (QUOTED, FALLBACK) and _only_beside(text, found.start(1), found.end(1), start)
            if start in taken or beside or found.end(1) - found.start(1) > _LONG_NAME or start - found.end(1) > _FAR:
                continue
            one = judge(found[1].decode("latin-1"), text[start:end].decode("latin-1"))
            if one is not None:
                taken.add(start)
                yield Assigned(found[1].decode("latin-1"), start, end, one, password(found[1].decode("latin-1")))


def _only_beside(text: bytes, start: int, end: int, value: int) -> bool:
    """Whether a comma alone joins them, and the name is not the first argument of a call: two things in a list."""
    if b"," not in text[end:value] or any(sign in text[end:value] for sign in (b"=", b":", b"||", b"??")):
        return False
    return text[max(0, start - 2) : start].strip() not in (b'("', b"('", b"(", b"(`")


def judge(name: str, value: str) -> Confidence | None:
    """How likely the value is a credential, by its name and itself; None for what is none."""
    if len(value) > 500 or not _SOUND.match(value) or placeholder(value) or other_thing(value):
        return None
    noun = _noun(name)
    if noun is None or _plain(value) in _plain(name):
        return None
    if random_looking(value):
        return Confidence.MEDIUM
    return chosen(value) if noun in _PASSWORDS else None


def _plain(text: str) -> str:
    return text.lower().replace("_", "").replace("-", "")


def chosen(value: str) -> Confidence:
    """One that somebody chose: words are a guess, what holds digits or signs among letters is more."""
    kinds = sum(
        (any(map(str.isdigit, value)), any(map(str.islower, value)), any(map(str.isupper, value)), not value.isalnum())
    )
    if identifier(value) and cost(value) < 6:
        return Confidence.LOW
    return Confidence.MEDIUM if kinds >= 2 and len(value) >= 6 else Confidence.LOW


def password(name: str) -> bool:
    """Whether people choose what such a name holds."""
    return _noun(name) in _PASSWORDS


def _noun(name: str) -> str | None:
    """The word of a name that says credential, where it is what the name is about; None where it is not."""
    words: list[str] = [word.lower() for word in _WORDS.findall(name)]
    places = [place for place, word in enumerate(words) if _is_noun(words, place)]
    if not places:
        return None
    place = places[-1]
    if any(word in _NO_END for word in words[place + 1 :]) or any(word in _NO_START for word in words[: place + 1]):
        return None
    return words[place]


def _is_noun(words: list[str], place: int) -> bool:
    word = words[place]
    if word in _PASSWORDS or word in _TOKENS:
        return True
    if word in ("key", "keys"):
        return place > 0 and words[place - 1] in _KINDS
    return word.endswith(("password", "passwd", "secret", "token", "apikey", "secretkey", "accesskey", "privatekey"))
