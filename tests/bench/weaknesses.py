"""Which weakness (CWE) counts as the right answer for which class of the two suites. Values only."""

from __future__ import annotations


def _cwes(*numbers: int) -> frozenset[str]:
    return frozenset(f"CWE-{number}" for number in numbers)


CATEGORIES = {
    "cmdi": _cwes(77, 78, 88),
    "codeinj": _cwes(94, 95, 96, 1336),
    "deserialization": _cwes(502),
    "hash": _cwes(328, 327, 916),
    "ldapi": _cwes(90),
    "pathtraver": _cwes(22, 23, 36, 73),
    "redirect": _cwes(601),
    "securecookie": _cwes(614),
    "sqli": _cwes(89),
    "trustbound": _cwes(501),
    "weakrand": _cwes(330, 338),
    "xpathi": _cwes(643),
    "xss": _cwes(79, 80),
    "xxe": _cwes(611, 776),
}
"""OWASP BenchmarkPython: category -> CWEs."""

_INJECTION = _cwes(74, 77, 78, 88, 89, 90, 91, 93, 94, 95, 96, 113, 134, 470, 502, 643, 915, 917, 943, 1321, 1336)
_PATHS = _cwes(22, 23, 36, 59, 73, 377, 379)
_ACCESS = _cwes(200, 208, 256, 259, 269, 284, 285, 287, 288, 290, 294, 306, 307, 312, 321, 330, 338, 345, 346, 347)
_ACCESS |= _cwes(
    384, 425, 441, 521, 522, 532, 602, 613, 614, 617, 620, 639, 640, 644, 732, 798, 862, 863, 916, 942, 1004
)

FIXES = {
    "auth": _ACCESS | _cwes(1275),
    "cmdi": _INJECTION | _PATHS | _cwes(434),
    "csrf": _cwes(346, 352, 942, 1275),
    "deser": _cwes(502, 184),
    "dos": _cwes(190, 400, 407, 409, 606, 617, 674, 770, 776, 834, 835, 1333),
    "hdr": _cwes(93, 113, 444, 644, 770, 400),
    "pathtraver": _PATHS,
    "redirect": _cwes(601),
    "sqli": _cwes(89, 943),
    "ssrf": _cwes(918, 441),
    "xss": _cwes(79, 80, 83, 113, 116),
    "xxe": _cwes(611, 776, 827),
}
"""Real fixes: class -> CWEs. Classes that code cannot show by itself (`other`, `info`) are left out.

The list's classes were taken from the words of advisories: `cmdi` means that an attacker gets commands or code to
run, so the ways that lead there count (injection, unsafe loading, files written outside of their folder), and `auth`
means that somebody gets at what is not theirs (missing or weak checks, leaked or guessable credentials).
"""
