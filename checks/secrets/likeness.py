"""Whether text looks like words or like chance. Pure."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

_COSTS = """
95459759596353959342666868 35983999389289399347399979 39693993494499299474499979 48852869289578489449577969
47535668799453768225867679 39993399299399399465399959 39992944399475499348499969 37992899399778399564498959
56454659998452469544959995 29992999499999299999299999 57991897298475679837797959 39862889297379389945579949
34992899399847339959499979 49443628496896598833679989 66557659696442459344455879 39992994399499349355499979
99999999999999999999099999 37652768396756379544578969 59493894396566547942496969 39692894299689499445597959
55555659599343759333999898 39991999299999499999799989 27863894297594389447999989 49393995299899639993569569
46463777398544449535996897 49991999299499599999789963
""".split()  # noqa: SIM905 - a table
"""How rarely the second letter follows the first in everyday English words: bits, 9 at most."""
_WORDY = 4.85
"""99 of 100 English words cost less; 1 of 100 random strings of twelve letters does."""


def entropy(value: bytes) -> float:
    """Shannon's, bits per character."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0


def cost(value: str) -> float:
    """Mean cost of a letter after its neighbour; 0 where no two letters stand together."""
    low = value.lower()
    pairs = [(ord(one) - 97, ord(two) - 97) for one, two in pairwise(low)]
    costs = [int(_COSTS[one][two]) for one, two in pairs if 0 <= one < 26 and 0 <= two < 26]
    return sum(costs) / len(costs) if costs else 0.0


def wordy(value: str) -> bool:
    """Whether its letters follow one another as in words."""
    letters = sum(map(str.isalpha, value))
    return letters >= 0.7 * len(value) and cost(value) < _WORDY


def random_looking(value: str) -> bool:
    """Whether nobody would think of it: many different characters, of several kinds or in no order of words."""
    if len(value) < 8 or entropy(value.encode()) < min(3.0, math.log2(len(value)) * 0.75):
        return False
    digits = sum(map(str.isdigit, value))
    if digits == len(value):
        return len(value) >= 16
    if set(value.lower()) <= set("0123456789abcdef-"):
        return digits >= 2
    if digits:
        return not _words_and_number(value)
    mixed = any(map(str.islower, value[1:])) and any(map(str.isupper, value[1:]))
    return cost(value) > (_WORDY if mixed else 5.4) and len(value) >= 12


def _words_and_number(value: str) -> bool:
    """`password123`, `user1_key2`: words with few digits in few places."""
    groups = sum(one.isdigit() and not two.isdigit() for one, two in zip(value, value[1:] + " ", strict=False))
    return groups <= 2 and wordy("".join(one for one in value if not one.isdigit() and one not in "-_.:/"))
