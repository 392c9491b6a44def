"""Markdown that is cut stays Markdown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forges.cutting import LEFT_OUT, cut, split


def test_what_fits_is_left_as_it_is() -> None:
    assert cut("a\nb", 3) == "a\nb"
    assert cut("é", 2) == "é"


def test_lines_are_left_out_whole_and_said_so() -> None:
    text = "\n".join(f"line {number}" for number in range(100))
    assert cut(text, 100) == "line 0\nline 1\nline 2\nline 3\nline 4\n\n" + LEFT_OUT


def test_an_open_fence_is_closed() -> None:
    text = "before\n~~~~python\n" + "code ``` ~~~\n" * 50
    made = cut(text, 140)
    assert made.startswith("before\n~~~~python\ncode ``` ~~~\n")
    assert made.endswith(f"\n~~~~\n\n{LEFT_OUT}")


def test_a_closed_fence_is_not_closed_again() -> None:
    text = "```\ncode\n```\n" + "words\n" * 50
    assert cut(text, 120).count("```") == 2


def test_open_details_are_closed_but_not_those_in_code() -> None:
    inside = "<details><summary>more</summary>\n\n" + "words\n" * 50
    assert cut(inside, 160).endswith(f"\n\n</details>\n\n{LEFT_OUT}")
    as_code = "```\n<details>\n```\n" + "words\n" * 50
    assert "</details>" not in cut(as_code, 160)


def test_one_endless_line_is_cut_within() -> None:
    made = cut("ä" * 1000, 200)
    assert made.startswith("ää")
    assert len(made.encode()) <= 200


def test_a_report_is_split_between_sections() -> None:
    text = "Verdict.\n\n### One\n\n" + "a\n" * 20 + "\n### Two\n\n" + "b\n" * 20
    head, rest = split(text, 80)
    assert head.startswith("Verdict.")
    assert head.endswith("a")
    assert rest.startswith("### Two")


def test_a_heading_inside_a_fence_is_no_place_to_split() -> None:
    text = "Verdict.\n\n```\n" + "### not a heading\n" * 20 + "```\n"
    head, rest = split(text, 150)
    assert rest == ""
    assert head.endswith(LEFT_OUT)


def test_a_short_report_is_not_split() -> None:
    assert split("### One\n", 100) == ("### One\n", "")


markdown = st.lists(
    st.sampled_from(["```", "~~~~", "````js", "<details>", "</details>", "words", "é" * 30, "", "> ```", "### head"]),
    max_size=60,
).map("\n".join)


@settings(max_examples=500, deadline=None)
@given(markdown, st.integers(120, 400))
def test_the_limit_holds_whatever_the_text(text: str, most: int) -> None:
    made = cut(text, most)
    assert len(made.encode()) <= most
    assert made == text or made.endswith(LEFT_OUT)


@settings(max_examples=300, deadline=None)
@given(markdown, st.integers(120, 400))
def test_both_parts_of_a_split_say_all_or_say_that_they_do_not(text: str, most: int) -> None:
    head, rest = split(text, most)
    assert len(head.encode()) <= most
    assert rest == "" or f"{head}\n{rest}".split() == text.split()
