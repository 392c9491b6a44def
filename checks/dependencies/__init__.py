"""Dependencies: known vulnerabilities and tampering in what the manifests and lockfiles bring in."""

from checks.dependencies.check import Dependencies

__all__ = ["Dependencies"]
