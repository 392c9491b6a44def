"""Writes checks/README.md from the rules and docs/policies/ from the table of infrastructure policies.

`python -m checks.docs`, or with `--check` to see that they are current.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from checks.iac.model import Framework
from checks.iac.policies import Policy, Table
from checks.registry import CODED
from checks.rule import Rule
from checks.static_analysis import rules

README = Path(__file__).parent / "README.md"
POLICIES = Path(__file__).parent.parent / "docs" / "policies"
_WRITTEN = {
    Framework.TERRAFORM: "hcl",
    Framework.DOCKERFILE: "dockerfile",
    Framework.ARM: "json",
    Framework.BICEP: "bicep",
}
_POLICIES = """\
# Infrastructure policies

What the check `iac` can tell, by provider or framework: how bad it is, whether it blocks by default (*enforced*) or is
only shown (*observed*), why it matters, what to write. These pages are made from checks/iac/policies (`make docs`).

"""
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
rules (`make docs`), and each example is a test. Rule ids are permanent. What the check `iac` tells of infrastructure
has [pages of its own](../docs/policies/README.md).

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


def pages() -> dict[Path, str]:
    """Everything that is made from rules: where -> text."""
    by_prefix: dict[str, list[Policy]] = defaultdict(list)
    for policy in Table().policies.values():
        by_prefix[policy.id.partition("-")[0]].append(policy)
    found = {POLICIES / f"{name}.md": _of_policies(name, some) for name, some in by_prefix.items()}
    index = "".join(f"- [{name}]({name}.md): {len(some)}\n" for name, some in sorted(by_prefix.items()))
    found[POLICIES / "README.md"] = f"{_POLICIES}{index}"
    return found | {README: render(rules.load().rules, CODED)}


def _of_policies(name: str, some: Iterable[Policy]) -> str:
    ordered = sorted(some, key=lambda policy: policy.id)
    return f"# Infrastructure policies: {name}\n\n" + "\n".join(map(_of_policy, ordered))


def _of_policy(policy: Policy) -> str:
    level = "observed" if policy.observe else "enforced"
    also = [", ".join(policy.controls)] + ([f"AWS Config: `{policy.config_rule}`"] if policy.config_rule else [])
    parts = [
        f"## {policy.id}",
        f"**{policy.title}** ({policy.severity} severity, {level})",
        f"{policy.why} {policy.remedy}",
        "; ".join(part for part in also if part),
        *(
            f"{framework}:\n\n```{_WRITTEN.get(framework, 'yaml')}\n{text}\n```"
            for framework, text in policy.write.items()
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def main(arguments: list[str]) -> int:
    """0 when written or current, 1 when `--check` finds a page behind the rules."""
    wanted = pages()
    stale = set(POLICIES.glob("*.md")) - wanted.keys()
    if "--check" in arguments:
        behind = [*stale, *(page for page, text in wanted.items() if not page.exists() or page.read_text() != text)]
        for page in sorted(behind):
            print(f"{page} is behind the rules: run `make docs` and commit it", file=sys.stderr)
        return int(bool(behind))
    POLICIES.mkdir(parents=True, exist_ok=True)
    for page in stale:
        page.unlink()
    for page, text in wanted.items():
        page.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
