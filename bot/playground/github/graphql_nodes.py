"""What GraphQL answers about each thing: one class per type, one member per field, found by graphql-core by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLError

from bot.playground.common.clock import stamp
from bot.playground.github import auth, shapes
from bot.playground.github.auth import Caller
from bot.playground.github.errors import ApiError
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import Pull, Repo, Thread
from bot.playground.github.threads import place

MOST = 100


def problem(kind: str, message: str) -> GraphQLError:
    """An error with GitHub's `type`."""
    return GraphQLError(message, extensions={"type": kind})


def type_name(value: Any) -> str:
    """The GraphQL type of a node or an actor."""
    return value["__typename"] if isinstance(value, dict) else str(value.kind)


class Node:
    """Something with a global id. `noun` is the record behind it, `repo` the repository that rules it."""

    kind = "Node"
    prefix = ""

    def __init__(self, hub: Hub, caller: Caller, noun: Any) -> None:
        self.hub = hub
        self.caller = caller
        self.noun = noun
        self.repo: str = getattr(noun, "repo", "")
        self.id = f"{self.prefix}_{noun.id}"
        self.databaseId = noun.id
        self.fullDatabaseId = str(noun.id)

    def may(self, needed: str) -> bool:
        """Whether the caller has a permission here."""
        try:
            auth.require(self.hub.state, self.caller, self.hub.state.repo(self.repo), needed)
        except ApiError:
            return False
        return True


def actor(hub: Hub, caller: Caller, login: str) -> Json:
    """Who did it. Bots go without their [bot] here."""
    user = hub.state.user(login)
    bare = user.login.removesuffix("[bot]")
    page = shapes.account(hub, login)["html_url"]
    return {
        "__typename": user.kind,
        "id": shapes.node_id("U", user.id),
        "databaseId": user.id,
        "login": bare,
        "name": user.name,
        "url": page,
        "resourcePath": page.removeprefix(hub.url),
        "avatarUrl": f"{hub.url}/avatars/{user.id}",
    }


class RepoNode(Node):
    """Repository."""

    kind, prefix = "Repository", "R"

    def __init__(self, hub: Hub, caller: Caller, noun: Repo) -> None:
        super().__init__(hub, caller, noun)
        self.repo = noun.full_name
        self.name, self.nameWithOwner, self.isPrivate = noun.name, noun.full_name, noun.private
        self.url = f"{hub.url}/{noun.full_name}"

    def pullRequest(self, info: Any, number: int) -> PullNode:  # noqa: N802
        """One of its pull requests."""
        found = self.hub.state.pulls.get((self.repo, number))
        if found is None or not self.may("pull_requests:read"):
            raise problem("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
        return PullNode(self.hub, self.caller, found)


class PullNode(Node):
    """PullRequest."""

    kind, prefix = "PullRequest", "PR"

    def __init__(self, hub: Hub, caller: Caller, noun: Pull) -> None:
        super().__init__(hub, caller, noun)
        self.number, self.title, self.body, self.isDraft = noun.number, noun.title, noun.body, noun.draft
        self.url = f"{hub.url}/{noun.repo}/pull/{noun.number}"
        self.isCrossRepository = noun.from_fork
        self.headRefName, self.headRefOid = noun.head_ref, noun.head_sha
        self.baseRefName, self.baseRefOid = noun.base_ref, noun.base_sha
        self.state = "MERGED" if noun.merged else noun.state.upper()
        self.author = actor(hub, caller, noun.author)

    def reviewThreads(self, info: Any, **asked: Any) -> Json:  # noqa: N802
        """Its threads."""
        found = self.hub.state.threads_of(self.noun.repo, self.noun.number)
        return connection("reviewThreads", found, lambda thread: ThreadNode(self.hub, self.caller, thread), asked)

    def comments(self, info: Any, **asked: Any) -> Json:
        """Its conversation."""
        found = self.hub.state.issue_comments_of(self.noun.repo, self.noun.number)
        return connection("comments", found, lambda comment: IssueCommentNode(self.hub, self.caller, comment), asked)


class ThreadNode(Node):
    """PullRequestReviewThread."""

    kind, prefix = "PullRequestReviewThread", "PRRT"

    def __init__(self, hub: Hub, caller: Caller, noun: Thread) -> None:
        super().__init__(hub, caller, noun)
        self.pull = hub.state.pull(noun.repo, noun.number)
        now = place(hub, self.pull, noun)
        self.isOutdated, self.line, self.startLine = now.outdated, now.line, now.start_line
        self.originalLine, self.originalStartLine = noun.line, noun.start_line
        self.path, self.diffSide, self.startDiffSide = noun.path, noun.side, noun.start_side
        self.subjectType = noun.subject_type.upper()
        self.viewerCanReply = self.may("pull_requests:write")

    @property
    def isResolved(self) -> bool:  # noqa: N802
        """Read late: mutations answer with the thread as they leave it."""
        return bool(self.noun.resolved_by)

    isCollapsed = isResolved  # noqa: N815

    @property
    def viewerCanResolve(self) -> bool:  # noqa: N802
        """Whether resolving would work."""
        return not self.isResolved and self.may("contents:write")

    @property
    def viewerCanUnresolve(self) -> bool:  # noqa: N802
        """Whether unresolving would work."""
        return self.isResolved and self.may("contents:write")

    @property
    def resolvedBy(self) -> Json | None:  # noqa: N802
        """The schema says User, for apps too."""
        if not self.noun.resolved_by:
            return None
        return actor(self.hub, self.caller, self.noun.resolved_by) | {"__typename": "User"}

    def pullRequest(self, info: Any) -> PullNode:  # noqa: N802
        """Where it stands."""
        return PullNode(self.hub, self.caller, self.pull)

    def comments(self, info: Any, **asked: Any) -> Json:
        """What was said."""
        found = self.hub.state.comments_in(self.noun)
        return connection("comments", found, lambda comment: ReviewCommentNode(self.hub, self.caller, comment), asked)


class CommentNode(Node):
    """What both kinds of comments have."""

    def __init__(self, hub: Hub, caller: Caller, noun: Any) -> None:
        super().__init__(hub, caller, noun)
        self.body, self.author = noun.body, actor(hub, caller, noun.author)
        self.createdAt, self.updatedAt = stamp(noun.created), stamp(noun.updated)

    @property
    def isMinimized(self) -> bool:  # noqa: N802
        """Whether it is hidden."""
        return bool(self.noun.minimized)

    @property
    def minimizedReason(self) -> str | None:  # noqa: N802
        """Why, in small letters as GitHub has it."""
        return self.noun.minimized.lower().replace("_", "-") or None

    @property
    def viewerCanMinimize(self) -> bool:  # noqa: N802
        """Whether the caller may hide it."""
        return self.may("issues:write|pull_requests:write")


class ReviewCommentNode(CommentNode):
    """PullRequestReviewComment."""

    kind, prefix = "PullRequestReviewComment", "PRRC"

    def __init__(self, hub: Hub, caller: Caller, noun: Any) -> None:
        super().__init__(hub, caller, noun)
        thread = hub.state.threads[noun.thread_id]
        self.repo = thread.repo
        now = place(hub, hub.state.pull(thread.repo, thread.number), thread)
        self.path, self.line, self.originalLine, self.outdated = thread.path, now.line, thread.line, now.outdated
        self.url = f"{hub.url}/{thread.repo}/pull/{thread.number}#discussion_r{noun.id}"

    def replyTo(self, info: Any) -> ReviewCommentNode | None:  # noqa: N802
        """What it answers."""
        top = self.hub.state.review_comments.get(self.noun.reply_to or 0)
        return ReviewCommentNode(self.hub, self.caller, top) if top else None


class IssueCommentNode(CommentNode):
    """IssueComment."""

    kind, prefix = "IssueComment", "IC"

    def __init__(self, hub: Hub, caller: Caller, noun: Any) -> None:
        super().__init__(hub, caller, noun)
        self.url = f"{hub.url}/{noun.repo}/pull/{noun.number}#issuecomment-{noun.id}"


def find(hub: Hub, caller: Caller, wanted: str) -> Node | None:
    """The node of a global id, as far as the caller may see it."""
    state = hub.state
    places: dict[str, tuple[type[Node], Any]] = {
        "R": (RepoNode, {repo.id: repo for repo in state.repos.values()}),
        "PR": (PullNode, {pull.id: pull for pull in state.pulls.values()}),
        "PRRT": (ThreadNode, state.threads),
        "PRRC": (ReviewCommentNode, state.review_comments),
        "IC": (IssueCommentNode, state.issue_comments),
    }
    prefix, _, number = wanted.rpartition("_")
    if prefix not in places or not number.isdigit():
        return None
    kind, known = places[prefix]
    noun = known.get(int(number))
    node = kind(hub, caller, noun) if noun else None
    return node if node and auth.sees(state, caller, state.repo(node.repo)) else None


def connection(name: str, items: Sequence[Any], shape: Callable[[Any], Any], asked: Json) -> Json:
    """One page of a list, by GitHub's rules: `first` or `last` must be there, and at most 100."""
    first, last = asked.get("first"), asked.get("last")
    size = first if first is not None else last
    if size is None:
        message = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise problem("MISSING_PAGINATION_BOUNDARIES", message)
    if not 1 <= size <= MOST:
        message = f"Requesting {size} records on the `{name}` connection exceeds the `first` limit of {MOST} records."
        raise problem("EXCESSIVE_PAGINATION", message)
    low, high = int(asked.get("after") or 0), int(asked.get("before") or len(items) + 1) - 1
    start = low if first is not None else max(low, high - size)
    end = min(high, start + size)
    nodes = [shape(item) for item in items[start:end]]
    return {
        "totalCount": len(items),
        "nodes": nodes,
        "edges": [{"cursor": str(start + at + 1), "node": node} for at, node in enumerate(nodes)],
        "pageInfo": {
            "hasNextPage": end < len(items),
            "hasPreviousPage": start > 0,
            "startCursor": str(start + 1) if nodes else None,
            "endCursor": str(end) if nodes else None,
        },
    }
