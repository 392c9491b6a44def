"""The comments that keep a tool quiet, tool by tool: how each is written, which rules it names, how far it reaches.

Where a word also stands for something harmless (`# noqa: E501`, `eslint-disable no-console`), only rules about security
count. A word in a string is none, and neither is one in prose: only comments of the file's own language are read, and
the keys that some tools read in their place (annotations, `Metadata`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from checks.suppressions.model import Weight
from checks.suppressions.reach import Reach

_RULE = r"[@\w][\w./:*@-]*+"
_RULES = rf"(?P<rules>{_RULE}(?:[ \t]*+,[ \t]*+{_RULE})*+)"
_BODY = (
    r"(?P<rules>[^\n\]]{0,500}+(?:\n(?=[ \t]*+(?:[-{}]|[\"']?(?:id|reason|comment|"
    r"applies_?to)\b))[^\n\]]{0,500}+){0,40}+)"
)
"""A list's items, each on a line of its own or all on one."""
_ESLINT = (
    r"security/.*|no-eval|no-implied-eval|no-new-func|no-script-url|(?:@typescript-eslint/)?no-implied-eval|"
    r"no-unsanitized/.*|react/no-danger.*|(?:react/)?jsx-no-target-blank|react/jsx-no-script-url|no-secrets/.*|xss/.*|"
    r"scanjs-rules/.*|@microsoft/sdl/.*|vue/no-v-html|svelte/no-at-html-tags|sonarjs/(?:sql-queries|os-command|"
    r"hardcoded|no-hardcoded|pseudo-random|xml-parser|disabled|insecure|unverified|weak|code-eval|cors|csp|csrf).*"
)
_FINDBUGS = (
    r"(?:SQL|COMMAND|PATH_TRAVERSAL|XSS|XXE|WEAK|HARD_CODE|PREDICTABLE|OBJECT_DES|URLCONNECTION|UNVALIDATED|LDAP|XPATH|"
    r"CIPHER|DES_|ECB|ESAPI|RSA|PADDING|STATIC_IV|TDES|NULL_CIPHER|UNENCRYPTED|INSECURE|HTTPONLY|SPRING|CRLF|HTTP_|"
    r"SERVLET|JSP|STRUTS|TRUST_BOUNDARY|SCRIPT_ENGINE|EL_INJ|OGNL|TEMPLATE|SMTP|REDOS|COOKIE|PERMISSIVE|DMI_|SAML|"
    r"JAXRS|XML|EXTERNAL|FILE_UPLOAD|FORMAT_STRING|IMPROPER|AWS_|NOSQL|ANDROID|WICKET|TAPESTRY|SSL|HRS_|PT_)\w*"
)
_DOTNET = (
    r"CA(?:2100|21[01]\d|23\d\d|30\d\d|3147|53\d\d|54\d\d)|SCS\d{4}|S(?:2068|2076|2077|2083|2091|2245|2755|"
    r"3649|4\d{3}|5\d{3}|6\d{3})|Security.*"
)
_SONAR = (
    r"(?:\w+:)?S(?:1523|2068|2070|2076|2077|2078|2083|2091|2092|2245|2257|2278|2384|2612|2631|2647|2755|3330|3649|3752|"
    r"4\d{3}|5\d{3}|6\d{3}|7\d{3})|all"
)
_PHPCS = r".*(?:Security|PreparedSQL|EscapeOutput|NonceVerification|ValidatedSanitized|BadFunctions).*"


@dataclass(frozen=True, slots=True)
class Marker:
    """One way of writing a suppression."""

    tool: str
    words: tuple[str, ...]
    """Lower case: one of them is in every file that has one."""
    pattern: str
    """With the groups `rules`, where it names some, and `tool`, where that tells which."""
    reach: Reach = Reach.LINE
    weight: Weight = Weight.LINE
    keep: str = ""
    """What a rule must look like to count; "" for all."""
    bare: Weight | None = Weight.LINE
    """What it is without a rule; None: nothing."""
    lenient: bool = False
    """Words that are no rules are an explanation: the tool reads it as without a rule."""
    code: bool = False
    """It is written in code, in place of a comment."""
    anywhere: bool = False
    """It is a key of data."""
    families: frozenset[str] = field(default_factory=frozenset)
    """Of languages; empty for all."""


def _words(*words: str) -> tuple[str, ...]:
    return words


_DATA = frozenset({"yaml", "json"})
_FILE: dict[str, Any] = {"reach": Reach.FILE, "weight": Weight.RULE}

MARKERS: Sequence[Marker] = (
    Marker("semgrep", _words("nosem"), rf"\bnosem(?:grep)?\b(?:[ \t]*+:[ \t]*+{_RULES})?"),
    Marker("semgrep", _words("noopengrep"), rf"\bnoopengrep\b(?:[ \t]*+:[ \t]*+{_RULES})?"),
    Marker(
        "gosec", _words("nosec"), rf"\#[ \t]*+nosec\b(?:[ \t:]*+{_RULES})?", Reach.BELOW, keep=r"G\d{3}", lenient=True,
        families=frozenset({"go"}),
    ),
    Marker("gosec", _words("gosec:disable"), rf"\bgosec:disable\b(?:[ \t]*+{_RULES})?", Reach.BELOW, keep=r"G\d{3}"),
    Marker(
        "bandit", _words("nosec"), rf"\#[ \t]*+nosec\b(?:[ \t:]*+(?P<rules>{_RULE}(?:[ \t,]++{_RULE})*+))?",
        Reach.HERE, keep=r"B\d{3}", lenient=True, families=frozenset({"python"}),
    ),
    Marker(
        "ruff", _words("noqa"),
        r"(?<!ruff: )(?<!ruff:)(?<!flake8: )(?<!flake8:)\bnoqa\b(?:[ \t]*+:[ \t]*+"
        rf"(?P<rules>{_RULE}(?:[ \t,]++{_RULE})*+))?",
        Reach.HERE, keep=r"S\d{0,4}|no-log-password|risky-[\w-]+", bare=Weight.STYLE,
    ),
    Marker(
        "ruff", _words("noqa"), rf"\b(?:ruff|flake8):[ \t]*+noqa\b(?:[ \t]*+:[ \t]*+{_RULES})?",
        keep=r"S\d{0,4}", bare=Weight.STYLE, **_FILE,
    ),
    Marker(
        "pylint", _words("pylint:"), rf"\bpylint:[ \t]*+disable(?:-next)?=[ \t]*+{_RULES}",
        keep=r"exec-used|eval-used|W012[23]|shelve-.*|subprocess-.*", bare=None,
    ),
    Marker("checkov", _words("checkov:skip", "bridgecrew:skip"),
           r"\b(?:checkov|bridgecrew):skip=[ \t]*+(?P<rules>\w++)", Reach.BLOCK, bare=None),
    Marker("checkov", _words("checkov.io/skip"),
           r"checkov\.io/skip\d*+[\"']?[ \t]*+:[ \t]*+[\"']?(?P<rules>\w++)", Reach.BLOCK, bare=None, anywhere=True,
           families=_DATA),
    Marker("checkov", _words("checkov"),
           rf"\bcheckov[\"']?[ \t]*+:\s*+\{{?\s*+[\"']?skip[\"']?[ \t]*+:[ \t]*+\[?\s*+{_BODY}", Reach.BLOCK,
           keep=r"CKV\w+", bare=None, anywhere=True, families=_DATA),
    Marker("cfn_nag", _words("rules_to_suppress"), rf"\brules_to_suppress[\"']?[ \t]*+:[ \t]*+\[?\s*+{_BODY}",
           Reach.BLOCK, keep=r"[WF]\d{1,4}|AwsSolutions-\w+|NIST\.[\w.-]+|HIPAA\.[\w.-]+|PCI\.[\w.-]+", bare=None,
           anywhere=True,
           families=_DATA),
    Marker("cfn-guard", _words("suppressedrules"), rf"\bSuppressedRules[\"']?[ \t]*+:[ \t]*+\[?\s*+{_BODY}",
           Reach.BLOCK, keep=r"[A-Z][A-Z0-9]*_[A-Z0-9_]+", bare=None, anywhere=True, families=_DATA),
    Marker("tfsec", _words("tfsec:ignore"), r"\btfsec:ignore:(?P<rules>[\w*-]++)", Reach.BLOCK, bare=None),
    Marker("trivy", _words("trivy:ignore"), r"\btrivy:ignore:(?P<rules>[\w*-]++)", Reach.BLOCK, bare=None),
    Marker("terrascan", _words("ts:skip"), r"\bts:skip=[ \t]*+(?P<rules>\w++)", Reach.BLOCK, bare=None),
    Marker("kics", _words("kics-scan"), r"\bkics-scan[ \t]++ignore-line\b", Reach.NEXT),
    Marker("kics", _words("kics-scan"), r"\bkics-scan[ \t]++ignore-block\b", Reach.BLOCK),
    Marker("kics", _words("kics-scan"), r"\bkics-scan[ \t]++ignore\b(?!-)", bare=Weight.BROAD, **_FILE),
    Marker("kics", _words("kics-scan"), rf"\bkics-scan[ \t]++(?:disable|enable)=[ \t]*+{_RULES}", bare=None, **_FILE),
    Marker("hadolint", _words("hadolint"), rf"\bhadolint[ \t]++ignore[ \t]*+=[ \t]*+{_RULES}", Reach.NEXT, bare=None),
    Marker("hadolint", _words("hadolint"), rf"\bhadolint[ \t]++global[ \t]++ignore[ \t]*+=[ \t]*+{_RULES}", bare=None,
        **_FILE),
    Marker("zizmor", _words("zizmor:"), r"\bzizmor:[ \t]*+ignore\[(?P<rules>[^\]\n]{1,300}+)\]", bare=None),
    Marker("gitleaks", _words("gitleaks:"), r"\bgitleaks:[ \t]*+allow\b", Reach.HERE),
    Marker("betterleaks", _words("betterleaks:"), r"\bbetterleaks:[ \t]*+allow\b", Reach.HERE),
    Marker("detect-secrets", _words("pragma:"), r"\bpragma:[ \t]*+(?:allow|white)list[ \t]++secret\b", Reach.HERE),
    Marker("detect-secrets", _words("pragma:"), r"\bpragma:[ \t]*+(?:allow|white)list[ \t]++nextline[ \t]++secret\b",
        Reach.NEXT),
    Marker("trufflehog", _words("trufflehog:"), r"\btrufflehog:[ \t]*+ignore\b", Reach.HERE),
    Marker("ggshield", _words("ggignore"), r"\bggignore\b", Reach.HERE),
    Marker(
        "golangci-lint", _words("nolint"), rf"(?<=/)[ \t]*+nolint\b(?:[ \t]*+:[ \t]*+{_RULES})?", Reach.BELOW,
        keep=r"gosec|all", bare=Weight.STYLE, families=frozenset({"go"}),
    ),
    Marker("eslint", _words("lint-disable-line"), rf"\b(?:es|ox)lint-disable-line\b(?:[ \t]++{_RULES})?",
           Reach.HERE, keep=_ESLINT, bare=Weight.STYLE),
    Marker("eslint", _words("lint-disable-next"), rf"\b(?:es|ox)lint-disable-next-line\b(?:[ \t]++{_RULES})?",
           Reach.NEXT, keep=_ESLINT, bare=Weight.STYLE),
    Marker("eslint", _words("lint-disable"), rf"\b(?:es|ox)lint-disable\b(?!-)(?:[ \t]++{_RULES})?",
           Reach.REST, Weight.RULE, keep=_ESLINT, bare=Weight.STYLE),
    Marker("biome", _words("biome-ignore"), rf"\bbiome-ignore[ \t]++{_RULES}", Reach.NEXT,
           keep=r"lint/security(?:/\w+)?:?", bare=None),
    Marker("biome", _words("biome-ignore-all"), rf"\bbiome-ignore-all[ \t]++{_RULES}",
           keep=r"lint/security(?:/\w+)?:?", bare=None, **_FILE),
    Marker("sonar", _words("nosonar"), r"\bNOSONAR\b(?:\((?P<rules>[^)\n]{1,200}+)\))?", Reach.HERE),
    Marker("sonar", _words("suppresswarnings"),
        r"@(?:file:)?(?:java\.lang\.)?SuppressWarnings\s*+\((?P<rules>[^)]{1,400}+)\)",
           Reach.BELOW, keep=_SONAR, bare=None, code=True),
    Marker("spotbugs", _words("suppressfbwarnings"), r"@SuppressFBWarnings\b(?:\s*+\((?P<rules>[^)]{0,400}+)\))?",
           Reach.BELOW, keep=_FINDBUGS, code=True),
    Marker(".NET analyzers", _words("suppressmessage"),
           r"\bSuppressMessage(?:Attribute)?\s*+\(\s*+(?P<rules>\"[^\"\n]{1,80}+\"\s*+,\s*+\"[^\":\n]{1,80}+)",
           Reach.BELOW, keep=_DOTNET, bare=None, code=True, families=frozenset({"c"})),
    Marker(".NET analyzers", _words("#pragma"), rf"\#pragma[ \t]++warning[ \t]++disable[ \t]++{_RULES}",
           Reach.REST, keep=_DOTNET, bare=None, code=True, families=frozenset({"c"})),
    Marker("PSScriptAnalyzer", _words("suppressmessage"),
           r"\bSuppressMessage(?:Attribute)?\s*+\(\s*+['\"](?P<rules>PS\w++)", Reach.BELOW,
           keep=r"PSAvoid(?:Using(?:PlainTextForPassword|ConvertToSecureString\w*|InvokeExpression|"
           r"UsernameAndPasswordParams|BrokenHashAlgorithms|AllowUnencrypted\w*)|.*Password.*)", bare=None, code=True),
    Marker("phpcs", _words("phpcs:"), rf"\bphpcs:(?:ignore|disable)\b(?!File)(?:[ \t]++{_RULES})?", Reach.LINE,
           keep=_PHPCS, bare=Weight.STYLE),
    Marker("phpcs", _words("phpcs:ignorefile"), r"\bphpcs:ignoreFile\b", bare=Weight.BROAD, **_FILE),
    Marker("psalm", _words("psalm-suppress"), rf"@psalm-suppress[ \t]++{_RULES}", Reach.BELOW, keep=r"Tainted\w*|all",
        bare=None),
    Marker("phan", _words("phan-"), rf"@phan-(?:file-)?suppress[\w-]*+[ \t]++{_RULES}", Reach.BELOW,
           keep=r"SecurityCheck-\w+", bare=None),
    Marker("rubocop", _words("rubocop:"), rf"\brubocop:(?:disable|todo)[ \t]++{_RULES}", Reach.REST,
           keep=r"Security(?:/\w+)?|Rails/OutputSafety", bare=None),
    Marker("rubocop", _words("rubocop:"), r"\brubocop:(?:disable|todo)[ \t]++all\b", Reach.REST, bare=Weight.STYLE),
    Marker("codeql", _words("lgtm"), r"\blgtm[ \t]*+\[(?P<rules>[^\]\n]{1,300}+)\]", keep=r"[\w-]+/[\w/-]+", bare=None),
    Marker("codeql", _words("codeql"), r"\bcodeql[ \t]*+\[(?P<rules>[^\]\n]{1,300}+)\]", keep=r"[\w-]+/[\w/-]+",
        bare=None),
    Marker("snyk", _words("deepcode"), rf"(?<!file )\bdeepcode[ \t]++ignore[ \t]++{_RULES}", Reach.NEXT, bare=None),
    Marker("snyk", _words("file deepcode"), rf"\bfile[ \t]++deepcode[ \t]++ignore[ \t]++{_RULES}", bare=None, **_FILE),
    Marker("devskim", _words("devskim"), rf"\bDevSkim:[ \t]*+ignore[ \t]++{_RULES}", Reach.HERE, bare=None),
    Marker("deepsource", _words("skipcq"), rf"\bskipcq\b(?:[ \t]*+:[ \t]*+{_RULES})?",
           keep=r"(?:BAN|GSC|SCT|SEC)-\w+|\w+-S\d+", bare=Weight.STYLE),
    Marker("flawfinder", _words("flawfinder:", "rats:", "its4:"), r"\b(?:Flawfinder|RATS|ITS4):[ \t]*+ignore\b"),
    Marker("clang-tidy", _words("nolint"), r"\bNOLINT(?:NEXTLINE|BEGIN)?\b(?:\((?P<rules>[^)\n]{0,300}+)\))?",
           keep=r"cert-.*|clang-analyzer-security.*|bugprone-unsafe-functions", bare=Weight.STYLE,
           families=frozenset({"c"})),
    Marker("coverity", _words("coverity["), r"\bcoverity[ \t]*+\[(?P<rules>[\w, -]{1,200}+)", Reach.NEXT, bare=None),
    Marker("njsscan", _words("njsscan-ignore"), rf"\bnjsscan-ignore\b(?:[ \t]*+:[ \t]*+{_RULES})?", Reach.HERE),
    Marker("horusec", _words("nohorusec"), r"\bnohorusec\b"),
    Marker("bearer", _words("bearer:disable"), rf"\bbearer:disable[ \t]++{_RULES}", Reach.NEXT, bare=None),
    Marker("kube-linter", _words("ignore-check.kube-linter.io"),
           r"\bignore-check\.kube-linter\.io/(?P<rules>[\w-]++)[\"']?[ \t]*+:", Reach.BLOCK, bare=None, anywhere=True,
           families=_DATA),
    Marker("kube-linter", _words("kube-linter.io/ignore-all"), r"\bkube-linter\.io/ignore-all[\"']?[ \t]*+:",
           Reach.BLOCK, Weight.BROAD, bare=Weight.BROAD, anywhere=True, families=_DATA),
    Marker("kube-score", _words("kube-score/ignore"),
           r"\bkube-score/ignore[\"']?[ \t]*+:[ \t]*+[\"']?(?P<rules>[\w, -]{1,300}+)", Reach.BLOCK, bare=None,
           anywhere=True, families=_DATA),
    Marker("polaris", _words("polaris.fairwinds.com"),
           r"\bpolaris\.fairwinds\.com/(?:(?P<rules>[\w-]{1,80}?)-)?exempt[\"']?[ \t]*+:[ \t]*+[\"']?true", Reach.BLOCK,
           anywhere=True, families=_DATA),
)  # fmt: skip
_NAME = re.compile(r"[@\w][\w./:*@-]{0,119}+|\*")
_MOST_RULES = 30
"""Of one comment."""
_PATTERNS = {marker: re.compile(marker.pattern, re.IGNORECASE) for marker in MARKERS}


def in_question(text: str, family: str) -> list[Marker]:
    """Those whose words are in the text: for most files none, which is quick to tell."""
    lowered = text.lower()
    there = {word for word in _ALL_WORDS if word in lowered}
    if not there:
        return []
    mine = (marker for marker in MARKERS if not marker.families or family in marker.families)
    return [marker for marker in mine if not there.isdisjoint(marker.words)]


_ALL_WORDS = tuple(dict.fromkeys(word for marker in MARKERS for word in marker.words))


def matches(marker: Marker, text: str) -> Iterator[re.Match[str]]:
    """All places where the text has it."""
    return _PATTERNS[marker].finditer(text)


def rules_of(marker: Marker, found: re.Match[str]) -> tuple[tuple[str, int], ...]:
    """The rules it names, each with its place; ("", place) for all; () where it is about nothing that matters here."""
    written = found.groupdict().get("rules")
    everything = (("", found.start()),)
    if written is None:
        return everything if marker.bare is not None else ()
    start = found.start("rules")
    names = {one[0].rstrip(":"): start + one.start() for one in islice(_NAME.finditer(written), _MOST_RULES)}
    if marker.keep:
        names = {name: at for name, at in names.items() if re.fullmatch(marker.keep, name)}
    if "*" in names or (not names and marker.lenient):
        return everything
    return tuple(names.items())
