"""Secrets that the environment gives, as values or as names of files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.config import ConfigError


def value(environment: Mapping[str, str], name: str) -> str:
    """What `name` says, or the content of the file that `name`_FILE names; "" for neither. Raises ConfigError."""
    file = environment.get(f"{name}_FILE", "")
    return _content(name, file) if file else environment.get(name, "").strip()


def _content(name: str, file: str) -> str:
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}_FILE names {file}, which cannot be read: {error}") from error
