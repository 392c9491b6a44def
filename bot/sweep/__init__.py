"""Finds what no webhook told, or what was told while nobody listened. `passing.py` is the walk."""
