"""Which packages come from elsewhere than their kind usually does: what an allow-list tells apart."""

from __future__ import annotations

import pytest
from packageurl.contrib import purl2url

from checks.dependencies.registries import elsewhere

DECLARED = {"npm": ("npm.example.org",)}


@pytest.mark.parametrize(
    ("kind", "origin", "told"),
    [
        ("npm", "", ""),
        ("npm", str(purl2url.get_download_url("pkg:npm/kit@1.0.0")), ""),
        ("npm", "https://npm.example.org/kit/-/kit-1.0.0.tgz", ""),
        ("npm", "https://elsewhere.example.org/kit-1.0.0.tgz", "elsewhere.example.org"),
        ("pypi", "https://npm.example.org/kit-1.0.tar.gz", "npm.example.org"),
        ("npm", "git+ssh://git.example.org/kit.git#0a1b2c", "git+ssh://git.example.org/kit.git"),
        ("npm", "git+https://npm.example.org/kit.git", ""),
        ("npm", "../kit", ""),
        ("composer", "https://code.example.org/kit.zip", ""),
    ],
)
def test_the_usual_and_the_declared_are_no_news(kind: str, origin: str, told: str) -> None:
    assert elsewhere(kind, origin, DECLARED) == told
