"""One line per event, for machines (JSON) or for a terminal, with delivery and scan ids bound and tokens struck out.

Other libraries' records (logging) take the same way out, so that nothing leaves unredacted.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog

_TOKEN = re.compile(
    r"\b(?:gh[a-z]_|github_pat_|whsec_|GR1348941|_gitlab_session="
    # https://docs.gitlab.com/security/tokens/#token-prefixes
    r"|gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-)[A-Za-z0-9_.\-/+=]{6,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"  # JSON web tokens
    r"|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"  # credentials in a URL
    r"|(?i:(?<=bearer )|(?<=basic )|(?<=private-token: ))[A-Za-z0-9._~+/=-]{8,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]*PRIVATE KEY-----)?"
)


def redact(text: str) -> str:
    """`text` with everything that looks like a credential struck out."""
    return _TOKEN.sub("[redacted]", text)


def configure(json: bool | None = None, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Sends all logging to `stream` (default: standard error); JSON unless that is a terminal."""
    out = stream or sys.stderr
    as_json = not out.isatty() if json is None else json
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.PositionalArgumentsFormatter()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(as_json)],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger: `log.info("what happened", scan=…)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def bound(**ids: str) -> AbstractContextManager[None]:
    """While it lasts, every line of this thread carries `ids` (delivery, scan)."""
    return structlog.contextvars.bound_contextvars(**ids)


def _rendering(as_json: bool) -> list[structlog.typing.Processor]:
    if as_json:
        return [structlog.processors.format_exc_info, _redacting(structlog.processors.JSONRenderer())]
    plain = structlog.dev.plain_traceback  # rich ones show the values of variables
    return [_redacting(structlog.dev.ConsoleRenderer(exception_formatter=plain))]


def _redacting(render: structlog.typing.Processor) -> structlog.typing.Processor:
    def rendered(logger: Any, name: str, event: MutableMapping[str, Any]) -> str:
        return redact(str(render(logger, name, event)))

    return rendered
