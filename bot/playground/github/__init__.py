"""A local GitHub over HTTP and real git: as much of it as a reviewing bot uses, refusing what GitHub refuses.

REST stands at `<url>/api/v3`, GraphQL at `<url>/api/graphql`, git at `<url>/<owner>/<repo>.git`, pages at
`<url>/<owner>/<repo>/pull/<number>`: the layout of GitHub Enterprise Server.
"""

from bot.playground.common.faults import CLOSE, Answer, Asked
from bot.playground.common.gate import Exchange
from bot.playground.github.errors import ApiError
from bot.playground.github.limits import Limits
from bot.playground.github.playground import GitHubPlayground

__all__ = ["CLOSE", "Answer", "ApiError", "Asked", "Exchange", "GitHubPlayground", "Limits"]
