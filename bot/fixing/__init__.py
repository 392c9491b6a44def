"""Commits the suggestions of a review where somebody asks for it."""
