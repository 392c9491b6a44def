"""`python -m bot doctor`: what the service needs, looked at one by one, with what to do about each fault."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from bot import app, hosts, looks
from bot.config import Config
from bot.forges.gitlab import checkup
from bot.forges.interface import ForgeError
from checks.iac.name import NAME as INFRASTRUCTURE
from checks.interface import CheckError

_OLDEST_GIT = (2, 36)
"""`fetch --refetch` came with it."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at."""

    subject: str
    state: str
    """good | doubtful | bad: only bad keeps the service from working."""
    words: str
    """What was seen and, unless it is good, what to do."""


def run(config: Config, forge: str = "") -> int:
    """Prints every diagnosis; 1 if one is bad. `forge`: only that one's, besides the common ones."""
    console = Console(highlight=False, soft_wrap=True)
    signs = {"good": ("ok  ", "green"), "doubtful": ("hm  ", "yellow"), "bad": ("bad ", "bold red")}
    worst = 0
    for diagnosis in examine(config, forge):
        console.print(Text.assemble(signs[diagnosis.state], (f"{diagnosis.subject}: ", "bold"), diagnosis.words))
        worst = max(worst, diagnosis.state == "bad")
    return int(worst)


def examine(config: Config, forge: str = "") -> Iterator[Diagnosis]:
    """All diagnoses, quick ones first: the common ones, then those of one forge, or of all that are configured."""
    yield from _looked(config, _LOOKS)
    for name in (forge,) if forge else hosts.configured(config) or ("github",):
        yield from _looked(config, _OF_FORGES[name])


def _looked(config: Config, every: Mapping[str, Callable[[Config], Answer]]) -> Iterator[Diagnosis]:
    for subject, look in every.items():
        state, words = look(config)
        yield Diagnosis(subject, state, words)


Answer = tuple[str, str]


def _git(config: Config) -> Answer:
    if not shutil.which("git"):
        return "bad", "not found on PATH; install git"
    text = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False).stdout
    found = tuple(int(part) for part in re.findall(r"\d+", text)[:2])
    if found < _OLDEST_GIT:
        return "bad", f"{text.strip()} is too old; 2.36 or newer is needed"
    return "good", text.strip()


def _data(config: Config) -> Answer:
    folder = config.service.data
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / ".doctor"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        return "bad", f"{folder} cannot be written ({error.strerror}); create it for this user or set SEKISHO_DATA"
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return "doubtful", f"{folder} can be read by other users; chmod 700 it"
    return "good", str(folder)


def _database(config: Config) -> Answer:
    try:
        store = app.store(config)
        store.migrate()
        store.check_writable(store.now())
        store.close()
    except Exception as error:  # whatever the driver raises is the diagnosis
        return "bad", f"{type(error).__name__}: {error}; check DATABASE_URL and the server's rights"
    return "good", "SQLite in the data folder" if not config.service.database else "reached, and its tables are current"


def _engine(config: Config) -> Answer:
    try:
        with closing(looks.Looks(config)) as every:
            parts = ", ".join(f"{name} {version}" for name, version in every().versions().items())
    except (CheckError, OSError) as error:
        return "bad", f"{error}; run `make setup` again"
    return "good", parts


def _isolation(config: Config) -> Answer:
    try:
        with looks.sandboxes(config) as runner:
            layers = runner.isolation()
    except CheckError as error:
        return "bad", f"{error}; no change can be looked at"
    if "network" not in layers and "seccomp" not in layers:
        return "doubtful", f"{layers}: scanners can reach the network; run on a kernel with namespaces or seccomp"
    return "good", layers


def _infrastructure(config: Config) -> Answer:
    try:
        with looks.sandboxes(config) as runner:
            layers = runner.isolation(INFRASTRUCTURE)
    except CheckError as error:
        return "bad", f"{error}; until then no change to infrastructure is looked at"
    return "good", f"its own environment starts, confined by {layers}"


def _credentials(config: Config) -> Answer:
    found = hosts.github_credentials(config)()
    if found is None or not (found.private_key or found.token):
        return "bad", (
            "none yet; run `python -m bot serve` and open the /setup address it prints, or see the README "
            "(for GitLab: docs/gitlab.md)"
        )
    if not found.webhook_secrets:
        return "bad", "no webhook secret: every webhook is answered with 503; set SEKISHO_GITHUB_WEBHOOK_SECRET"
    return "good", "a GitHub App's key and a webhook secret" if found.private_key else "a personal access token"


def _forge(config: Config) -> Answer:
    try:
        return "good", hosts.github(config).greet()
    except ForgeError as error:
        return "bad", str(error)


def _commits(config: Config) -> Answer:
    """Optional: reviews do without."""
    asked = hosts.github(config).asked_for()
    if asked is None or asked.get("contents") == "write":
        return "good", "`/sekisho fix` may commit where the owner of an installation grants contents: write"
    return "doubtful", (
        "the app does not ask for contents: write, which is optional: reviews work, `/sekisho fix` is refused and "
        "threads cannot be resolved; add it in the app's settings, and let the owners of its installations accept it"
    )


def _asked(look: Callable[[], Answer]) -> Answer:
    try:
        return look()
    except ForgeError as error:
        return "bad", str(error)


def _address(config: Config) -> Answer:
    if not config.service.public_url:
        return "doubtful", "service.public_url is empty: the forge cannot be told where to send webhooks"
    if not config.service.public_url.startswith("https://"):
        return "doubtful", f"{config.service.public_url} is no https address; webhooks would travel in the open"
    return "good", config.service.public_url


_LOOKS: dict[str, Callable[[Config], Answer]] = {
    "git": _git,
    "data folder": _data,
    "database": _database,
    "engines": _engine,
    "sandbox": _isolation,
    "infrastructure": _infrastructure,
    "public address": _address,
}
_GITHUB: dict[str, Callable[[Config], Answer]] = {
    "credentials": _credentials,
    "GitHub": _forge,
    "GitHub's permissions": lambda config: _asked(lambda: _commits(config)),
}
_GITLAB: dict[str, Callable[[Config], Answer]] = {
    "GitLab's credentials": lambda config: checkup.credentials(hosts.gitlab_credentials()),
    "GitLab": lambda config: _asked(lambda: checkup.instance(hosts.gitlab_site(config), config.gitlab.url)),
    "GitLab's token": lambda config: _asked(
        lambda: checkup.token(hosts.gitlab(config).token_facts(), config.gitlab.scopes, datetime.now(UTC).date())
    ),
    "GitLab's role": lambda config: _asked(lambda: checkup.role(hosts.gitlab_site(config), config.gitlab.role)),
    "GitLab's hooks": lambda config: _asked(
        lambda: checkup.hooks(hosts.gitlab_site(config), hosts.gitlab_hooks(config))
    ),
}
_OF_FORGES = {"github": _GITHUB, "gitlab": _GITLAB}
