"""Says what happened to whoever subscribed: builds the webhook payloads and hands them to the hooks."""

from __future__ import annotations
