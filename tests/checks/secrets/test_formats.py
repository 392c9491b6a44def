"""Each issuer's format: one that is made by its rules is found, one that is not quite is not."""

from __future__ import annotations

import zlib
from typing import Any

import pytest

from checks.secrets import structure
from checks.secrets.scanning import scan
from tests.checks.secrets import making

PATH = "notes/.pypirc"


def rules(text: str) -> set[str]:
    return {one.rule for one in scan(f"\n{text}\n".encode(), PATH)}


@pytest.mark.parametrize("entry", making.ENTRIES, ids=lambda entry: entry["id"])
def test_one_that_follows_the_format_is_found_on_its_line(entry: dict[str, Any]) -> None:
    texts = [making.sample(entry, seed) for seed in range(6)]
    found = [
        any(one.rule == entry["id"] and one.line >= 2 for one in scan(f"\n{text}\n".encode(), PATH)) for text in texts
    ]
    assert sum(found) >= 5, "chance may draw what looks like an example, hardly ever twice"


@pytest.mark.parametrize("entry", making.ENTRIES, ids=lambda entry: entry["id"])
def test_what_only_begins_like_it_is_not_found(entry: dict[str, Any]) -> None:
    text = making.sample(entry, 3)
    keyword = entry["keywords"][0]
    assert entry["id"] not in rules(f"{keyword} {text[:12]}")
    assert entry["id"] not in rules(f"{keyword}{'x' * 40}"), "a placeholder of its length"


@pytest.mark.parametrize(
    "entry",
    [one for one in making.ENTRIES if one.get("proof") in ("crc32-base62", "nkey", "grafana")],
    ids=lambda entry: entry["id"],
)
def test_a_wrong_checksum_is_no_credential(entry: dict[str, Any]) -> None:
    text = making.sample(entry)
    spoiled = text[:-1] + ("A" if text[-1] != "A" else "B")
    assert entry["id"] in rules(text)
    assert entry["id"] not in rules(spoiled)


def test_a_routable_token_of_gitlab_carries_length_and_checksum() -> None:
    payload = f"glpat-{making.from_pattern('[0-9A-Za-z]{27}', 5)}.01.0w"
    crc = structure._base36(zlib.crc32(payload.encode())).rjust(7, "0")
    assert "gitlab-personal-token" in rules(payload + crc)
    assert "gitlab-personal-token" not in rules(payload + ("1" if crc[0] != "1" else "2") + crc[1:])


def test_there_are_enough_formats_each_with_a_place_to_rotate() -> None:
    assert len(making.ENTRIES) >= 120
    unnamed = [
        one["id"] for one in making.ENTRIES if not one["rotate"] and not one["issuer"].startswith(("you", "who"))
    ]
    assert unnamed == []
