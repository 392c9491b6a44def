"""Secrets: credentials in what a change adds, in each of its commits."""

from checks.secrets.check import Secrets

__all__ = ["Secrets"]
