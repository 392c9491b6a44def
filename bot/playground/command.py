"""`python -m bot playground`: a local forge, the bot beside it as a real service, and a pull request to review."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from bot.config import Config
from bot.playground.beside import BotBeside, PlaygroundError, wait_for
from bot.playground.shown import Shown
from bot.playground.stage import Proposal, Stage
from bot.playground.stages import STAGES

SAMPLE = Path(__file__).parent / "sample"
REPOSITORY = "acme/shop"
TITLE = "Search, thumbnails and invoices"


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

    stage = STAGES[options.forge](folder / "forge", config, port=options.port)
    stage.start()
    try:
        say(f"a local {stage.title} stands at {stage.url}")
        with BotBeside(stage, folder) as bot:
            say(f"Sekisho listens at {bot.address}")
            proposal = _propose(stage, options)
            say(f"a {stage.proposal} is open: {proposal.page}")
            stands = wait_for(lambda: _standing(stage, proposal), "the review")
            if not stands.reviewed:
                raise PlaygroundError(f"{stands.headline}: {stands.report} The service's log ends:\n{bot.log(20)}")
            say(f"the webhook was heard, the change fetched and judged, the review published: {stands.headline}")
            _print(stands, options)
            if not options.once and (not options.demo or sys.stdin.isatty()):
                _stay(tell, proposal.page)
    finally:
        stage.stop()
    return 0


def _propose(stage: Stage, options: argparse.Namespace) -> Proposal:
    """The sample's change, or the one that was asked for."""
    if not options.repo:
        return stage.propose(REPOSITORY, _files(SAMPLE / "before"), _files(SAMPLE / "after"), TITLE)
    source = _git_folder(options.repo)
    try:
        return stage.propose_from(REPOSITORY, source, options.base or "HEAD~1", options.head or "HEAD")
    except ValueError as error:
        raise PlaygroundError(f"{options.repo}: {error}; name revisions that are there") from error


def _git_folder(repo: Path) -> Path:
    asked = ["git", "-C", str(repo), "rev-parse", "--absolute-git-dir"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PlaygroundError(f"{repo} is no git repository; give the folder that holds .git")
    return Path(done.stdout.strip())


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def _standing(stage: Stage, proposal: Proposal) -> Shown | None:
    now = stage.shows(proposal)
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
