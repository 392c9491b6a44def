"""What a credential's own structure proves, offline: checksums, and forms within. Pure; values are bytes.

Each function answers whether a value may be one. What cannot be decoded is none.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PEM = re.compile(rb"-----BEGIN ([A-Z ]*)PRIVATE KEY(?: BLOCK)?-----(.*)-----END", re.DOTALL)
_NO_BASE64 = re.compile(rb"[^0-9A-Za-z+/=]")
_ESCAPED = re.compile(rb"\\[nrt]")
_HEADER = re.compile(rb"^(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash):.*$", re.MULTILINE)
_AWS_EXAMPLES = (b"EXAMPLE", b"XXXX", b"ABCDEFGH", b"1234567")


def crc32_base62(value: bytes) -> bool:
    """GitHub's and npm's: the last six characters are the CRC-32 of what stands between the prefix and them."""
    body = value[value.rindex(b"_") + 1 :]
    return _base62(zlib.crc32(body[:-6])) == body[-6:]


def _base62(number: int) -> bytes:
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return digits.rjust(6, "0").encode()


def gitlab_routable(value: bytes) -> bool:
    """A routable token ends in the length of its payload (base 36) and the CRC-32 of all before; others have none."""
    if b"." not in value:
        return True
    rest, _, tail = value.rpartition(b".")
    return _base36(zlib.crc32(rest + b"." + tail[:2])).rjust(7, "0").encode() == tail[2:]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def grafana(value: bytes) -> bool:
    """The last eight digits are the CRC-32 of what stands before them."""
    body, _, tail = value.rpartition(b"_")
    return f"{zlib.crc32(body):08x}".encode() == tail.lower()


def aws_key_id(value: bytes) -> bool:
    """The characters after the prefix are base 32 and hold the account's number; examples are none."""
    if any(example in value for example in _AWS_EXAMPLES):
        return False
    account = int.from_bytes(base64.b32decode(value[4:])[:6], "big")
    return 0 < (account & 0x7FFFFFFFFF80) >> 7 < 10**12


def macaroon(value: bytes) -> bool:
    """PyPI's tokens are macaroons: version 2, the location first."""
    content = _decoded(value.removeprefix(b"pypi-"))
    return content is not None and content[:2] == b"\x02\x01" and b"pypi.org" in content[:24]


def jwt(value: bytes) -> bool:
    """A header that names a signature's algorithm, and a payload that is an object; an example's is none."""
    header, payload = (_json(part) for part in value.split(b".")[:2])
    if not isinstance(header, dict) or not isinstance(payload, dict):
        return False
    signed = str(header.get("alg", "")).lower() not in ("", "none")
    return signed and payload.get("name") != "John Doe"


def base64_json(value: bytes) -> bool:
    """What begins with `eyJ` is JSON."""
    return isinstance(_json(value[value.index(b"eyJ") :]), dict)


def discord(value: bytes) -> bool:
    """The first part is the bot's number."""
    content = _decoded(value.split(b".")[0])
    return content is not None and content.isdigit() and len(content) >= 17


def nkey(value: bytes) -> bool:
    """Base 32 with a CRC-16 (XMODEM) at the end, lowest byte first."""
    content = base64.b32decode(value + b"=" * (-len(value) % 8))
    return binascii.crc_hqx(content[:-2], 0).to_bytes(2, "little") == content[-2:]


def base64_64(value: bytes) -> bool:
    """64 bytes that are not the same over and over."""
    return _is_random(value, 64)


def base64_32(value: bytes) -> bool:
    """32 bytes that are not the same over and over."""
    return _is_random(value, 32)


def _is_random(value: bytes, size: int) -> bool:
    content = _decoded(value)
    return content is not None and len(content) == size and len(set(content)) > size // 3


def sas(value: bytes) -> bool:
    """A signature is an HMAC-SHA-256."""
    plain = value.replace(b"%2B", b"+").replace(b"%2b", b"+").replace(b"%2F", b"/").replace(b"%2f", b"/")
    return _is_random(plain.replace(b"%3D", b"=").replace(b"%3d", b"="), 32)


def pem(value: bytes) -> bool:
    """A body that is base 64 of a key: ASN.1's sequence, or OpenSSH's mark. A few characters and dots are none."""
    found = _PEM.search(value)
    if found is None:
        return False
    raw = _ESCAPED.sub(b"\n", found[2])
    body = _NO_BASE64.sub(b"", _HEADER.sub(b"", raw))
    content = _decoded(body[: len(body) // 4 * 4])
    if content is None or len(content) < 32 or len(set(content)) < 16:
        return False
    kind = found[1].strip()
    if kind == b"OPENSSH":
        return content.startswith(b"openssh-key-v1\0")
    encrypted_or_pgp = kind in (b"PGP",) or b"DEK-Info" in raw or b"ENCRYPTED" in raw
    return encrypted_or_pgp or content[:1] == b"\x30"


def base64_pem(value: bytes) -> bool:
    """A PEM key, encoded once more."""
    content = _decoded(value)
    return content is not None and b"PRIVATE KEY-----" in content


def basic_pair(value: bytes) -> bool:
    """`user:password`, both printable, neither a placeholder."""
    content = _decoded(value)
    if content is None or not content.isascii() or not content.decode("ascii").isprintable():
        return False
    user, colon, password = content.partition(b":")
    return bool(colon and user and len(password) >= 3) and not password.startswith((b"$", b"{", b"<"))


PROOFS: Mapping[str, Callable[[bytes], bool]] = {
    "crc32-base62": crc32_base62,
    "gitlab-routable": gitlab_routable,
    "grafana": grafana,
    "aws-key-id": aws_key_id,
    "macaroon": macaroon,
    "jwt": jwt,
    "base64-json": base64_json,
    "discord": discord,
    "nkey": nkey,
    "base64-64": base64_64,
    "base64-32": base64_32,
    "sas": sas,
    "pem": pem,
    "base64-pem": base64_pem,
    "basic-pair": basic_pair,
}


def _decoded(value: bytes) -> bytes | None:
    """Base 64 of either alphabet, with or without its padding."""
    plain = value.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except ValueError:
        return None


def _json(value: bytes) -> Any:
    content = _decoded(value)
    try:
        return json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
