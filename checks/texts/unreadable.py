"""What every reader of hostile text raises."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that cannot be read to its end: broken, half merged, too large, hostile. The reason is for people."""
