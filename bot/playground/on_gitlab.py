"""The local GitLab as a stage: an account for Sekisho with a token, and a hook in each project."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path

from bot.config import Config
from bot.playground import shown
from bot.playground.gitlab import GitLabPlayground
from bot.playground.gitlab.nouns import Hook, MergeRequest
from bot.playground.shown import Shown
from bot.playground.stage import Files, Proposal

ACCOUNT = "sekisho"


class OnGitLab:
    """A GitLab with an account for Sekisho, stopped until `start`."""

    name = "gitlab"
    title = "GitLab"
    proposal = "merge request"

    def __init__(self, root: Path, config: Config, *, port: int = 0) -> None:
        """`root` holds the repositories, and the file with Sekisho's token."""
        self.forge = GitLabPlayground(root, port=port)
        self.settings = config.gitlab
        self._signing_token = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        self._token_file = root / "token"
        self._token_file.parent.mkdir(parents=True, exist_ok=True)
        self._webhook = ""
        self._hooks: list[Hook] = []
        self.forge.create_user(ACCOUNT)
        self.give_token()

    @property
    def url(self) -> str:
        """See `Stage.url`."""
        return self.forge.url

    @property
    def token(self) -> str:
        """What Sekisho reaches the forge with."""
        return self._token_file.read_text()

    def give_token(self) -> None:
        """A new one, in the file that the service reads."""
        self._token_file.write_text(self.forge.create_token(ACCOUNT, self.settings.scopes))

    def start(self) -> None:
        """See `Stage.start`."""
        self.forge.start()

    def stop(self) -> None:
        """See `Stage.stop`."""
        self.forge.stop()

    def environment(self) -> Mapping[str, str]:
        """See `LocalForge.environment`."""
        return {
            "GITLAB_URL": self.forge.url,
            "SEKISHO_GITLAB_TOKEN_FILE": str(self._token_file),
            "SEKISHO_GITLAB_SIGNING_TOKEN": self._signing_token,
        }

    def tell(self, webhook: str) -> None:
        """See `LocalForge.tell`."""
        self._webhook = webhook
        for hook in self._hooks:
            hook.url = webhook

    def install(self, repo: str) -> None:
        """Sekisho as a member of one project, and told of what happens there."""
        self.forge.add_member(repo, ACCOUNT, self.settings.role)
        hook = self.forge.add_hook(repo, self._webhook, signing_token=self._signing_token, events=self.settings.events)
        self._hooks.append(hook)

    def propose(self, repo: str, before: Files, after: Files, title: str) -> Proposal:
        """See `Stage.propose`."""
        self.forge.create_project(repo, before)
        self._settle(repo)
        self.forge.push(repo, "change", after, start="main", message=title, author="ann")
        return self._opened(self.forge.open_merge_request(repo, "change", title=title, author="ann"))

    def propose_from(self, repo: str, source: Path, base: str, head: str) -> Proposal:
        """See `Stage.propose_from`."""
        self.forge.create_project(repo, from_git_path=source, revision=base)
        self._settle(repo)
        self.forge.push(repo, "change", source=source, revision=head, author="ann")
        return self._opened(self.forge.open_merge_request(repo, "change", title=f"{base}..{head}", author="ann"))

    def shows(self, proposal: Proposal) -> Shown:
        """See `Stage.shows`."""
        return shown.on_gitlab(self.forge.snapshot(proposal.repo, proposal.number), self.settings.status)

    def _settle(self, repo: str) -> None:
        self.forge.add_member(repo, "ann")
        self.install(repo)

    def _opened(self, mr: MergeRequest) -> Proposal:
        return Proposal(mr.repo, mr.iid, f"{self.url}/{mr.repo}/-/merge_requests/{mr.iid}")
