"""What tools' rules are about, as weaknesses (CWE), and which checks look at the same: to tell what one would hide."""

from __future__ import annotations

import re
from functools import cache

from checks.suppressions.scanners import SORT_OF, Sort

_CHECKS = {
    Sort.CODE: frozenset({"static_analysis", "secrets"}),
    Sort.LINT: frozenset({"static_analysis", "secrets", "iac"}),
    Sort.PACKAGES: frozenset({"dependencies"}),
    Sort.INFRASTRUCTURE: frozenset({"iac"}),
    Sort.SECRETS: frozenset({"secrets"}),
}
_OF_TOOL = {
    "trivy": frozenset({"dependencies", "iac", "secrets"}),
    "snyk": frozenset({"static_analysis", "dependencies"}),
    "checkov": frozenset({"iac", "secrets"}),
    "semgrep": frozenset({"static_analysis", "secrets", "iac"}),
    "kics": frozenset({"iac", "secrets"}),
    "zizmor": frozenset({"iac", "dependencies"}),
    "dependabot": frozenset({"dependencies"}),
}
_DEFAULT = frozenset({"static_analysis", "secrets"})

_SQL, _SHELL, _XSS, _EVAL = {89, 564, 943}, {77, 78, 88}, {79, 80, 116}, {94, 95, 96, 98, 1336}
_HASH, _CIPHER, _RANDOM, _TLS = (
    {327, 328, 916, 326},
    {327, 326, 321, 1204, 329},
    {330, 338, 331},
    {295, 297, 319, 326, 327},
)
_SECRET, _FILES, _DATA, _XML = {798, 259, 321, 547, 312, 522}, {22, 23, 36, 73, 434}, {502, 915}, {611, 776, 91, 20}
_SSRF, _TEMP, _MODE, _BIND = {918, 88, 939}, {377, 378, 379}, {732, 276}, {605, 200, 668}
_CODES: dict[str, tuple[tuple[str, set[int]], ...]] = {
    "B": (
        ("102|307", _EVAL), ("103", _MODE), ("104", _BIND), ("10[567]", _SECRET), ("108|306", _TEMP), ("113", {400}),
        ("201", {94, 489}),
        ("202", _FILES), ("30[12]|403|506|614", _DATA), ("303|324", _HASH), ("30[45]|413", _CIPHER), ("308|70[1-4]",
            _XSS | {1336, 94}),
        ("310", _SSRF | {22}), ("311", _RANDOM), ("312|321|40[12]", {319}), ("31[3-9]|320|40[5-9]|41[01]", _XML),
        ("323|50[1-47]", _TLS),
        ("505", {326}), ("60[1-7]|609|404", _SHELL), ("608|61[01]", _SQL),
    ),
    "G": (
        ("101", _SECRET), ("102", _BIND), ("106", {322, 295}), ("107|704", _SSRF), ("108", {200, 489}), ("110",
            {409}), ("111|30[457]|703", _FILES),
        ("11[24]", {400}), ("20[12]|701", _SQL), ("203|705", _XSS), ("204|702", _SHELL), ("30[1236]", _MODE | {377}),
        ("401|406|50[0-7]", _HASH),
        ("402", _TLS), ("403", {310, 326}), ("404", _RANDOM), ("405|407", _CIPHER), ("706", {117}),
    ),
    "S": (  # Sonar's
        ("2077|3649", _SQL), ("2076|4721|4036", _SHELL), ("2083|6096|5042|2612", _FILES | _MODE), ("5131|5247|6299",
            _XSS),
        ("5144|5145|5146", {918, 117, 601}), ("2068|6418|6437|6698", _SECRET), ("4790|2070", _HASH), ("2245|2257",
            _RANDOM), ("4830|5527|4423", _TLS),
        ("2755", _XML), ("5135|5773", _DATA), ("1523|5334", _EVAL), ("5547|5542|4426|3329|2278", _CIPHER),
        ("2092|3330", {614, 1004}), ("4502", {352}),
        ("5122", {942, 346}), ("2631|5852|5998", {1333, 400}), ("2078|2091", {90, 643}), ("4507", {489, 215}),
        ("5443|5445", _TEMP),
    ),
    "CA": (
        ("2100|3001", _SQL), ("3002", _XSS), ("3003", _FILES), ("3006", _SHELL), ("3007", {601}), ("3008|3005", {643,
            90}), ("3010|3012", _EVAL),
        ("3004", {209}), ("3075|3076|3077|3061", _XML), ("23\\d\\d", _DATA), ("535\\d|538[45]", _CIPHER | _HASH),
        ("5394", _RANDOM),
        ("5359|5360|5361|5397|5398|5399", _TLS), ("5390|5403", _SECRET), ("3147|5391", {352}), ("5382|5383|5396",
            {614, 1004}),
    ),
    "SCS": (
        ("0001", _SHELL), ("0002|0020|0026|0035|0036", _SQL), ("0018", _FILES), ("0028", _DATA), ("0029", _XSS),
        ("0005", _RANDOM), ("0006", _HASH),
        ("0004", _TLS), ("0007", _XML), ("0010|0011|0012|0013", _CIPHER), ("0015", _SECRET), ("0016", {352}), ("0027",
            {601}),
    ),
}  # fmt: skip
_WORDS: tuple[tuple[str, set[int]], ...] = (
    ("sql", _SQL), ("xss|html|unescaped|innerhtml|outputsafety|target-blank|escape", _XSS),
    ("command|shell|exec|subprocess|child.?process|os-system|runtime", _SHELL),
    ("path.?trav|traversal|path-inj|path.?manip|filename|file-inc|includ", _FILES),
    ("eval|code.?inj|new-func|script-?url|template|ssti|unsafe-reflection", _EVAL),
    ("ssrf|request-forgery|request.?url|tainted-url", _SSRF),
    ("deserial|pickle|unserial|marshal|yaml-?load|objectinput|binaryformatter", _DATA),
    ("xxe|xml|external-entit|doctype", _XML),
    ("redirect", {601}), ("secret|credential|password|passwd|hard-?coded?|hard_code|api-?key|token|private-?key",
        _SECRET | {347}),
    ("random|prng", _RANDOM), ("md5|sha-?1|hash|digest", _HASH),
    ("cipher|crypto|\\bdes\\b|ecb|rsa|aes|padding|static_iv", _CIPHER),
    ("tls|ssl|cert|verify|hostname|trust", _TLS), ("redos|regex", {1333, 400, 185}), ("csrf|xsrf", {352}),
    ("cookie|httponly", {614, 1004, 539}),
    ("ldap", {90}), ("xpath", {643, 91}), ("nosql|mongo", {943}), ("log-?inj|logging|crlf|header", {117, 113, 93}),
    ("cors|origin", {942, 346}), ("jwt", {347, 345}),
    ("prototype", {1321}), ("debug", {489, 215}), ("temp|tmp", _TEMP), ("permission|chmod", _MODE), ("timing", {208}),
)  # fmt: skip
_CODE = re.compile(r"(?:\w+:)?(?P<kind>B|G|SCS|CA|S)(?P<number>\d{3,4})")


def looks_at(tool: str) -> frozenset[str]:
    """Names of the checks that find what this tool finds."""
    name = tool.replace(" ", "-")
    if name in _OF_TOOL:
        return _OF_TOOL[name]
    sort = SORT_OF.get(name)
    if sort is None and ("audit" in name or "dependency" in name):
        sort = Sort.PACKAGES
    return _CHECKS[sort] if sort else _DEFAULT


@cache
def weaknesses(tool: str, rule: str) -> frozenset[str] | None:
    """CWEs that a tool's rule is about, "CWE-89"; None where that is not known."""
    if tool in ("ruff", "flake8") and re.fullmatch(r"S\d{3}", rule):
        rule = f"B{rule[1:]}"
    if match := _CODE.fullmatch(rule):
        number = match["number"]
        found = [some for numbers, some in _CODES[match["kind"]] if re.fullmatch(numbers, number)]
        return _named(found)
    lowered = rule.lower().replace("_", "-")
    found = [some for words, some in _WORDS if re.search(words, lowered)]
    return _named(found) if found else None


def _named(found: list[set[int]]) -> frozenset[str]:
    return frozenset(f"CWE-{number}" for some in found for number in some)
