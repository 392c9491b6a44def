"""Asks registries about packages: one at a time, within bounds, and of the registry's own host only.

The names of packages leave the machine here, and those of images in `bot.facts.images`, and nowhere else: who calls it
decides which may (`bot.facts.inquiry`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from packageurl import PackageURL

from bot.facts.asking import Bounds, NoAnswer, Question, question
from bot.facts.facts import READERS, UNKNOWN, Facts, pypi_licence
from checks.packages import hosts

_GONE = (404, 410)


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
        with question(self._bounds, "application/json") as asked:
            return self._facts(asked, purl)

    def _facts(self, asked: Question, purl: PackageURL) -> Facts:
        base, version = self._addresses[purl.type].rstrip("/"), purl.version or ""
        answer = _json(asked, base + _path(purl))
        if answer is None:
            return UNKNOWN
        facts = READERS[purl.type](answer, version)
        if purl.type == "pypi" and version and not facts.licence:  # told of the newest version only
            answer = _json(asked, f"{base}/pypi/{_quoted(purl.name)}/{_quoted(version)}/json")
            facts = replace(facts, licence=pypi_licence(answer))
        return facts


def _json(asked: Question, url: str) -> Any:
    """The JSON there; None where there is nothing."""
    answer = asked.ask(url)
    if answer.status in _GONE:
        return None
    if answer.status != requests.codes.ok:
        raise NoAnswer(f"it answered {answer.status}")
    return json.loads(answer.content)


def _path(purl: PackageURL) -> str:
    if purl.type == "pypi":
        return f"/pypi/{_quoted(purl.name)}/json"
    return "/" + _quoted(f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name)


def _quoted(text: str) -> str:
    return quote(text, safe="@")
