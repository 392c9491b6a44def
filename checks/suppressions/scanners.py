"""Which programs, actions, images and hooks are scanners, and how one is called without being heard. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum


class Sort(StrEnum):
    """What a scanner looks for. One may take the place of another of its sort."""

    CODE = "code"
    PACKAGES = "packages"
    INFRASTRUCTURE = "infrastructure"
    SECRETS = "secrets"
    LINT = "lint"
    """Mostly style; a few of its rules are about security."""


_SORTS = {
    Sort.CODE: "semgrep opengrep bandit gosec brakeman codeql snyk-code sonar njsscan horusec bearer flawfinder "
    "psalm spotbugs "
    "devskim mobsfscan scorecard sast clang-analyzer",
    Sort.PACKAGES: "snyk trivy grype osv-scanner safety pip-audit npm-audit yarn-audit pnpm-audit audit-ci "
    "cargo-audit cargo-deny "
    "govulncheck nancy bundler-audit dependency-review dependency-check retire better-npm-audit "
    "dependency-scanning container-scanning dockle clair",
    Sort.INFRASTRUCTURE: "checkov tfsec kics hadolint zizmor terrascan cfn_nag cfn-guard kube-linter kube-score "
    "kubesec polaris "
    "conftest regula trivy-config iac-scanning",
    Sort.SECRETS: "gitleaks betterleaks trufflehog detect-secrets ggshield talisman secret-detection",
    Sort.LINT: "actionlint tflint ansible-lint cfn-lint eslint golangci-lint rubocop ruff flake8 pylint shellcheck",
}
SORT_OF = {tool: sort for sort, some in _SORTS.items() for tool in some.split()}

_PROGRAMS = {
    "semgrep-agent": "semgrep", "semgrep-core": "semgrep", "sonar-scanner": "sonar", "sonarqube-scanner": "sonar",
    "cfn_nag_scan": "cfn_nag",
    "cfn-nag": "cfn_nag", "bundle-audit": "bundler-audit", "detect-secrets-hook": "detect-secrets",
    "osv-scanner_linux_amd64": "osv-scanner",
    "spotbugs-maven": "spotbugs", "dependency-check.sh": "dependency-check", "scorecard": "scorecard",
    "audit-ci": "audit-ci",
    "auditjs": "better-npm-audit", "betterscan": "semgrep", "psalm": "psalm", "cfn-guard": "cfn-guard",
}  # fmt: skip
_SUBCOMMANDS = {
    ("npm", "audit"): "npm-audit", ("yarn", "audit"): "yarn-audit", ("pnpm", "audit"): "pnpm-audit",
    ("cargo", "audit"): "cargo-audit", ("cargo", "deny"): "cargo-deny", ("bundle-audit", "check"): "bundler-audit",
    ("composer", "audit"): "composer-audit", ("codeql", "database"): "codeql", ("dotnet", "sonarscanner"): "sonar",
    ("trivy", "config"): "trivy-config", ("snyk", "code"): "snyk-code", ("go", "vet"): "",
}  # fmt: skip
_USED = re.compile(
    r"(?:https?://)?(?:[\w.-]+\.[\w.-]+(?::\d+)?/)?(?P<name>"
    r"(?P<semgrep>(?:semgrep|returntocorp|docker://(?:semgrep|returntocorp))/semgrep[\w-]*)|"
    r"(?P<bandit>(?:pycqa|mdegis|jpetrucciani|shundor|tj-actions|reactive-firewall)/(?:python-)?bandit[\w-]*)|"
    r"(?P<gosec>(?:securego|cosmos)/gosec)|(?P<codeql>github/codeql-action/(?:analyze|init|autobuild)|github/codeql)|"
    r"(?P<snyk>snyk/(?:actions|snyk)[\w/.-]*)|(?P<sonar>sonarsource/[\w-]*(?:scan|action)[\w-]*)|"
    r"(?P<trivy>(?:aquasecurity|aquasec)/trivy(?:-action)?|lazy-actions/gitrivy)|(?P<grype>anchore/(?:scan-action|"
    r"grype))|"
    r"(?P<osv>google/osv-scanner[\w/.-]*)|(?P<pipaudit>(?:pypa|trailofbits)/gh-action-pip-audit)|"
    r"(?P<review>actions/dependency-review-action)|(?P<depcheck>dependency-check/[\w-]*|owasp/dependency-check)|"
    r"(?P<safety>pyupio/safety[\w-]*)|(?P<govulncheck>golang/govulncheck-action)|"
    r"(?P<cargoaudit>(?:rustsec|actions-rs)/audit[\w-]*)|(?P<cargodeny>embarkstudios/cargo-deny-action)|"
    r"(?P<checkov>bridgecrewio/(?:checkov|checkov-action)|bridgecrew/checkov)|(?P<tfsec>(?:aquasecurity|tfsec|"
    r"triat)/[\w-]*tfsec[\w-]*)|"
    r"(?P<kics>checkmarx/kics[\w-]*)|(?P<hadolint>(?:hadolint|jbergstroem|reviewdog/action)[/-]hadolint[\w-]*)|"
    r"(?P<zizmor>zizmorcore/zizmor[\w-]*|woodruffw/zizmor[\w-]*)|(?P<terrascan>tenable/terrascan[\w-]*|"
    r"accurics/terrascan[\w-]*)|"
    r"(?P<cfnnag>stelligent/cfn_nag)|(?P<kubelinter>stackrox/kube-linter[\w-]*)|"
    r"(?P<polaris>fairwindsops/polaris[\w/-]*)|"
    r"(?P<conftest>(?:instrumenta|openpolicyagent)/conftest[\w-]*)|"
    r"(?P<gitleaks>(?:gitleaks|zricethezav|betterleaks)/[\w-]*leaks[\w-]*)|(?P<trufflehog>trufflesecurity/trufflehog)|"
    r"(?P<ggshield>gitguardian/ggshield[\w/-]*)|(?P<talisman>thoughtworks/talisman)|(?P<detect>yelp/detect-secrets|"
    r"reviewdog/action-detect-secrets)|"
    r"(?P<scorecard>ossf/scorecard-action)|(?P<dockle>goodwithtech/dockle[\w-]*|erzz/dockle-action)|"
    r"(?P<bearer>bearer/bearer[\w-]*)|"
    r"(?P<njsscan>ajinabraham/njsscan[\w-]*)|(?P<horusec>horuszup/horusec[\w-]*)|(?P<brakeman>(?:presidentbeef|"
    r"reviewdog/action)[/-]brakeman[\w-]*)|"
    r"(?P<devskim>microsoft/devskim[\w-]*)|(?P<actionlint>(?:rhysd|raven-actions|"
    r"reviewdog/action)[/-]actionlint[\w-]*)|"
    r"(?P<tflint>terraform-linters/[\w-]*tflint[\w-]*)|(?P<golangci>golangci/golangci-lint[\w-]*)|"
    r"(?P<ruff>(?:astral-sh|chartboost)/ruff[\w-]*)|"
    r"(?P<eslint>(?:pre-commit/mirrors|reviewdog/action)-eslint)"
    r")(?=[@:/\s]|$)",
    re.IGNORECASE,
)  # fmt: skip
_GROUPS = {
    "osv": "osv-scanner", "pipaudit": "pip-audit", "review": "dependency-review", "depcheck": "dependency-check",
    "cargoaudit": "cargo-audit",
    "cargodeny": "cargo-deny", "cfnnag": "cfn_nag", "kubelinter": "kube-linter", "detect": "detect-secrets",
    "golangci": "golangci-lint",
}  # fmt: skip
_TEMPLATES = (
    ("secret-detection", "secret-detection"), ("sast-iac", "iac-scanning"), ("sast", "sast"),
    ("dependency-scanning", "dependency-scanning"), ("container-scanning", "container-scanning"),
)  # fmt: skip
_PASSED = re.compile(
    r"(?:[A-Za-z_]\w*+=\S*+|sudo|time|exec|env|command|then|do|else|if|!|npx|pnpx|bunx|uvx|pipx|run|dlx|poetry|pdm|"
    r"hatch|uv|rye|tox|"
    r"bundle|mise|asdf|xargs|nice|timeout|\d+[smh]?|python[\d.]*|py|-m|-y|--yes|--|--silent|--with|--from|-q|x|go|"
    r"tool|exec:|"
    r"\./[\w./-]*/|vendor/bin/|dotnet|tool:)"
)
_SPLIT = re.compile(r"[;\n]|&&|\|\|?|&(?!&)|\$\(|`|\(|\)")
_INSTALLS = re.compile(
    r"\b(?:install|add|upgrade|download|pull|curl|wget|brew|apt|apk|echo|printf|cat|grep|chmod|mv|cp|rm|which|tar)\b"
)
_CONTINUED = re.compile(r"\\[ \t]*\r?\n[ \t]*")
_MOST = 200_000
"""Characters of one script."""


def used(name: str) -> str:
    """The scanner that an action, an image or a repository of hooks is; "" where it is none."""
    match = _USED.match(name[:300].strip().removeprefix("docker://"))
    group = match.lastgroup if match else None
    if match and group == "name":  # the outer group closes last
        group = next(key for key, value in match.groupdict().items() if value and key != "name")
    return _GROUPS.get(group, group) if group else ""


def template(name: str) -> str:
    """The scanner that a template of GitLab's is."""
    lowered = name.lower()
    if "security/" not in lowered and "jobs/" not in lowered and "components/" not in lowered:
        return ""
    return next((tool for part, tool in _TEMPLATES if part in lowered), "")


def called(script: str) -> Iterator[tuple[str, int]]:
    """(scanner, line of the script from 0) of each call in it."""
    text = _CONTINUED.sub(lambda found: " " + "\0" * found[0].count("\n"), script[:_MOST])
    line = at = 0
    for found in (*_SPLIT.finditer(text), None):
        end = found.start() if found else len(text)
        command = text[at:end]
        if tool := _program(command.replace("\0", "")):
            yield tool, line
        line += command.count("\0") + (found is not None and found[0] == "\n")
        at = found.end() if found else end


def _program(command: str) -> str:
    words = command.strip().split()[:60]
    if words and (words[0].startswith("#") or _INSTALLS.fullmatch(words[0])):
        return ""
    if words[:2] in (["docker", "run"], ["podman", "run"]) or words[:2] == ["docker", "container"]:
        return next((tool for word in words[2:] if "/" in word and (tool := used(word))), "")
    while words and _PASSED.fullmatch(words[0]):
        words = words[1:]
    if not words:
        return ""
    name = words[0].rpartition("/")[2].partition("@")[0].strip("\"'")
    arguments = [word for word in words[1:] if not word.startswith("-")]
    if arguments and (name, arguments[0]) in _SUBCOMMANDS:
        return _SUBCOMMANDS[name, arguments[0]]
    if arguments and _INSTALLS.fullmatch(arguments[0]):
        return ""
    tool = _PROGRAMS.get(name, name)
    if name == "yarn" and arguments[:2] == ["npm", "audit"]:
        return "yarn-audit"
    return tool if tool in SORT_OF and not {"--version", "--help", "version"} & set(words[1:2]) else ""
