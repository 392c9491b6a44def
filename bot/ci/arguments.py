"""The command line's words for reviews in CI and before pushes. Only reads arguments: the commands are beside it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.config import FORGES, Config

FORMATS = (
    "text",
    "json",
    "sarif",
    "markdown",
    "github-annotations",
    "gitlab-codequality",
    "gitlab-sast",
    "cyclonedx",
    "spdx",
)
"""`bot.formats.FORMATS`, without loading what they need."""
Commands = Any
"""argparse's subparsers."""
_REVIEW = """\
Examples:
  python -m bot review --base main                                    what this branch brings in
  python -m bot review --base origin/main --format github-annotations  in a step of GitHub Actions
  python -m bot review --format gitlab-codequality --output gl-code-quality-report.json --exit-zero

Exit codes: 0 clear, 1 blocked, 2 incomplete or wrong usage. Formats are in docs/formats.md, pipelines in docs/ci.md.
"""
_VERDICT = """\
In GitLab CI and GitHub Actions, repository, commit and ref are taken from the job's own variables.

Exit codes: 0 it may go on, 1 blocked, 2 no verdict in time or no way to get one (0 with --on-timeout pass).
"""


def add(commands: Commands) -> None:
    """Adds `review`, `hook`, `upload` and `verdict`."""
    _add_review(commands)
    _add_hook(commands)
    _add_upload(commands)
    _add_verdict(commands)


def _add_review(commands: Commands) -> None:
    review = commands.add_parser(
        "review",
        help="look at a change in a local repository",
        description="Looks at a change in a local repository, without any forge or service.",
        epilog=_REVIEW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    review.add_argument("--repo", type=Path, default=Path(), metavar="PATH", help="default: the current folder")
    review.add_argument("--base", metavar="REV", help="what the change goes into; left out: everything at head is new")
    review.add_argument("--head", default="HEAD", metavar="REV", help="default: HEAD")
    review.add_argument("--format", choices=FORMATS, default="text", help="default: text, for terminals")
    review.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    review.add_argument(
        "--also",
        action="append",
        type=_written,
        default=[],
        metavar="FORMAT=FILE",
        help="the same review in one more format; may be given several times",
    )
    review.add_argument(
        "--exit-zero", action="store_true", help="0 also where it is blocked or incomplete: for reports"
    )
    review.add_argument("--check", action="append", metavar="NAME", help="only this check; may be given several times")
    review.set_defaults(run=_review)


def _written(text: str) -> tuple[str, Path]:
    form, _, file = text.partition("=")
    if form not in FORMATS or not file:
        raise argparse.ArgumentTypeError(f"{text!r}: write FORMAT=FILE, with one of {', '.join(FORMATS)}")
    return form, Path(file)


def _add_hook(commands: Commands) -> None:
    hook = commands.add_parser(
        "hook",
        help="review what is about to be pushed",
        description="A pre-push hook: looks at what is about to be pushed, says nothing where that is clear, and stops "
        "the push where it is blocked. `git push --no-verify` pushes anyway.",
    )
    actions = hook.add_subparsers(metavar="ACTION", required=True)
    install = actions.add_parser(
        "install",
        help="put it into a repository, or take it out",
        description="Puts the hook into a repository, or takes it out. A hook that is there already runs first.",
        epilog="Exit codes: 0 done, 2 it was not; the message says what to do.",
    )
    install.add_argument("--repo", type=Path, default=Path(), metavar="PATH", help="default: the current folder")
    install.add_argument("--remove", action="store_true", help="take it out; the hook that was there before comes back")
    install.add_argument("--force", action="store_true", help="also into hooks that another tool or repository shares")
    install.set_defaults(run=_hook, does="install")
    run = actions.add_parser("run", help="what the hook calls", description="What the hook calls; reads git's lines.")
    run.add_argument("--repo", type=Path, required=True, metavar="PATH")
    run.add_argument("remote", help="its name, or its address where it has none")
    run.set_defaults(run=_hook, does="run")


def _add_upload(commands: Commands) -> None:
    upload = commands.add_parser(
        "upload",
        help="send SARIF to GitHub code scanning",
        description="Sends a SARIF file to GitHub code scanning and waits until GitHub has read it. What was mended is "
        "left out; what is more than GitHub takes is left out from the least severe on, and said.",
        epilog="Exit codes: 0 GitHub has taken it, 1 GitHub refused it, 2 wrong usage or GitHub out of reach.",
    )
    upload.add_argument("file", type=Path, metavar="FILE.sarif", help="as `review --format sarif --output` writes it")
    upload.add_argument("--repo", required=True, metavar="OWNER/NAME")
    upload.add_argument(
        "--ref", required=True, metavar="REF", help="refs/heads/main, refs/pull/7/head, refs/pull/7/merge"
    )
    upload.add_argument("--sha", required=True, metavar="SHA", help="the commit that was looked at, in full")
    upload.add_argument("--wait", type=float, default=120, metavar="SECONDS", help="for GitHub's answer; default: 120")
    upload.set_defaults(run=_upload)


def _add_verdict(commands: Commands) -> None:
    verdict = commands.add_parser(
        "verdict",
        help="wait for a service's verdict on a commit",
        description="Asks a running service for its verdict on a commit, waits for it, and ends as it says: for jobs "
        "of merge trains and of pipelines that must not go on without it.",
        epilog=_VERDICT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verdict.add_argument("--service", metavar="URL", help="default: SEKISHO_URL")
    verdict.add_argument("--forge", choices=FORGES, help="default: whose job this is")
    verdict.add_argument("--repo", metavar="PATH", help="owner/name; on GitLab group/…/project")
    verdict.add_argument("--sha", metavar="SHA", help="the commit, in full")
    verdict.add_argument("--ref", metavar="REF", help="refs/merge-requests/7/train, refs/pull/7/head, …")
    verdict.add_argument("--timeout", type=float, default=600, metavar="SECONDS", help="default: 600")
    verdict.add_argument("--on-timeout", choices=("fail", "pass"), default="fail", help="default: fail")
    verdict.set_defaults(run=_verdict)


def _review(read: Config, options: argparse.Namespace) -> int:
    from bot import local
    from bot.formats.outputs import Output

    outputs = [Output(options.format, options.output), *(Output(*one) for one in options.also)]
    range_ = local.Range(options.repo, options.base, options.head)
    return local.review(read, range_, outputs, options.check, exit_zero=options.exit_zero)


def _hook(read: Config, options: argparse.Namespace) -> int:
    if options.does == "run":
        from bot.ci import pushing

        return pushing.run(read, options.repo, options.remote)
    from bot.ci import hook

    return hook.change(options.repo, options.config, remove=options.remove, force=options.force)


def _upload(read: Config, options: argparse.Namespace) -> int:
    from bot.ci import upload

    return upload.run(read, options)


def _verdict(read: Config, options: argparse.Namespace) -> int:
    from bot.ci import waiting

    return waiting.run(options)
