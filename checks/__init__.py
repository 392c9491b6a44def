"""Looks: pure functions of content. Nothing here knows `bot`."""
