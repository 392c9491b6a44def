"""Weak code in what a change brings in: semgrep's engine with rules of our own."""

from checks.static_analysis.check import StaticAnalysis

__all__ = ["StaticAnalysis"]
