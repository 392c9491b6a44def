"""A local GitLab over HTTP and real git: as much of it as a reviewing bot uses, refusing what GitLab refuses.

REST stands at `<url>/api/v4`, git at `<url>/<group>/<project>.git`, pages at
`<url>/<group>/<project>/-/merge_requests/<iid>`, as on any GitLab.
"""

from bot.playground.common.faults import CLOSE, Answer, Asked
from bot.playground.common.gate import Exchange
from bot.playground.gitlab.errors import ApiError
from bot.playground.gitlab.limits import Limits
from bot.playground.gitlab.playground import GitLabPlayground

__all__ = ["CLOSE", "Answer", "ApiError", "Asked", "Exchange", "GitLabPlayground", "Limits"]
