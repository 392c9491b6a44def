"""Downloads of public data: conditional, bounded, and whole or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

_TIMEOUT = (10, 60)
"""Seconds for the connection, and between two reads."""
_MOST_BYTES = 4_000_000_000
_MOST_TEXT_BYTES = 20_000_000
_CHUNK = 1 << 20
_RETRIES = Retry(total=2, backoff_factor=0.5, status_forcelist=(500, 502, 503, 504), raise_on_status=False)


class Failure(Exception):
    """Data that could not be taken; the text says why and what to do."""


def download(address: str, file: Path, before: str, progress: Callable[[int, int], None]) -> str:
    """Fetches `address` into `file` unless it is what the stamp `before` says. Answers its stamp; "" for nothing new.

    A stamp is what the server said of the file (ETag, date) and its digest. Raises Failure, RequestException, OSError.
    """
    known = json.loads(before) if before else {}
    asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    headers = {name: value for name, value in asked.items() if value}
    with _session() as session, session.get(address, headers=headers, stream=True, timeout=_TIMEOUT) as response:
        if response.status_code == requests.codes.not_modified:
            return ""
        if response.status_code != requests.codes.ok:
            raise Failure(f"{address} answered {response.status_code} {response.reason}")
        total, done, hashed = int(response.headers.get("Content-Length") or 0), 0, hashlib.sha256()
        with file.open("wb") as out:
            for chunk in response.iter_content(_CHUNK):
                done += len(chunk)
                if done > _MOST_BYTES:
                    raise Failure(f"{address} is larger than {_MOST_BYTES} bytes")
                hashed.update(chunk)
                out.write(chunk)
                progress(done, total)
    stamp = {"etag": response.headers.get("ETag"), "modified": response.headers.get("Last-Modified")}
    return json.dumps({"sha256": hashed.hexdigest(), **{key: value for key, value in stamp.items() if value}})


def small_text(address: str) -> str:
    """The text at an address. Raises Failure, RequestException."""
    with _session() as session, session.get(address, stream=True, timeout=_TIMEOUT) as response:
        if response.status_code != requests.codes.ok:
            raise Failure(f"{address} answered {response.status_code} {response.reason}")
        content = b""
        for chunk in response.iter_content(_CHUNK):
            content += chunk
            if len(content) > _MOST_TEXT_BYTES:
                raise Failure(f"{address} is larger than {_MOST_TEXT_BYTES} bytes")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Failure(f"{address} is no UTF-8 text") from error


def intact(file: Path) -> None:
    """Raises Failure where a zip file is cut short or damaged anywhere."""
    try:
        with zipfile.ZipFile(file) as export:
            damaged = export.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Failure(f"{file.name} is no whole zip file ({error}); it may have been cut short: try again") from error
    if damaged:
        raise Failure(f"{file.name} is damaged at {damaged[:100]!r}; try again")


def digest(file: Path) -> str:
    """SHA-256, hexadecimal. Raises OSError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _session() -> requests.Session:
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=_RETRIES))
    return session
