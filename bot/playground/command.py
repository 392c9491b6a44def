"""`python -m bot playground`: a local forge, the bot beside it as a real service, and a pull request to review."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown

from bot.config import Config
from bot.playground.github import GitHubPlayground
from bot.playground.github.nouns import App, Pull
from bot.playground.shown import Shown, shown

SAMPLE = Path(__file__).parent / "sample"
REPOSITORY = "acme/shop"
_PATIENCE = 120.0
"""Seconds until something that should have happened counts as not happening."""


class PlaygroundError(Exception):
    """The round did not come to its end; the text says where to look."""


def run(config: Config, options: argparse.Namespace) -> int:
    """Plays one round; stays up unless asked for one round only. 0 when the review stands, 2 when it does not."""
    if (options.base or options.head) and not options.repo:
        print("sekisho: --base and --head need --repo PATH", file=sys.stderr)
        return 2
    tell = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        with tempfile.TemporaryDirectory(prefix="sekisho-playground-") as folder:
            return _play(config, options, Path(folder), tell)
    except PlaygroundError as error:
        tell.print(f"[bold red]sekisho:[/] {error}")
        return 2


def _play(config: Config, options: argparse.Namespace, folder: Path, tell: Console) -> int:
    started = time.monotonic()

    def say(words: str) -> None:
        tell.print(f"[dim]{time.monotonic() - started:6.2f} s[/]  {words}")

    secret = secrets.token_hex(20)
    forge = GitHubPlayground(folder / "github", port=options.port, webhook_secret=secret)
    forge.start()
    try:
        say(f"a local GitHub stands at {forge.url}")
        app = forge.create_app(config.name, *_asked_for(config))
        with service(forge, app, secret, folder) as address:
            say(f"Sekisho listens at {address}")
            app.webhook_url = f"{address}/webhooks/github"
            pull = _open(forge, app, options)
            page = f"{forge.url}/{REPOSITORY}/pull/{pull.number}"
            say(f"a pull request is open: {page}")
            stands = wait_for(lambda: _standing(forge, pull), "the review")
            if not stands.reviewed:
                raise PlaygroundError(f"{stands.headline}: {stands.report} The service's log ends:\n{_last(folder / 'service.log')}")
            say(f"the webhook was heard, the change fetched and judged, the review published: {stands.headline}")
            _print(stands, options)
            if not options.once and (not options.demo or sys.stdin.isatty()):
                _stay(tell, page)
    finally:
        forge.stop()
    return 0


def _asked_for(config: Config) -> tuple[list[str], Mapping[str, str]]:
    """Events and permissions of the manifest."""
    manifest = config.github.manifest
    return list(manifest["default_events"]), dict(manifest["default_permissions"])


@contextmanager
def service(forge: GitHubPlayground, app: App, secret: str, folder: Path) -> Iterator[str]:
    """`python -m bot serve` as a process of its own, as it runs in earnest; its address."""
    data = folder / "data"
    environment = os.environ | {
        "GITHUB_URL": forge.url,
        "SEKISHO_DATA": str(data),
        "SEKISHO_LISTEN": "127.0.0.1:0",
        "SEKISHO_WORKERS": "1",
        "DATABASE_URL": "",
        "SEKISHO_GITHUB_CLIENT_ID": app.client_id,
        "SEKISHO_GITHUB_APP_ID": str(app.id),
        "SEKISHO_GITHUB_SLUG": app.slug,
        "SEKISHO_GITHUB_PRIVATE_KEY": app.pem,
        "SEKISHO_GITHUB_WEBHOOK_SECRET": secret,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    log = folder / "service.log"
    with log.open("wb") as sink:
        process = subprocess.Popen([sys.executable, "-m", "bot", "serve"], env=environment, stdout=sink, stderr=sink)
    try:
        wait_for(lambda: _ready(process, data, log), "the service")
        yield (data / "address").read_text()
    finally:
        process.terminate()
        process.wait(20)


def _ready(process: subprocess.Popen[bytes], data: Path, log: Path) -> bool:
    if process.poll() is not None:
        raise PlaygroundError(f"the service ended at once. Its log ends:\n{_last(log)}")
    try:
        with urllib.request.urlopen(f"{(data / 'address').read_text()}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _last(log: Path) -> str:
    return "\n".join(log.read_text().splitlines()[-20:])


def _open(forge: GitHubPlayground, app: App, options: argparse.Namespace) -> Pull:
    """The repository with the app installed, and the change as a pull request."""
    if options.repo:
        base, head = options.base or "HEAD~1", options.head or "HEAD"
        forge.create_repository(REPOSITORY, from_git_path=options.repo, revision=base)
        forge.install(app, "acme", [REPOSITORY])
        forge.push(REPOSITORY, "change", source=options.repo, revision=head, author="ann")
        return forge.open_pull_request(REPOSITORY, "change", title=f"{base}..{head}", author="ann")
    forge.create_repository(REPOSITORY, _files(SAMPLE / "before"))
    forge.install(app, "acme", [REPOSITORY])
    title = "Search, thumbnails and invoices"
    forge.push(REPOSITORY, "change", _files(SAMPLE / "after"), start="main", message=title, author="ann")
    return forge.open_pull_request(REPOSITORY, "change", title=title, author="ann")


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def _standing(forge: GitHubPlayground, pull: Pull) -> Shown | None:
    now = shown(forge.snapshot(REPOSITORY, pull.number))
    return now if now.completed else None


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """The condition's first true answer. Raises PlaygroundError when patience ends."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise PlaygroundError(f"waited {_PATIENCE:.0f} s for {what}")


def _print(stands: Shown, options: argparse.Namespace) -> None:
    if options.format == "json":
        print(json.dumps(stands.as_json(), indent=2))
        return
    console = Console(highlight=False)
    console.rule(stands.headline)
    console.print(Markdown(stands.readable()))


def _stay(tell: Console, page: str) -> None:
    tell.print(f"\nLook at it: [bold]{page}[/]   (Ctrl-C ends the playground)")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        tell.print("ended")
