"""Typosquats: names that are one slip, or one trick, away from those that people mean."""

from checks.typosquats.check import Typosquats

__all__ = ["Typosquats"]
