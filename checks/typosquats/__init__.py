"""Typosquats: names that are one slip, or one trick, away from those that people mean."""
