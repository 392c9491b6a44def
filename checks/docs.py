"""Writes checks/README.md from the rules: `python -m checks.docs`, or with `--check` to see that it is current."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from checks.registry import CODED
from checks.rule import Rule
from checks.static_analysis import rules

README = Path(__file__).parent / "README.md"
_LANGUAGES = {
    "csharp": "C#",
    "go": "Go",
    "java": "Java",
    "javascript": "JavaScript and TypeScript",
    "php": "PHP",
    "python": "Python",
    "ruby": "Ruby",
    "typescript": "JavaScript and TypeScript",
}
_INTRODUCTION = """\
# What the checks look for

A heading per rule: what it finds, why that matters, what to do, an example before and after. This page is made from the
rules (`make docs`), and each example is a test. Rule ids are permanent.

"""


def render(found: Iterable[Mapping[str, Any]], others: Mapping[str, Iterable[Rule]]) -> str:
    """The whole page: static analysis by language, then the checks whose rules are code."""
    by_language: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for rule in found:
        by_language[_LANGUAGES.get(rule["languages"][0], rule["languages"][0])].append(rule)
    coded = (f"\n## {check}\n\n" + "\n".join(map(_coded, some)) for check, some in others.items())
    return _INTRODUCTION + "\n".join(_sections(by_language)) + "".join(coded)


def _sections(by_language: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[str]:
    total = sum(map(len, by_language.values()))
    taint = sum(rule.get("mode") == "taint" for some in by_language.values() for rule in some)
    yield f"## static_analysis\n\n{total} rules, {taint} of which follow data from source to sink.\n"
    for language in sorted(by_language):
        yield f"### {language}\n"
        yield from map(_section, by_language[language])


def _section(rule: Mapping[str, Any]) -> str:
    about = rule["metadata"]
    language = about.get("example_language", rule["languages"][0])
    links = ", ".join(f"<{url}>" for url in about["references"])
    return (
        f"#### {rule['id']}\n\n**{about['title'].strip()}** ({about['cwe']}, {rule['severity'].lower()} severity, "
        f"{about['confidence']} confidence)\n\n{rule['message'].strip()}\n\n*Why:* {about['why'].strip()}\n\n"
        f"*Remedy:* {about['remedy'].strip()}\n\n"
        f"Before:\n\n```{language}\n{about['before'].rstrip()}\n```\n\n"
        f"After:\n\n```{language}\n{about['after'].rstrip()}\n```\n\n*Read on:* {links}\n"
    )


def _coded(rule: Rule) -> str:
    cwe = f"{', '.join(rule.cwe)}, " if rule.cwe else ""
    example = "".join(
        f"\n{name}:\n\n```{rule.language}\n{text.rstrip()}\n```\n"
        for name, text in (("Before", rule.before), ("After", rule.after))
        if text
    )
    links = ", ".join(f"<{url}>" for url in rule.references)
    return (
        f"### {rule.id}\n\n**{rule.title}** ({cwe}{rule.severity} severity)\n\n{rule.what}\n\n*Why:* {rule.why}\n\n"
        f"*Remedy:* {rule.remedy}\n{example}" + (f"\n*Read on:* {links}\n" if links else "")
    )


def main(arguments: list[str]) -> int:
    """0 when written or current, 1 when `--check` finds the page behind the rules."""
    page = render(rules.load().rules, CODED)
    if "--check" not in arguments:
        README.write_text(page)
        return 0
    if README.exists() and README.read_text() == page:
        return 0
    print("checks/README.md is behind the rules: run `make docs` and commit it", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
