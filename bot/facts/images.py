"""Asks image registries which digest a tag names now. Only those that the operator lists are ever talked to.

An image without a host is asked of the first one, which then stands in for the usual registry; one with a host only of
that host, if it is listed: whoever opens a pull request chooses names, never who is asked. Nothing but an anonymous
token is sent along (https://distribution.github.io/distribution/spec/auth/token/).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

import requests
from requests.utils import parse_dict_header

from bot.facts import origins
from bot.facts.asking import Answer, Auth, Bounds, NoAnswer, Question, question
from checks.packages.images import Image

_INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
_BOUNDS = Bounds(seconds=5.0, content_bytes=4_194_304)
"""The size is what registries must take for a manifest."""
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_NAME = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MOST_NAME = 255
_DEFAULT_PORTS = {"https": ":443", "http": ":80"}


class ImageRegistries:
    """Those that the operator lists."""

    def __init__(self, addresses: Sequence[str], internal: Sequence[str] = (), bounds: Bounds = _BOUNDS) -> None:
        """A path in the first address is put before the names that are asked there, as caches of others have it.

        `internal` are beginnings of names that are never asked for.
        """
        self._addresses = tuple(urlsplit(one) for one in addresses)
        self._internal, self._bounds = tuple(internal), bounds

    def digest_of(self, image: Image) -> str:
        """What its tag (`latest` where it has none) names now, for all platforms where there is such a list.

        Raises NoAnswer.
        """
        base, name = self._place(image)
        tag = image.tag or "latest"
        if len(name) > _MOST_NAME or not (_NAME.fullmatch(name) and _TAG.fullmatch(tag)):
            raise NoAnswer("no registry takes this for a name")
        if origins.begins(image.name, self._internal) or origins.begins(image.spelled, self._internal):
            raise NoAnswer("the operator keeps this name inside")
        with question(self._bounds, ", ".join(_INDEXES + _MANIFESTS)) as asked:
            return _Manifest(asked, base, name, tag).digest()

    def _place(self, image: Image) -> tuple[str, str]:
        """Address and name there."""
        if not image.host and self._addresses:
            first = self._addresses[0]
            name = image.name if "/" in image.name else f"library/{image.name}"
            return f"{first.scheme}://{_host(first.netloc)}", f"{first.path}/{name}".strip("/").replace("//", "/")
        for one in self._addresses:
            default = _DEFAULT_PORTS[one.scheme]
            if image.host and _host(one.netloc).removesuffix(default) == image.host.lower().removesuffix(default):
                return f"{one.scheme}://{_host(one.netloc)}", image.name
        raise NoAnswer("its registry is none that the operator lists")


class _Manifest:
    """One tag of one image."""

    def __init__(self, asked: Question, base: str, name: str, tag: str) -> None:
        self._asked, self._base, self._name = asked, base, name
        self._url = f"{base}/v2/{name}/manifests/{tag}"
        self._auth: Auth = _nobody

    def digest(self) -> str:
        told = self._ask("HEAD").headers.get("Docker-Content-Digest")
        found = told if told is not None else f"sha256:{hashlib.sha256(self._ask('GET').content).hexdigest()}"
        if not _DIGEST.fullmatch(found):
            raise NoAnswer("its digest is of no form that is known here")
        return found

    def _ask(self, method: str) -> Answer:
        answer = self._asked.ask(self._url, method, self._auth)
        if answer.status == requests.codes.unauthorized and self._auth is _nobody:
            self._auth = self._as_anybody(answer.headers.get("WWW-Authenticate", ""))
            answer = self._asked.ask(self._url, method, self._auth)
        if answer.status != requests.codes.ok:
            raise NoAnswer(f"it answered {answer.status}")
        if answer.headers.get("Content-Type", "").partition(";")[0].strip() not in _INDEXES + _MANIFESTS:
            raise NoAnswer("its answer is no manifest")
        return answer

    def _as_anybody(self, challenge: str) -> Auth:
        """With the token that everybody is given."""
        scheme, _, rest = challenge.partition(" ")
        told = parse_dict_header(rest)
        realm, service = told.get("realm") or "", told.get("service") or ""
        if scheme.lower() != "bearer" or not realm:
            raise NoAnswer("it does not answer without credentials")
        where = urlsplit(realm)
        if where.scheme != "https" and where[:2] != urlsplit(self._base)[:2]:
            raise NoAnswer("it asks for a token of another host without encryption")
        asked_for = urlencode({"service": service, "scope": told.get("scope") or f"repository:{self._name}:pull"})
        answer = self._asked.ask(f"{where.scheme}://{_host(where.netloc)}{where.path}?{asked_for}", auth=_nobody)
        if answer.status != requests.codes.ok:
            raise NoAnswer(f"it gives no token ({answer.status})")
        given = json.loads(answer.content)
        token = given.get("token") or given.get("access_token") if isinstance(given, dict) else None
        if not isinstance(token, str):
            raise NoAnswer("its answer is no token")
        return _Bearer(token)


class _Bearer:
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """In place of what a file of passwords on this machine (.netrc) holds for the host."""
    return request


def _host(netloc: str) -> str:
    """With its port, without user and password."""
    return netloc.rpartition("@")[2].lower()
