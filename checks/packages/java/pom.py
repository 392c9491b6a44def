"""One pom.xml as it is written. Knows nothing of other files.

https://maven.apache.org/pom.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.packages.model import Place
from checks.packages.properties import Value
from checks.texts.unreadable import Unreadable
from checks.texts.xml import Element, from_xml

_PLUGINS = "org.apache.maven.plugins"


@dataclass(frozen=True, slots=True)
class Entry:
    """One <dependency>, <plugin>, <extension> or <parent>, as written."""

    group: str
    artifact: str
    version: Value | None
    place: Place
    """The version's line, for that is what moves; else the artifactId's."""
    kind: str
    """dependency, plugin or parent."""
    key: tuple[str, str] = ("jar", "")
    """Type and classifier: managed ones are told apart by them."""
    scope: str = ""
    optional: bool = False
    system_path: str = ""
    profile: str = ""
    """Id of the profile that it stands in."""


@dataclass(slots=True)
class Pom:
    """All that one file says. Only read once it has been made."""

    path: str
    group: str
    artifact: str
    version: Value | None
    parent: Entry | None
    parent_path: str | None
    """As written; None where the parent is not to be looked for in files."""
    modules: tuple[str, ...] = ()
    properties: dict[str, Value] = field(default_factory=dict)
    profile_properties: dict[str, dict[str, Value]] = field(default_factory=dict)
    used: list[Entry] = field(default_factory=list)
    managed: list[Entry] = field(default_factory=list)
    repositories: list[tuple[str, Value]] = field(default_factory=list)
    """Element's name and URL."""

    @property
    def own_group(self) -> str:
        """Its own, or its parent's."""
        return self.group or (self.parent.group if self.parent else "")

    @property
    def own_version(self) -> Value | None:
        """Its own, or its parent's."""
        return self.version or (self.parent.version if self.parent else None)


def read_pom(path: str, content: bytes) -> Pom:
    """Raises Unreadable."""
    root = from_xml(content)
    if root.name != "project":
        raise Unreadable(f"it is no Maven project: its root is <{root.name[:50]}>")
    above = root.first("parent")
    relative = above.first("relativePath") if above else None
    pom = Pom(
        path,
        root.value("groupId"),
        root.value("artifactId"),
        _value(path, root.first("version")),
        _entry(path, above, "parent") if above else None,
        None if above is None or (relative and not relative.text) else (relative.text if relative else "../pom.xml"),
        tuple(one.text for one in root.all("modules", "module"))[:1000],
    )
    _take(pom, root, "")
    for number, profile in enumerate(root.all("profiles", "profile")):
        _take(pom, profile, profile.value("id") or f"#{number}")
    return pom


def _take(pom: Pom, element: Element, profile: str) -> None:
    """What the project, or one of its profiles, holds."""
    path = pom.path
    told = {
        one.name: Value(one.text, Place(path, one.line)) for one in element.all("properties") for one in one.children
    }
    if profile:
        pom.profile_properties[profile] = told
        if element.value("activation", "activeByDefault") == "true":
            pom.properties = told | pom.properties
    else:
        pom.properties = told
    pom.used += _entries(path, element, ("dependencies", "dependency"), "dependency", profile)
    pom.managed += _entries(
        path, element, ("dependencyManagement", "dependencies", "dependency"), "dependency", profile
    )
    for where, into in (
        (("build", "plugins", "plugin"), pom.used),
        (("reporting", "plugins", "plugin"), pom.used),
        (("build", "extensions", "extension"), pom.used),
        (("build", "pluginManagement", "plugins", "plugin"), pom.managed),
    ):
        into += _entries(path, element, where, "plugin", profile)
        into += _entries(path, element, (*where, "dependencies", "dependency"), "plugin", profile)
    for names in (("repositories", "repository"), ("pluginRepositories", "pluginRepository")):
        for repository in element.all(*names):
            if (url := repository.first("url")) and url.text:
                pom.repositories.append((names[1], Value(url.text, Place(path, url.line))))


def _entries(path: str, element: Element, where: tuple[str, ...], kind: str, profile: str) -> Iterator[Entry]:
    return (_entry(path, one, kind, profile) for one in element.all(*where))


def _entry(path: str, element: Element, kind: str, profile: str = "") -> Entry:
    version = _value(path, element.first("version"))
    named = element.first("artifactId") or element
    is_plugin = element.name == "plugin"
    return Entry(
        element.value("groupId") or (_PLUGINS if is_plugin else ""),
        element.value("artifactId"),
        version,
        version.place if version else Place(path, named.line),
        kind,
        (element.value("type") or "jar", element.value("classifier")),
        element.value("scope"),
        element.value("optional") == "true",
        element.value("systemPath"),
        profile,
    )


def _value(path: str, element: Element | None) -> Value | None:
    return Value(element.text, Place(path, element.line)) if element and element.text else None
