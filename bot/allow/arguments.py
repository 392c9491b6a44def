"""The command line's words for tokens, allow-lists and maintenance. Only reads arguments: `operating` does the rest."""

from __future__ import annotations

import argparse
from typing import Any

from bot.config import FORGES, Config

Commands = Any
"""argparse's subparsers."""


def add(commands: Commands) -> None:
    """Adds `token`, `allow` and `maintenance`."""
    _add_token(commands)
    _add_allow(commands)
    _add_maintenance(commands)


def _add_token(commands: Commands) -> None:
    token = commands.add_parser(
        "token", help="tokens of the API", description="Tokens of the API: shown once, kept as digests."
    )
    actions = token.add_subparsers(metavar="ACTION", required=True)
    new = _action(actions, "new", "token_new", "make one and print it")
    new.add_argument("name", help="who will use it, for the audit log")
    new.add_argument("--days", type=float, metavar="N", help="how long it holds; default: until it is revoked")
    new.add_argument(
        "--scan", action="store_true", help="it may have commits looked at: for jobs that wait for a verdict"
    )
    new.add_argument("--write", action="store_true", help="it may change things; otherwise it only reads")
    _action(actions, "list", "token_list", "all that were made")
    revoke = _action(actions, "revoke", "token_revoke", "end one at once")
    revoke.add_argument("name", help="its name or id")


def _add_allow(commands: Commands) -> None:
    allow = commands.add_parser(
        "allow", help="the allow-list of packages", description="The allow-list of a repository or an organisation."
    )
    actions = allow.add_subparsers(metavar="ACTION", required=True)
    _place(_action(actions, "list", "allow_list", "what is on it, and what was learned"))
    _place(_action(actions, "export", "allow_export", "as a file to put at .sekisho/allow.yaml"))
    new = _place(_action(actions, "add", "allow_add", "put something on it, or confirm what was learned"))
    new.add_argument("purl", help="pkg:npm/left-pad, pkg:npm/@acme/*, …")
    new.add_argument("--versions", default="", help="one version, or a range like '>=1.2|<2'; default: all")
    new.add_argument("--because", default="", metavar="REASON")
    remove = _place(_action(actions, "remove", "allow_remove", "take something off it"))
    remove.add_argument("purl", help="as it is listed, or the entry's id")


def _add_maintenance(commands: Commands) -> None:
    maintenance = commands.add_parser(
        "maintenance",
        help="let through and record everything new, for a while",
        description="Maintenance mode: everything new is let through and recorded, until it ends by itself.",
    )
    actions = maintenance.add_subparsers(metavar="ACTION", required=True)
    begin = _place(_action(actions, "on", "maintenance_on", "begin"), several=True)
    begin.add_argument("--for", dest="length", required=True, metavar="TIME", help="90m, 2h, 1d")
    begin.add_argument("--because", required=True, metavar="REASON")
    _place(_action(actions, "off", "maintenance_off", "end what is going on there"))
    _place(_action(actions, "status", "maintenance_status", "what is going on, and what was learned"))


def _place(action: argparse.ArgumentParser, several: bool = False) -> argparse.ArgumentParser:
    where = action.add_mutually_exclusive_group(required=True)
    how: dict[str, Any] = {"action": "append"} if several else {}
    where.add_argument(
        "--repository", metavar="OWNER/NAME", help="may be given several times" if several else None, **how
    )
    where.add_argument("--organisation", metavar="OWNER")
    action.add_argument("--forge", choices=FORGES, default="", help="default: the one that is configured")
    return action


def _action(actions: Any, name: str, does: str, words: str) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words.capitalize() + ".")
    action.add_argument("--by", default="", metavar="PERSON", help="for the audit log; default: who runs this")
    action.set_defaults(run=_run, does=does)
    return action


def _run(read: Config, options: argparse.Namespace) -> int:
    from bot.allow import operating

    return operating.run(read, options)
