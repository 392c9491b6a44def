"""Chains: shortest, strongest, bounded."""

from __future__ import annotations

from checks.interface import Scope
from checks.packages.chains import MOST_LINKS, Reached, reach


def test_the_shortest_chain_is_told() -> None:
    edges = {"a": ["b", "d"], "b": ["c"], "c": ["d"], "d": ["e"]}
    found = reach({"a": Scope.RUNTIME}, edges)
    assert {name: how.via for name, how in found.items()} == {
        "a": (),
        "b": ("a",),
        "d": ("a",),
        "c": ("a", "b"),
        "e": ("a", "d"),
    }


def test_the_strongest_scope_counts_even_by_a_longer_chain() -> None:
    direct = {"test": Scope.DEVELOPMENT, "app": Scope.RUNTIME}
    found = reach(direct, {"test": ["x", "only"], "app": ["y"], "y": ["x"]})
    assert found["x"] == Reached(Scope.RUNTIME, ("app", "y"))
    assert found["only"] == Reached(Scope.DEVELOPMENT, ("test",))


def test_a_direct_one_that_another_brings_in_too_is_direct_in_the_stronger_scope() -> None:
    found = reach({"x": Scope.DEVELOPMENT, "app": Scope.RUNTIME}, {"app": ["x"]})
    assert found["x"] == Reached(Scope.RUNTIME, ())


def test_a_circle_ends_and_what_nothing_leads_to_is_not_found() -> None:
    found = reach({"a": Scope.RUNTIME}, {"a": ["b"], "b": ["a", "b"], "c": ["a"]})
    assert found.keys() == {"a", "b"}


def test_a_long_chain_keeps_its_beginning_and_its_last_link() -> None:
    edges = {str(number): [str(number + 1)] for number in range(100)}
    via = reach({"0": Scope.RUNTIME}, edges)["100"].via
    assert len(via) == MOST_LINKS
    assert (via[0], via[1], via[-1]) == ("0", "1", "99")
