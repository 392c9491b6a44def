"""How a forge is connected to: proxies, private certificate authorities, client libraries' logs without tokens."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import requests

from bot.logs import redact

USER_AGENT = "sekisho"


class RedactingFilter(logging.Filter):
    """Client libraries log whole answers at debug level, those that carry a fresh token too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strikes tokens out of the finished message."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


def go_through(session: requests.Session, proxy: str, url: str) -> None:
    """Lets a session reach `url` through `proxy`; "" leaves it to what HTTPS_PROXY and NO_PROXY say."""
    if proxy and not _is_direct(url):
        session.trust_env = False  # else the environment's proxies win over these
        session.proxies = {"http": proxy, "https": proxy}


def hint(error: Exception, section: str) -> str:
    """What to look at when no connection comes about; `section` is the forge's in app.yaml."""
    if isinstance(error, requests.exceptions.SSLError):
        return f". Behind a private certificate authority, name its file as {section}.ca_bundle (REQUESTS_CA_BUNDLE)."
    if isinstance(error, requests.exceptions.ProxyError):
        return f". Check {section}.proxy (HTTPS_PROXY) and NO_PROXY."
    return ""


def _is_direct(url: str) -> bool:
    """Whether an address is reached without the proxy: this machine's own, and those in NO_PROXY."""
    own = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    return own or bool(requests.utils.should_bypass_proxies(url, no_proxy=None))
