"""One MSBuild file (a project, Directory.Packages.props, Directory.Build.props), packages.config or nuget.config."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.packages.model import Place
from checks.packages.properties import Value, caseless
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare
from checks.texts.xml import Element, from_xml

_ITEMS = frozenset(
    {"packagereference", "packageversion", "globalpackagereference", "packagedownload", "dotnetclitoolreference"}
)
_SOURCES = frozenset({"RestoreSources", "RestoreAdditionalProjectSources"})
_DEFAULT = re.compile(r"""\s*'\$\((\w+)\)'\s*==\s*''\s*""")


@dataclass(frozen=True, slots=True)
class Item:
    """One package of one item element, as written."""

    name: str
    kind: str
    """The element's name in lower case."""
    place: Place
    """The version's line where it has one of its own, else the element's."""
    version: Value | None
    override: bool = False
    """Whether the version counts against a central one."""
    update: bool = False
    """Whether it only says more about an item of elsewhere."""
    conditional: bool = False
    private: bool = False
    """Whether nothing of it goes on to who uses the project."""


@dataclass(slots=True)
class ProjectFile:
    """What one file says. Only read once it has been made."""

    path: str
    items: list[Item] = field(default_factory=list)
    properties: dict[str, Value] = field(default_factory=dict)
    """By name in lower case."""
    sources: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, element's name, URL."""


def read_project(path: str, content: bytes) -> ProjectFile:
    """Raises Unreadable."""
    root = from_xml(content)
    if root.name != "Project":
        raise Unreadable(f"it is no MSBuild project: its root is <{root.name[:50]}>")
    found = ProjectFile(path)
    for group, conditional in _groups(root):
        if group.name == "PropertyGroup":
            _properties(found, group)
        elif group.name == "ItemGroup":
            for element in group.children:
                if element.name.lower() in _ITEMS:
                    found.items += _items(path, element, conditional)
    return found


def read_packages_config(path: str, content: bytes) -> list[Item]:
    """Its packages, all of exact versions. Raises Unreadable."""
    root = from_xml(content)
    if root.name != "packages":
        raise Unreadable(f"it is no packages.config: its root is <{root.name[:50]}>")
    return [
        Item(
            one.attributes.get("id", ""),
            "package",
            Place(path, one.line),
            Value(one.attributes.get("version", ""), Place(path, one.line)),
            private=one.attributes.get("developmentDependency") == "true",
        )
        for one in root.all("package")
    ]


def read_sources(content: bytes) -> list[tuple[int, str]]:
    """Line and URL of a nuget.config's package sources that lie in the network. Raises Unreadable."""
    root = from_xml(content)
    if root.name != "configuration":
        raise Unreadable(f"it is no nuget.config: its root is <{root.name[:50]}>")
    added = ((one.line, one.attributes.get("value", "")) for one in root.all("packageSources", "add"))
    return [(line, bare(url)) for line, url in added if "://" in url]


def _groups(root: Element) -> Iterator[tuple[Element, bool]]:
    """Groups of the project, of its targets and choices; with each, whether it stands under a condition."""
    waiting = [(root, False)]
    while waiting:
        element, conditional = waiting.pop()
        for child in reversed(element.children):
            bound = conditional or "Condition" in child.attributes or child.name in ("When", "Otherwise", "Target")
            if child.name in ("Choose", "When", "Otherwise", "Target"):
                waiting.append((child, bound))
        for child in element.children:
            if child.name in ("PropertyGroup", "ItemGroup"):
                yield child, conditional or "Condition" in child.attributes


def _properties(found: ProjectFile, group: Element) -> None:
    for one in group.children:
        value, name = Value(caseless(one.text), Place(found.path, one.line)), one.name.lower()
        default = _DEFAULT.fullmatch(one.attributes.get("Condition", ""))
        if not (default and name in found.properties):
            found.properties[name] = value
        if one.name in _SOURCES:
            urls = (url.strip() for url in one.text.split(";"))
            found.sources += [(one.line, one.name, bare(url)) for url in urls if "://" in url]


def _items(path: str, element: Element, conditional: bool) -> Iterator[Item]:
    names = element.attributes.get("Include") or element.attributes.get("Update") or ""
    override, version = _told(path, element, "VersionOverride"), _told(path, element, "Version")
    chosen = override or version
    assets = _told(path, element, "PrivateAssets")
    for name in names.split(";")[:1000]:
        if name.strip():
            yield Item(
                name.strip(),
                element.name.lower(),
                chosen.place if chosen else Place(path, element.line),
                chosen,
                override is not None,
                "Include" not in element.attributes,
                conditional or "Condition" in element.attributes,
                assets is not None and assets.text.lower() == "all",
            )


def _told(path: str, element: Element, name: str) -> Value | None:
    """An attribute, or the child of that name."""
    if text := element.attributes.get(name, "").strip():
        return Value(text, Place(path, element.line))
    child = element.first(name)
    return Value(child.text, Place(path, child.line)) if child and child.text else None
