"""Registering the app through /setup, as a browser does it, against the local GitHub."""

from __future__ import annotations

import html
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import yaml
from flask import Flask

from bot.forges.github.api import GitHubSettings, Transport
from bot.forges.github.credentials import FileCredentials
from bot.forges.github.forge import GitHub
from bot.playground.common.faults import Answer
from bot.playground.common.server import Server
from bot.playground.github.playground import GitHubPlayground
from bot.web.setup import Setup, blueprint

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "app.yaml").read_text())["github"]["manifest"]


@dataclass
class Service:
    """Sekisho's set-up pages over HTTP, and the forge they talk to."""

    setup: Setup
    server: Server
    forge: GitHubPlayground

    @property
    def invitation(self) -> str:
        return self.setup.invitation(self.server.url)

    @property
    def page(self) -> str:
        return f"{self.server.url}/setup"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    server = Server()
    with GitHubPlayground(tmp_path / "forge") as forge:
        settings = GitHubSettings(forge.url, forge.api_url)
        credentials = FileCredentials(tmp_path / "data" / "github.json", {})
        setup = Setup(settings, MANIFEST, server.url, credentials, Transport(settings))
        app = Flask("sekisho")
        app.register_blueprint(blueprint(setup))
        server.start(app)
        yield Service(setup, server, forge)
        server.stop()


@pytest.fixture
def browser() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def action(page: str) -> str:
    (found,) = re.findall(r'<form method="post" action="([^"]*)" id="create">', page)
    return html.unescape(found)


def confirm(browser: requests.Session, page: str, name: str = "Sekisho Acme") -> requests.Response:
    """What a person does on the forge's side: says yes, and is sent back."""
    return browser.post(action(page), data={**fields(page), "confirm": "1", "name": name}, allow_redirects=False)


def test_two_clicks_register_the_app_and_it_is_in_use_at_once(service: Service, browser: requests.Session) -> None:
    adapter = GitHub(service.setup.settings, service.setup.credentials)
    page = browser.get(service.invitation)
    assert page.url == service.page
    back = confirm(browser, page.text)
    assert back.headers["Location"].startswith(f"{service.page}/callback?code=")
    done = browser.get(back.headers["Location"])
    assert done.url == service.page
    assert "The app <code>sekisho-acme</code> is registered and in use" in done.text
    assert f'href="{service.forge.url}/apps/sekisho-acme/installations/new"' in done.text
    (app,) = service.forge.state.apps.values()
    assert app.webhook_url == f"{service.server.url}/webhooks/github"
    assert app.permissions == MANIFEST["default_permissions"]
    assert sorted(app.events) == sorted(MANIFEST["default_events"])
    held = service.setup.credentials()
    assert held is not None
    assert (held.app_id, held.client_id, held.private_key) == (str(app.id), app.client_id, app.pem)
    assert held.webhook_secrets == (app.webhook_secret,)
    assert adapter.greet().startswith("the app sekisho-acme on http")


def test_the_credentials_are_for_the_service_alone(service: Service, browser: requests.Session) -> None:
    browser.get(confirm(browser, browser.get(service.invitation).text).headers["Location"])
    path = service.setup.credentials.path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    page = browser.get(service.page).text
    assert "PRIVATE KEY" not in page
    (app,) = service.forge.state.apps.values()
    assert app.webhook_secret not in page


def test_an_organisation_can_own_the_app(service: Service, browser: requests.Session) -> None:
    browser.get(service.invitation)
    page = browser.get(service.page, params={"organization": "acme"}).text
    assert action(page).startswith(f"{service.forge.url}/organizations/acme/settings/apps/new?state=")
    browser.get(confirm(browser, page).headers["Location"])
    assert [app.owner for app in service.forge.state.apps.values()] == ["acme"]
    refused = browser.get(service.page, params={"organization": '"><script>alert(1)</script>'})
    assert refused.status_code == 400
    assert "<script" not in refused.text


def test_without_the_token_nothing_opens(service: Service, browser: requests.Session) -> None:
    for address in (service.page, f"{service.page}?token=guess", f"{service.page}/callback?code=a&state=b"):
        refused = browser.get(address)
        assert refused.status_code == 403
        assert "manifest" not in refused.text
    browser.cookies.set("sekisho_setup", "forged.cookie.value")
    assert browser.get(service.page).status_code == 403


def test_the_token_works_once_and_its_session_goes_on(service: Service, browser: requests.Session) -> None:
    assert browser.get(service.invitation).status_code == 200
    with requests.Session() as other:
        assert other.get(service.invitation).status_code == 403
    assert browser.get(service.page).status_code == 200


def test_the_session_is_a_cookie_that_scripts_and_other_sites_cannot_use(
    service: Service, browser: requests.Session
) -> None:
    answer = browser.get(service.invitation, allow_redirects=False)
    assert answer.headers["Location"] == "/setup"
    cookie = answer.headers["Set-Cookie"]
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/setup", "Max-Age=3600"):
        assert attribute in cookie
    page = browser.get(service.page)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_an_answer_to_another_attempt_is_refused(service: Service, browser: requests.Session) -> None:
    back = confirm(browser, browser.get(service.invitation).text).headers["Location"]
    forged = re.sub(r"state=[^&]+", "state=forged", back)
    assert browser.get(forged).status_code == 400
    assert service.setup.credentials() is None
    assert browser.get(back).status_code == 200
    assert service.setup.credentials() is not None
    assert browser.get(back).status_code == 400


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (Answer(404), 400, "does not know this code any more"),
        (Answer(502), 503, "did not hand out the credentials"),
        (Answer(201, b'{"id": 1, "slug": "x"}'), 502, "not what GitHub documents"),
        (Answer(201, b'{"id": 1, "slug": "x", "client_id": "c", "pem": 5, "webhook_secret": "s"}'), 502, "not what"),
    ],
)
@pytest.mark.off_contract("the forge answers what it should not")
def test_what_goes_wrong_is_said_and_can_be_begun_again(
    service: Service, browser: requests.Session, answer: Answer, status: int, words: str
) -> None:
    back = confirm(browser, browser.get(service.invitation).text).headers["Location"]
    service.forge.faults.add(lambda asked: asked.path.endswith("/conversions"), answer)
    refused = browser.get(back)
    assert refused.status_code == status
    assert words in refused.text
    assert "begin again" in refused.text
    again = confirm(browser, browser.get(service.page).text, "Sekisho Two").headers["Location"]
    assert "sekisho-two" in browser.get(again).text


def test_a_folder_that_cannot_be_written_is_said(service: Service, browser: requests.Session) -> None:
    service.setup.credentials.path.parent.write_text("a file where the folder should be")
    back = confirm(browser, browser.get(service.invitation).text).headers["Location"]
    refused = browser.get(back)
    assert refused.status_code == 500
    assert "cannot be written" in refused.text
