"""`python -m bot playground`: a local forge, the bot beside it as a real service, and a pull request to review."""

from __future__ import annotations

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from bot.config import Config
from bot.playground.beside import BotBeside, PlaygroundError, wait_for
from bot.playground.github import GitHubPlayground
from bot.playground.github.nouns import App, Pull
from bot.playground.shown import Shown, shown

SAMPLE = Path(__file__).parent / "sample"
REPOSITORY = "acme/shop"


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
        with BotBeside(forge, app, folder) as bot:
            say(f"Sekisho listens at {bot.address}")
            pull = _open(forge, app, options)
            page = f"{forge.url}/{REPOSITORY}/pull/{pull.number}"
            say(f"a pull request is open: {page}")
            stands = wait_for(lambda: _standing(forge, pull), "the review")
            if not stands.reviewed:
                raise PlaygroundError(f"{stands.headline}: {stands.report} The service's log ends:\n{bot.log(20)}")
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


def _open(forge: GitHubPlayground, app: App, options: argparse.Namespace) -> Pull:
    """The repository with the app installed, and the change as a pull request."""
    if options.repo:
        source, base, head = _git_folder(options.repo), options.base or "HEAD~1", options.head or "HEAD"
        try:
            forge.create_repository(REPOSITORY, from_git_path=source, revision=base)
            forge.add_collaborator(REPOSITORY, "ann")
            forge.install(app, "acme", [REPOSITORY])
            forge.push(REPOSITORY, "change", source=source, revision=head, author="ann")
        except ValueError as error:
            raise PlaygroundError(f"{options.repo}: {error}; name revisions that are there") from error
        return forge.open_pull_request(REPOSITORY, "change", title=f"{base}..{head}", author="ann")
    forge.create_repository(REPOSITORY, _files(SAMPLE / "before"))
    forge.add_collaborator(REPOSITORY, "ann")
    forge.install(app, "acme", [REPOSITORY])
    title = "Search, thumbnails and invoices"
    forge.push(REPOSITORY, "change", _files(SAMPLE / "after"), start="main", message=title, author="ann")
    return forge.open_pull_request(REPOSITORY, "change", title=title, author="ann")


def _git_folder(repo: Path) -> Path:
    asked = ["git", "-C", str(repo), "rev-parse", "--absolute-git-dir"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PlaygroundError(f"{repo} is no git repository; give the folder that holds .git")
    return Path(done.stdout.strip())


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def _standing(forge: GitHubPlayground, pull: Pull) -> Shown | None:
    now = shown(forge.snapshot(REPOSITORY, pull.number))
    return now if now.completed else None


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
