"""An image registry to ask in tests, over real HTTP: manifests by tag, and the token that everybody is given first."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.registry import FakeRegistry

INDEX = "application/vnd.oci.image.index.v1+json"


@dataclass
class FakeImages(FakeRegistry):
    """Remembers, besides what was asked, who asked: the headers `Authorization`."""

    wants_token: bool = False
    realm: str = ""
    """Where tokens are had; "" for its own."""
    authorized: list[str] = field(default_factory=list)

    def image(self, name: str, tag: str, *, tells_digest: bool = True) -> str:
        """Pushes one; its digest."""
        body = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "annotations": {"name": name, "tag": tag}}).encode()
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        told = {"Docker-Content-Digest": digest} if tells_digest else {}
        self.manifest(name, tag, body, {"Content-Type": INDEX} | told)
        return digest

    def manifest(self, name: str, tag: str, body: bytes, headers: dict[str, str]) -> None:
        """Whatever it may be."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            given = handler.headers.get("Authorization", "")
            self.authorized.append(given)
            asks_for_index = INDEX in handler.headers.get("Accept", "")
            if self.wants_token and given != f"Bearer anybody-{name}":
                realm = self.realm or f"{self.url}/token"
                asks = f'Bearer realm="{realm}",service="images",scope="repository:{name}:pull"'
                _send(handler, 401, {"WWW-Authenticate": asks}, b'{"errors": []}')
            else:
                _send(handler, 200 if asks_for_index else 404, headers, body)

        self.answers[f"/v2/{name}/manifests/{tag}"] = answer

    def token(self, name: str) -> None:
        """Gives one for reading the image to everybody."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            self.authorized.append(handler.headers.get("Authorization", ""))
            asked = parse_qs(urlsplit(handler.path).query)
            right = asked == {"service": ["images"], "scope": [f"repository:{name}:pull"]}
            _send(handler, 200 if right else 400, {}, json.dumps({"token": f"anybody-{name}"}).encode())

        self.answers[f"/token?service=images&scope=repository:{name}:pull"] = answer

    @property
    def host(self) -> str:
        """As references of images write it."""
        return urlsplit(self.url).netloc


def _send(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)
