"""Hears, decides, says: everything that knows a forge, a pull request or a database."""

__version__ = "0.1.0"
