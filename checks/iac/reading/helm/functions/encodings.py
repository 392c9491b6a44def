"""YAML, JSON, base 64, digests. Pure; what is read is bounded by its reader, what is written by its weight."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, urlsplit

import yaml

from checks.iac.reading import json_nodes, yaml_nodes
from checks.iac.reading.helm.plain import plain
from checks.iac.reading.helm.values import inner, mapping, text
from checks.texts.unreadable import Unreadable

_MOST_WIDTH = 1_000_000


class _Dumper(yaml.CSafeDumper):
    """As Go's library writes: no anchors, texts of several lines as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represented(dumper: Any, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _represented)
_Dumper.add_multi_representer(dict, lambda dumper, value: dumper.represent_dict(value))


def _to_yaml(value: Any) -> str:
    made = yaml.dump(value, Dumper=_Dumper, width=_MOST_WIDTH, allow_unicode=True, sort_keys=True)
    return str(made).removesuffix("\n").removesuffix("\n...")


def _from_yaml(value: Any) -> Any:
    found = _yaml(value)
    return found if isinstance(found, dict) else {} if found is None else {"Error": "it is no map"}


def _from_yaml_array(value: Any) -> Any:
    found = _yaml(value)
    return found if isinstance(found, list) else []


def _yaml(value: Any) -> Any:
    try:
        found = yaml_nodes.read_text(text(value), old=True)
    except Unreadable as error:
        return {"Error": str(error)}
    return plain(found[0]) if found else None


def _from_json(value: Any) -> Any:
    try:
        return plain(json_nodes.read(text(value).encode()))
    except Unreadable as error:
        return {"Error": str(error)}


def _to_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _bytes(value: Any) -> bytes:
    return text(value).encode("utf-8", "replace")


def _decoded(value: Any) -> str:
    return base64.b64decode(_bytes(value), validate=True).decode("utf-8", "replace")


def _url(value: Any) -> dict[str, str]:
    found = urlsplit(text(value))
    parts = {"scheme": found.scheme, "host": found.netloc.rpartition("@")[2], "hostname": found.hostname or ""}
    return {
        **parts,
        "path": found.path,
        "query": found.query,
        "fragment": found.fragment,
        "userinfo": found.username or "",
    }


def _url_joined(value: Any) -> str:
    parts = {key: inner(one) for key, one in mapping(value).items()}
    made = f"{parts.get('scheme', '')}://{parts.get('host', '')}{parts.get('path', '')}"
    return made + (f"?{parts['query']}" if parts.get("query") else "")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "toYaml": _to_yaml,
    "toYamlPretty": _to_yaml,
    "fromYaml": _from_yaml,
    "fromYamlArray": _from_yaml_array,
    "toJson": _to_json,
    "toRawJson": _to_json,
    "toPrettyJson": lambda value: json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False),
    "fromJson": _from_json,
    "fromJsonArray": _from_json,
    "b64enc": lambda value: base64.b64encode(_bytes(value)).decode(),
    "b64dec": _decoded,
    "b32enc": lambda value: base64.b32encode(_bytes(value)).decode(),
    "sha1sum": lambda value: hashlib.sha1(_bytes(value), usedforsecurity=False).hexdigest(),
    "sha256sum": lambda value: hashlib.sha256(_bytes(value)).hexdigest(),
    "sha512sum": lambda value: hashlib.sha512(_bytes(value)).hexdigest(),
    "adler32sum": lambda value: str(zlib.adler32(_bytes(value))),
    "urlParse": _url,
    "urlJoin": _url_joined,
    "urlquery": lambda *values: quote_plus("".join(map(inner, values))),
}
