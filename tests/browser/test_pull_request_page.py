"""The playground's pull request page: threads in place, a comment box that reaches the bot, nothing cut off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.playground.command import SAMPLE
from tests.end_to_end.town import begin

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no browser to look with")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *QUIET])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a reviewed pull request with the sample's weaknesses."""
    town = begin(tmp_path_factory.mktemp("seen"))
    try:
        with town.bot:
            repo = town.repository(sample("before"))
            pull = town.change(repo, sample("after"), title="Search, thumbnails and invoices")
            town.reviewed(pull)
            yield f"{town.forge.url}/{repo}/pull/{pull.number}"
    finally:
        town.forge.stop()


def sample(side: str) -> dict[str, str | bytes | None]:
    folder = SAMPLE / side
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(params=[390, 1440])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    shown = browser.new_page(viewport={"width": request.param, "height": 900})
    errors: list[str] = []
    shown.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    shown.on("pageerror", lambda error: errors.append(str(error)))
    shown.goto(address)
    yield shown
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    shown.screenshot(path=SCREENSHOTS / f"{request.node.originalname}-{request.param}.png", full_page=True)
    shown.close()
    assert errors == []


def test_threads_stand_in_the_diff_and_nothing_is_cut_off(page: Page) -> None:
    text = page.inner_text("body")
    for title in ("Shell command built from request data", "SQL built from request data", "TLS certificates"):
        assert title in text
    assert "Blocked:" in text
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, "the page scrolls sideways"


def test_a_comment_written_on_the_page_is_answered_by_the_bot(page: Page) -> None:
    before = page.locator("text=looks at this pull request again").count()
    page.locator("#say").fill("/sekisho help")
    page.get_by_role("button", name="Comment", exact=True).first.click()

    def answered() -> bool:
        page.reload()
        return page.locator("text=looks at this pull request again").count() > before

    for _ in range(200):
        if answered():
            return
        page.wait_for_timeout(100)
    pytest.fail("no answer on the page")
