"""Requests to GitLab in Sekisho's name: about the whole instance, and about one project.

A project that was renamed is read by its old path as before, since GitLab leads there; it is written to by its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.forges.answers import Answer
from bot.forges.gitlab.api import Moved, Transport
from bot.forges.interface import Gate


@dataclass(slots=True)
class _Tally:
    writes: int = 0


class Site:
    """Requests below /api/v4. Writes pass the gate and are counted."""

    def __init__(self, transport: Transport, gate: Gate = lambda: None) -> None:
        self._transport = transport
        self._gate = gate
        self._tally = _Tally()

    @property
    def writes(self) -> int:
        """Writes so far, those to projects beside included."""
        return self._tally.writes

    @property
    def login(self) -> str:
        """Sekisho's own account."""
        return self._transport.login()

    def get(self, path: str, **query: object) -> Any:
        """The JSON at `path`. Raises ForgeError."""
        return self._read(path, query).data

    def pages(self, path: str, *, most: int = 30, **query: object) -> Iterator[dict[str, Any]]:
        """The entries of a list, page by page up to `most`. Raises ForgeError.

        GitLab's word on whether there is more counts, not a page's length: it leaves out of full pages what the
        account may not see (lib/api/notes.rb of gitlabhq).
        """
        page = "1"
        for _ in range(most):
            answer = self._read(path, {"per_page": 100, **query, "page": page})
            yield from answer.data
            page = answer.headers.get("x-next-page", "")
            if not page:
                return

    def post(self, path: str, body: Mapping[str, Any], *, again: bool = False) -> Any:
        """Creates. `again`: doing it twice is harmless. Raises ForgeError."""
        return self._write("POST", path, body, again=again)

    def put(self, path: str, body: Mapping[str, Any], *, again: bool = True) -> Any:
        """Changes. Raises ForgeError."""
        return self._write("PUT", path, body, again=again)

    def delete(self, path: str) -> None:
        """Deletes. Raises ForgeError."""
        self._write("DELETE", path, None, again=True)

    def _read(self, path: str, query: Mapping[str, object]) -> Answer:
        return self._transport.read(self._address(path), query)

    def _write(self, verb: str, path: str, body: Mapping[str, Any] | None, *, again: bool) -> Any:
        answer = self._transport.write(verb, self._address(path), body, self._gate, again=again)
        self._tally.writes += 1
        return answer.data

    def _address(self, path: str) -> str:
        return path


class Client(Site):
    """Requests about one project: paths begin after /projects/:id."""

    def __init__(self, transport: Transport, repo: str, gate: Gate = lambda: None) -> None:
        super().__init__(transport, gate)
        self.repo = repo
        self._id = quote(repo, safe="")

    def beside(self, project: int) -> Client:
        """The same about another project, by its number; what is written there is counted here."""
        made = Client(self._transport, str(project), self._gate)
        made._tally = self._tally
        return made

    def _write(self, verb: str, path: str, body: Mapping[str, Any] | None, *, again: bool) -> Any:
        try:
            return super()._write(verb, path, body, again=again)
        except Moved:
            # Nothing was done. What is read by the old path tells the number, which never changes.
            self._id = str(self.get("")["id"])
            return super()._write(verb, path, body, again=again)

    def _address(self, path: str) -> str:
        return f"/projects/{self._id}{path}"
