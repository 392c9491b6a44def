import aiohttp
import httpx
import requests
import socket
import urllib.request
from flask import request
from urllib.parse import urlparse


def each_client():
    url = request.args["url"]
    # ruleid: python-ssrf
    requests.get(url)
    # ruleid: python-ssrf
    requests.request("GET", url)
    # ruleid: python-ssrf
    requests.Session().post(url)
    # ruleid: python-ssrf
    httpx.get(url)
    # ruleid: python-ssrf
    urllib.request.urlopen(url)
    # ruleid: python-ssrf
    urllib.request.urlretrieve(url, "a")
    # ruleid: python-ssrf
    urllib.request.Request(url)
    # ruleid: python-ssrf
    http.client.HTTPConnection(url)
    # ruleid: python-ssrf
    socket.create_connection((url, 80))
    # ruleid: python-ssrf
    requests.get("https://" + url)
    # ruleid: python-ssrf
    requests.get(f"https://{url}/a")
    # ok: python-ssrf
    requests.get("https://example.org/search?q=" + url)
    # ok: python-ssrf
    requests.get(f"https://example.org/users/{url}")
    # ok: python-ssrf
    requests.get("https://example.org/", params={"q": url})
    # ok: python-ssrf
    requests.get(FEEDS[url])


def with_a_session():
    session = requests.Session()
    # ruleid: python-ssrf
    session.get(request.args["url"])
    # ok: python-ssrf
    session.get("https://example.org/")


async def asynchronous(request):
    url = request.query["url"]
    async with aiohttp.ClientSession() as session:
        # ruleid: python-ssrf
        await session.get(url)
        # ok: python-ssrf
        await session.post("https://example.org/", data=url)
    async with httpx.AsyncClient() as client:
        # ruleid: python-ssrf
        await client.get(url)


def checked():
    url = request.args["url"]
    parts = urlparse(url)
    if parts.hostname not in ("example.org", "example.net"):
        raise ValueError(url)
    # ok: python-ssrf
    requests.get(url)


def looked_at_for_another_reason():
    url = request.args["url"]
    parts = urlparse(url)
    if parts.fragment:
        raise ValueError(url)
    # ruleid: python-ssrf
    requests.get(url)


def from_a_parameter(webhook_url, url):
    # ruleid: python-fetch-from-parameter
    requests.post(webhook_url)
    # ruleid: python-fetch-from-parameter
    urllib.request.urlopen(webhook_url)
    # ok: python-fetch-from-parameter
    requests.post(url)


def from_a_checked_parameter(webhook_url):
    check_public_address(webhook_url)
    # ok: python-fetch-from-parameter
    requests.post(webhook_url)
