"""What GitLab reads in a note besides its text: quick actions and suggestions."""

from __future__ import annotations

import pytest

from bot.playground.gitlab.quick_actions import Order, extract
from bot.playground.gitlab.suggestions import parse

FILE = [f"line {number}\n" for number in range(1, 6)]


@pytest.mark.parametrize("body", ["/close", "/CLOSE", "/close \r\n", "~~~\n/close\n~~~", "````\n/close\n````"])
def test_a_line_that_is_an_order_is_carried_out(body: str) -> None:
    assert [order.name for order in extract(body)[1]] == ["close"]


@pytest.mark.parametrize("body", ["```\n/close\n```", "```sh\n/close\n```", " /close", "say /close", "/closed", "/usr"])
def test_a_line_in_a_fence_or_that_is_no_order_is_text(body: str) -> None:
    assert extract(body) == (body, ())


def test_a_fence_that_never_ends_hides_nothing() -> None:
    assert extract("```\n/merge\n") == ("```", (Order("merge", ""),))


def test_orders_leave_the_text() -> None:
    text, orders = extract('Fine.\n/label ~bug ~"two words"\n\n/title A better one\nBye.')
    assert text == "Fine.\n\nBye."
    assert orders == (Order("label", '~bug ~"two words"'), Order("title", "A better one"))


def test_a_suggestion_replaces_its_line() -> None:
    [found] = parse("Better:\n\n```suggestion\nfresh\n```\n", 3, FILE)
    assert (found.above, found.below, found.from_content, found.to_content) == (0, 0, "line 3\n", "fresh\n")


def test_a_suggestion_reaches_as_far_as_it_says_and_the_file_goes() -> None:
    [found] = parse("```suggestion:-1+2\nfresh\n```", 3, FILE)
    assert (found.above, found.below) == (1, 2)
    assert found.from_content == "line 2\nline 3\nline 4\nline 5\n"
    [clipped] = parse("```suggestion:-9+9\nfresh\n```", 2, FILE)
    assert (clipped.above, clipped.below) == (1, 3)


def test_an_empty_suggestion_takes_its_line_away() -> None:
    [found] = parse("```suggestion:-0+0\n```", 2, FILE)
    assert (found.from_content, found.to_content) == ("line 2\n", "")


def test_other_fences_suggest_nothing() -> None:
    assert parse("```python\nfresh\n```\n\n```suggestion:+2-1\nfresh\n```", 3, FILE) == ()
