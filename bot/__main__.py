"""The command line: `python -m bot COMMAND`. Reads arguments, calls the command, answers its exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import __version__, config
from bot import arguments as setting_up
from bot.allow import arguments
from bot.ci import arguments as ci
from checks.interface import CheckError

_DESCRIPTION = """\
Sekisho reviews the security of every pull request while it is still a pull request.
"""

_INVENTORY = """\
Examples:
  python -m bot inventory pkg:pypi/jinja2                   who uses it
  python -m bot inventory pkg:pypi/jinja2 --below 3.1.4     who uses, or may use, an older version
  python -m bot inventory --repo acme/shop                  all that one repository uses
  python -m bot inventory export acme/shop --format spdx --output shop.spdx.json

Exit codes: 0 answered, also where nobody uses it, 2 wrong usage or no list yet.
"""
_EPILOG = """\
Try it without any forge:
  python -m bot review --repo . --base main --head HEAD
  python -m bot playground --once

Install it for an organisation: edit app.yaml, then
  python -m bot doctor
  python -m bot serve      and, for GitHub, open the /setup address that it prints
  python -m bot install gitlab GROUP

Exit codes: 0 all is well, 1 blocked or something to mend, 2 incomplete or wrong usage.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(config.load(options.config), options))
    except (config.ConfigError, CheckError) as error:
        print(f"sekisho: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Sekisho {__version__}")
    parser.add_argument(
        "--config", type=Path, default=config.APP_YAML, metavar="FILE", help="default: the app.yaml beside the bot"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    ci.add(commands)
    _add_playground(commands)
    setting_up.add(commands)
    _add_sync(commands)
    _add_service(commands)
    _add_sweep(commands)
    _add_inventory(commands)
    _add_policy(commands)
    _add_leaks(commands)
    arguments.add(commands)
    return parser


def _add_playground(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    playground = commands.add_parser(
        "playground",
        help="a local forge with the bot beside it and a sample pull request",
        description="Starts a local forge over HTTP and real git, the bot beside it, and a sample pull request that "
        "brings in real weaknesses. Ends with Ctrl-C.",
    )
    playground.add_argument("--forge", choices=config.FORGES, default="github")
    playground.add_argument("--once", action="store_true", help="one round: print what the pull request shows, and end")
    playground.add_argument(
        "--demo", action="store_true", help="as --once, told step by step, and keep the page up on a terminal"
    )
    playground.add_argument("--format", choices=("text", "json"), default="text", help="of what --once prints")
    playground.add_argument(
        "--repo", type=Path, metavar="PATH", help="open this repository's change as the pull request"
    )
    playground.add_argument("--base", metavar="REV", help="with --repo: what the change goes into")
    playground.add_argument("--head", metavar="REV", help="with --repo: the change's newest commit")
    playground.add_argument("--port", type=int, default=0, help="of the local forge; default: any free one")
    playground.set_defaults(run=_playground)


def _add_sync(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sync = commands.add_parser(
        "sync",
        help="take what is publicly known of packages today",
        description="Takes advisories and lists of popular names from the sources in app.yaml, or from files at "
        "hand. A running scan keeps the data that it began with; a sync that fails leaves what was there.",
        epilog="Exit codes: 0 all is well, 1 something could not be taken and is as old as before, 2 wrong usage.",
    )
    sync.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="PATH",
        help="an ecosystem's export (zip), a folder of them (<ecosystem>/all.zip), or OSV records of your own: JSON, "
        "JSON lines (.jsonl, .jsonl.xz), a folder of JSON files",
    )
    sync.add_argument("--only", action="append", metavar="ECOSYSTEM", help="in OSV's words: PyPI, npm, Go, crates.io …")
    sync.set_defaults(run=_sync)


def _add_policy(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    policy = commands.add_parser(
        "policy",
        help="try out your organisation's own rules",
        description="Your organisation's own semgrep rules and Rego policies; docs/own-policies.md says how to "
        "write them.",
    )
    what = policy.add_subparsers(title="commands", metavar="COMMAND", required=True)
    test = what.add_parser(
        "test",
        help="try rules and policies on the tests beside them",
        description="Tries semgrep rules on the files of the same name beside them (comments `ruleid: ID` and "
        "`ok: ID`), and runs Rego rules `test_…` of files `…_test.rego`.",
        epilog="Exit codes: 0 all pass, 1 some fail, 2 nothing that could be tried.",
    )
    test.add_argument("folder", type=Path, metavar="DIR")
    test.set_defaults(run=_policy_test)


def _add_leaks(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    leaks = commands.add_parser(
        "leaks",
        help="secrets that pull requests have shown",
        description="Lists the secrets that pull requests have shown, and marks some as rotated: replaced where they "
        "were issued, so that those in the commits open nothing any more.",
        epilog="Exit codes: 0 done, 2 wrong usage.",
    )
    leaks.add_argument("--repository", default="", metavar="OWNER/NAME", help="only this one's")
    leaks.add_argument("--forge", default="", metavar="NAME", help="only this forge's: github, gitlab")
    leaks.add_argument("--rotated", nargs="+", metavar="NAME", help="mark these (first column), or all that are listed")
    leaks.add_argument("--because", default="", metavar="REASON", help="with --rotated")
    leaks.add_argument("--by", default="", metavar="PERSON", help="for the audit log; default: who runs this")
    leaks.add_argument("--json", action="store_true", help="for tools")
    leaks.set_defaults(run=_leaks)


def _add_service(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser(
        "serve", help="the service: web and workers", description="Runs web and worker processes."
    )
    serve.set_defaults(run=_serve)
    web = commands.add_parser("web", help="only the web process", description="Runs the web process alone.")
    web.set_defaults(run=_web)
    worker = commands.add_parser(
        "worker", help="one more worker", description="Adds a worker process to a running service."
    )
    worker.set_defaults(run=_worker)


def _add_sweep(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sweep = commands.add_parser(
        "sweep",
        help="look for what no webhook told",
        description="One pass, now, over each forge: asks for deliveries again that failed, has open pull requests "
        "scanned that nobody looked at, closes checks left open. A running service does so by itself; docs/sweep.md "
        "says how.",
        epilog="Exit codes: 0 done, 1 stopped early (the next pass goes on there) or a worker is at it, 2 wrong usage.",
    )
    sweep.set_defaults(run=_sweep)


def _add_inventory(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    inventory = commands.add_parser(
        "inventory",
        help="which repositories use what",
        description="Answers which repositories use a package, in which version, since when, asked for by what, on\n"
        "which line. The lists come from the service's looks at default branches: the first when the app is\n"
        "installed on a repository, then with each push. What pins no version is listed with its range, and\n"
        "counts as possibly older.",
        epilog=_INVENTORY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inventory.add_argument("what", nargs="?", default="", metavar="PURL", help="pkg:pypi/jinja2, or the word export")
    inventory.add_argument("name", nargs="?", default="", metavar="OWNER/NAME", help="with export: which repository")
    inventory.add_argument("--below", default="", metavar="VERSION", help="only older versions than this")
    inventory.add_argument("--repo", default="", metavar="OWNER/NAME", help="only this repository")
    inventory.add_argument("--forge", default="", metavar="NAME", help="only this forge: github, gitlab")
    inventory.add_argument("--json", action="store_true", help="as docs/inventory.md describes it")
    inventory.add_argument("--format", choices=("cyclonedx", "spdx"), help="with export: CycloneDX 1.6 or SPDX 2.3")
    inventory.add_argument("--output", type=Path, metavar="FILE", help="with export; default: standard output")
    inventory.set_defaults(run=_inventory)


def _playground(read: config.Config, options: argparse.Namespace) -> int:
    from bot.playground import command

    return command.run(read, options)


def _sync(read: config.Config, options: argparse.Namespace) -> int:
    from bot.knowledge import sync

    code = sync.run(read, options)
    if read.packages.ask and options.source is None:
        from bot import app

        print(f"facts about packages: {app.refresh_facts(read)} asked for again")
    return code


def _leaks(read: config.Config, options: argparse.Namespace) -> int:
    from bot.leaks import command

    return command.run(read, options)


def _policy_test(read: config.Config, options: argparse.Namespace) -> int:
    from bot.packs import testing

    return testing.run(options.folder)


def _serve(read: config.Config, options: argparse.Namespace) -> int:
    from bot import app

    return app.serve(read, options.config)


def _sweep(read: config.Config, options: argparse.Namespace) -> int:
    from bot import app, logs
    from bot.sweep import words

    logs.configure(level=30)
    passes = app.sweep(read)
    print("\n".join(f"{forge}: {words.told(passed)}" for forge, passed in passes.items()))
    return int(any(passed is None or passed.why for passed in passes.values()))


def _inventory(read: config.Config, options: argparse.Namespace) -> int:
    from bot.inventory import command

    if options.what == "export":
        form = options.format or "cyclonedx"
        return command.export(read, options.name or options.repo, options.forge, form, options.output)
    return command.show(read, options.what, options.below, options.repo, options.forge, options.json)


def _web(read: config.Config, options: argparse.Namespace) -> int:
    from bot import app

    return app.web(read)


def _worker(read: config.Config, options: argparse.Namespace) -> int:
    from bot import app

    return app.worker(read, options.config)


if __name__ == "__main__":
    sys.exit(main())
