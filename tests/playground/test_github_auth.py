"""Who may talk to the local GitHub: JWTs, installation tokens, personal tokens, permissions."""

from __future__ import annotations

import time

import jwt
import pytest
import requests
from github import Auth, Github, GithubException, GithubIntegration

from bot.playground.github import ApiError
from tests.playground.conftest import PERMISSIONS, QUICK, REPO, World


def ask(world: World, claims: dict[str, object], key: str = "") -> requests.Response:
    token = jwt.encode(claims, key or world.app.pem, algorithm="RS256")
    return requests.get(f"{world.place.api_url}/app", headers={"Authorization": f"Bearer {token}"}, timeout=10)


def claims(world: World, **changes: object) -> dict[str, object]:
    now = int(time.time())
    return {"iss": world.app.client_id, "iat": now - 30, "exp": now + 500} | changes


def test_an_app_is_known_by_its_client_id_and_by_its_old_number(world: World) -> None:
    for issuer in (world.app.client_id, str(world.app.id)):
        assert ask(world, claims(world, iss=issuer)).json()["slug"] == "sekisho"


def test_a_jwt_for_more_than_ten_minutes_is_refused(world: World) -> None:
    assert ask(world, claims(world, exp=int(time.time()) + 590)).status_code == 200
    answer = ask(world, claims(world, exp=int(time.time()) + 700))
    assert (answer.status_code, answer.json()["message"]) == (
        401,
        "'Expiration time' claim ('exp') is too far in the future",
    )


def test_an_expired_jwt_one_from_the_future_and_one_of_nobody_are_refused(world: World) -> None:
    now = int(time.time())
    for wrong in ({"exp": now - 5}, {"iat": now + 300}, {"iss": "Iv23liNobody"}):
        assert ask(world, claims(world, **wrong)).status_code == 401


def test_a_jwt_signed_with_another_key_is_refused(world: World) -> None:
    other = world.place.create_app("Other", (), {})
    assert ask(world, claims(world), other.pem).status_code == 401


def test_pygithub_finds_the_installation_and_its_repositories(world: World) -> None:
    integration = GithubIntegration(auth=Auth.AppAuth(world.app.client_id, world.app.pem), base_url=world.place.api_url)
    assert integration.get_repo_installation("octo", "demo").id == world.installation.id
    [installation] = integration.get_installations()
    assert [repo.full_name for repo in installation.get_repos()] == [REPO]
    world.place.create_repository("octo/other")
    with pytest.raises(GithubException) as refused:
        integration.get_repo_installation("octo", "other")
    assert refused.value.status == 404


def test_a_token_dies_after_an_hour_of_the_playgrounds_clock(world: World) -> None:
    headers = world.bearer()
    url = f"{world.place.api_url}/repos/{REPO}"
    world.place.clock.advance(59 * 60)
    assert requests.get(url, headers=headers, timeout=10).status_code == 200
    world.place.clock.advance(2 * 60)
    answer = requests.get(url, headers=headers, timeout=10)
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_tokens_of_the_long_form_work_for_the_api(world: World) -> None:
    world.place.hub.long_tokens = True
    headers = world.bearer()
    assert headers["Authorization"].startswith(f"Bearer ghs_{world.app.id}_")
    assert len(headers["Authorization"]) > 300
    assert requests.get(f"{world.place.api_url}/repos/{REPO}", headers=headers, timeout=10).status_code == 200


def test_a_suspended_installation_gets_no_token_and_its_tokens_stop(world: World) -> None:
    headers = world.bearer()
    world.place.suspend(world.installation)
    answer = requests.get(f"{world.place.api_url}/repos/{REPO}", headers=headers, timeout=10)
    assert (answer.status_code, answer.json()["message"]) == (403, "This installation has been suspended")
    with pytest.raises(GithubException) as refused:
        world.client().get_repo(REPO).get_pull(1)
    assert refused.value.status == 403
    world.place.suspend(world.installation, False)
    assert world.client().get_repo(REPO).get_pull(1).number == 1


def test_after_an_uninstall_nothing_is_there_any_more(world: World) -> None:
    headers = world.bearer()
    world.place.uninstall(world.installation)
    assert requests.get(f"{world.place.api_url}/repos/{REPO}", headers=headers, timeout=10).status_code == 401
    with pytest.raises(GithubException) as refused:
        world.client().get_repo(REPO).get_pull(1)
    assert refused.value.status == 404


def test_a_private_repository_outside_the_installation_does_not_exist(world: World) -> None:
    world.place.create_repository("octo/secret", {"a": "a"})
    world.place.create_repository("octo/open", {"a": "a"}, private=False)
    client = world.client()
    with pytest.raises(GithubException) as refused:
        client.get_repo("octo/secret").get_branch("main")
    assert refused.value.status == 404
    assert client.get_repo("octo/open").get_branch("main").name == "main"


@pytest.mark.parametrize(
    ("permission", "deed"),
    [
        ("checks", lambda repo, pull: repo.create_check_run("x", pull.head.sha)),
        ("statuses", lambda repo, pull: repo.get_commit(pull.head.sha).create_status("success")),
        ("pull_requests", lambda repo, pull: pull.create_review(event="COMMENT", body="x")),
    ],
)
def test_what_an_app_was_not_granted_is_refused(world: World, permission: str, deed: object) -> None:
    granted = PERMISSIONS | {permission: "read"}
    app = world.place.create_app(f"No {permission}", (), granted)
    repo = world.client(app=app, installation=world.place.install(app, "octo", [REPO])).get_repo(REPO)
    assert callable(deed)
    with pytest.raises(GithubException) as refused:
        deed(repo, repo.get_pull(1))
    assert refused.value.status == 403
    assert refused.value.data["message"] == "Resource not accessible by integration"
    deed(world.repo, world.shown_pull)


def test_a_narrowed_token_can_do_less_and_never_more(world: World) -> None:
    auth = Auth.AppAuth(world.app.client_id, world.app.pem)
    narrow = auth.get_installation_auth(world.installation.id, {"contents": "read"})
    repo = Github(auth=narrow, base_url=world.place.api_url, **QUICK).get_repo(REPO)
    assert repo.get_branch("main").name == "main"
    with pytest.raises(GithubException) as refused:
        repo.get_pull(1)
    assert refused.value.status == 403
    wide = auth.get_installation_auth(world.installation.id, {"administration": "write"})
    with pytest.raises(GithubException) as more:
        Github(auth=wide, base_url=world.place.api_url, **QUICK).get_repo(REPO).get_pull(1)
    assert more.value.status == 422


def test_a_personal_token_cannot_make_a_check_run_but_can_set_a_status(world: World) -> None:
    repo = world.person("ann").get_repo(REPO)
    with pytest.raises(GithubException) as refused:
        repo.create_check_run("x", world.pull.head_sha)
    assert (refused.value.status, refused.value.data["message"]) == (403, "You must authenticate via a GitHub App.")
    assert repo.get_commit(world.pull.head_sha).create_status("success").creator.login == "ann"


def test_strangers_do_not_see_a_private_repository(world: World) -> None:
    with pytest.raises(GithubException) as refused:
        world.person("eve").get_repo(REPO).get_pull(1)
    assert refused.value.status == 404
    answer = requests.get(f"{world.place.api_url}/repos/{REPO}", timeout=10)
    assert answer.status_code == 404


def test_an_app_cannot_ask_for_events_that_its_permissions_do_not_cover(world: World) -> None:
    with pytest.raises(ApiError) as refused:
        world.place.create_app("Greedy", ["check_run", "push"], {"contents": "read"})
    assert refused.value.message == "Invalid request.\n\nDefault events unsupported: check_run"
    with pytest.raises(ApiError) as always:
        world.place.create_app("Pushy", ["installation"], {"contents": "read"})
    assert "installation" in always.value.message
    assert world.place.create_app("Modest", ["push"], {"contents": "read"}).slug == "modest"
