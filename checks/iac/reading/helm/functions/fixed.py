"""What a cluster, a clock or chance would say: always the same, and recognisably nobody's secret. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checks.iac.reading.helm.values import Unrendered, whole

_MOST = 1_000
_NOW = "2000-01-01T00:00:00Z"
_DAY = "2000-01-01"


def _letters(count: Any) -> str:
    if whole(count) > _MOST:
        raise Unrendered("it wants too many letters")
    return "x" * max(0, whole(count))


def _digits(count: Any) -> str:
    return "0" * len(_letters(count))


def _certificate(*_: Any) -> dict[str, Any]:
    return {"Cert": "certificate", "Key": "key"}


def _none(*_: Any) -> dict[str, Any]:
    return {}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "lookup": _none,
    "now": lambda: _NOW,
    "date": lambda *_: _DAY,
    "dateInZone": lambda *_: _DAY,
    "date_in_zone": lambda *_: _DAY,
    "dateModify": lambda *_: _NOW,
    "date_modify": lambda *_: _NOW,
    "mustDateModify": lambda *_: _NOW,
    "htmlDate": lambda *_: _DAY,
    "toDate": lambda *_: _NOW,
    "ago": lambda *_: "0s",
    "duration": lambda seconds: f"{whole(seconds)}s",
    "unixEpoch": lambda *_: "946684800",
    "randAlphaNum": _letters,
    "randAlpha": _letters,
    "randAscii": _letters,
    "randNumeric": _digits,
    "randBytes": _letters,
    "randInt": lambda least, _most: whole(least),
    "shuffle": lambda text: text,
    "uuidv4": lambda: "00000000-0000-4000-8000-000000000000",
    "derivePassword": lambda *_: "password",
    "htpasswd": lambda *_: "user:password",
    "bcrypt": lambda *_: "password",
    "genPrivateKey": lambda *_: "key",
    "genCA": _certificate,
    "genCAWithKey": _certificate,
    "genSelfSignedCert": _certificate,
    "genSelfSignedCertWithKey": _certificate,
    "genSignedCert": _certificate,
    "genSignedCertWithKey": _certificate,
    "buildCustomCert": _certificate,
    "encryptAES": lambda *_: "secret",
    "decryptAES": lambda *_: "secret",
    "getHostByName": lambda *_: "",
}
