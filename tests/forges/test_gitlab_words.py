"""What Sekisho writes on GitLab: suggestions in GitLab's form, and no order to GitLab whatever the text repeats."""

from __future__ import annotations

import pytest

from bot import markdown
from bot.filediff import Spot
from bot.forges.cutting import LEFT_OUT
from bot.forges.gitlab import words
from bot.model import Placement, Thread
from bot.playground.gitlab import quick_actions, suggestions

FILE = [f"line {number}\n" for number in range(1, 301)]


def thread(start: int, end: int, suggestion: str | None = "mended", spots: tuple[Spot, ...] | None = None) -> Thread:
    lines = tuple(Spot(0, line, 1) for line in range(start, end + 1)) if spots is None else spots
    fence = "" if suggestion is None else f"\n\n{markdown.fence(suggestion, 'suggestion')}"
    body = f"<!-- sekisho:thread {'a' * 32} -->\n**Unsafe**{fence}\n\n<sub>high severity</sub>"
    return Thread("a" * 32, ("a" * 32,), "app.py", start, end, Placement.LINE, body, "app.py", lines)


def replaced(body: str, at: int) -> list[tuple[int, int, str]]:
    """Lines that GitLab would replace for a note that stands at `at`, and by what."""
    return [(at - one.above, at + one.below, one.to_content) for one in suggestions.parse(body, at, FILE)]


@pytest.mark.parametrize(("start", "end", "at"), [(7, 7, 7), (5, 9, 9), (5, 9, 5), (5, 9, 6), (1, 101, 101)])
def test_a_suggestion_replaces_the_findings_lines_wherever_the_note_stands(start: int, end: int, at: int) -> None:
    body = words.on_line(thread(start, end), at)
    assert replaced(body, at) == [(start, end, "mended\n")]


@pytest.mark.parametrize(
    ("what", "at"),
    [
        (thread(1, 102), 102),
        (thread(1, 102), 1),
        (thread(5, 9), 4),
        (thread(5, 9), 10),
        (thread(5, 9), 0),
        (thread(5, 9, spots=(Spot(0, 5, 1), Spot(0, 9, 1))), 9),
        (thread(5, 9, spots=tuple(Spot(line, 0) for line in range(5, 10))), 9),
    ],
    ids=["101 above", "101 below", "after the note", "before the note", "no line", "a hole in the diff", "deleted"],
)
def test_what_gitlab_could_not_apply_is_code_to_read(what: Thread, at: int) -> None:
    body = words.on_line(what, at)
    assert "suggestion" not in body
    assert "\n```\nmended\n```\n" in body
    assert replaced(body, at or 1) == []


def test_a_suggestion_of_nothing_takes_the_lines_out() -> None:
    assert replaced(words.on_line(thread(5, 6, ""), 6), 6) == [(5, 6, "")]


def test_code_that_pretends_to_be_a_suggestion_is_code() -> None:
    body = words.on_line(thread(5, 5, "a\n```suggestion\nevil\n```\nb"), 5)
    assert replaced(body, 5) == [(5, 5, "a\n```suggestion\nevil\n```\nb\n")]


@pytest.mark.parametrize("order", ["/merge", "/approve", "  /close", "/MERGE now", "/label ~bug"])
def test_no_line_is_an_order(order: str) -> None:
    body = words.written(f"Said:\n{order}\nand\n\n{order}\n\n<details><summary>x</summary>\n\n{order}\n\n</details>")
    assert quick_actions.extract(body)[1] == ()
    assert not [line for line in body.splitlines() if line.lstrip().startswith("/")]


def test_words_that_are_no_order_stay_as_they_are() -> None:
    text = "a/b\n// comment\n/ alone\n/1\n<!-- /merge -->\n\n```python\n/merge\n```\n\n- /merge\n> /merge"
    assert words.written(text) == text


def test_code_in_a_fence_is_not_touched_and_gives_no_order() -> None:
    body = words.on_line(thread(5, 5, "/close\n/merge"), 5)
    assert quick_actions.extract(body)[1] == ()
    assert replaced(body, 5) == [(5, 5, "/close\n/merge\n")]


def test_orders_hidden_by_a_longer_fence_are_no_suggestion_and_no_order_to_an_older_gitlab() -> None:
    """It knew fences of three backticks alone: a line of them within a longer one let the next one out."""
    body = words.on_line(thread(5, 5, "a = '''\n```\n/merge\n```'''"), 5)
    assert replaced(body, 5) == []
    assert "\n/merge" not in body
    assert "\n /merge" in body


def test_a_fence_that_nothing_closes_is_closed() -> None:
    assert words.written("```python\na") == "```python\na\n```"


@pytest.mark.parametrize("info", ["mermaid", "plantuml", "math", "graphviz", "json:table", "suggestion"])
def test_what_gitlab_would_draw_is_code(info: str) -> None:
    assert words.written(f"```{info}\na -> b\n```") == "```\na -> b\n```"


@pytest.mark.parametrize("info", ["python", "yaml", "hcl", "dockerfile", "bicep", "csharp", "console"])
def test_languages_keep_their_colours(info: str) -> None:
    assert words.written(f"```{info}\na\n```") == f"```{info}\na\n```"


def test_what_no_note_can_hold_is_left_out() -> None:
    assert words.written("a\0b\r\nc\rd\udce9") == "ab\ncd?"


def test_a_body_is_cut_at_gitlabs_limit() -> None:
    body = words.written("```python\n" + "ü" * 2_000_000)
    assert len(body.encode()) <= words.BODY_LIMIT
    assert body.endswith(f"```\n\n{LEFT_OUT}")
    assert words.written("x" * words.BODY_LIMIT) == "x" * words.BODY_LIMIT
