"""The plugin itself: it sees the playgrounds of a test, fails the test for what breaks a contract, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest, requests
from bot.playground.github import Answer, GitHubPlayground

@pytest.fixture
def place(tmp_path):
    with GitHubPlayground(tmp_path) as place:
        place.create_repository("acme/shop", {"a": "b"}, private=False)
        yield place

def ask(place, path="/repos/acme/shop"):
    return requests.get(place.api_url + path, timeout=10)

def test_good(place, contract):
    seen = contract.exchanges
    assert ask(place).ok
    assert contract.exchanges == seen + 1

def test_unknown(place):
    ask(place, "/repos/acme/shop/gremlins")

@pytest.mark.off_contract("a trial")
def test_unknown_on_purpose(place):
    ask(place, "/repos/acme/shop/gremlins")

def test_webhook(place):
    app = place.create_app("App", [], {})
    place.hub.hooks.post(app, "ping", {"zen": 1}, None)

def test_injected_answer(place):
    place.faults.add(lambda asked: True, Answer(200, b'{"nonsense": true}'))
    assert ask(place).json() == {"nonsense": True}

def test_good_again(place):
    assert ask(place).ok
"""


def test_a_broken_contract_fails_the_test_that_broke_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "tests.contracts.plugin", "-p", "no:cacheprovider", "-rA")
    said = result.stdout.str()
    passed = {word for line in said.splitlines() if line.startswith("PASSED") for word in line.split("::")[1:]}
    assert passed == {"test_good", "test_unknown_on_purpose", "test_injected_answer", "test_good_again"}
    result.assert_outcomes(passed=4, failed=2)
    assert "GET /repos/acme/shop/gremlins: GitHub has no such operation" in said
    assert "ping: zen" in said
