"""`python -m bot inventory`: which repositories use what, as listed by the looks at default branches."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot import app
from bot.config import Config
from bot.formats import render_bill
from bot.inventory.usage import Question, WrongQuestion, as_plain, ask, bill, name, no_list, read_purl, version
from bot.markdown import visible
from bot.store.inventory import Inventory, Listed, Taken
from checks.interface import Scope


def show(config: Config, purl: str, below: str, repo: str, forge: str, as_json: bool) -> int:
    """Prints who uses it. Returns 0, whether anybody does or not; 2 for wrong usage."""
    try:
        question = Question(read_purl(purl) if purl else None, below, repo, forge)
        if question.purl is None and not repo:
            raise WrongQuestion("name a package (pkg:pypi/jinja2) or a repository (--repo OWNER/NAME)")
        inventory = _inventory(config)
        found = ask(inventory, question)
    except WrongQuestion as error:
        return _say(str(error))
    if as_json:
        print(json.dumps([as_plain(one) for one in found], indent=2))
    elif found:
        print("\n".join(_lines(found)))
    else:
        print(_nothing(inventory, question))
    return 0


def export(config: Config, repo: str, forge: str, form: str, output: Path | None) -> int:
    """Prints or writes the repository's bill of materials. Returns 2 where there is none."""
    try:
        text = render_bill(bill(_inventory(config), repo, forge), form)
    except WrongQuestion as error:
        return _say(str(error))
    if output is None:
        print(text)
    else:
        output.write_text(f"{text}\n")
    return 0


def _inventory(config: Config) -> Inventory:
    store = app.store(config)
    store.migrate()
    return store.inventory


def _lines(found: Sequence[Listed]) -> list[str]:
    rows = [
        (
            one.repo,
            name(one),
            version(one) or f"{one.package.requirement or 'any'} (not pinned)",
            f"since {datetime.fromtimestamp(one.since, UTC):%Y-%m-%d}",
            f"{one.package.path}:{one.package.start_line}",
            " → ".join((*one.package.via, name(one))) if one.package.via else "direct",
            "" if one.package.scope is Scope.RUNTIME else one.package.scope.value,
        )
        for one in found
    ]
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]


def _nothing(inventory: Inventory, question: Question) -> str:
    """What to do next."""
    lists = inventory.lists(question.repo, question.forge)
    if not lists:
        return no_list(inventory, question.repo)
    what = question.purl.to_string() if question.purl else "any package"
    if question.below:
        what += f" below {question.below}"
    newest = max(lists, key=lambda one: one.at)
    return f"Nobody uses {what}: {_count(lists)} listed, the newest at {_day(newest)}."


def _count(lists: Sequence[Taken]) -> str:
    return "1 repository" if len(lists) == 1 else f"{len(lists)} repositories"


def _day(taken: Taken) -> str:
    return f"{datetime.fromtimestamp(taken.at, UTC):%Y-%m-%d %H:%M} UTC"


def _say(error: str) -> int:
    print(f"sekisho: {error}", file=sys.stderr)
    return 2
