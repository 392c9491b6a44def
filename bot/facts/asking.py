"""One question to a registry, within bounds of time and size, and of the registry's own host only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from bot import __version__

Auth = Callable[[requests.PreparedRequest], requests.PreparedRequest]
"""What puts credentials into a request."""
_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
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


@dataclass(frozen=True, slots=True)
class Answer:
    """To one request."""

    status: int
    headers: Mapping[str, str]
    """Their names in any case."""
    content: bytes
    """Of 200 alone."""


class Question:
    """All requests that it takes to have one thing answered."""

    def __init__(self, session: requests.Session, bounds: Bounds) -> None:
        self._session, self._bounds = session, bounds
        self._until = time.monotonic() + bounds.seconds

    def ask(self, url: str, method: str = "GET", auth: Auth | None = None) -> Answer:
        """What is there, on the same host at most. Raises NoAnswer, and what `question` makes one of."""
        for _ in range(_REDIRECTS + 1):
            seconds = max(self._until - time.monotonic(), 0.1)
            with self._session.request(
                method, url, auth=auth, stream=True, allow_redirects=False, timeout=seconds
            ) as response:
                if response.status_code in _MOVED:
                    url = _on_the_same_host(url, response.headers.get("Location", ""))
                    continue
                content = self._content(response) if response.status_code == requests.codes.ok else b""
                return Answer(response.status_code, response.headers, content)
        raise NoAnswer("it leads from one address to the next")

    def _content(self, response: requests.Response) -> bytes:
        """Read as it comes: who sends a byte now and then does not get more time."""
        content = bytearray()
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            content += chunk
            if len(content) > self._bounds.content_bytes:
                raise NoAnswer(f"its answer is larger than {self._bounds.content_bytes} bytes")
            if time.monotonic() > self._until:
                raise NoAnswer(f"its answer took longer than {self._bounds.seconds:.0f} seconds")
        return bytes(content)


@contextmanager
def question(bounds: Bounds, accept: str) -> Iterator[Question]:
    """`accept` is the media types that are understood. Whatever goes wrong with reading an answer becomes NoAnswer."""
    with requests.Session() as session:
        session.headers.update({"Accept": accept, "User-Agent": f"sekisho/{__version__}"})
        try:
            yield Question(session, bounds)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise NoAnswer(f"it is out of reach ({type(error).__name__})") from error
        except (ValueError, RecursionError) as error:
            raise NoAnswer("its answer is not what this kind of registry gives") from error


def _on_the_same_host(url: str, location: str) -> str:
    target = urljoin(url, location)
    if urlsplit(target)[:2] != urlsplit(url)[:2]:
        raise NoAnswer("it leads to another host, which is not asked")
    return target
