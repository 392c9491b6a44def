"""Which lines of a comment are commands, and which only show, quote or hide one."""

from __future__ import annotations

import pytest

from bot import commands
from bot.model import Command, Spoken, Target


def spoken(text: str, bot: bool = False) -> Spoken:
    return Spoken(Target("github", "acme/shop", 7), text, "ann", bot, comment_id=1, in_thread=False)


def names(text: str) -> list[str]:
    return [command.name for command in commands.parse(spoken(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/sekisho rescan", ["rescan"]),
        ("please\n/sekisho rescan\nthanks", ["rescan"]),
        ("/sekisho", ["help"]),
        ("/sekisho RESCAN\r\n/sekisho help", ["rescan", "help"]),
        ("```\ncode\n```\n/sekisho help", ["help"]),
        ("<!-- note -->\n/sekisho help", ["help"]),
        ("> quoted\n\n/sekisho help", ["help"]),
    ],
)
def test_a_line_of_its_own_is_a_command(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "write /sekisho rescan to look again",
        "/sekishorescan",
        "`/sekisho rescan`",
        "    /sekisho rescan",
        "> /sekisho rescan",
        "> quoted\n/sekisho rescan",
        "```\n/sekisho rescan\n```",
        "````\n```\n/sekisho rescan\n```\n````",
        "~~~\n/sekisho rescan",
        "<!-- /sekisho rescan -->",
        "<!--\n/sekisho rescan\n-->",
        "<!-- a --> <!-- b\n/sekisho rescan\n-->",
    ],
)
def test_text_that_shows_quotes_or_hides_a_command_is_not_one(text: str) -> None:
    assert names(text) == []


def test_bots_command_nothing() -> None:
    assert commands.parse(spoken("/sekisho rescan", bot=True)) == ()


def test_no_more_than_five_commands_are_read_of_one_comment() -> None:
    assert len(commands.parse(spoken("/sekisho help\n" * 50))) == 5


def test_a_typo_gets_a_suggestion() -> None:
    assert "Did you mean `/sekisho rescan`?" in commands.usage(Command("rescn", (), spoken("")))
    assert "Did you mean" not in commands.usage(Command("deploy", (), spoken("")))


def test_what_was_typed_is_not_repeated_raw() -> None:
    answer = commands.usage(Command("<b>`@all", (), spoken("")))
    assert not any(hostile in answer for hostile in ("<b>", "@all"))
