"""Credentials made at run time, for no account: whole ones in a repository would be taken for leaked ones."""

from __future__ import annotations

import base64
import binascii
import json
import random
import re._parser as parser  # type: ignore[import-not-found]
import zlib
from collections.abc import Callable
from typing import Any

import yaml

from checks.secrets import catalogue, structure

ENTRIES = [entry for file in sorted(catalogue.FOLDER.glob("*.yaml")) for entry in yaml.safe_load(file.read_text())]
PRIVATE = "PRIVATE KEY"


def from_pattern(pattern: str, seed: int) -> str:
    """A string that the expression matches, drawn by chance."""
    return _draw(parser.parse(pattern.replace("(?m)", "")), random.Random(seed))


def _draw(tokens: Any, chance: random.Random) -> str:
    return "".join(_one(str(kind), value, chance) for kind, value in tokens)


def _one(kind: str, value: Any, chance: random.Random) -> str:
    if kind == "LITERAL":
        return chr(value)
    if kind == "IN":
        return chance.choice(_members(value))
    if kind == "BRANCH":
        return _draw(chance.choice(value[1]), chance)
    if kind == "SUBPATTERN":
        return _draw(value[3], chance)
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        low, high, what = value
        times = low if low else min(1, int(high)) * chance.randint(0, 1)
        return "".join(_draw(what, chance) for _ in range(times))
    return "" if kind == "AT" else "x"


def _members(members: Any) -> str:
    found = ""
    for kind, value in members:
        if str(kind) == "RANGE":
            found += "".join(map(chr, range(value[0], value[1] + 1)))
        elif str(kind) == "LITERAL":
            found += chr(value)
        elif str(kind) == "CATEGORY":
            found += {"CATEGORY_DIGIT": "0123456789", "CATEGORY_SPACE": " "}.get(str(value), "abcdefghijk0123456789")
    if members and str(members[0][0]) == "NEGATE":
        return "".join(set("bcdfghjkmnpqrstvwxz23456789") - set(found))
    return found


def base64_of(size: int, seed: int) -> str:
    return base64.b64encode(random.Random(seed).randbytes(size)).decode()


def url64(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def with_crc(prefix: str, length: int, seed: int) -> str:
    """GitHub's and npm's form."""
    body = from_pattern(f"[0-9A-Za-z]{{{length - 6}}}", seed)
    return f"{prefix}{body}{structure._base62(zlib.crc32(body.encode())).decode()}"


def nats(seed: int) -> str:
    body = bytes([18 << 3, 20 << 3]) + random.Random(seed).randbytes(32)
    return base64.b32encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "little")).decode().rstrip("=")


def pem(seed: int) -> str:
    body = base64.b64encode(b"\x30\x82" + random.Random(seed).randbytes(300)).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN RSA {PRIVATE}-----\n{lines}\n-----END RSA {PRIVATE}-----"


def jwt(seed: int) -> str:
    return (
        f"{url64({'alg': 'HS256', 'typ': 'JWT'})}.{url64({'sub': str(seed)})}.{from_pattern('[0-9A-Za-z]{43}', seed)}"
    )


def aws_id(seed: int) -> str:
    """With an account's number in it."""
    number = 123_456_789 + seed
    return "AK" + "IA" + base64.b32encode((number << 7).to_bytes(6, "big") + random.Random(seed).randbytes(4)).decode()


def macaroon(seed: int) -> str:
    content = b"\x02\x01\x08pypi.org\x02\x2a" + random.Random(seed).randbytes(80)
    return "pypi-" + base64.urlsafe_b64encode(content).decode().rstrip("=")


def grafana(seed: int) -> str:
    body = "glsa_" + from_pattern("[0-9A-Za-z]{32}", seed)
    return f"{body}_{zlib.crc32(body.encode()):08x}"


SPECIAL: dict[str, Callable[[int], str]] = {
    "github-personal-token": lambda seed: with_crc("ghp_", 36, seed),
    "github-oauth-token": lambda seed: with_crc("gho_", 36, seed),
    "github-user-token": lambda seed: with_crc("ghu_", 36, seed),
    "github-server-token": lambda seed: with_crc("ghs_", 36, seed),
    "npm-token": lambda seed: with_crc("npm_", 36, seed),
    "aws-access-key-id": aws_id,
    "aws-temporary-key-id": lambda seed: "AS" + aws_id(seed)[2:],
    "gitlab-personal-token": lambda seed: "glpat-" + from_pattern("[0-9A-Za-z]{20}", seed),
    "gcp-service-account-key": lambda seed: (
        f'{{"private_key_id": "{from_pattern("[0-9a-f]{40}", seed)}", "private_key": "-----BEGIN {PRIVATE}-----\\nMII"}}'  # noqa: E501
    ),
    "azure-storage-account-key": lambda seed: f"AccountName=a;AccountKey={base64_of(64, seed)};",
    "azure-shared-access-key": lambda seed: f"SharedAccessKeyName=a;SharedAccessKey={base64_of(32, seed)}",
    "azure-cosmos-key": lambda seed: f'cosmos_key = "{base64_of(64, seed)}"',
    "azure-sas-signature": lambda seed: (
        f"?sv=2024-11-04&sp=r&sig={base64_of(32, seed).replace('+', '%2B').replace('/', '%2F').replace('=', '%3D')}"
    ),
    "azure-container-registry-key": lambda seed: from_pattern(r"[0-9A-Za-z]{42}\+ACR[A-D][0-9A-Za-z]{5}", seed),
    "pypi-token": macaroon,
    "docker-config-auth": lambda seed: f'"auth": "{base64.b64encode(f"bot:{seed}x9Kq2".encode()).decode()}"',
    "discord-bot-token": lambda seed: (
        f"bot {base64.b64encode(str(10**17 * 4 + seed).encode()).decode().rstrip('=')}.{from_pattern('[A-Za-z]{6}', seed)}."  # noqa: E501
        + from_pattern("[0-9A-Za-z]{27}", seed)
    ),
    "grafana-service-token": grafana,
    "grafana-cloud-token": lambda seed: (
        "glc_" + base64.b64encode(json.dumps({"o": "1", "k": str(seed) * 12}).encode()).decode()
    ),
    "grafana-api-key": lambda seed: (
        base64.b64encode(b'{"k":"' + base64_of(48, seed).encode() + b'","n":"key"}').decode().rstrip("=")
    ),
    "nats-seed": nats,
    "private-key": pem,
    "encoded-private-key": lambda seed: base64.b64encode(pem(seed).encode()).decode(),
    "kubeconfig-key": lambda seed: f"client-key-data: {base64.b64encode(pem(seed).encode()).decode()}",
    "private-jwk": lambda seed: f'{{"kty": "EC", "d": "{from_pattern("[0-9A-Za-z]{43}", seed)}"}}',
    "json-web-token": jwt,
    "bearer-token": lambda seed: f"Authorization: Bearer {from_pattern('[0-9a-z]{32}', seed)}",
    "basic-login": lambda seed: f"Basic {base64.b64encode(f'bot:{seed}x9Kq2'.encode()).decode()}",
    "url-password": lambda seed: f"postgres://app:{from_pattern('[0-9a-z]{14}', seed)}@db.internal/shop",
    "connection-string-password": lambda seed: f"Server=db;User Id=app;Password={from_pattern('[0-9a-z]{14}', seed)};",
    "netrc-password": lambda seed: f"machine db login app password {from_pattern('[0-9a-z]{14}', seed)}",
    "npmrc-auth-token": lambda seed: f"//r/:_authToken={from_pattern('[0-9a-z]{32}', seed)}",
    "pypirc-password": lambda seed: f"[x]\npassword = {from_pattern('[0-9a-z]{16}', seed)}\n",
    "one-time-password-seed": lambda seed: f"otpauth://totp/a?secret={from_pattern('[A-Z2-7]{32}', seed)}",
    "command-line-login": lambda seed: f"curl -u app:{from_pattern('[0-9a-z]{14}', seed)} host",
    "secure-string": lambda seed: f'ConvertTo-SecureString "{from_pattern("[0-9a-z]{14}", seed)}" -AsPlainText',
    "sql-password": lambda seed: f"CREATE USER app IDENTIFIED BY '{from_pattern('[0-9a-z]{14}', seed)}'",
    "putty-private-key": lambda seed: "PuTTY-User-" + f"Key-File-3: ssh-ed{seed}\nEncryption: none\n",
    "kubernetes-bootstrap-token": lambda seed: (
        f"kubeadm join --token {from_pattern('[a-z]{4}[0-9]{2}', seed)}." + from_pattern("[0-9a-z]{16}", seed)
    ),
    "okta-token": lambda seed: f"Authorization: SSWS 00{from_pattern('[0-9A-Za-z]{40}', seed)}",
}


def sample(entry: dict[str, Any], seed: int = 7) -> str:
    """A text that holds one."""
    if entry["id"] in SPECIAL:
        return SPECIAL[entry["id"]](seed)
    if "pattern" in entry:
        return from_pattern(entry["pattern"], seed)
    if "named" in entry:
        return f'{from_pattern(entry["named"], seed)} = "{from_pattern(entry["value"], seed)}"'
    return from_pattern(entry["whole"], seed)
