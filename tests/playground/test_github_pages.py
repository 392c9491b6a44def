"""The pages: what a person sees of a pull request, what the forms do, and that hostile text stays text."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bot.playground.common.markdown import render
from tests.playground.conftest import AFTER, BEFORE, PERMISSIONS, REPO, Received, World, text

PULL = f"/{REPO}/pull/1"


@pytest.fixture
def thread(world: World) -> int:
    body = "**Wrong**\n\n```suggestion\nright\n```\n"
    comment: Any = {"path": "a.py", "line": 10, "side": "RIGHT", "body": body}
    world.shown_pull.create_review(world.repo.get_commit(world.pull.head_sha), "", "COMMENT", [comment])
    return int(world.threads()[0]["id"])


class Visitor(requests.Session):
    """A browser without JavaScript, as somebody."""

    def __init__(self, world: World, login: str) -> None:
        super().__init__()
        self._url = world.place.url
        answer = self.submit("/-/as", login=login, back=PULL)
        assert answer.url == self._url + PULL

    def page(self, path: str = PULL) -> str:
        answer = self.get(self._url + path, timeout=10)
        assert answer.status_code == 200, answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        return answer.text

    def submit(self, path: str, **fields: str) -> requests.Response:
        return self.post(self._url + path, data=fields, timeout=10)


def test_a_thread_stands_under_its_line(world: World, thread: int) -> None:
    rows = re.findall(r"<tr.*?</tr>", Visitor(world, "ann").page(), re.DOTALL)
    at = next(number for number, row in enumerate(rows) if f'id="thread-{thread}"' in row)
    assert 'class="add"' in rows[at - 1]
    assert "<td>10</td>" in rows[at - 1]
    assert "<strong>Wrong</strong>" in rows[at]


def test_a_suggestion_shows_as_the_change_it_is_and_applies(world: World, thread: int, received: Received) -> None:
    visitor = Visitor(world, "ann")
    page = visitor.page()
    assert '<div class="row del"><span class="edge">−</span><code>changed</code></div>' in page
    assert '<div class="row add"><span class="edge">+</span><code>right</code></div>' in page
    assert visitor.submit(f"{PULL}/threads/{thread}/apply").status_code == 200
    [file] = world.shown_pull.get_files()
    assert "+right" in file.patch
    world.place.hooks.wait()
    assert received.events()[-1] == "pull_request.synchronize"
    assert world.threads()[0]["resolved_by"] == "ann"
    again = visitor.submit(f"{PULL}/threads/{thread}/apply")
    assert (again.status_code, "no longer fits" in again.text) == (422, True)


def test_comments_answers_and_resolving_go_by_plain_forms(world: World, thread: int, received: Received) -> None:
    visitor = Visitor(world, "ann")
    visitor.submit(f"{PULL}/comment", body="/sekisho rescan\r\nplease")
    visitor.submit(f"{PULL}/threads/{thread}/reply", body="I see")
    visitor.submit(f"{PULL}/threads/{thread}/reply", body="", resolve="yes")
    shown = world.place.snapshot(REPO, 1)
    assert [(said["author"], said["body"]) for said in shown["comments"]] == [("ann", "/sekisho rescan\nplease")]
    assert [said["body"] for said in shown["threads"][0]["comments"]][1:] == ["I see"]
    assert shown["threads"][0]["resolved_by"] == "ann"
    assert "resolved by ann" in visitor.page()
    visitor.submit(f"{PULL}/threads/{thread}/reply", resolve="no")
    assert world.threads()[0]["resolved"] is False


def test_the_buttons_of_a_check_reach_its_app(world: World, received: Received) -> None:
    action = {"label": "Look again", "description": "Once more", "identifier": "rescan"}
    run = world.repo.create_check_run("sekisho", world.pull.head_sha, actions=[action])
    visitor = Visitor(world, "ann")
    assert "Look again" in visitor.page()
    assert visitor.submit(f"/{REPO}/runs/{run.id}/actions/rescan").status_code == 200
    assert visitor.submit(f"/{REPO}/runs/{run.id}/rerequest").status_code == 200
    assert visitor.submit(f"/{REPO}/runs/{run.id}/actions/other").status_code == 404
    suite = visitor.submit(f"/{REPO}/suites/{run.check_suite.id}/rerequest", back=f"{PULL}/checks")
    assert (suite.status_code, "Re-run all of Sekisho" in suite.text) == (200, True)
    world.place.hooks.wait()
    told = ["check_run.requested_action", "check_run.rerequested", "check_suite.rerequested"]
    assert received.events()[-3:] == told
    assert received.payload("check_run.rerequested")["sender"]["login"] == "ann"


def test_a_pull_request_is_closed_reopened_and_merged(world: World) -> None:
    visitor = Visitor(world, "ann")
    for deed, state in (
        ("close", "closed"),
        ("reopen", "open"),
        ("draft", "open"),
        ("ready", "open"),
        ("merge", "merged"),
    ):
        visitor.submit(f"{PULL}/{deed}")
        assert (deed, world.place.snapshot(REPO, 1)["state"]) == (deed, state)
    assert visitor.submit(f"{PULL}/merge").status_code == 405


def test_forms_never_lead_to_another_site(world: World) -> None:
    for target in ("https://evil.example", "//evil.example", "/\\evil.example", "evil"):
        sent = {"login": "ann", "back": target}
        answer = requests.post(f"{world.place.url}/-/as", data=sent, allow_redirects=False, timeout=10)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_other_sites_cannot_submit_forms(world: World) -> None:
    url, foreign = f"{world.place.url}{PULL}/close", {"Sec-Fetch-Site": "cross-site"}
    assert requests.post(url, headers=foreign, timeout=10).status_code == 403
    assert world.place.snapshot(REPO, 1)["state"] == "open"


def test_checks_show_reports_and_annotations(world: World) -> None:
    note = {"path": "a.py", "start_line": 10, "end_line": 11, "annotation_level": "failure", "message": "<b>No</b>"}
    output = {"title": "Found", "summary": "| a |\n|---|\n| **b** |", "annotations": [note]}
    world.repo.create_check_run("sekisho", world.pull.head_sha, conclusion="failure", output=output)
    page = Visitor(world, "ann").page(f"{PULL}/checks")
    assert "<td><strong>b</strong></td>" in page
    assert "a.py:10–11" in page
    assert "&lt;b&gt;No&lt;/b&gt;" in page
    assert "The check failed" in Visitor(world, "ann").page()


def test_an_outdated_thread_is_shown_apart(world: World, thread: int) -> None:
    visitor = Visitor(world, "ann")
    assert "Outdated conversations" not in visitor.page()
    world.push([*AFTER[:9], "changed again", *AFTER[10:]])
    page = visitor.page()
    assert page.index("Outdated conversations") < page.index(f'id="thread-{thread}"')


@pytest.mark.parametrize(
    "path",
    ["/", f"/{REPO}", f"/{REPO}/pulls?state=closed", f"{PULL}.diff", "/apps/sekisho", f"/{REPO}/blob/main/a.py"],
)
def test_every_page_opens(world: World, path: str) -> None:
    assert requests.get(world.place.url + path, timeout=10).status_code == 200


@pytest.mark.parametrize("path", ["/octo/nothing", f"/{REPO}/pull/7", f"/{REPO}/blob/main/none", "/a/b/c/d"])
def test_what_is_not_there_is_said_plainly(world: World, path: str) -> None:
    answer = requests.get(world.place.url + path, timeout=10)
    assert (answer.status_code, "Not Found" in answer.text) == (404, True)


def test_hostile_names_and_contents_stay_text(world: World) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'.py"
    files = {hostile: "<script>alert(1)</script>\n", "bin": b"\0\1\xff", "latin.txt": b"\xe9\xe8\n"}
    world.place.push(REPO, "evil", files, message="<script>alert(2)</script>")
    pull = world.place.open_pull_request(REPO, "evil", title="<script>alert(3)</script>", body="<svg onload=alert(4)>")
    world.place.comment(pull, "ann", "<iframe src=//evil.example></iframe>")
    page = Visitor(world, "ann").page(f"/{REPO}/pull/{pull.number}")
    assert not re.search(r"<(script|img|svg|iframe)", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in re.sub(r"</?span[^>]*>", "", page)
    assert "Binary file" in page


def test_a_wide_pull_request_is_cut_and_says_so(world: World) -> None:
    world.place.push(REPO, "wide", {f"many/{number:03}.txt": "x\n" for number in range(130)})
    pull = world.place.open_pull_request(REPO, "wide")
    assert "30 more files are not shown." in Visitor(world, "ann").page(f"/{REPO}/pull/{pull.number}")


def test_a_long_file_is_summed_up(world: World) -> None:
    world.place.push(REPO, "long", {"long.txt": text([str(number) for number in range(2000)])})
    pull = world.place.open_pull_request(REPO, "long")
    page = Visitor(world, "ann").page(f"/{REPO}/pull/{pull.number}")
    assert "Too large to show: 2000 lines added, 0 removed" in page
    assert BEFORE[0] not in page


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a <!-- hidden --> b", "<p>a  b</p>\n"),
        ("<!-- hidden\n\nstill -->\nshown", "\n<p>shown</p>\n"),
        ("<!-- never closed\n\nhidden", ""),
        ("<details open><summary>More</summary>\n\nx\n\n</details>", None),
        ("<b onclick=alert(1)>x</b>", "<p>&lt;b onclick=alert(1)&gt;x</p>\n"),
        ("x</details></div>", "<p>x&lt;/div&gt;</p>\n"),
        ("<details>\nx", "<details>\nx</details>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](https://a.example)", '<p><a href="https://a.example" rel="nofollow noopener">x</a></p>\n'),
        ("![x](https://a.example/i.png)", '<p><a href="https://a.example/i.png" rel="nofollow noopener">x</a></p>\n'),
        ("```suggestion\nx\n```", '<pre class="code"><code>x</code></pre>'),
        ("- [x] done", '<ul>\n<li class="task">☑ done</li>\n</ul>\n'),
    ],
)
def test_markdown_is_rendered_safely(markdown: str, html: str | None) -> None:
    expected = "<details open><summary>More</summary>\n<p>x</p>\n</details>" if html is None else html
    assert render(markdown) == expected


def test_an_app_is_registered_through_its_manifest(world: World) -> None:
    manifest = {
        "name": "Gatekeeper",
        "url": "https://sekisho.example",
        "redirect_url": "http://127.0.0.1:9/setup/done?x=1",
        "hook_attributes": {"url": "http://127.0.0.1:9/webhooks/github"},
        "default_permissions": PERMISSIONS,
        "default_events": ["pull_request"],
        "public": False,
    }
    url = f"{world.place.url}/settings/apps/new?state=abc"
    asked = requests.post(url, data={"manifest": json.dumps(manifest)}, timeout=10)
    assert "Create the app" in asked.text
    sent = {"manifest": json.dumps(manifest), "name": "Gatekeeper", "confirm": "yes"}
    answer = requests.post(url, data=sent, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    query = parse_qs(back.query)
    assert (answer.status_code, back.path, query["state"], query["x"]) == (302, "/setup/done", ["abc"], ["1"])
    exchange = f"{world.place.api_url}/app-manifests/{query['code'][0]}/conversions"
    app = requests.post(exchange, timeout=10)
    assert (app.status_code, app.json()["slug"]) == (201, "gatekeeper")
    assert app.json()["pem"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert len(app.json()["webhook_secret"]) > 20
    assert requests.post(exchange, timeout=10).status_code == 404


def test_a_manifest_code_is_good_for_an_hour(world: World) -> None:
    manifest = {"name": "Late", "url": "https://a.example", "redirect_url": "http://127.0.0.1:9/"}
    url = f"{world.place.url}/organizations/octo/settings/apps/new"
    sent = {"manifest": json.dumps(manifest), "confirm": "yes"}
    answer = requests.post(url, data=sent, allow_redirects=False, timeout=10)
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    world.place.clock.advance(3601)
    exchange = f"{world.place.api_url}/app-manifests/{code}/conversions"
    assert requests.post(exchange, timeout=10).status_code == 404
    assert requests.post(url, data={"manifest": "{"}, timeout=10).status_code == 422


def test_an_app_is_installed_from_its_page(world: World, received: Received) -> None:
    world.place.create_repository("octo/more", {"a": "a"})
    assert "octo/more" in requests.get(f"{world.place.url}/apps/sekisho/installations/new", timeout=10).text
    requests.post(f"{world.place.url}/apps/sekisho/installations", data={"repo": "octo/more"}, timeout=10)
    world.place.hooks.wait()
    assert received.events()[-1] == "installation_repositories.added"
    assert world.client().get_repo("octo/more").get_branch("main").name == "main"
