"""`python -m bot install gitlab GROUP_OR_PROJECT`: makes the hooks, tries each, and says what it did."""

from __future__ import annotations

import argparse
import base64
import secrets
from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot import app, hosts
from bot.config import Config
from bot.forges.gitlab.events import FORGE
from bot.forges.gitlab.install import Deed, Did, Hooks
from bot.forges.interface import ForgeError

_COLOURS = {Did.FAILED: "bold red", Did.KEPT: "dim", Did.ABSENT: "dim"}


def run(config: Config, options: argparse.Namespace) -> int:
    """0 when all stands as it should, 1 when some place failed, 2 for wrong usage."""
    console = Console(highlight=False, soft_wrap=True)
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    if options.new_token:
        console.print(new_token())
        return 0
    if not options.path:
        errors.print("sekisho: name a group or a project by its full path: python -m bot install gitlab acme/shop")
        return 2
    try:
        hooks = hosts.gitlab_hooks(config, options.url)
        act = hooks.remove if options.remove else hooks.install
        more = {} if options.remove else {"renew": options.renew}
        code = _told(console, act(options.path.strip("/"), dry=options.dry_run, **more), dry=options.dry_run)
        if not options.dry_run:
            _keep_in_mind(config, hooks, options.path.strip("/"), removed=options.remove)
        return code
    except ForgeError as error:
        errors.print(f"sekisho: {error}", markup=False)
        return 2


def _keep_in_mind(config: Config, hooks: Hooks, path: str, *, removed: bool) -> None:
    """A group's new projects are looked after by the sweep from now on, or no more."""
    place = hooks.find(path)
    if place.kind == "group":
        database = app.store(config)
        database.migrate()
        if removed:
            database.sweeps.unfollow(FORGE, place.path)
        else:
            database.sweeps.follow(FORGE, place.path, database.now())
        database.close()


def new_token() -> str:
    """A signing token as GitLab takes it: whsec_ and 32 bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _told(console: Console, deeds: Iterable[Deed], *, dry: bool) -> int:
    """A line for each as it is done, which is the progress, too; then the sum."""
    count: Counter[Did] = Counter()
    for deed in deeds:
        count[deed.did] += 1
        words = Text(f"  {deed.words}" if deed.words else "", style="red" if deed.did is Did.FAILED else "dim")
        state = Text(f"{deed.did.value:<9}", style=_COLOURS.get(deed.did, "green"))
        console.print(Text.assemble(state, str(deed.place), words))
    sums = ", ".join(f"{number} {did}" for did, number in count.items()) or "no project there that is not archived"
    console.print(f"{'It would be: ' if dry else ''}{sums}.")
    return int(count[Did.FAILED] > 0)
