"""Whether a value is a credential, or what people write where one belongs: placeholders, look-ups, paths. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import re2

from checks.secrets import structure
from checks.secrets.likeness import random_looking

MOST = 10_000
"""Bytes of a value; what is longer is none, but for a key's lines."""

_PLACEHOLDER = re2.compile(
    r"""(?i)^(?:[x*.#?_=-]+|(.)\W*|null|nil|none|true|false|undefined|empty|unset|default|optional|"""
    r"""required|string|str|text|todo|tbd|n/?a|"""
    r"""(?:my|your|the|a|some|this|enter|insert|put|add|use|set)[-_ .]?(?:own|new|super|very|app|api|"""
    r"""db|database|aws|github|client|user|account|admin|personal|access|private)?[-_ .]*"""
    r"""(?:pass(?:word|wd|phrase)?|pwd|secret|token|key|api[-_ ]?key|credentials?)?(?:[-_ ]?here)?|"""
    r"""(?:pass(?:word|wd|phrase)?|pwd|secret|token|key|apikey|api[-_ ]key|credentials?|"""
    r"""access[-_ ]token|username|user|login|value|hidden|masked|redacted|removed|stripped|encrypted|"""
    r"""filtered|secured?))$"""
)
_MARKED = re2.compile(
    r"""(?i)(?:^|[^a-z])(?:your|example|placeholder|change[-_ ]?(?:me|it)|replace[-_ ]?(?:me|with|"""
    r"""this)?|redacted|dummy|insert|fixme|todo|sample|fake|foo(?:bar)?|lorem|mock)(?:$|[^a-z])|"""
    r"""example|changeme|placeholder|redacted|x{6,}|\*{4,}|\.{3,}|1234567890|0123456789|abcdefghij|"""
    r"""qwertyuiop|deadbeef"""
)
_TEMPLATE = re2.compile(
    r"""^[$%<{@&~!]|[$%#@]\{|\$\(|\{\{|\}\}|<[%$a-zA-Z_]|\$[A-Za-z_]\w*$|%[sdrvq]|%\(|^\[|\]$|^\(|\s\+\s*\w|"""
    r"""(?i:\bprocess\.env|\bos\.(?:environ|getenv)|getenv|environ|\bvar\.|\bsecrets?\.|\bconfig\.|"""
    r"""\bvault:|secretsmanager|fn::|!ref|resolve:)|\w\(.*\)|\w\[|=>|::|->"""
)
_IDENTIFIER = re2.compile(
    r"""^(?:[A-Za-z_$][a-z_$]*(?:[A-Z][a-z]*)*|[A-Z][A-Z_]*|[a-z]+(?:[-_.:][a-z]+)+|"""
    r"""[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+)$"""
)
_PATH = re2.compile(
    r"""^(?:\.{0,2}|~|[A-Za-z]:)?[/\\][\w.\-/\\ ]*$|^[\w.-]+(?:/[\w.-]+)+/?$|\.(?:json|ya?ml|pem|key|"""
    r"""crt|cer|txt|js|ts|py|rb|go|java|php|html?|md|png|svg|toml|ini|conf|cfg|sh|jks|p12|pfx|pub|"""
    r"""env)$|^https?://|^[a-z]+://"""
)
_UUID = re2.compile(r"(?i)^[{]?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[}]?$")
_DIGEST = re2.compile(
    r"(?i)^(?:sha\d{1,3}|md5|blake2?b?|h1)[-:=$]|^\$(?:2[aby]?|5|6|argon2\w*|pbkdf2[\w-]*|apr1)\$|"
    r"^\{SSHA\d*\}|^pbkdf2_|^ssh-(?:rsa|ed25519|dss)|^ecdsa-"
)
_DATE = re2.compile(r"^\d{4}-\d\d-\d\d|^\d+(?:\.\d+)+$|^v\d+\.")
_SEQUENCES = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "9876543210")


def placeholder(value: str) -> bool:
    """Whether it stands for a credential: a template, an example, a word that says so, one character over and over."""
    if _PLACEHOLDER.search(value) or _TEMPLATE.search(value) or _MARKED.search(value):
        return True
    return len(set(value)) <= max(2, min(6, len(value) // 8)) or _in_order(value.lower())


def _in_order(value: str) -> bool:
    """Whether half of it is the keyboard's or the alphabet's order."""
    half = max(6, len(value) // 2)
    return any(
        sequence[start : start + half] in value for sequence in _SEQUENCES for start in range(len(sequence) - half + 1)
    )


def other_thing(value: str) -> bool:
    """Whether it is something else: a path, an address, a UUID, a digest, a date, a version, a public key."""
    return any(shape.search(value) is not None for shape in (_PATH, _UUID, _DIGEST, _DATE))


def identifier(value: str) -> bool:
    """Whether code could name something so: no digit, no sign but those of names."""
    return _IDENTIFIER.search(value) is not None


def literal(value: bytes) -> bool:
    """No placeholder."""
    return not placeholder(value.decode("latin-1"))


def mixed(value: bytes) -> bool:
    """Letters and digits, as chance has them."""
    text = value.decode("latin-1")
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text)) and literal(value)


def mixed_case(value: bytes) -> bool:
    """Capital and small letters, as chance has them."""
    text = value.decode("latin-1")
    return any(map(str.isupper, text)) and any(map(str.islower, text)) and literal(value)


def password(value: bytes) -> bool:
    """What somebody could have chosen."""
    text = value.decode("latin-1")
    return not placeholder(text) and not _DIGEST.search(text) and text.strip() == text


def token(value: bytes) -> bool:
    """What somebody drew: no words."""
    text = value.decode("latin-1")
    return not placeholder(text) and not other_thing(text) and not identifier(text) and random_looking(text)


PROOFS: Mapping[str, Callable[[bytes], bool]] = {
    **structure.PROOFS,
    "literal": literal,
    "mixed": mixed,
    "mixed-case": mixed_case,
    "password": password,
    "token": token,
}
"""By their names in the formats."""

_KTY = re.compile(rb'["\']?kty["\']?\s*:\s*["\'](?:RSA|EC|OKP|oct)["\']')


def near_kty(around: bytes) -> bool:
    """Whether this is part of a JSON web key."""
    return _KTY.search(around) is not None
