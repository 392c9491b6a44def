"""Files that tell scanners what to pass over, and each of their entries. Pure.

The table says of each file which of its values are entries. What an entry may hold of a secret (a baseline's digests,
an allowlist's expressions) tells entries apart and is never said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.suppressions import flat
from checks.suppressions.flat import Leaf
from checks.suppressions.model import Suppression, Weight
from checks.texts import bounds
from checks.texts.written import folder

_LONGEST = 120
_LONGEST_PATTERN = 300
_RUFF = r"S\d{0,4}|ALL"


@dataclass(frozen=True, slots=True)
class Way:
    """Where in a file entries stand, and what they are."""

    way: str
    """As `flat.matching` reads it."""
    weight: Weight = Weight.RULE
    keep: str = ""
    """What a value must look like to be one; "" for all."""
    path: bool = False
    """The value is a pattern of files."""
    rule_at: int | None = None
    """Which step of the way names the rule."""
    path_at: int | None = None
    """Which step of the way names the file."""
    secret: bool = False
    """Its value is never said."""
    once: bool = False
    """Several values of one entry: the first stands for it."""


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file."""

    names: str
    """Of its path, as a whole or from a slash on."""
    tool: str
    ways: tuple[Way, ...] = ()
    lines: Way | None = None
    """Each line is an entry; `way` is then a pattern whose group `entry`, or all of it, is the entry."""


def _lists(*ways: str, weight: Weight = Weight.RULE, keep: str = "") -> tuple[Way, ...]:
    return tuple(Way(way, weight, keep) for way in ways)


def _paths(*ways: str) -> tuple[Way, ...]:
    return tuple(Way(way, Weight.BROAD, path=True) for way in ways)


def _known(*ways: str) -> tuple[Way, ...]:
    """Entries about one known advisory each."""
    return tuple(Way(way, Weight.LINE) for way in ways)


def _switch(way: str, value: str = "true", weight: Weight = Weight.BROAD) -> Way:
    return Way(way, weight, keep=value)


_YAML = r"\.ya?ml"
_LINE = r"\s*+(?P<entry>[^#\s][^\n]*?)\s*+"
_ALLOWLISTS = ("allowlist", "allowlists.*", "rules.*.allowlist", "rules.*.allowlists.*")

FORMS: Sequence[Form] = (
    Form(r"\.semgrepignore", "semgrep", lines=Way(_LINE, Weight.BROAD, keep=r"(?!:).*", path=True)),
    Form(r"\.trivyignore", "trivy", lines=Way(r"\s*+(?P<entry>[\w-]++).*", Weight.LINE)),
    Form(r"\.gitleaksignore|\.betterleaksignore", "gitleaks", lines=Way(_LINE, Weight.LINE)),
    Form(r"\.dockleignore", "dockle", lines=Way(r"\s*+(?P<entry>[\w-]++).*")),
    Form(r"\.tfsecignore", "tfsec", lines=Way(r"\s*+(?P<entry>[\w-]++).*")),
    Form(rf"\.trivyignore{_YAML}", "trivy", (
        *_known("vulnerabilities.*.id"), *_lists("misconfigurations.*.id", "secrets.*.id"),
    )),
    Form(rf"trivy{_YAML}", "trivy", (*_paths("scan.skip-dirs.*", "scan.skip-files.*"),)),
    Form(r"\.snyk", "snyk", (
        Way("ignore.*.**", Weight.LINE, rule_at=1, once=True), *_paths("exclude.global.*", "exclude.code.*"),
    )),
    Form(r"osv-scanner\.toml", "osv-scanner", (
        *_known("IgnoredVulns.*.id"), _switch("PackageOverrides.*.ignore"),
        _switch("PackageOverrides.*.vulnerability.ignore", weight=Weight.RULE),
    )),
    Form(r"\.?(?:gitleaks|betterleaks)\.toml", "gitleaks", (
        *(Way(f"{way}.paths.*", Weight.BROAD, path=True) for way in _ALLOWLISTS),
        *(Way(f"{way}.{kind}.*", Weight.RULE, secret=True)
          for way in _ALLOWLISTS for kind in ("regexes", "stopwords", "commits")),
        *_lists("extend.disabledRules.*"),
    )),
    Form(rf"\.checkov{_YAML}", "checkov", (
        *_lists("skip-check.*", "skip-check", "soft-fail-on.*"), *_paths("skip-path.*"),
        *_lists("skip-framework.*", weight=Weight.BROAD), _switch("soft-fail"),
    )),
    Form(rf"\.?hadolint{_YAML}", "hadolint", (
        *_lists("ignored.*", "override.info.*", "override.style.*"), _switch("no-fail"),
        _switch("failure-threshold", "none|ignore"),
    )),
    Form(rf"zizmor{_YAML}", "zizmor", (
        Way("rules.*.ignore.*", Weight.LINE, path=True, rule_at=1), Way("rules.*.disable", Weight.RULE, "true",
            rule_at=1),
    )),
    Form(rf"\.bandit|bandit{_YAML}", "bandit", (
        *_lists("bandit.skips", "skips.*"), *_paths("bandit.exclude", "exclude_dirs.*"),
    )),
    Form(r"pyproject\.toml", "bandit", (*_lists("tool.bandit.skips.*"), *_paths("tool.bandit.exclude_dirs.*"))),
    Form(r"pyproject\.toml", "ruff", (
        *_lists("tool.ruff.ignore.*", "tool.ruff.lint.ignore.*", "tool.ruff.lint.extend-ignore.*", keep=_RUFF),
        Way("tool.ruff.lint.per-file-ignores.*.*", keep=_RUFF, path_at=4),
        Way("tool.ruff.lint.extend-per-file-ignores.*.*", keep=_RUFF, path_at=4),
    )),
    Form(r"\.?ruff\.toml", "ruff", (
        *_lists("ignore.*", "lint.ignore.*", "lint.extend-ignore.*", keep=_RUFF),
        Way("lint.per-file-ignores.*.*", keep=_RUFF, path_at=2),
    )),
    Form(r"setup\.cfg|tox\.ini|\.flake8", "flake8", _lists("flake8.ignore", "flake8.extend-ignore", keep=r"S\d{1,4}")),
    Form(r"\.secrets\.baseline", "detect-secrets", (
        Way("results.*.*.hashed_secret", Weight.LINE, path_at=1, secret=True),
    )),
    Form(rf"\.?grype{_YAML}|\.grype/config{_YAML}", "grype", (
        *_known("ignore.*.vulnerability"), *_lists("ignore.*.package.name"), *_paths("exclude.*"),
    )),
    Form(r"\.nsprc", "better-npm-audit", (Way("*.**", Weight.LINE, rule_at=0, once=True), *_known("exceptions.*"))),
    Form(r"audit-ci\.jsonc?", "audit-ci", (*_known("allowlist.*"), Way("allowlist.*.*.**", Weight.LINE, rule_at=2,
        once=True))),
    Form(r"\.npmrc", "npm audit", (_switch(".audit", "false"),)),
    Form(r"\.yarnrc\.yml", "yarn npm audit", (*_known("npmAuditIgnoreAdvisories.*"),
        *_lists("npmAuditExcludePackages.*"))),
    Form(r"package\.json", "pnpm audit", _known("pnpm.auditConfig.ignoreCves.*", "pnpm.auditConfig.ignoreGhsas.*")),
    Form(r"pnpm-workspace\.yaml", "pnpm audit", _known("auditConfig.ignoreCves.*", "auditConfig.ignoreGhsas.*")),
    Form(r"deny\.toml|\.cargo/audit\.toml", "cargo audit", _known("advisories.ignore.*", "advisories.ignore.*.id")),
    Form(r"\.bundler-audit\.yml", "bundler-audit", _known("ignore.*")),
    Form(rf"\.safety-policy{_YAML}", "safety", (
        Way("security.ignore-vulnerabilities.*.**", Weight.LINE, rule_at=2, once=True),
        Way("report.dependency-vulnerabilities.auto-ignore-in-report.vulnerabilities.*.**", Weight.LINE, rule_at=4,
            once=True),
    )),
    Form(rf"\.github/dependency-review-config{_YAML}", "dependency-review", (
        *_known("allow-ghsas.*", "allow_ghsas.*"), _switch("warn-only"), _switch("vulnerability-check", "false"),
    )),
    Form(rf"\.github/dependabot{_YAML}", "dependabot", (
        *_lists("updates.*.ignore.*.dependency-name"), _switch("updates.*.open-pull-requests-limit", "0"),
    )),
    Form(r"sonar-project\.properties", "sonar", lines=Way(
        r"\s*+sonar\.(?:issue\.ignore\.[\w.]*+(?:ruleKey|Regexp|resourceKey)|exclusions|"
        r"security\.[\w.]*exclusions)\s*+[=:]"
        r"\s*+(?P<entry>[^\n]*?)\s*+", Weight.BROAD, path=True)),
    Form(rf"\.github/codeql/[^/]+{_YAML}|codeql-config{_YAML}|\.github/codeql{_YAML}", "codeql", (
        *_paths("paths-ignore.*"), *_lists("query-filters.*.exclude.**"), _switch("disable-default-queries"),
    )),
    Form(rf"\.tfsec/config(?:\.json|{_YAML})|tfsec{_YAML}", "tfsec", _lists("exclude.*", "exclude_checks.*")),
    Form(rf"kics\.config|\.?kics(?:\.json|{_YAML})", "kics", (
        *_lists("exclude-queries.*", "exclude-queries"), *_paths("exclude-paths.*", "exclude-paths"),
        *_lists("exclude-categories.*", "exclude-severities.*", weight=Weight.BROAD),
    )),
    Form(rf"\.kube-linter{_YAML}", "kube-linter", (
        *_lists("checks.exclude.*"), *_paths("checks.ignorePaths.*"), _switch("checks.doNotAutoAddDefaults"),
    )),
    Form(r"\.rubocop\.yml", "rubocop", (Way("*.Enabled", keep="false", rule_at=0),)),
    Form(r"brakeman\.ignore", "brakeman", _known("ignored_warnings.*.fingerprint")),
    Form(r"\.talismanrc", "talisman", (
        *_paths("fileignoreconfig.*.filename"), Way("allowed_patterns.*", Weight.RULE, secret=True),
    )),
    Form(rf"\.gitguardian{_YAML}", "ggshield", (
        *_paths("secret.ignored_paths.*", "paths-ignore.*"), *_lists("secret.ignored_detectors.*"),
        Way("secret.ignored_matches.*.match", Weight.LINE, secret=True),
    )),
    Form(r"[\w.-]*suppress\w*\.xml", "dependency-check", lines=Way(
        r".*?<(?:cve|vulnerabilityName|cpe|packageUrl|gav|filePath)\b[^>]*+>(?P<entry>[^<]++)<.*", Weight.LINE)),
    Form(r"[\w.-]*(?:findbugs|spotbugs)[\w.-]*\.xml", "spotbugs", lines=Way(
        r".*?<Bug\b[^>]*?\b(?:pattern|code|category)=\"(?P<entry>[^\"]++)\".*",
        keep=r"SECURITY|.*(?:SQL|COMMAND|PATH_TRAVERSAL|XSS|XXE|WEAK|HARD_CODE|PREDICTABLE|DESERIAL|SSRF|REDIRECT|"
            r"CRLF|SECSQL).*")),
    Form(r"psalm\.xml(?:\.dist)?", "psalm", lines=Way(r".*?<(?P<entry>Tainted\w++)\b.*")),
    Form(r"\.?phpcs\.xml(?:\.dist)?", "phpcs", lines=Way(
        r".*?<exclude\b[^>]*?\bname=\"(?P<entry>[^\"]*(?:Security|PreparedSQL|EscapeOutput|"
        r"NonceVerification)[^\"]*+)\".*")),
)  # fmt: skip
_NAMED = tuple((re.compile(rf"(?:.*/)?(?:{form.names})"), form) for form in FORMS)
_RUBOCOP = re.compile(r"Security(?:/\w+)?|Rails/OutputSafety")


def concerns(path: str) -> bool:
    """Whether the file's name says that it may hold entries."""
    return any(pattern.fullmatch(path) for pattern, _ in _NAMED)


def found(path: str, content: bytes) -> list[Suppression]:
    """All entries of the file. Raises Unreadable."""
    some: list[Suppression] = []
    text = bounds.text(content)
    forms = [form for pattern, form in _NAMED if pattern.fullmatch(path)]
    ways = [(form, way) for form in forms for way in form.ways if _possible(way, text)]
    leaves = flat.read(path, content) if ways else []
    for form in forms:
        if form.lines:
            some += _in_lines(path, form, form.lines, text)
    for form, way in ways:
        some += _once(_entries(path, form, way, flat.matching(leaves, way.way)), way)
    return some


def _possible(way: Way, text: str) -> bool:
    """Whether all of its keys are somewhere in the text: most manifests need not be read for it."""
    return all(step in text for step in way.way.split(".") if step.strip("*"))


def _in_lines(path: str, form: Form, way: Way, text: str) -> Iterator[Suppression]:
    pattern = re.compile(way.way)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) <= 2000 and (match := pattern.fullmatch(line)) and not line.lstrip().startswith("#"):
            yield from _entries(path, form, way, [Leaf((), match["entry"], number)])


def _entries(path: str, form: Form, way: Way, leaves: Iterator[Leaf] | Sequence[Leaf]) -> Iterator[Suppression]:
    """Several in one value are told apart by commas."""
    for leaf in leaves:
        for value in (part.strip() for part in leaf.value.split(",")) if not way.secret else [leaf.value]:
            if value and (not way.keep or re.fullmatch(way.keep, value)) and _meant(form, leaf):
                yield _entry(path, form, way, leaf, value)


def _meant(form: Form, leaf: Leaf) -> bool:
    return form.tool != "rubocop" or bool(_RUBOCOP.fullmatch(leaf.way[0]))


def _entry(path: str, form: Form, way: Way, leaf: Leaf, value: str) -> Suppression:
    switch = way.keep in ("true", "false", "0", "none|ignore") and way.rule_at is None
    key = ".".join(step for step in leaf.way if step != "*")
    rule = leaf.way[way.rule_at] if way.rule_at is not None else "" if way.path or way.secret or switch else value
    file = value if way.path else leaf.way[way.path_at] if way.path_at is not None else ""
    said = f"{key}: {value}" if switch else " ".join(filter(None, (rule, file))) or f"{key}: …"
    return Suppression(
        tool=form.tool,
        line=leaf.line,
        shown=said[:_LONGEST],
        identity="\0".join((form.tool, way.way, rule, file, value)),
        broader="",
        subject=f"{form.tool} {said}"[:_LONGEST],
        weight=_weight(way, file),
        rules=_rules(form.tool, rule, file),
        paths=_patterns(path, form.tool, file or _in_fingerprint(form.tool, rule)),
    )


_ASIDE = re.compile(
    r"(?:.*/)?(?:tests?|specs?|__tests__|testdata|test-data|fixtures?|examples?|samples?|docs?|vendor|node_modules|"
    r"third[_-]party|"
    r"dist|build|out|target|coverage|\.venv|venv|site-packages|generated|migrations|cypress|e2e)(?:/.*|\*.*)?|"
    r".*(?:[._]test|[._]spec|\.min|\.generated|\.lock|_test)[.*].*|.*\.(?:md|rst|txt|svg|png|snap|lock)"
)
"""Where hardly anybody is attacked: tests, documentation, what others wrote, what is made."""


def _weight(way: Way, file: str) -> Weight:
    aside = way.weight is Weight.BROAD and file and _ASIDE.fullmatch(file.strip("*/ "))
    return Weight.RULE if aside else way.weight


def _rules(tool: str, rule: str, file: str) -> tuple[str, ...]:
    if tool == "gitleaks" and not file and rule.count(":") >= 2:  # [commit:]path:rule:line
        return (rule.split(":")[-2],)
    return (rule,) if rule else ()


def _in_fingerprint(tool: str, rule: str) -> str:
    return f"/{rule.split(':')[-3]}" if tool == "gitleaks" and rule.count(":") >= 2 else ""


def _patterns(path: str, tool: str, file: str) -> tuple[str, ...]:
    """From the repository's root."""
    if not file or len(file) > _LONGEST_PATTERN:
        return ()
    if tool == "zizmor":  # file.yml[:line[:column]]
        return (f"**/{file.split(':')[0]}",)
    return (file if file.startswith("**") else f"/{folder(path)}{file.lstrip('/')}" if file.startswith("/") else file,)


def _once(some: Iterator[Suppression], way: Way) -> Iterator[Suppression]:
    """Each once, where several values are one entry."""
    seen: set[str] = set()
    for one in some:
        key = "\0".join((*one.rules, *one.paths))
        if not way.once or key not in seen:
            seen.add(key)
            yield one
