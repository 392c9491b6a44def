"""The content-hash that Composer writes into composer.lock, computed exactly as it does, or not at all. Pure.

Composer\\Package\\Locker::getContentHash: md5 of PHP's json_encode of the keys that decide what is installed, sorted.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

_RELEVANT = (
    *("conflict", "extra", "minimum-stability", "name", "prefer-stable", "provide", "replace", "repositories"),
    *("require", "require-dev", "version"),
)


class _Inexact(Exception):
    """A value that PHP may write in another way than we would."""


def content_hash(manifest: dict[str, Any]) -> str:
    """Hexadecimal; "" where it cannot be told for certain (a fraction, a number of more than 64 bits)."""
    relevant = {key: manifest[key] for key in _RELEVANT if key in manifest}
    config = manifest.get("config")
    if isinstance(config, dict) and config.get("platform") is not None:
        relevant["config"] = {"platform": config["platform"]}
    try:
        plain = _as_php({key: relevant[key] for key in sorted(relevant)})
        encoded = json.dumps(plain, separators=(",", ":")).replace("/", "\\/")
    except (_Inexact, RecursionError):
        return ""
    return hashlib.md5(encoded.encode(), usedforsecurity=False).hexdigest()


def _as_php(value: Any) -> Any:
    """As it is after PHP's json_decode into arrays: of {} and of {"0": …, "1": …} it makes lists."""
    if isinstance(value, dict):
        within = {_as_php(key): _as_php(one) for key, one in value.items()}
        return list(within.values()) if list(within) == [str(number) for number in range(len(within))] else within
    if isinstance(value, list):
        return [_as_php(one) for one in value]
    if isinstance(value, str) and "\x7f" in value:  # which Python escapes and PHP does not
        raise _Inexact
    if isinstance(value, float) or (type(value) is int and not -(2**63) <= value < 2**63):
        raise _Inexact
    return value
