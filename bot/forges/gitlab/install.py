"""Sees to it that GitLab tells Sekisho what happens: a hook of the group where its plan has that, else of each project.

Doing it twice changes nothing. What cannot be read back (the hook's token) is tried instead: GitLab sends an event of
its own making, and says what came of it. The same heals a hook that GitLab has disabled, since a test goes out even
then, and a good answer forgets all failures (https://docs.gitlab.com/user/project/integrations/webhooks/#auto-disabled-webhooks);
changing the hook does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from bot.forges.answers import Forbidden, Invalid
from bot.forges.gitlab.client import Site
from bot.forges.interface import ForgeError, ForgeUnavailable, NotThere, Refused

PATH = "/webhooks/gitlab"
"""Where the service hears GitLab, below its public address."""
NAME = "Sekisho"
"""By which a hook is known again when the service's address has changed. GitLab knows names since 17.1."""
EVENTS = frozenset({"merge_requests", "note", "push", "pipeline", "project"})
"""What Sekisho understands."""
_OF_GROUPS = frozenset({"project", "subgroup", "member"})
"""Events of groups' hooks only."""
_TEST = "push_events"
_MOST_PAGES = 1_000
Json = dict[str, Any]


class Did(StrEnum):
    """What became of one hook."""

    KEPT = "kept"
    MADE = "made"
    CHANGED = "changed"
    HEALED = "healed"
    REMOVED = "removed"
    ABSENT = "absent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Place:
    """What a hook belongs to."""

    kind: str
    """group | project"""
    path: str

    @property
    def hooks(self) -> str:
        """Where its hooks are, below the API's base."""
        return f"/{self.kind}s/{quote(self.path, safe='')}/hooks"

    def __str__(self) -> str:
        return f"{self.kind} {self.path}"


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, or with a dry run would be done, for one place."""

    place: Place
    did: Did
    words: str = ""
    """For people: what the try came to, or why it failed and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How hooks are to be."""

    url: str
    """The service's public address with `PATH`."""
    events: tuple[str, ...]
    """In the API's words without `_events`."""
    token: str = field(default="", repr=False)
    signing_token: str = field(default="", repr=False)
    verify_certificate: bool = True


class Hooks:
    """The hooks that lead to one Sekisho. Remembers which groups have one, for as long as it lives."""

    def __init__(self, site: Site, wanted: Wanted) -> None:
        self._site = site
        self._wanted = wanted
        self._groups: dict[str, bool] = {}

    def install(self, path: str, *, dry: bool = False, renew: bool = False) -> Iterator[Deed]:
        """Of a group or a project; `renew` gives the tokens anew to hooks that are there. Raises ForgeError."""
        place = self.find(path)
        if place.kind == "group" and not self._has_hooks(place):
            # Premium, and for its owners: https://docs.gitlab.com/api/group_webhooks/.
            for project in self._projects(place):
                yield self._tend(project, dry=dry, renew=renew)
            return
        yield self._tend(place, dry=dry, renew=renew)

    def remove(self, path: str, *, dry: bool = False) -> Iterator[Deed]:
        """From a group and all its projects, or from one project. Raises ForgeError."""
        place = self.find(path)
        if place.kind == "group":
            if self._has_hooks(place):
                yield self._trying(place, lambda: self._removed(place, dry))
            for project in self._projects(place):
                yield self._trying(project, lambda project=project: self._removed(project, dry))  # type: ignore[misc]
            return
        yield self._trying(place, lambda: self._removed(place, dry))

    def ensure(self, repo: str, *, dry: bool = False) -> Deed:
        """For one project, as cheaply as can be: it is kept where it, or a group above it, has a healthy hook."""
        place = Place("project", repo)
        return self._trying(place, lambda: self._covered(place) or self._tended(place, dry, False, trusting=True))

    def ensure_group(self, path: str) -> Deed | None:
        """Heals a group's hook, where it has one; None where each of its projects needs one of its own."""
        place = Place("group", path)
        try:
            hook = self._own(place)
        except (NotThere, Refused):  # no Premium, or not its owner
            return None
        return self._trying(place, lambda: self._tended(place, False, False, trusting=True)) if hook else None

    def find(self, path: str) -> Place:
        """What this is the path of. Raises ForgeError."""
        for kind in ("group", "project"):
            try:
                told = self._site.get(f"/{kind}s/{quote(path, safe='')}", **_BRIEFLY[kind])
            except NotThere:
                continue
            return Place(kind, told.get("full_path") or told["path_with_namespace"])
        raise NotThere(
            f"GitLab shows neither a group nor a project {path!r}: write its full path, and make Sekisho's account a "
            "maintainer there."
        )

    def _has_hooks(self, group: Place) -> bool:
        """Whether groups have hooks here, and this account may make them."""
        try:
            self._own(group)
        except (NotThere, Forbidden):
            return False
        return True

    def _projects(self, group: Place) -> Iterator[Place]:
        address = f"/groups/{quote(group.path, safe='')}/projects"
        asked = {"include_subgroups": "true", "archived": "false", "with_shared": "false", "simple": "true"}
        for each in self._site.pages(address, most=_MOST_PAGES, order_by="id", sort="asc", **asked):
            if not each.get("archived") and not each.get("marked_for_deletion_on"):
                yield Place("project", each["path_with_namespace"])

    def _covered(self, project: Place) -> Deed | None:
        parts = project.path.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            group = Place("group", "/".join(parts[:depth]))
            if self._group_has_one(group):
                return Deed(project, Did.KEPT, f"the {group} has a hook")
        return None

    def _group_has_one(self, group: Place) -> bool:
        if group.path not in self._groups:
            try:
                self._groups[group.path] = _is_healthy(self._own(group) or {"alert_status": "none"})
            except (NotThere, Refused):  # a person's namespace, no Premium, no right
                self._groups[group.path] = False
        return self._groups[group.path]

    def _tend(self, place: Place, *, dry: bool, renew: bool) -> Deed:
        return self._trying(place, lambda: self._tended(place, dry, renew, trusting=False))

    def _trying(self, place: Place, does: Callable[[], Deed]) -> Deed:
        try:
            return does()
        except (NotThere, Forbidden):
            role = "Owner" if place.kind == "group" else "Maintainer"
            return Deed(place, Did.FAILED, f"Sekisho's account may not see its hooks: give it the role {role} there")
        except ForgeError as error:
            return Deed(place, Did.FAILED, f"{error}{_hint(str(error))}")

    def _tended(self, place: Place, dry: bool, renew: bool, *, trusting: bool) -> Deed:
        """`trusting`: a hook that looks as it should is not tried."""
        hook = self._own(place)
        did = self._needed(place, hook, renew)
        if dry or (trusting and did is Did.KEPT):
            return Deed(place, did)
        if hook is None:
            hook = self._made(place)
        elif did is Did.CHANGED:
            hook = self._changed(place, hook)
        return self._tried(place, hook, did)

    def _needed(self, place: Place, hook: Json | None, renew: bool) -> Did:
        if hook is None:
            return Did.MADE
        body = {key: value for key, value in self._body(place).items() if key not in _SECRETS}
        known = {key: hook.get(key) for key in body if key != "name"}
        proven = all(hook.get(f"{key}_present", True) for key in _SECRETS if key in self._body(place))
        if renew or not proven or any(body[key] != value for key, value in known.items()):
            return Did.CHANGED
        return Did.KEPT if _is_healthy(hook) else Did.HEALED

    def _tried(self, place: Place, hook: Json, did: Did) -> Deed:
        try:
            self._test(place, hook)
        except ForgeUnavailable as error:
            return Deed(place, did, f"not tried: {error}")
        except Invalid as error:
            if "Ensure" in str(error):  # an empty project has no push to show
                return self._untried(place, hook, did)
            if did in (Did.KEPT, Did.HEALED):  # its token may be an old one, which nobody can read
                return self._tried(place, self._changed(place, hook), Did.CHANGED)
            return Deed(place, Did.FAILED, f"GitLab's test did not reach Sekisho: {error}{_hint(str(error))}")
        return Deed(place, did, "GitLab reached Sekisho")

    def _untried(self, place: Place, hook: Json, did: Did) -> Deed:
        if did is Did.HEALED:  # only a new one forgets failures without a test
            self._site.delete(f"{place.hooks}/{hook['id']}")
            self._made(place)
        return Deed(place, did, "not tried: there is no commit yet")

    def _test(self, place: Place, hook: Json) -> None:
        self._site.post(f"{place.hooks}/{hook['id']}/test/{_TEST}", {}, again=True)

    def _removed(self, place: Place, dry: bool) -> Deed:
        hook = self._own(place)
        if hook is None:
            return Deed(place, Did.ABSENT)
        if not dry:
            self._site.delete(f"{place.hooks}/{hook['id']}")
        return Deed(place, Did.REMOVED)

    def _own(self, place: Place) -> Json | None:
        """The hook that leads here, or led to where this service was."""
        hooks = list(self._site.pages(place.hooks))
        here = [hook for hook in hooks if hook["url"] == self._wanted.url]
        named = [hook for hook in hooks if hook.get("name") == NAME and hook["url"].endswith(PATH)]
        return next(iter([*here, *named]), None)

    def _made(self, place: Place) -> Json:
        return self._proven(place, dict(self._site.post(place.hooks, self._body(place))))

    def _changed(self, place: Place, hook: Json) -> Json:
        told = self._site.put(f"{place.hooks}/{hook['id']}", self._body(place))
        return self._proven(place, dict(told))

    def _proven(self, place: Place, hook: Json) -> Json:
        """Older versions ignore the signing token without a word: without another one, nothing they send counts."""
        if self._wanted.token or hook.get("signing_token_present"):
            return hook
        self._site.delete(f"{place.hooks}/{hook['id']}")
        raise Refused(
            "This GitLab knows no signing tokens yet: set SEKISHO_GITLAB_WEBHOOK_TOKEN (any long random word), start "
            "the service anew, and install again."
        )

    def _body(self, place: Place) -> Json:
        wanted = self._wanted
        events = [each for each in wanted.events if place.kind == "group" or each not in _OF_GROUPS]
        # GitLab turns push events on where nothing is said.
        flags = {"push_events": False} | {f"{each}_events": True for each in events}
        secrets = {"token": wanted.token, "signing_token": wanted.signing_token}
        given = {key: value for key, value in secrets.items() if value}
        return {"url": wanted.url, "name": NAME, "enable_ssl_verification": wanted.verify_certificate, **flags, **given}


_SECRETS = ("token", "signing_token")
_BRIEFLY: dict[str, dict[str, object]] = {"group": {"with_projects": "false"}, "project": {}}


def _is_healthy(hook: Json) -> bool:
    return bool(hook.get("alert_status", "executable") == "executable")


def _hint(told: str) -> str:
    """What to do about what GitLab says of addresses and certificates."""
    words = told.lower()
    if "local network" in words or "is blocked" in words or "localhost" in words:
        return " An administrator may allow it: Admin area, Settings, Network, Outbound requests."
    if "certificate" in words or "ssl" in words:
        return " Give Sekisho a certificate that GitLab trusts, or GitLab its authority's."
    if "maximum number" in words:
        return " Remove hooks that nobody needs."
    return ""


def asked_for(url: str, events: tuple[str, ...], token: str, signing_token: str) -> Wanted:
    """How hooks are to be, for the service at `url`. Raises Refused for what could never work."""
    if not url.startswith(("https://", "http://")):
        raise Refused("Where is Sekisho? Set service.public_url in app.yaml (or SEKISHO_PUBLIC_URL), or give --url.")
    if not (token or signing_token):
        raise Refused(
            "Hooks have to prove themselves: set SEKISHO_GITLAB_SIGNING_TOKEN (python -m bot install gitlab "
            "--new-token makes one), or SEKISHO_GITLAB_WEBHOOK_TOKEN for a GitLab that knows no signing tokens."
        )
    wanted = Wanted(url.rstrip("/").removesuffix(PATH) + PATH, events, token, signing_token)
    return replace(wanted, verify_certificate=url.startswith("https://"))
