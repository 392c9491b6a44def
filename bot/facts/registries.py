"""Asks registries about packages: one at a time, within bounds, and of the registry's own host only.

The names of packages leave the machine here, and nowhere else: who calls it decides which may (`bot.facts.inquiry`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests
from packageurl import PackageURL
from urllib3.exceptions import HTTPError

from bot import __version__
from bot.facts.facts import READERS, UNKNOWN, Facts, pypi_licence
from checks.packages import hosts

_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_CHUNK = 65_536


class NoAnswer(Exception):
    """The registry did not say; the text says why."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of one question."""

    seconds: float = 10.0
    """Altogether, give or take a pause of the same length at the end."""
    content_bytes: int = 10_000_000
    """Of an answer, unpacked. Those of the largest npm packages are larger; impostors' are small."""


def official(kind: str) -> str:
    """Address of the public registry of a purl type, as the purl library knows it."""
    parts = urlsplit(hosts.addresses(kind)[-1])  # of the download, where there is one
    return f"{parts.scheme}://{parts.netloc}"


class Registries:
    """Those that can be asked."""

    def __init__(self, addresses: Mapping[str, str], bounds: Bounds | None = None) -> None:
        """`addresses` by purl type, for those that are not the public ones; a path in them is kept."""
        self._addresses = {kind: addresses.get(kind) or official(kind) for kind in READERS}
        self._bounds = bounds or Bounds()

    def ask(self, purl: PackageURL) -> Facts:
        """About a package of one of `facts.READERS`, and its version where the purl has one. Raises NoAnswer."""
        with requests.Session() as session:
            session.headers.update({"Accept": "application/json", "User-Agent": f"sekisho/{__version__}"})
            try:
                return self._facts(session, purl)
            except (requests.RequestException, HTTPError, OSError) as error:
                raise NoAnswer(f"it is out of reach ({type(error).__name__})") from error
            except (ValueError, RecursionError) as error:
                raise NoAnswer("its answer is not what this kind of registry gives") from error

    def _facts(self, session: requests.Session, purl: PackageURL) -> Facts:
        base, version = self._addresses[purl.type].rstrip("/"), purl.version or ""
        until = time.monotonic() + self._bounds.seconds
        answer = self._get(session, base + _path(purl), until)
        if answer is None:
            return UNKNOWN
        facts = READERS[purl.type](answer, version)
        if purl.type == "pypi" and version and not facts.licence:  # told of the newest version only
            answer = self._get(session, f"{base}/pypi/{_quoted(purl.name)}/{_quoted(version)}/json", until)
            facts = replace(facts, licence=pypi_licence(answer))
        return facts

    def _get(self, session: requests.Session, url: str, until: float) -> Any:
        """The JSON there; None where there is nothing."""
        for _ in range(_REDIRECTS + 1):
            seconds = max(until - time.monotonic(), 0.1)
            with session.get(url, stream=True, allow_redirects=False, timeout=seconds) as response:
                if response.status_code in _GONE:
                    return None
                if response.status_code in _MOVED:
                    url = _on_the_same_host(url, response.headers.get("Location", ""))
                    continue
                if response.status_code != requests.codes.ok:
                    raise NoAnswer(f"it answered {response.status_code}")
                return json.loads(self._content(response, until))
        raise NoAnswer("it leads from one address to the next")

    def _content(self, response: requests.Response, until: float) -> bytes:
        """Read as it comes: who sends a byte now and then does not get more time."""
        content = bytearray()
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            content += chunk
            if len(content) > self._bounds.content_bytes:
                raise NoAnswer(f"its answer is larger than {self._bounds.content_bytes} bytes")
            if time.monotonic() > until:
                raise NoAnswer(f"its answer took longer than {self._bounds.seconds:.0f} seconds")
        return bytes(content)


def _path(purl: PackageURL) -> str:
    if purl.type == "pypi":
        return f"/pypi/{_quoted(purl.name)}/json"
    return "/" + _quoted(f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name)


def _quoted(text: str) -> str:
    return quote(text, safe="@")


def _on_the_same_host(url: str, location: str) -> str:
    target = urljoin(url, location)
    if urlsplit(target)[:2] != urlsplit(url)[:2]:
        raise NoAnswer("it leads to another host, which is not asked")
    return target
