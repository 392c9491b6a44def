"""Dependencies: known vulnerabilities and tampering in what the manifests and lockfiles bring in."""
