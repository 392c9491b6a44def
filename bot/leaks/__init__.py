"""Secrets that were shown: who says that one was rotated, in comments and on the command line."""
