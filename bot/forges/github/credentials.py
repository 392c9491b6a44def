"""Where GitHub's credentials come from: the environment, or the file that /setup writes, read anew when it changes.

The file is readable by the service alone and is replaced whole, so that a running worker never sees half of it.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.forges import given
from bot.forges.github.api import GitHubCredentials

FILE_NAME = "github.json"
_PREFIX = "SEKISHO_GITHUB_"
_log = logging.getLogger(__name__)


def from_environment(environment: Mapping[str, str]) -> GitHubCredentials:
    """What SEKISHO_GITHUB_* say; each may name a file instead, as SEKISHO_GITHUB_*_FILE. Raises ConfigError for it.

    APP_ID, CLIENT_ID, SLUG and PRIVATE_KEY of an app, or TOKEN; WEBHOOK_SECRET, several separated by white space.
    """

    def value(name: str) -> str:
        return given.value(environment, _PREFIX + name)

    return GitHubCredentials(
        app_id=value("APP_ID"),
        client_id=value("CLIENT_ID"),
        # Where only one line can be given, line ends are written as \n.
        private_key=value("PRIVATE_KEY").replace("\\n", "\n"),
        webhook_secrets=tuple(value("WEBHOOK_SECRET").split()),
        token=value("TOKEN"),
        slug=value("SLUG"),
    )


class FileCredentials:
    """The credentials as they are now: call it. What the environment gives wins over the file. Thread-safe."""

    def __init__(self, path: Path, environment: Mapping[str, str] = os.environ) -> None:
        self.path = path
        self._given = from_environment(environment)
        self._lock = threading.Lock()
        self._seen: tuple[int, ...] = ()
        self._stored: GitHubCredentials | None = None

    def __call__(self) -> GitHubCredentials | None:
        """None where neither the environment nor the file says anything."""
        stored, own = self._read(), self._given
        if stored is None:
            return own if own != GitHubCredentials() else None
        both = (*own.webhook_secrets, *stored.webhook_secrets)
        if self.fixed:
            return replace(own, webhook_secrets=own.webhook_secrets or stored.webhook_secrets)
        return replace(stored, webhook_secrets=tuple(dict.fromkeys(both)))

    @property
    def fixed(self) -> bool:
        """Whether the environment says who Sekisho is, so that storing others would change nothing."""
        return self._given.is_app or bool(self._given.token)

    def store(self, credentials: GitHubCredentials) -> None:
        """Replaces the file: 0600 in a folder of 0700. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.parent.chmod(0o700)
        draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(_as_json(credentials), file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def _read(self) -> GitHubCredentials | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        with self._lock:
            if seen != self._seen:
                self._stored, self._seen = _load(self.path), seen
            return self._stored


def _as_json(credentials: GitHubCredentials) -> dict[str, Any]:
    names = ("app_id", "client_id", "private_key", "slug")
    return {name: getattr(credentials, name) for name in names} | {"webhook_secrets": list(credentials.webhook_secrets)}


def _load(path: Path) -> GitHubCredentials | None:
    try:
        said = json.loads(path.read_text("utf-8"))
        texts = {name: said[name] for name in ("app_id", "client_id", "private_key", "slug")}
        hooks = tuple(said["webhook_secrets"])
        if not all(isinstance(each, str) for each in (*texts.values(), *hooks)):
            raise TypeError("a value that is no text")
    except (OSError, ValueError, KeyError, TypeError) as error:
        # The text of a JSON error could quote the key itself.
        _log.error(
            "%s cannot be read (%s): register the app again at /setup, or restore it", path, type(error).__name__
        )
        return None
    return GitHubCredentials(**texts, webhook_secrets=hooks)
