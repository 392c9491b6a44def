"""Which files are Python's, and which of them are read together. Reads others only to follow what they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from checks.interface import Skip, Snapshot
from checks.packages.python import conda, requirements, script
from checks.texts import written

SHEETS = ("pyproject.toml", "setup.cfg", "setup.py")
"""Manifests of one folder, the one to name it by first."""
LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
PIPENV = ("Pipfile", "Pipfile.lock")
CONFIGURATIONS = ("pip.conf", "pip.ini", "uv.toml")
_NO_SCRIPTS = frozenset({"setup.py", "__init__.py", "conftest.py"})
MOST_MEMBERS = 200
"""Of a workspace that are read together."""
_REQUIREMENTS = re.compile(r"(?:.*[-_.])?(?:requirements?|constraints?)(?:[-_.].*)?\.(?:txt|in|pip)", re.IGNORECASE)
_IN_FOLDER = re.compile(
    r"(?:^|/)(?:requirements|constraints)/(?!readme|licen|change)[^/]+\.(?:txt|in|pip)$", re.IGNORECASE
)
_CONDA = re.compile(r"(?:conda[-_])?env(?:ironment)?(?:[-_.][\w.-]+)?\.ya?ml", re.IGNORECASE)
_PYLOCK = re.compile(r"pylock\.[^./]+\.toml")
_MEMBER = re.compile(rb'^source = \{ (?:editable|virtual|directory) = "([^"\n]+)" \}', re.MULTILINE)
_READERS_OF_CONSTRAINTS = (
    *("requirements.txt", "requirements.in", "requirements-dev.txt", "requirements-dev.in", "requirements_dev.txt"),
    *("dev-requirements.txt", "dev-requirements.in", "test-requirements.txt", "requirements-test.txt"),
    *("requirements/base.txt", "requirements/base.in", "requirements/dev.txt", "requirements/dev.in"),
)
"""Names to guess: the tree is not listed."""


def is_requirements(path: str) -> bool:
    """pip's own format, by the name."""
    return bool(_REQUIREMENTS.fullmatch(_name(path)) or _IN_FOLDER.search(path))


def is_conda(path: str) -> bool:
    """environment.yml and its like."""
    return bool(_CONDA.fullmatch(_name(path)))


def is_lock(path: str) -> bool:
    """A lockfile of any of the tools."""
    name = _name(path)
    return name in LOCKS or name == "Pipfile.lock" or name.endswith(".py.lock") or bool(_PYLOCK.fullmatch(name))


def is_script(path: str) -> bool:
    """A Python file that may hold a block: not those that are never run by themselves, each would have to be read."""
    name = _name(path)
    return name.endswith(".py") and name not in _NO_SCRIPTS and not name.startswith("test_")


def claims(path: str) -> bool:
    """Whether a file of this name may name packages."""
    name = _name(path)
    if name in SHEETS or name in PIPENV or name in CONFIGURATIONS or is_script(path):
        return True
    return is_lock(path) or is_requirements(path) or is_conda(path)


def project(path: str, snapshot: Snapshot) -> Sequence[str]:
    """The claimed file with those that it is read with."""
    name, folder = _name(path), written.folder(path)
    if name in CONFIGURATIONS:
        return [path]
    if name in PIPENV:
        return _there((folder + one for one in PIPENV), snapshot, path)
    if name.endswith((".py", ".py.lock")) and name != "setup.py":
        return _script(path.removesuffix(".lock"), snapshot, path)
    if is_conda(path):
        return _following([path], snapshot, _conda_includes, path)
    if is_requirements(path):
        return _requirements(path, snapshot)
    return _folder(path, snapshot)


def _folder(path: str, snapshot: Snapshot) -> Sequence[str]:
    """Manifests and lockfiles side by side, with the members of a uv workspace."""
    root = next(
        (above for above in written.folders_up(path) if path in _members(above, snapshot)), written.folder(path)
    )
    beside = [root + one for one in (*SHEETS, *LOCKS)]
    extra = [path] if _PYLOCK.fullmatch(_name(path)) else []
    return _there([*beside, *_members(root, snapshot), *extra], snapshot, path)


def _members(folder: str, snapshot: Snapshot) -> list[str]:
    """Manifests of the members that the folder's uv.lock names."""
    lock = folder + "uv.lock"
    content = _content(lock, snapshot) or b""
    found = (written.beside(lock, member.decode("utf-8", "replace")) for member in _MEMBER.findall(content))
    return [f"{member}/pyproject.toml" for member in found if member][:MOST_MEMBERS]


def _script(path: str, snapshot: Snapshot, asked: str) -> Sequence[str]:
    if asked == path and not script.has_block(_content(path, snapshot) or b""):
        return []
    return _there([path, path + ".lock"], snapshot, asked)


def _requirements(path: str, snapshot: Snapshot) -> Sequence[str]:
    if requirements.is_constraints(path) and (reader := _reader_of(path, snapshot)):
        return _following(_pair(reader, snapshot), snapshot, requirements.includes, path)
    return _following(_pair(path, snapshot), snapshot, requirements.includes, path)


def _pair(path: str, snapshot: Snapshot) -> list[str]:
    """What people write before what is compiled from it."""
    stem = re.sub(r"\.(?:txt|in)$", "", path)
    return _there([f"{stem}.in", f"{stem}.txt"], snapshot, path) if stem != path else [path]


def _reader_of(path: str, snapshot: Snapshot) -> str | None:
    """A file beside the constraints, or above them, that reads them."""
    for folder in written.folders_up(path)[:2]:
        for name in _READERS_OF_CONSTRAINTS:
            content = _content(folder + name, snapshot)
            if content and path in requirements.includes(folder + name, content):
                return folder + name
    return None


def _conda_includes(path: str, content: bytes) -> list[str]:
    return conda.includes(path, content) if is_conda(path) else requirements.includes(path, content)


def _following(
    first: Iterable[str], snapshot: Snapshot, includes: Callable[[str, bytes], list[str]], asked: str
) -> Sequence[str]:
    """These and what they read on, each once: a circle ends where it began."""
    found = list(first)
    for path in found:  # grows while it is walked
        content = _content(path, snapshot)
        more = includes(path, content) if content else []
        found += [one for one in dict.fromkeys(more) if one not in found][: requirements.MOST_FILES - len(found)]
    return _there(found, snapshot, asked)


def _there(paths: Iterable[str], snapshot: Snapshot, asked: str) -> list[str]:
    """Those that are regular files, each once; the one that was asked about in any case."""
    return [path for path in dict.fromkeys(_with(paths, asked)) if path == asked or _is_file(path, snapshot)]


def _with(paths: Iterable[str], asked: str) -> Iterator[str]:
    yield from paths
    yield asked


def _is_file(path: str, snapshot: Snapshot) -> bool:
    entry = snapshot.entry(path)
    return entry is not None and entry.is_file


def _content(path: str, snapshot: Snapshot) -> bytes | None:
    try:
        return snapshot.read(path) if _is_file(path, snapshot) else None
    except Skip:
        return None  # too large: whoever reads it says so


def _name(path: str) -> str:
    return path.rpartition("/")[2]
