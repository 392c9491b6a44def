"""What Python's tests share: readings as text, one line a dependency, so that whole readings are compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from checks.packages.model import Dependency, Place, Reading
from checks.packages.python import Python
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds

CASES = Path(__file__).parents[2] / "cases" / "packages" / "python"


def case(name: str) -> dict[str, bytes]:
    """The files of one case folder, by their path in it."""
    found = {str(path.relative_to(CASES / name)): path for path in sorted((CASES / name).rglob("*")) if path.is_file()}
    return {path: file.read_bytes() for path, file in found.items()}


def reading(files: Mapping[str, str | bytes]) -> Reading:
    """Of the project that the first file belongs to."""
    content = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    order = Python().project(next(iter(content)), BytesSnapshot(content))
    return assert_holds(Python(), {path: content[path] for path in order if path in content})


def told(files: Mapping[str, str | bytes]) -> list[str]:
    """ "path:line name version requirement scope < via @ lockfile:line", without what is empty."""
    return [_line(one) for one in reading(files).dependencies]


def project(path: str, files: Mapping[str, str | bytes]) -> list[str]:
    content = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    return list(Python().project(path, BytesSnapshot(content)))


def _line(one: Dependency) -> str:
    parts = [_place(one.place), one.name if one.type == "pypi" else f"{one.type}:{one.name}", one.version]
    parts += [f"({one.requirement})" if one.requirement else "", one.scope.value]
    parts += [f"< {' < '.join(reversed(one.via))}" if one.via else "", f"@ {_place(one.locked)}" if one.locked else ""]
    parts += [f"from {one.origin}" if one.origin else "", "" if one.reached else "UNREACHED"]
    return " ".join(part for part in parts if part)


def _place(place: Place) -> str:
    return f"{place.path}:{place.line}"
