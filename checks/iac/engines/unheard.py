"""Takes from a file what asks engines to look away, in as many bytes: the rest stays where it is. Pure."""

from __future__ import annotations

import re

_ASKS = re.compile(
    rb"(checkov|bridgecrew|cortex)(?=\s*[\"']?\s*:|\.io/skip)"
    rb"|(hadolint)(?=\s+(?:global\s+)?ignore)"
    rb"|(zizmor)(?=\s*:\s*ignore)"
    rb"|(nosemgrep)",
    re.IGNORECASE,
)


def unheard(content: bytes) -> bytes:
    """Only for engines: what people are shown is what is written."""
    return _ASKS.sub(lambda found: found[0][:-1] + b"_", content)
