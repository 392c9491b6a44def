"""The curated table as a whole: complete, said once, short, and with lines to write that are of their language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import tree_sitter_bicep
import tree_sitter_hcl
import yaml
from tree_sitter import Language, Parser

from checks.iac.model import Framework
from checks.iac.policies import FOLDER, BadPolicy, Policy, Table
from checks.interface import Severity

CHECKOV: Mapping[str, list[str]] = json.loads((Path(__file__).parent / "checkov_policies.json").read_text())
"""Every policy that Checkov brings -> the frameworks that it fires in; of the version that the engine is pinned to."""
TABLE = Table()
PROVIDERS = sorted({re.sub(r"^CKV2?_(.*)_\d+$", r"\1", policy) for policy in CHECKOV})
_LONGEST_TITLE = 80
_LONGEST_SENTENCE = 220
_MOST_LINES = 12


class _Tags(yaml.SafeLoader):
    """Takes CloudFormation's and GitLab's tags for texts."""


_Tags.add_multi_constructor("!", lambda loader, suffix, node: suffix)


@cache
def left_out() -> Mapping[str, str]:
    """Policies that a file's first comment names -> the line, with the reason."""
    return {policy: line for line in _comments() for policy in re.findall(r"CKV2?_[A-Z0-9]+_\d+", line)}


def _comments() -> Iterator[str]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for line in file.read_text().splitlines():
            if not line.startswith("#"):
                break
            yield line


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_policy_of_checkov_is_told_in_our_words_or_left_out_for_a_reason(provider: str) -> None:
    theirs = {policy for policy in CHECKOV if re.fullmatch(rf"CKV2?_{provider}_\d+", policy)}
    ours = set(TABLE.of("checkov")) | left_out().keys()
    assert sorted(theirs - ours) == []


def test_nothing_is_both_told_and_left_out_and_nothing_is_made_up() -> None:
    assert sorted(left_out().keys() & set(TABLE.of("checkov"))) == []
    assert sorted((left_out().keys() | set(TABLE.of("checkov"))) - CHECKOV.keys()) == []


def test_what_is_left_out_has_a_reason() -> None:
    assert [line for line in left_out().values() if not re.search(r"\d:? \S+ \S+ \S+", line)] == []


@pytest.mark.parametrize("policy", TABLE.policies.values(), ids=lambda policy: str(policy.id))
def test_an_entry_keeps_to_the_form(policy: Policy) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", policy.id)
    assert len(policy.title) <= _LONGEST_TITLE
    assert not policy.title.endswith(".")
    for sentence in (policy.why, policy.remedy):
        assert len(sentence) <= _LONGEST_SENTENCE
        assert sentence.endswith(".")
    assert policy.observe or policy.severity in (Severity.HIGH, Severity.CRITICAL), "only what is bad enough may block"
    assert all(re.fullmatch(r"CWE-[1-9]\d*", cwe) for cwe in policy.cwe)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)+)?", policy.config_rule)
    assert all(len(text.splitlines()) <= _MOST_LINES for text in policy.write.values())


@pytest.mark.parametrize("policy", TABLE.policies.values(), ids=lambda policy: str(policy.id))
def test_what_to_write_is_of_its_language(policy: Policy) -> None:
    for framework, text in policy.write.items():
        assert text.strip()
        if framework in _PARSES:
            assert _PARSES[framework](text), f"{framework}: {text}"


@pytest.mark.parametrize("policy", TABLE.policies.values(), ids=lambda policy: str(policy.id))
def test_a_mend_is_written_out_at_a_dotted_way(policy: Policy) -> None:
    for way, value in (pair for values in policy.mend.values() for pair in values.items()):
        assert re.fullmatch(r"[\w-]+(\.[\w-]+)*", way)
        assert isinstance(value, str)
        assert value.strip()


def test_an_entry_of_amazons_says_what_to_write_in_every_language_that_it_fires_in() -> None:
    wanting = [
        f"{policy.id}: {framework}"
        for policy in TABLE.policies.values()
        for name in policy.engines.get("checkov", ())
        if name.startswith(("CKV_AWS_", "CKV2_AWS_"))
        for framework in (Framework.TERRAFORM, Framework.CLOUDFORMATION)
        if framework in CHECKOV[name] and framework not in policy.write
    ]
    assert wanting == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("id: a-b\nlevel: block", "level is 'block'; write enforce or observe"),
        ("id: a-b\nlevel: observe\nfix: x", "unknown key 'fix'"),
        ("id: a-b\nlevel: observe", "KeyError"),
    ],
)
def test_an_entry_that_nobody_can_work_with_is_refused_by_name(tmp_path: Path, entry: str, said: str) -> None:
    (tmp_path / "mine.yaml").write_text("- " + entry.replace("\n", "\n  "))
    with pytest.raises(BadPolicy, match=r"mine\.yaml: a-b") as refused:
        Table(tmp_path)
    assert said in str(refused.value)


def test_a_policy_of_an_engine_under_two_entries_is_refused(tmp_path: Path) -> None:
    entry = (
        "- {id: %s, engines: {checkov: [CKV_AWS_1]}, severity: low, level: observe, title: T, why: W., remedy: R.}\n"
    )
    (tmp_path / "one.yaml").write_text(entry % "a-b")
    assert Table(tmp_path).meant_by("checkov", "CKV_AWS_1") == Table(tmp_path).policies["a-b"]
    (tmp_path / "two.yaml").write_text(entry % "a-c")
    with pytest.raises(BadPolicy, match="CKV_AWS_1 stands under a-b and a-c"):
        Table(tmp_path).of("checkov")
    (tmp_path / "two.yaml").write_text(entry % "a-b")
    with pytest.raises(BadPolicy, match="stands there twice"):
        Table(tmp_path)


def _hcl(text: str) -> bool:
    return not Parser(Language(tree_sitter_hcl.language())).parse(text.encode() + b"\n").root_node.has_error


def _bicep(text: str) -> bool:
    whole = text if re.match(r"(?m)^(param|resource|module|var|@)", text) else f"var it = {{\n{text}\n}}\n"
    return not Parser(Language(tree_sitter_bicep.language())).parse(whole.encode() + b"\n").root_node.has_error


def _yaml(text: str) -> bool:
    return isinstance(yaml.load(text, Loader=_Tags), dict | list | None)


_PARSES: Mapping[Framework, Callable[[str], bool]] = {
    Framework.TERRAFORM: _hcl,
    Framework.CLOUDFORMATION: _yaml,
    Framework.SERVERLESS: _yaml,
    Framework.KUBERNETES: _yaml,
    Framework.COMPOSE: _yaml,
    Framework.GITHUB: _yaml,
    Framework.GITLAB: _yaml,
    Framework.ARM: _yaml,
    Framework.BICEP: _bicep,
}
