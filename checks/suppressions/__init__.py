"""A new way of not being told: comments, ignore files and pipelines that keep a scanner quiet."""

from checks.suppressions.check import Suppressions

__all__ = ["Suppressions"]
