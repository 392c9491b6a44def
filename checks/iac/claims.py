"""Which files are infrastructure, and of which kind: by their names, and of YAML and JSON by what they hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checks.iac.model import Framework

FRAMEWORKS: Mapping[str, Framework] = {
    "terraform": Framework.TERRAFORM,
    "plan": Framework.PLAN,
    "cloudformation": Framework.CLOUDFORMATION,
    "kubernetes": Framework.KUBERNETES,
    "helm": Framework.KUBERNETES,
    "kustomize": Framework.KUBERNETES,
    "dockerfile": Framework.DOCKERFILE,
    "compose": Framework.COMPOSE,
    "github": Framework.GITHUB,
    "gitlab": Framework.GITLAB,
    "serverless": Framework.SERVERLESS,
    "arm": Framework.ARM,
    "bicep": Framework.BICEP,
}
"""What a unit's key begins with -> what it is."""
TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json")
VARIABLES = (".tfvars", ".tfvars.json")
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_SNIFFED = (".yaml", ".yml", ".json", ".template")
_VENDORED = re.compile(
    r"(?:^|/)(node_modules|bower_components|vendor|third[_-]party|site-packages|\.?venv|\.terraform|\.terragrunt-cache"
    r"|cdk\.out|\.aws-sam)/"
)
_NO_DOCKERFILE = (".dockerignore", ".md", ".txt", ".j2", ".jinja", ".erb", ".tpl", ".tmpl", ".template", ".in", ".orig")
_NAMES = (
    (
        "dockerfile",
        r"(?:.*/)?(?:(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?|[\w.-]+\.(?:[Dd]ockerfile|[Cc]ontainerfile))",
    ),
    ("compose", r"(?:.*/)?(?:docker-)?compose(?:[._-][\w.-]*)?\.ya?ml"),
    ("github", r"\.github/(?:workflows/[^/]+|dependabot)\.ya?ml|(?:.*/)?action\.ya?ml"),
    ("gitlab", r"(?:.*/)?[\w.-]*\.gitlab-ci\.ya?ml"),
    ("serverless", r"(?:.*/)?serverless\.ya?ml"),
    ("bicep", r".*\.bicep"),
)
_BY_NAME = tuple((word, re.compile(pattern)) for word, pattern in _NAMES)
_NOT_THESE = re.compile(
    r"(?:^|/)(?:package(?:-lock)?|tsconfig[\w.-]*|composer|pnpm-lock|mkdocs|openapi|swagger|values[\w.-]*|Chart|renovate"
    r"|\.?[\w-]*(?:eslint|prettier|stylelint)[\w.-]*|\.pre-commit-config|dependabot)\.(?:json|ya?ml)$"
)
"""Names of files that hold no infrastructure, however they look."""
_CONTENTS = (
    (
        "cloudformation",
        rb"AWSTemplateFormatVersion|AWS::Serverless-20\d\d|^ {0,8}[\"']?Type[\"']?\s*:\s*[\"']?AWS::\w+::",
    ),
    ("arm", rb"schema\.management\.azure\.com/schemas/[\w-]+/\w*[dD]eploymentTemplate\.json"),
    ("plan", rb"\"(?:planned_values|resource_changes)\"\s*:"),
)
_BY_CONTENT = tuple((word, re.compile(pattern, re.MULTILINE)) for word, pattern in _CONTENTS)
_KIND = re.compile(rb"^[ \t\"'{-]{0,12}kind[\"']?\s*:\s*[\"']?[A-Z]\w+", re.MULTILINE)
_API = re.compile(rb"^[ \t\"'{-]{0,12}apiVersion[\"']?\s*:\s*[\"']?[\w.{-]", re.MULTILINE)


def by_name(path: str) -> str:
    """The word for what the name alone says; "" where it says nothing."""
    if path.endswith((*TERRAFORM, *VARIABLES)):
        return "terraform"
    for word, pattern in _BY_NAME:
        if pattern.fullmatch(path):
            return "" if word == "dockerfile" and path.endswith(_NO_DOCKERFILE) else word
    return ""


def may_hold(path: str) -> bool:
    """Whether it takes a look into the file."""
    return path.endswith(_SNIFFED) and not _NOT_THESE.search(path)


def by_content(path: str, content: bytes) -> str:
    """The word for what a YAML or JSON file holds; "" for nothing of ours."""
    for word, pattern in _BY_CONTENT:
        if pattern.search(content) and (word != "plan" or path.endswith(".json")):
            return word
    return "kubernetes" if _KIND.search(content) and _API.search(content) else ""


def left_out(path: str) -> str:
    """Why a unit is left out by design; "" where it is not."""
    match = _VENDORED.search(path)
    return f"vendored: in {match[1]}/" if match else ""
