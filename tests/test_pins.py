"""What tags name now: image registries are asked, and the line that pins an action or image is suggested."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

import pytest

from bot.changes import GitChangeSet
from bot.deciders.pins import MOST, PinDecider
from bot.facts.asking import Bounds, NoAnswer
from bot.facts.images import ImageRegistries
from bot.forges.interface import ForgeError
from bot.model import Comparison, Known
from checks.interface import Severity
from checks.packages import images
from checks.packages.images import Image
from tests.oci import INDEX, FakeImages
from tests.registry import drip
from tests.values import MemoryChange, MemorySnapshot, known

DIGEST = "sha256:" + "ab" * 32
COMMIT = "c" * 40


@pytest.fixture
def registry() -> Iterator[FakeImages]:
    with FakeImages() as made:
        yield made


def digest_of(written: str, *addresses: str, internal: tuple[str, ...] = (), **bounds: Any) -> str:
    image = images.parse(written)
    assert image is not None
    return ImageRegistries(addresses, internal, Bounds(**bounds)).digest_of(image)


# Asking


def test_a_tag_is_asked_for_with_everybodys_token(registry: FakeImages) -> None:
    digest = registry.image("library/python", "3.12")
    registry.token("library/python")
    registry.wants_token = True
    assert digest_of("python:3.12", registry.url) == digest
    assert registry.authorized == ["", "", "Bearer anybody-library/python"]
    assert [path.partition("?")[0] for path in registry.asked] == [
        "/v2/library/python/manifests/3.12",
        "/token",
        "/v2/library/python/manifests/3.12",
    ]


def test_the_first_listed_registry_stands_in_for_the_usual_one(registry: FakeImages) -> None:
    digest = registry.image("acme/web", "1")
    with FakeImages() as second:
        assert digest_of("acme/web:1", registry.url, second.url) == digest
        assert second.asked == []


def test_a_cache_has_its_path_before_the_names_and_no_tag_is_latest(registry: FakeImages) -> None:
    digest = registry.image("cache/library/redis", "latest")
    assert digest_of("redis", f"{registry.url}/cache/") == digest


def test_an_image_with_a_host_is_asked_of_that_host_if_it_is_listed(registry: FakeImages) -> None:
    with FakeImages() as mirror:
        digest = registry.image("web", "1")
        mirror.image("web", "1")
        assert digest_of(f"{registry.host}/web:1", mirror.url, registry.url) == digest
        assert mirror.asked == []
        asked = len(registry.asked)
        with pytest.raises(NoAnswer, match="none that the operator lists"):
            digest_of(f"{registry.host}/web:1", mirror.url)
        assert (mirror.asked, len(registry.asked)) == ([], asked)
    with pytest.raises(NoAnswer, match="none that the operator lists"):
        digest_of("web:1")


def test_another_port_is_another_host(registry: FakeImages) -> None:
    registry.image("web", "1")
    with pytest.raises(NoAnswer, match="none that the operator lists"):
        digest_of("127.0.0.1:1/web:1", registry.url)
    assert registry.asked == []


@pytest.mark.parametrize("written", ["acme/billing:1", "Acme/billing:1", "web/..:1", "web/./x:1", "wéb:1", "web:é"])
def test_what_is_internal_or_no_name_never_leaves(registry: FakeImages, written: str) -> None:
    with pytest.raises(NoAnswer, match=r"keeps this name inside|for a name"):
        digest_of(written, registry.url, internal=("acme/",))
    assert registry.asked == []


def test_a_manifest_whose_digest_is_not_told_is_reckoned(registry: FakeImages) -> None:
    digest = registry.image("acme/web", "1", tells_digest=False)
    assert digest_of("acme/web:1", registry.url) == digest


def test_no_credentials_of_this_machine_are_sent(
    registry: FakeImages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    digest = registry.image("acme/web", "1")
    registry.token("acme/web")
    registry.wants_token = True
    assert digest_of("acme/web:1", registry.url.replace("//", "//ben:word@")) == digest
    assert registry.authorized == ["", "", "Bearer anybody-acme/web"]


def test_a_redirect_or_a_token_elsewhere_without_encryption_is_refused(registry: FakeImages) -> None:
    with FakeImages() as elsewhere:
        elsewhere.image("acme/web", "1")
        elsewhere.token("acme/web")
        registry.answers["/v2/acme/web/manifests/1"] = (
            307,
            {"Location": f"{elsewhere.url}/v2/acme/web/manifests/1"},
            b"",
        )
        with pytest.raises(NoAnswer, match="leads to another host"):
            digest_of("acme/web:1", registry.url)
        registry.image("acme/web", "1")
        registry.wants_token, registry.realm = True, f"{elsewhere.url}/token"
        with pytest.raises(NoAnswer, match="without encryption"):
            digest_of("acme/web:1", registry.url)
        registry.answers["/token?service=images&scope=repository:acme/web:pull"] = (
            302,
            {"Location": f"{elsewhere.url}/token?service=images&scope=repository:acme/web:pull"},
            b"",
        )
        registry.realm = ""
        with pytest.raises(NoAnswer, match="leads to another host"):
            digest_of("acme/web:1", registry.url)
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, {}, b""), "answered 404"),
        ((503, {}, b""), "answered 503"),
        ((401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), "without credentials"),
        ((401, {}, b""), "without credentials"),
        ((401, {"WWW-Authenticate": 'Bearer realm="http://[",service="x"'}, b""), "not what this kind"),
        ((200, {"Content-Type": "text/html", "Docker-Content-Digest": DIGEST}, b""), "no manifest"),
        ((200, {"Content-Type": INDEX, "Docker-Content-Digest": "sha256:abc"}, b""), "of no form"),
        ((200, {"Content-Type": INDEX, "Docker-Content-Digest": "md5:" + "ab" * 16}, b""), "of no form"),
        ((200, {"Content-Type": INDEX, "Docker-Content-Digest": f"{DIGEST} x"}, b""), "of no form"),
        ((200, {"Content-Type": INDEX}, b" " * 30_000), "larger than 20000 bytes"),
    ],
)
def test_bad_answers_are_no_answers(registry: FakeImages, answer: Any, says: str) -> None:
    registry.answers["/v2/acme/web/manifests/1"] = answer
    with pytest.raises(NoAnswer, match=says):
        digest_of("acme/web:1", registry.url, content_bytes=20_000)


@pytest.mark.parametrize(
    ("answer", "says"),
    [((200, {}, b"[]"), "no token"), ((200, {}, b"<html>"), "not what this kind"), ((403, {}, b""), "gives no token")],
)
def test_a_token_that_is_none_is_no_answer(registry: FakeImages, answer: Any, says: str) -> None:
    registry.image("acme/web", "1")
    registry.wants_token = True
    registry.answers["/token?service=images&scope=repository:acme/web:pull"] = answer
    with pytest.raises(NoAnswer, match=says):
        digest_of("acme/web:1", registry.url)


def test_a_token_that_opens_nothing_is_not_asked_for_again(registry: FakeImages) -> None:
    registry.image("acme/web", "1")
    registry.wants_token = True
    registry.publish("/token?service=images&scope=repository:acme/web:pull", {"access_token": "wrong"})
    with pytest.raises(NoAnswer, match="answered 401"):
        digest_of("acme/web:1", registry.url)
    assert len(registry.asked) == 3


def test_a_registry_that_dawdles_is_left(registry: FakeImages) -> None:
    def dawdle(handler: BaseHTTPRequestHandler) -> None:
        if handler.command == "GET":
            handler.send_response(200)
            handler.send_header("Content-Type", INDEX)
            drip(handler)
        else:
            handler.send_response(200)
            handler.send_header("Content-Type", INDEX)
            handler.end_headers()

    registry.answers["/v2/acme/web/manifests/1"] = dawdle
    started = time.monotonic()
    with pytest.raises(NoAnswer, match=r"took longer|out of reach"):
        digest_of("acme/web:1", registry.url, seconds=0.5)
    assert time.monotonic() - started < 5


def test_a_registry_that_is_away_is_no_answer() -> None:
    with FakeImages() as registry:
        gone = registry.url
    with pytest.raises(NoAnswer, match="out of reach"):
        digest_of("acme/web:1", gone)


# Deciding


def unpinned(package: str, line: int = 1, **more: Any) -> Known:
    values: dict[str, Any] = {"check": "dependencies", "rule": "unpinned-image", "severity": Severity.LOW}
    return known(**(values | {"path": "f", "start_line": line, "end_line": line, "package": package} | more))


class Head(MemoryChange):
    def text(self, path: str) -> str | None:
        return self.head.files.get(path)


def suggested(
    text: str, *findings: Known, digest: Callable[[Image], str] = lambda image: DIGEST, commit: Any = lambda *_: COMMIT
) -> list[str | None]:
    change = cast(GitChangeSet, Head(MemorySnapshot("b" * 40, {}), MemorySnapshot("a" * 40, {"f": text})))
    before = Comparison(findings, (), (), (), ())
    after = PinDecider(commit, digest)(before, change)
    same = [replace(one, finding=replace(one.finding, suggestion=None)) for one in after.introduced]
    assert same == list(findings), "nothing else changes"
    return [one.finding.suggestion for one in after.introduced]


PYTHON = "pkg:docker/python"


@pytest.mark.parametrize(
    ("package", "before", "after"),
    [
        (PYTHON, "FROM python:3.12", ""),
        (PYTHON, "from python:3.12", ""),
        (PYTHON, "FROM --platform=$BUILDPLATFORM python:3.12", " AS build"),
        (PYTHON, "FROM python:3.12", " AS python"),
        (PYTHON, "ONBUILD FROM python:3.12", ""),
        (PYTHON, 'FROM "python:3.12', '"'),
        (PYTHON, "FROM library/python:3.12", ""),
        (PYTHON, "COPY --from=python:3.12", " /etc/python /etc/python"),
        (PYTHON, "RUN --mount=type=bind,from=python:3.12", ",target=/x python $X"),
        ("pkg:docker/docker/dockerfile", "# syntax=docker/dockerfile:1", ""),
        (PYTHON, "    image: python:3.12", "  # python:3.11 was too old"),
        (PYTHON, "    image: 'python:3.12", "'"),
        (PYTHON, "  - python:3.12", ""),
        (PYTHON, "container: python:3.12", ""),
        (PYTHON, "  - uses: docker://python:3.12", ""),
        (PYTHON, "  image: &base python:3.12", ""),
        ("pkg:docker/acme/web", '  image: "acme/web:1.2-rc_3', '"'),
        ("pkg:docker/acme/web?repository_url=hub.example.org:5000", "  - image: hub.example.org:5000/acme/web:1", ""),
        ("pkg:docker/web?repository_url=localhost:5000", "FROM localhost:5000/web:1", " as web"),
    ],
)
def test_the_digest_comes_beside_the_tag(package: str, before: str, after: str) -> None:
    assert suggested(f"{before}{after}\r\n", unpinned(package)) == [f"{before}@{DIGEST}{after}"]


def test_an_image_without_a_tag_is_given_the_one_it_stands_for() -> None:
    assert suggested("FROM node AS node\n", unpinned("pkg:docker/node")) == [f"FROM node:latest@{DIGEST} AS node"]


def test_stages_of_one_file_are_pinned_each_on_its_line() -> None:
    text = "FROM golang:1.22 AS build\nRUN go build\nFROM build AS test\nFROM alpine:3.20\nCOPY --from=build /x /x\n"
    found = suggested(text, unpinned("pkg:docker/golang"), unpinned("pkg:docker/alpine", 4))
    assert found == [f"FROM golang:1.22@{DIGEST} AS build", f"FROM alpine:3.20@{DIGEST}"]


@pytest.mark.parametrize(
    "line",
    [
        "FROM python:$VERSION",
        "FROM python:${VERSION:-3.12}",
        "FROM ${REGISTRY}python:3.12",
        "FROM ${REGISTRY}/python:3.12",
        "FROM $python",
        "ARG python=python:3.12",
        "ARG IMAGE=python:3.12",
        "image: python:${{ matrix.python }}",
        "image: [python:3.12, python:3.13]",
        f"FROM python:3.12@{DIGEST}",
        "FROM acme/python:3.12",
        "FROM hub.example.org/python:3.12",
        "FROM python-slim:3.12",
        "FROM \\",
        "",
        "FROM python:3.12 " + " " * 3000,
    ],
)
def test_what_is_not_written_whole_on_the_line_is_left_alone(line: str) -> None:
    asked = []

    def digest(image: Image) -> str:
        asked.append(image)
        return DIGEST

    assert suggested(f"{line}\n", unpinned(PYTHON), digest=digest) == [None]
    assert asked == []


def test_only_its_rules_are_completed() -> None:
    assert (
        suggested("FROM python:3.12\n", unpinned(PYTHON, rule="foreign-source"), unpinned(PYTHON, line=9)) == [None] * 2
    )


def test_no_answer_leaves_the_finding_as_it_is() -> None:
    def no_digest(image: Image) -> str:
        raise NoAnswer("away")

    def no_commit(repo: str, ref: str) -> str:
        raise ForgeError("away")

    action = unpinned("pkg:githubactions/a/b", 2, rule="unpinned-action")
    text = "FROM python:3.12\n- uses: a/b@v1\n"
    assert suggested(text, unpinned(PYTHON), action, digest=no_digest, commit=no_commit) == [None, None]
    assert suggested(text, unpinned(PYTHON), action) == [f"FROM python:3.12@{DIGEST}", f"- uses: a/b@{COMMIT} # v1"]


def test_the_same_is_asked_once_and_a_flood_is_bounded() -> None:
    asked = []

    def digest(image: Image) -> str:
        asked.append(image.name)
        return DIGEST

    lines = ["FROM python:3.12"] * 3 + [f"FROM web{number}:1" for number in range(MOST)] + ["FROM python:3.12"]
    findings = [unpinned(f"pkg:docker/{line[5:].partition(':')[0]}", at) for at, line in enumerate(lines, 1)]
    told = suggested("\n".join(lines), *findings, digest=digest)
    assert asked == ["python", *(f"web{number}" for number in range(MOST - 1))]
    assert [at for at, one in enumerate(told) if one is None] == [len(lines) - 2], "what was told before is known"
