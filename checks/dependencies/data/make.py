"""`python -m checks.dependencies.data.make FOLDER`: packs a folder of OSV records into the data that is shipped.

FOLDER holds `<source>.jsonl.xz` with OSV records for each source below, and `malicious_<type>.csv.xz` with names
(`name,version_specific`); beside it lies `typosquats/popular_<type>.txt`, the most used names first, to correct them
by: of some packages that many use and a version of which was stolen, the list says that all versions are malicious.
Only facts are kept; SOURCES.md, which names sources, licences and limits, is written too.
"""

from __future__ import annotations

import csv
import json
import lzma
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.dependencies.files import records
from checks.dependencies.mirror import UNNUMBERED, Affected
from checks.dependencies.osv import TYPES, Fact, Odd, facts

HERE = Path(__file__).parent
_ECOSYSTEMS = {type_: ecosystem for ecosystem, type_ in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Origin:
    """One source of shipped facts."""

    file: str
    """In FOLDER."""
    name: str
    type: str
    licence: str
    url: str
    taken: str
    """Month in which it was taken."""
    note: str = ""

    @property
    def header(self) -> Mapping[str, str]:
        """As `building.sections` reads it."""
        return {
            "name": f"shipped/{self.name}",
            "type": self.type,
            "licence": self.licence,
            "url": self.url,
            "taken": self.taken,
            "note": self.note,
        }


ORIGINS = (
    Origin("pypi.jsonl.xz", "pypi", "pypi", "CC-BY-4.0", "https://github.com/pypa/advisory-database", "2026-07"),
    Origin(
        "go.jsonl.xz",
        "go",
        "golang",
        "CC-BY-4.0",
        "https://github.com/golang/vulndb",
        "2026-08",
        "No CVSS, and most records carry no date.",
    ),
    Origin(
        "crates.jsonl.xz",
        "crates",
        "cargo",
        "CC0-1.0, imports of GitHub's CC-BY-4.0",
        "https://github.com/rustsec/advisory-db",
        "2026-08",
    ),
    Origin(
        "rubygems.jsonl.xz",
        "rubygems",
        "gem",
        "public domain",
        "https://github.com/rubysec/ruby-advisory-db",
        "2026-08",
        "Ranges are the complement of what it calls patched or unaffected. Advisories about Ruby itself are left out.",
    ),
    Origin(
        "packagist.jsonl.xz",
        "packagist",
        "composer",
        "Unlicense",
        "https://github.com/FriendsOfPHP/security-advisories",
        "2026-08",
        "It has no CVSS; when it was taken is not recorded.",
    ),
    Origin(
        "npm.jsonl.xz",
        "npm",
        "npm",
        "MIT (nodejs/security-wg), Apache-2.0 (retire.js)",
        "https://github.com/nodejs/security-wg",
        "2026-08",
        "Thin: the half from nodejs/security-wg ends in 2020. `python -m bot sync` brings all of npm's. When it "
        "was taken is not recorded.",
    ),
)
_MALICIOUS = (
    "Names without numbers; names of which only some versions are malicious are left out, as the list names none, and "
    "so are names that many people use. When it was taken is not recorded."
)
MALICIOUS = tuple(
    Origin(
        f"malicious_{type_}.csv.xz",
        f"malicious-{type_}",
        type_,
        "Apache-2.0",
        "https://github.com/ossf/malicious-packages",
        "2026-08",
        _MALICIOUS,
    )
    for type_ in ("pypi", "npm")
)


def main(arguments: list[str]) -> int:
    """Writes both files and prints what went into them."""
    if len(arguments) != 1:
        print("usage: python -m checks.dependencies.data.make FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    counts: dict[str, tuple[int, str]] = {}
    with lzma.open(HERE / "advisories.jsonl.xz", "wb", preset=9 | lzma.PRESET_EXTREME) as out:
        for origin in (*ORIGINS, *MALICIOUS):
            out.write(_line({"source": origin.header}))
            found = names(folder, origin) if origin in MALICIOUS else advisories(folder, origin)
            some = sorted(found, key=lambda record: (record[0].name, record[0].advisory.id))
            for record in some:
                out.write(_line(compact(record)))
            newest = _newest(origin, some)
            counts[origin.name] = (len(some), newest)
            print(f"{origin.name:16} {len(some):6} records, newest {newest or 'not dated'}")
    (HERE / "SOURCES.md").write_text(sources(counts))
    return 0


def advisories(folder: Path, origin: Origin) -> Iterator[Sequence[Fact]]:
    """The facts of each record of one source; what cannot be used is left out."""
    for record in records(folder / origin.file):
        with suppress(Odd):
            if found := [fact for fact in facts(record) if fact.type == origin.type]:
                yield found


def names(folder: Path, origin: Origin) -> Iterator[Sequence[Fact]]:
    """Malicious in every version. What many people use never is: there a version was stolen, and taken back."""
    listed = (folder.parent / "typosquats" / f"popular_{origin.type}.txt").read_text(encoding="utf-8")
    popular = {line.split("\t")[0] for line in listed.splitlines()}
    with lzma.open(folder / origin.file, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["version_specific"] == "0" and row["name"] not in popular:
                package = {"ecosystem": _ECOSYSTEMS[origin.type], "name": row["name"]}
                ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]
                yield facts({"id": UNNUMBERED, "affected": [{"package": package, "ranges": ranges}]})


def _newest(origin: Origin, some: Iterable[Sequence[Fact]]) -> str:
    """The newest date that is no slip of a pen: not after the source was taken."""
    dates = (date for record in some for date in (record[0].advisory.modified, record[0].advisory.published))
    return max((date for date in dates if date[: len(origin.taken)] <= origin.taken), default="")


def compact(record: Sequence[Fact]) -> Mapping[str, Any]:
    """What one record says, as an OSV record that holds nothing else."""
    one = record[0].advisory
    extra = {"severity": one.word.upper(), "cwe_ids": one.cwes}
    optional = {
        "aliases": one.aliases,
        "published": one.published,
        "modified": one.modified,
        "summary": one.summary,
        "severity": [{"type": f"CVSS_V{_generation(vector)}", "score": vector} for vector in one.vectors],
        "database_specific": {name: value for name, value in extra.items() if value},
    }
    affected = [_affected(fact) for fact in record]
    return {"id": one.id, **{name: value for name, value in optional.items() if value}, "affected": affected}


def _affected(fact: Fact) -> Mapping[str, Any]:
    optional = {
        "ranges": [{"type": "ECOSYSTEM", "events": _events(one)} for one in fact.advisory.ranges],
        "versions": fact.advisory.versions.split(),
        "ecosystem_specific": {"imports": [{"path": part} for part in fact.advisory.parts]}
        if fact.advisory.parts
        else {},
    }
    package = {"ecosystem": _ECOSYSTEMS[fact.type], "name": fact.name}
    return {"package": package, **{name: value for name, value in optional.items() if value}}


def _events(one: Affected) -> list[dict[str, str]]:
    """Each stretch is a range of its own: stretches of several ranges may overlap."""
    end = {"fixed": one.fixed, "last_affected": one.last}
    return [{"introduced": one.introduced or "0"}, *({kind: version} for kind, version in end.items() if version)]


def _generation(vector: str) -> str:
    return vector[5] if vector.startswith("CVSS:") else "2"


def _line(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def sources(counts: Mapping[str, tuple[int, str]]) -> str:
    """SOURCES.md."""
    lines = [
        "# Where the shipped advisories come from",
        "",
        "`advisories.jsonl.xz` holds facts only: ids, aliases, affected versions, severities, dates, and one line of",
        "summary. `python -m checks.dependencies.data.make FOLDER` makes it, and this page. Withdrawn records are left",
        "out. It lets a fresh installation work without a network, and it grows old:",
        "`python -m bot sync` takes what is known today.",
        "",
        "| source | licence | taken | records | newest record | limits |",
        "|---|---|---|---|---|---|",
    ]
    for one in (*ORIGINS, *MALICIOUS):
        count, newest = counts[one.name]
        lines.append(
            f"| {one.name}: [{one.url.removeprefix('https://')}]({one.url}) | {one.licence} | {one.taken} | {count:,} "
            f"| {newest or 'not dated'} | {one.note} |"
        )
    return "\n".join(
        [*lines, "", "Those under CC-BY-4.0 are adapted: cut to the facts above. Thanks to all who keep them.", ""]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
