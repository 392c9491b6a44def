"""The advisory data that comes with Sekisho: advisories.jsonl.xz, made by `make`. SOURCES.md says from what."""
