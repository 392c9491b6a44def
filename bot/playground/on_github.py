"""The local GitHub as a stage: one app, registered as the manifest in app.yaml says."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from bot.config import Config
from bot.playground import shown
from bot.playground.github import GitHubPlayground
from bot.playground.github.nouns import Installation, Pull
from bot.playground.shown import Shown
from bot.playground.stage import Files, Proposal


class OnGitHub:
    """A GitHub with Sekisho's app on it, stopped until `start`."""

    name = "github"
    title = "GitHub"
    proposal = "pull request"

    def __init__(self, root: Path, config: Config, *, port: int = 0) -> None:
        """`root` holds the repositories."""
        manifest = config.github.manifest
        self.forge = GitHubPlayground(root, port=port, webhook_secret=secrets.token_hex(20))
        self.app = self.forge.create_app(config.name, manifest["default_events"], manifest["default_permissions"])

    @property
    def url(self) -> str:
        """See `Stage.url`."""
        return self.forge.url

    def start(self) -> None:
        """See `Stage.start`."""
        self.forge.start()

    def stop(self) -> None:
        """See `Stage.stop`."""
        self.forge.stop()

    def environment(self) -> Mapping[str, str]:
        """See `LocalForge.environment`."""
        return {
            "GITHUB_URL": self.forge.url,
            "SEKISHO_GITHUB_CLIENT_ID": self.app.client_id,
            "SEKISHO_GITHUB_APP_ID": str(self.app.id),
            "SEKISHO_GITHUB_SLUG": self.app.slug,
            "SEKISHO_GITHUB_PRIVATE_KEY": self.app.pem,
            "SEKISHO_GITHUB_WEBHOOK_SECRET": self.app.webhook_secret,
        }

    def tell(self, webhook: str) -> None:
        """See `LocalForge.tell`: an app has one webhook for all its installations."""
        self.app.webhook_url = webhook

    def install(self, repo: str) -> Installation:
        """The app on one repository."""
        return self.forge.install(self.app, repo.partition("/")[0], [repo])

    def propose(self, repo: str, before: Files, after: Files, title: str) -> Proposal:
        """See `Stage.propose`."""
        self.forge.create_repository(repo, before)
        self._settle(repo)
        self.forge.push(repo, "change", after, start="main", message=title, author="ann")
        return self._opened(self.forge.open_pull_request(repo, "change", title=title, author="ann"))

    def propose_from(self, repo: str, source: Path, base: str, head: str) -> Proposal:
        """See `Stage.propose_from`."""
        self.forge.create_repository(repo, from_git_path=source, revision=base)
        self._settle(repo)
        self.forge.push(repo, "change", source=source, revision=head, author="ann")
        return self._opened(self.forge.open_pull_request(repo, "change", title=f"{base}..{head}", author="ann"))

    def shows(self, proposal: Proposal) -> Shown:
        """See `Stage.shows`."""
        return shown.on_github(self.forge.snapshot(proposal.repo, proposal.number))

    def _settle(self, repo: str) -> None:
        self.forge.add_collaborator(repo, "ann")
        self.install(repo)

    def _opened(self, pull: Pull) -> Proposal:
        return Proposal(pull.repo, pull.number, f"{self.url}/{pull.repo}/pull/{pull.number}")
