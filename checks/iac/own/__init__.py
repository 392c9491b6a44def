"""Rules of our own: conditions of the curated table, judged over what the readers read. See README.md beside this."""

from checks.iac.own.engine import ENGINE

__all__ = ["ENGINE"]
