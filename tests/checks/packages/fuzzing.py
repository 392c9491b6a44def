"""What must hold of every reader whatever its files say: `check_reader` mutates real files and asserts it."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packageurl import PackageURL

from checks.interface import Entry, Scope, Skip
from checks.packages.model import Dependency, Ecosystem, Place, Reading

SECONDS = 2.0
"""CPU time that one mutated file of a few kilobytes may cost: far more than any should, far less than a hang."""
_SCALAR = re.compile(rb'"[^"\n]*"|\'[^\'\n]*\'|(?<=[:=] )[^\s,\]}]+')
_PIECES = (
    *b"[ ] { } {} [] \" ' \"\"\" ''' < > </ /> <!-- ]]> & * \\ # // /* : = , ; - @ == === ^ ~ >= || ? !!x".split(),
    *b"null true 99999999999999999999999 -1 1e999 0x 1.0 v1 =1=2 [[package]]\n [a]\n <<:*a ${A} $(A) %s -r -e".split(),
    *b"../../etc/passwd /etc/passwd C:\\x file:///etc/passwd https://user:hunter2@example.org/x".split(),
    *b"git+ssh://git@example.org/a/b@main http://[::1 http://a:99999999 -r../../../x.txt -r. <<<<<<<".split(),
    *(
        b"\n",
        b"\r",
        b"\r\n",
        b"\\\n",
        b"\t",
        b"  ",
        b"- ",
        b": ",
        b"\0",
        b"\x1b",
        b"\x0c",
        b"<<<<<<< ours\n",
        b"=======\n",
    ),
    *(b"\xff", b"\xc3", b"\xe2\x80\xa8", b"\xc2\x85", b"\xef\xbb\xbf", b"\xd9\xa1", b"\xef\xbc\xa1", b"a" * 5000),
)
_REPLACEMENTS = (
    b"{}",
    b"[]",
    b'""',
    b"null",
    b"true",
    b"1",
    b"-1.5",
    b'"a"',
    b"[[]]",
    b'{"a": {}}',
    b'["a", 1]',
    b"~",
    b"<a/>",
)


@dataclass(frozen=True)
class BytesSnapshot:
    """A commit's tree as a mapping of path to bytes. Counts nothing, follows nothing."""

    files: Mapping[str, bytes]
    unreadable: frozenset[str] = frozenset()
    sha: str = "a" * 40

    def entry(self, path: str) -> Entry | None:
        assert_inside(path)
        return Entry("0" * 40, "100644") if path in self.files or path in self.unreadable else None

    def entries(self) -> Mapping[str, Entry]:
        raise AssertionError("a reader never lists the whole tree")

    def read(self, path: str) -> bytes | None:
        assert_inside(path)
        if path in self.unreadable:
            raise Skip("it is larger than the limit")
        return self.files.get(path)


def check_reader(ecosystem: Ecosystem, files: Mapping[str, bytes], examples: int = 150) -> None:
    """Reads the files as they are, then `examples` mutations of them, then as many random ones under the same names."""
    assert_holds(ecosystem, files)
    paths = sorted(files)

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def mutated(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(paths))
        content = files[path]
        for _ in range(data.draw(st.integers(1, 6))):
            content = _mutated(content, data, files)
        assert_holds(ecosystem, {**files, path: content})

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def random(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(paths))
        words = st.sampled_from((*_PIECES, *_words(files[path])))
        content = data.draw(st.one_of(st.binary(max_size=200), st.lists(words, max_size=40).map(b"".join)))
        assert_holds(ecosystem, {**files, path: content})

    mutated()
    random()


def assert_holds(ecosystem: Ecosystem, files: Mapping[str, bytes]) -> Reading:
    """Reads them, and asserts all that must hold of any reading. Gives it for more to be asserted."""
    _assert_projects(ecosystem, files)
    before = time.process_time()
    reading = ecosystem.read(files)
    assert time.process_time() - before < SECONDS, "it takes too long"
    for dependency in reading.dependencies:
        _assert_dependency(dependency, files)
    for index in reading.indexes:
        _assert_place(index.place, files)
        assert index.type
        assert index.directive
        _assert_no_credentials(index.url)
    for mismatch in reading.mismatches:
        _assert_place(mismatch.place, files)
        assert mismatch.type
        assert mismatch.name
        assert mismatch.message.strip()
    for problem in reading.problems:
        assert problem.path
        assert problem.reason.strip()
    return reading


def assert_inside(path: str) -> None:
    """That a path which a reader asks for lies in the repository."""
    assert path, "an empty path"
    assert not path.startswith("/"), path
    assert not {"", ".", ".."} & set(path.split("/")), path


def _assert_projects(ecosystem: Ecosystem, files: Mapping[str, bytes]) -> None:
    claimed = [path for path in files if ecosystem.claims(path)]
    for snapshot in (BytesSnapshot(files), BytesSnapshot({}, frozenset(files))):
        for path in claimed:
            project = _timely_project(ecosystem, path, snapshot)
            assert not project or path in project, (path, project)
            assert len(set(project)) == len(project), project
            for name in project:
                assert_inside(name)


def _timely_project(ecosystem: Ecosystem, path: str, snapshot: BytesSnapshot) -> Sequence[str]:
    before = time.process_time()
    project = ecosystem.project(path, snapshot)
    assert time.process_time() - before < SECONDS, "finding the project takes too long"
    return project


def _assert_dependency(dependency: Dependency, files: Mapping[str, bytes]) -> None:
    _assert_place(dependency.place, files)
    if dependency.locked:
        _assert_place(dependency.locked, files)
    assert dependency.name.strip()
    namespace, _, name = dependency.name.rpartition("/")
    assert PackageURL(dependency.type, namespace or None, name, dependency.version or None).to_string()
    assert isinstance(dependency.scope, Scope)
    texts = (dependency.version, dependency.requirement, dependency.origin, dependency.licence, dependency.written)
    assert all(isinstance(text, str) for text in texts), dependency
    assert all(isinstance(name, str) and name for name in dependency.via), dependency
    assert all(isinstance(digest, str) and ":" in digest for digest in dependency.integrity), dependency
    assert dependency.written != dependency.name
    _assert_no_credentials(dependency.origin)


def _assert_place(place: Place, files: Mapping[str, bytes]) -> None:
    assert place.path in files, place
    content = files[place.path]
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    assert 1 <= place.line <= max(lines, 1), (place, lines)


def _assert_no_credentials(url: str) -> None:
    with contextlib.suppress(ValueError):  # no URL after all: nobody is let in by it
        assert not urlsplit(url).password, url


def _mutated(content: bytes, data: st.DataObject, files: Mapping[str, bytes]) -> bytes:
    at = data.draw(st.integers(0, len(content)))
    how = data.draw(
        st.sampled_from(("insert", "insert", "replace", "replace", "cut", "end", "twice", "line", "other", "byte"))
    )
    if how == "insert":
        return content[:at] + data.draw(st.sampled_from(_PIECES)) + content[at:]
    if how == "replace":
        if not (scalars := list(_SCALAR.finditer(content))):
            return content
        found = data.draw(st.sampled_from(scalars))
        put = data.draw(st.sampled_from((*_REPLACEMENTS, *_PIECES)))
        quoted = found[0][:1] in (b'"', b"'") and data.draw(st.booleans())
        return content[: found.start()] + (b'"' + put + b'"' if quoted else put) + content[found.end() :]
    if how == "end":
        return content[:at]
    until = min(len(content), at + data.draw(st.integers(1, 200)))
    if how == "cut":
        return content[:at] + content[until:]
    if how == "twice":
        return content[:until] + content[at:until] + content[until:]
    if how == "byte":
        return content[:at] + data.draw(st.binary(min_size=1, max_size=3)) + content[at + 1 :]
    lines = content.split(b"\n")
    number = data.draw(st.integers(0, len(lines) - 1))
    if how == "line":
        lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(number))
        return b"\n".join(lines)
    other = files[data.draw(st.sampled_from(sorted(files)))].split(b"\n")
    lines.insert(number, data.draw(st.sampled_from(other)))
    return b"\n".join(lines)


def _words(content: bytes) -> list[bytes]:
    """What the format is made of, from a file of it: random text of these gets further in than random bytes."""
    return sorted(set(re.findall(rb"[A-Za-z_.-]+|\W", content[:20_000])))[:300]
