"""Exit codes of `python -m bot hook run`, which is called by a script only."""

BLOCKED = 10
"""One that no accident has: a Sekisho that fell over must not stop a push."""
