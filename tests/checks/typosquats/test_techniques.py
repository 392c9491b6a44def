"""Each way in which names are confused: a hit, and beside it a name that only sounds like one."""

from __future__ import annotations

import pytest

from checks.interface import Finding, Severity
from checks.packages.model import Dependency, Place, Reading
from checks.typosquats import Typosquats
from checks.typosquats.slips import Technique
from checks.typosquats.wording import RULES

CASES = [
    # type, impostor, what is meant, technique, an honest name
    ("pypi", "reqeusts", "requests", Technique.SWAP, "reques-tor"),
    ("pypi", "botoceor", "botocore", Technique.MOVED, "botoclaw"),
    ("pypi", "requsts", "requests", Technique.OMISSION, "reqs"),
    ("npm", "jquerry", "jquery", Technique.REPETITION, "jberry"),
    ("pypi", "numipy", "numpy", Technique.ADDITION, "nautilpy"),
    ("pypi", "requezts", "requests", Technique.NEIGHBOUR, "requirements-shop"),
    ("npm", "buffer-8or", "buffer-xor", Technique.DIGIT_FOR_LETTER, "buffer-shop"),
    ("npm", "1odash", "lodash", Technique.LOOK_ALIKE, "shopdash"),
    ("pypi", "gequests", "requests", Technique.SUBSTITUTION, "gestures"),
    ("pypi", "matplobblib", "matplotlib", Technique.SEVERAL, "marketlib"),
    ("pypi", "importlib-resource", "importlib-resources", Technique.PLURAL, "lifetime-resource"),
    ("pypi", "setup-tools", "setuptools", Technique.DELIMITER, "setup-shop"),
    ("npm", "webpack-bundle-analyser", "webpack-bundle-analyzer", Technique.NEIGHBOUR, "webpack-my-analyser"),
    ("npm", "extra-fs", "fs-extra", Technique.ORDER, "extra-shop"),
    ("npm", "axios2", "axios", Technique.VERSION, "axes2"),
    ("npm", "commander-js", "commander", Technique.AFFIX, "commander-app"),
    ("npm", "chart.dll", "chart.js", Technique.AFFIX, "fast.dll"),
    ("pypi", "python-mongo", "pymongo", Technique.OTHER_AFFIX, "python-shopdb"),
    ("pypi", "smb", "pysmb", Technique.BARE, "nmb"),
    ("npm", "angular-calendar-guiddle", "angular-calendar", Technique.COMBINATION, "eslint-plugin-guiddle"),
    ("npm", "my-own-validtaor", "my-own-validator", Technique.MISSPELT_WORD, "my-own-validators"),
    ("npm", "core-tracing", "@azure/core-tracing", Technique.SCOPE_LEFT_OUT, "my-tracing"),
    ("npm", "types-node", "@types/node", Technique.SCOPE_JOINED, "typed-node"),
    ("npm", "arm-advisor-thing", "@azure/arm-advisor-thing", Technique.SCOPE_FAMILY, "armor-advisor-thing"),
    ("npm", "@bable/core", "@babel/core", Technique.SCOPE_CHANGED, "@acme-shop/core"),
    ("pypi", "lodash", "npm:lodash", Technique.ELSEWHERE, "shop-lodash-port"),
    ("pypi", "python-mysqldb", "mysqlclient", Technique.IMPORT, "python-shopdb"),
    ("pypi", "telnetlib", "telnetlib", Technique.STANDARD_LIBRARY, "telnet-shop"),
    ("pypi", "requ\u0435sts", "requests", Technique.HOMOGLYPH, "\u0437\u0430\u043f\u0440\u043e\u0441"),
    ("npm", "--legacy-peer-deps", "", Technique.OPTION, "legacy-peer-deps"),
    ("githubactions", "action/checkout", "actions/checkout", Technique.OMISSION, "acme/checkout"),
    ("docker", "pyhton", "python", Technique.SWAP, "acme/python"),
    ("gem", "nokogirl", "nokogiri", Technique.SUBSTITUTION, "nokorb"),
    ("cargo", "serde-jsn", "serde_json", Technique.OMISSION, "serde-shop"),
    ("golang", "github.com/sirupsen/logrsu", "github.com/sirupsen/logrus", Technique.SWAP, "github.com/acme/logrus"),
    ("composer", "larvel/framework", "laravel/framework", Technique.OMISSION, "acme/framework"),
]


@pytest.fixture(scope="module")
def check() -> Typosquats:
    check = Typosquats()
    check.prepare()
    return check


def findings(check: Typosquats, type_: str, name: str) -> list[Finding]:
    dependency = Dependency(type=type_, name=name, place=Place("wants", 1))
    return list(check.findings(Reading((dependency,)), {"wants": (name,)}))


@pytest.mark.parametrize(("type_", "name", "target", "technique", "honest"), CASES, ids=[case[1] for case in CASES])
def test_an_impostor_is_found_and_an_honest_name_beside_it_is_not(
    check: Typosquats, type_: str, name: str, target: str, technique: Technique, honest: str
) -> None:
    (found,) = findings(check, type_, name)
    assert found.severity.rank >= Severity.MEDIUM.rank
    best = check.likeliest(type_, name)
    assert best is not None
    assert (best[0].target, best[0].technique) == (target, technique)
    assert [one.title for one in findings(check, type_, honest) if one.severity is not Severity.LOW] == []


EXAMPLES = [
    ("misspelt-package", "pypi", "reqeusts", "requests"),
    ("rearranged-package", "npm", "crossenv", "cross-env"),
    ("decorated-package", "npm", "nodemailer.js", "nodemailer"),
    ("scope-confusion", "npm", "core-tracing", "@azure/core-tracing"),
    ("package-of-another-registry", "pypi", "lodash", "pydash"),
    ("import-name", "pypi", "python-mysqldb", "mysqlclient"),
    ("option-as-package", "npm", "--save", ""),
]


@pytest.mark.parametrize(("rule", "type_", "before", "after"), EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_the_examples_of_the_rules_hold(check: Typosquats, rule: str, type_: str, before: str, after: str) -> None:
    assert before in RULES[rule].before
    assert after in RULES[rule].after
    assert [one.rule for one in findings(check, type_, before)] == [rule]
    assert findings(check, type_, after or "react") == []
