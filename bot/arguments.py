"""The command line's words for setting the service up. Only reads arguments: `doctor` and `installing` do the rest."""

from __future__ import annotations

import argparse
from typing import Any

from bot.config import FORGES, Config

Commands = Any
"""argparse's subparsers."""
_INSTALL = """\
Examples:
  python -m bot install gitlab --new-token            a signing token, for SEKISHO_GITLAB_SIGNING_TOKEN
  python -m bot install gitlab acme --dry-run         what would be done for a group
  python -m bot install gitlab acme                   a hook for the group, or for each of its projects
  python -m bot install gitlab acme/tools/shop        for one project

Exit codes: 0 all stands as it should, 1 some place failed, 2 wrong usage or nothing could be done.
"""


def add(commands: Commands) -> None:
    """Adds `doctor` and `install`."""
    doctor = commands.add_parser(
        "doctor",
        help="check configuration, engines, git and credentials",
        description="Checks what the service needs and says what to do about each fault. Exit code 1 if one is grave.",
    )
    doctor.add_argument("--forge", choices=FORGES, default="", help="only this one; default: all that are configured")
    doctor.set_defaults(run=_doctor)
    _add_install(commands)


def _add_install(commands: Commands) -> None:
    install = commands.add_parser(
        "install",
        help="have GitLab tell of merge requests, by hooks",
        description="Makes the hook of a group (GitLab Premium), or of each of its projects, has GitLab try it, and\n"
        "heals those that GitLab has disabled. Doing it twice changes nothing. docs/gitlab.md says more.",
        epilog=_INSTALL,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    install.add_argument("forge", choices=("gitlab",), help="GitHub's app is registered at /setup instead")
    install.add_argument("path", nargs="?", default="", metavar="GROUP_OR_PROJECT", help="its full path")
    install.add_argument("--url", default="", help="where GitLab reaches the service; default: service.public_url")
    install.add_argument("--remove", action="store_true", help="take the hooks away again")
    install.add_argument("--renew", action="store_true", help="give hooks that are there the newest token")
    install.add_argument("--dry-run", action="store_true", help="only say what would be done")
    install.add_argument("--new-token", action="store_true", help="print a fresh signing token and do nothing else")
    install.set_defaults(run=_install)


def _doctor(read: Config, options: argparse.Namespace) -> int:
    from bot import doctor

    return doctor.run(read, options.forge)


def _install(read: Config, options: argparse.Namespace) -> int:
    from bot import installing

    return installing.run(read, options)
