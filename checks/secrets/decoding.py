"""Text in whatever encoding, as bytes in which ASCII is ASCII, with lines where they were. Pure."""

from __future__ import annotations

from checks.interface import Skip

_BOMS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\x00\x00\xfe\xff": "utf-32",
}
_LOOKED_AT = 4_000
MOST_BYTES = 5_000_000
"""Of one file."""


def decoded(content: bytes | None) -> bytes:
    """UTF-8, or the bytes as they are in any encoding that holds ASCII. Raises Skip for what is no text."""
    if content is None:
        raise Skip("it could not be read")
    if len(content) > MOST_BYTES:
        raise Skip(f"it is larger than {MOST_BYTES} bytes, the limit for secrets")
    encoding = next((name for bom, name in _BOMS.items() if content.startswith(bom)), "") or _without_mark(content)
    if encoding:
        return content.decode(encoding, "replace").encode("utf-8", "replace").removeprefix(b"\xef\xbb\xbf")
    if b"\0" in content:
        raise Skip("it is binary: it holds NUL bytes")
    return content


def _without_mark(content: bytes) -> str:
    """UTF-16 without a byte order mark: every second byte of its beginning is NUL."""
    start = content[: _LOOKED_AT // 2 * 2]
    if b"\0" not in start or len(start) < 8 or len(content) % 2:
        return ""
    even, odd = start[::2], start[1::2]
    if odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.7 * len(even) and not odd.count(0) else ""
