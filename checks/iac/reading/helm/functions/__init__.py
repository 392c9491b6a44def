"""The functions of Go's templates, sprig and Helm that charts call. Those that need the machine itself are with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from checks.iac.reading.helm.functions import choices, collections, encodings, fixed, numbers, texts, versions

_ALL: Mapping[str, Callable[..., Any]] = {
    **choices.FUNCTIONS,
    **texts.FUNCTIONS,
    **numbers.FUNCTIONS,
    **collections.FUNCTIONS,
    **encodings.FUNCTIONS,
    **versions.FUNCTIONS,
    **fixed.FUNCTIONS,
}
_MUST = ("toJson", "fromJson", "merge", "mergeOverwrite", "append", "prepend", "first", "rest", "last", "initial")
_MUST_TOO = ("uniq", "without", "has", "slice", "compact", "deepCopy", "regexMatch", "regexFind", "regexReplaceAll")
_MUST_LAST = ("toYaml", "regexReplaceAllLiteral", "regexSplit", "regexFindAll", "reverse", "push")
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **_ALL,
    **{f"must{name[0].upper()}{name[1:]}": _ALL[name] for name in (*_MUST, *_MUST_TOO, *_MUST_LAST)},
}
"""Name -> what it makes of its arguments. May raise Unrendered, TypeError, ValueError, LookupError, ArithmeticError,
AttributeError."""
WEIGHED = frozenset(
    {
        *("toString", "print", "println", "printf", "cat", "quote", "squote", "join", "toStrings", "html", "urlquery"),
        *("toYaml", "toJson", "toPrettyJson", "toRawJson", "mustToJson", "mustToYaml", "toToml"),
        *("merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite", "deepCopy", "mustDeepCopy", "deepEqual"),
        *("has", "mustHas", "without", "mustWithout", "uniq", "mustUniq", "concat", "sortAlpha", "toDecimal"),
    }
)
"""Those that go into their arguments as deeply as these are nested."""
