"""Who is there and who may do what: accounts, tokens and their scopes, roles, groups, projects that moved or went."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from tests.playground.on_gitlab import DEV, GROUP, PROJECT, Lab, refusal


def test_a_project_token_is_a_bot_of_its_own(lab: Lab) -> None:
    client = lab.client()
    client.auth()
    assert client.user is not None
    assert client.user.username.startswith(f"project_{lab.project().id}_bot_")
    assert client.user.bot is True
    assert client.personal_access_tokens.get("self").scopes == ["api"]
    assert client.version() == ("18.11.0", "7a5e3c9d0f1")


def test_a_token_is_taken_in_either_header_and_in_the_query(lab: Lab) -> None:
    url = f"{lab.place.api_url}/user"
    for way in ({"headers": {"PRIVATE-TOKEN": lab.token}}, {"headers": {"Authorization": f"Bearer {lab.token}"}}):
        assert requests.get(url, timeout=10, **way).status_code == 200  # type: ignore[arg-type]
    assert requests.get(url, params={"private_token": lab.token}, timeout=10).status_code == 200


@pytest.mark.parametrize("secret", ["", "glpat-nobody"])
def test_nobody_is_told_401(lab: Lab, secret: str) -> None:
    answer = requests.get(f"{lab.place.api_url}/user", headers={"PRIVATE-TOKEN": secret}, timeout=10)
    assert (answer.status_code, answer.json()) == (401, {"message": "401 Unauthorized"})


def test_an_expired_token_says_so_and_one_with_a_day_left_does_not(lab: Lab) -> None:
    tomorrow = (lab.place.clock.now() + timedelta(days=1)).date()
    client = lab.client(lab.place.create_token(PROJECT, expires=tomorrow))
    client.auth()
    lab.place.clock.advance(24 * 3600)
    status, body = refusal(client.auth)
    assert (status, body["error"]) == (401, "invalid_token")
    assert body["error_description"].startswith("Token is expired.")


def test_a_revoked_token_says_so(lab: Lab) -> None:
    lab.place.revoke_token(lab.token)
    status, body = refusal(lab.client().auth)
    assert (status, body["error_description"]) == (401, "Token was revoked. You have to re-authorize from the user.")


def test_read_api_reads_and_does_not_write(lab: Lab) -> None:
    client = lab.client(lab.place.create_token(PROJECT, ["read_api"]))
    mr = client.projects.get(PROJECT).mergerequests.get(1)
    assert refusal(mr.notes.create, {"body": "x"}) == (
        403,
        {
            "error": "insufficient_scope",
            "error_description": "The request requires higher privileges than provided by the access token.",
            "scope": "api",
        },
    )
    assert lab.request().notes.create({"body": "x"}).body == "x"


def test_a_scope_for_code_reads_files_and_nothing_else(lab: Lab) -> None:
    token = lab.place.create_token(PROJECT, ["read_repository"])
    assert lab.get("/repository/files/b.py/raw", token, params={"ref": "main"}).text == "b\n"
    refused = lab.get("", token)
    assert (refused.status_code, refused.json()["scope"]) == (403, ["api read_api", "read_repository"][0])
    assert lab.client(token).personal_access_tokens.get("self").scopes == ["read_repository"]


def test_what_one_may_not_see_is_not_there(lab: Lab) -> None:
    assert refusal(lab.person("eve").projects.get, PROJECT) == (404, {"message": "404 Project Not Found"})
    assert refusal(lab.person("eve").groups.get, GROUP) == (404, {"message": "404 Group Not Found"})
    assert lab.get("", "").json() == {"message": "404 Project Not Found"}
    assert lab.person(DEV).projects.get(PROJECT).path_with_namespace == PROJECT


def test_a_public_project_is_read_by_nobody_in_particular_and_written_by_members(lab: Lab) -> None:
    lab.place.create_project("acme/open", {"a": "a"}, private=False)
    url = f"{lab.place.api_url}/projects/acme%2Fopen"
    assert requests.get(url, timeout=10).json()["visibility"] == "public"
    assert requests.post(f"{url}/repository/branches", timeout=10).json() == {"message": "401 Unauthorized"}
    branches = lab.person("eve").projects.get("acme/open").branches
    assert refusal(branches.create, {"branch": "x", "ref": "main"}) == (403, {"message": "403 Forbidden"})


@pytest.mark.parametrize(("role", "status"), [("guest", 403), ("reporter", 200)])
def test_guests_of_a_private_project_see_no_merge_requests(lab: Lab, role: str, status: int) -> None:
    lab.place.add_member(PROJECT, "gus", role)
    token = lab.place.create_user("gus").token
    assert lab.get("/merge_requests/1", token).status_code == status
    assert lab.get("", token).status_code == 200


def test_members_come_from_the_groups_above(lab: Lab) -> None:
    project = lab.project()
    direct = {member.username for member in project.members.list(get_all=True)}
    levels = {member.username: member.access_level for member in project.members_all.list(get_all=True)}
    assert "ada" not in direct
    assert (levels["ada"], levels[DEV]) == (50, 30)
    ada = lab.place.create_user("ada").id
    assert project.members_all.get(ada).access_level == 50
    assert refusal(project.members.get, ada) == (404, {"message": "404 Not found"})


def test_a_group_lists_the_projects_of_its_subgroups_when_asked(lab: Lab) -> None:
    group = lab.person("ada").groups.get("acme")
    deep = group.projects.list(include_subgroups=True, get_all=True)
    assert [project.path_with_namespace for project in deep] == [PROJECT]
    assert group.projects.list(get_all=True) == []


def test_lists_page_by_number_and_projects_by_key(lab: Lab) -> None:
    for number in range(5):
        lab.place.create_project(f"acme/tools/p{number}", {"a": "a"}, owner="ada")
    ada = lab.person("ada")
    page = ada.projects.list(per_page=4, iterator=True)
    assert (page.total, page.total_pages, page.next_page) == (6, 2, 2)
    assert len(list(page)) == 6
    keyset = ada.projects.list(per_page=4, pagination="keyset", order_by="id", iterator=True)
    assert keyset.total is None
    assert len({project.id for project in keyset}) == 6
    answer = lab.get("/members/all", params={"per_page": "x"})
    assert (answer.status_code, answer.json()) == (400, {"error": "per_page is invalid"})


def test_a_renamed_project_leads_reads_on_and_refuses_writes(lab: Lab) -> None:
    number = lab.project().id
    lab.place.rename_project(PROJECT, "acme/store")
    moved = lab.get("/merge_requests/1")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{lab.place.api_url}/projects/{number}/merge_requests/1"
    assert lab.client().projects.get(PROJECT).path_with_namespace == "acme/store"
    refused = lab.get("/merge_requests/1/notes", method="POST", json={"body": "x"})
    assert refused.json() == {"message": "405 Non GET methods are not allowed for moved projects"}
    assert lab.client().projects.get("acme/store").mergerequests.get(1).notes.create({"body": "x"}).id


def test_a_deleted_project_is_gone_with_its_tokens(lab: Lab) -> None:
    lab.place.delete_project(PROJECT)
    assert lab.get("").json() == {"message": "401 Unauthorized"}
    assert refusal(lab.person("ada").projects.get, PROJECT)[0] == 404


def test_routes_and_parameters_that_are_none_are_refused_in_their_own_shape(lab: Lab) -> None:
    assert lab.get("/nonsense").json() == {"error": "404 Not Found"}
    assert requests.get(f"{lab.place.api_url}/projects/{PROJECT}", timeout=10).json() == {"error": "404 Not Found"}
    missing = lab.get("/repository/branches", method="POST", json={})
    assert (missing.status_code, missing.json()) == (400, {"error": "branch is missing, ref is missing"})
