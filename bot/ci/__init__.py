"""Sekisho without pull requests in front of it: in pipelines, before a push, and in code scanning."""
