"""What is amiss with Sekisho's standing on a GitLab, for the operator: credentials, version, token, role, hooks.

Each look answers good | doubtful | bad, and words: what was seen and, unless it is good, what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from bot.forges.answers import Forbidden
from bot.forges.gitlab.api import GitLabCredentials
from bot.forges.gitlab.client import Site
from bot.forges.gitlab.install import Deed, Did, Hooks
from bot.forges.gitlab.tokens import TokenFacts
from bot.forges.gitlab.verifying import signing_key
from bot.forges.interface import NotThere

OLDEST = (16, 0)
"""What is tried; older ones lack names of hooks and the key that deliveries are known again by."""
SOON = 30
"""Days before its end from which a token is spoken of: GitLab's own last reminder comes a week before."""
_LEVELS = {"developer": 30, "maintainer": 40, "owner": 50}
_MOST = 50
"""Projects whose hooks are looked at."""
_IMPLIED = {"api": {"read_api", "read_user", "read_repository", "write_repository"}}
"""Scope -> what it covers, too: https://docs.gitlab.com/user/profile/personal_access_tokens/."""
Answer = tuple[str, str]


def credentials(known: GitLabCredentials) -> Answer:
    """What the environment gives."""
    if not known.token:
        return "bad", "no token; make one with the scope api and give it as SEKISHO_GITLAB_TOKEN"
    if wrong := sum(signing_key(token) is None for token in known.signing_tokens):
        return "bad", (
            f"{wrong} of SEKISHO_GITLAB_SIGNING_TOKEN is no signing token; "
            "`python -m bot install gitlab --new-token` makes one"
        )
    if not (known.signing_tokens or known.webhook_tokens):
        return "bad", (
            "nothing that hooks prove themselves with: every webhook is answered with 503; set "
            "SEKISHO_GITLAB_SIGNING_TOKEN"
        )
    if not known.signing_tokens:
        return "doubtful", (
            "hooks prove themselves by a plain token; set SEKISHO_GITLAB_SIGNING_TOKEN where this GitLab knows it"
        )
    plain = ", and plain tokens of hooks are still taken" if known.webhook_tokens else ""
    return "good", f"an access token and signing tokens{plain}"


def instance(site: Site, url: str) -> Answer:
    """Who answers, and who Sekisho is there. Raises ForgeError."""
    who, told = site.get("/user")["username"], site.get("/version")["version"]
    version = tuple(int(part) for part in re.findall(r"\d+", told)[:2])
    words = f"the account {who} on {url}, version {told}"
    if version < OLDEST:
        return "doubtful", f"{words}: older than {OLDEST[0]}.{OLDEST[1]}, which is the oldest that is tried; update it"
    return "good", words


def token(facts: TokenFacts | None, wanted: Sequence[str], today: date) -> Answer:
    """Its scopes and its end."""
    if facts is None:
        return "doubtful", f"GitLab does not say what it may do; it needs the scopes {', '.join(wanted)}"
    granted = set(facts.scopes).union(*(_IMPLIED.get(scope, set()) for scope in facts.scopes))
    if missing := [scope for scope in wanted if scope not in granted]:
        return "bad", f"{facts.name!r} lacks the scope {', '.join(missing)}; make a new one that has it"
    if not facts.expires:
        return "good", f"{facts.name!r} with {', '.join(facts.scopes)}, which does not expire"
    left = (date.fromisoformat(facts.expires) - today).days
    words = f"{facts.name!r} with {', '.join(facts.scopes)}, which expires on {facts.expires}"
    if left <= SOON:
        return "doubtful", f"{words}, in {max(left, 0)} days; make a new one and give it as SEKISHO_GITLAB_TOKEN"
    return "good", words


def role(site: Site, wanted: str) -> Answer:
    """Whether the account has the role that app.yaml names, anywhere. Raises ForgeError."""
    if next(_projects(site, _LEVELS.get(wanted, 40)), None):
        return "good", f"{wanted} of one project at least"
    if next(_projects(site, 30), None):
        return "doubtful", f"{wanted} nowhere: reviews work, hooks have to be made by somebody else"
    return "bad", f"a member of no project; add the account to your group as {wanted.capitalize()}"


def hooks(site: Site, install: Hooks) -> Answer:
    """Those of the first projects in reach. Raises ForgeError."""
    projects = list(islice(_projects(site, 40), _MOST))
    deeds = [install.ensure(project, dry=True) for project in projects]
    wrong = [deed for deed in deeds if deed.did is not Did.KEPT]
    if not projects:
        return "doubtful", "of no project can they be seen: the account is maintainer of none"
    if not wrong:
        return "good", f"of {len(deeds)} projects all stand as they should"
    told = "; ".join(map(_told, wrong[:5])) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
    return "doubtful", f"{told}; run `python -m bot install gitlab GROUP_OR_PROJECT`"


_STATES = {
    Did.MADE: "has none",
    Did.CHANGED: "has one that is not as it should be",
    Did.HEALED: "has one that GitLab has disabled",
}


def _told(deed: Deed) -> str:
    return f"{deed.place.path} {_STATES.get(deed.did, deed.words)}"


def _projects(site: Site, level: int) -> Iterator[str]:
    try:
        for each in site.pages(
            "/projects", membership="true", min_access_level=level, archived="false", simple="true", order_by="id"
        ):
            yield each["path_with_namespace"]
    except (NotThere, Forbidden):
        return
