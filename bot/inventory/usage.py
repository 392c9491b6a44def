"""Who uses what: questions to the lists, and their answers in one form for the command line and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from packageurl import PackageURL

from bot.formats.bill import Bill
from bot.markdown import visible
from bot.store.inventory import Inventory, Listed, Wanted
from checks.dependencies import versions


class WrongQuestion(Exception):
    """What was asked cannot be answered; the text says what to ask instead."""


class NoList(WrongQuestion):
    """There is no list of what is asked about; the text says how one comes about."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for; "" and None do not narrow."""

    purl: PackageURL | None = None
    below: str = ""
    repo: str = ""
    forge: str = ""


def read_purl(text: str) -> PackageURL:
    """Raises WrongQuestion."""
    try:
        return PackageURL.from_string(text)
    except ValueError as error:
        raise WrongQuestion(
            f"{text!r} is no package URL; write it like pkg:pypi/jinja2 or pkg:npm/@types/node"
        ) from error


def ask(
    inventory: Inventory, question: Question, after: Sequence[str | int] = (), most: int | None = None
) -> list[Listed]:
    """Who uses it, in order. Raises WrongQuestion for versions that cannot be compared."""
    return inventory.packages(
        question.purl, question.repo, question.forge, after, most, _older(question.purl, question.below)
    )


def bill(inventory: Inventory, repo: str, forge: str = "") -> Bill:
    """All that a repository uses. Raises NoList, and WrongQuestion where there are several."""
    if not repo:
        raise WrongQuestion("name a repository, as in `inventory export OWNER/NAME`")
    lists = inventory.lists(repo, forge)
    if not lists:
        raise NoList(no_list(inventory, repo))
    if len(lists) > 1:
        raise WrongQuestion(f"{repo} is on {' and '.join(one.forge for one in lists)}; say which forge")
    packages = [one.package for one in inventory.packages(repo=repo, forge=lists[0].forge)]
    return Bill(repo, lists[0].head_sha, datetime.fromtimestamp(lists[0].at, UTC), packages)


def as_plain(one: Listed) -> dict[str, object]:
    """As JSON shows it, here and in the API: stable, keys are added, never changed."""
    package = one.package
    return {
        "forge": one.forge,
        "repository": one.repo,
        "purl": package.purl,
        "version": version(one) or None,
        "requirement": package.requirement or None,
        "scope": package.scope,
        "via": list(package.via),
        "path": package.path,
        "line": package.start_line,
        "licence": package.licence or None,
        "since": datetime.fromtimestamp(one.since, UTC).isoformat(timespec="seconds"),
    }


def name(one: Listed) -> str:
    """With its namespace: "@types/node"."""
    purl = PackageURL.from_string(one.package.purl)
    return f"{purl.namespace}/{purl.name}" if purl.namespace else str(purl.name)


def version(one: Listed) -> str:
    """As pinned; "" where none is."""
    return PackageURL.from_string(one.package.purl).version or ""


def no_list(inventory: Inventory, repo: str) -> str:
    """What to do where there is none."""
    lists = inventory.lists()
    if not lists:
        return (
            "No list has been made yet. A repository's first one is made when the app is installed on it, later ones "
            "with each push to its default branch; the service has to run for that (`python -m bot serve`)."
        )
    known = ", ".join(visible(one.repo) for one in lists[:5]) + (", …" if len(lists) > 5 else "")
    return (
        f"There is no list of {visible(repo) or 'this forge'} yet: one is made with the next push to its default "
        f"branch, if the app is installed on it. There are lists of {known}."
    )


def _older(purl: PackageURL | None, below: str) -> Wanted:
    """What is not pinned may be older, and so may what cannot be compared."""
    if not below:
        return lambda _type, _version: True
    limit = versions.key(purl.type, below) if purl else None
    if purl is None or limit is None:
        raise WrongQuestion(f"'below' needs a package and one of its versions; {below!r} is none")

    def older(kind: str, version: str) -> bool:
        found = versions.key(kind, version)
        return found is None or bool(found < limit)

    return older
