"""How quickly packages are matched with advisories, and whether the same are found as by pip-audit on the same data.

pip-audit is installed into a folder of its own (`build/pip-audit`) when first asked for. It asks a server in this
process that speaks OSV's API and decides which versions are affected by packaging's specifiers alone: none of our code.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from checks.dependencies import building
from checks.dependencies.known import vulnerabilities
from checks.dependencies.mirror import Mirror
from checks.dependencies.vulnerabilities import findings
from checks.packages.model import Dependency, Place, Reading

PACKAGES, PINNED, ROUNDS = 2_000, 200, 9
GOAL_SECONDS, GOAL_RATIO = 0.050, 20
_ENVIRONMENT = Path("build") / "pip-audit"
Records = Mapping[str, Sequence[Mapping[str, Any]]]
"""Name -> OSV records about it."""


def main() -> None:
    """Prints the figures."""
    records = _shipped()
    _print_matching(records)
    _print_beside_pip_audit(records)


def _shipped() -> dict[str, list[Mapping[str, Any]]]:
    """The PyPI records that come with the project, by name."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for load in building.sections(building.SHIPPED):
        if load.source.name == "shipped/pypi":
            for record in load.records:
                for affected in record["affected"]:
                    found[canonicalize_name(affected["package"]["name"])].append(record)
    return found


def _print_matching(records: Records) -> None:
    """A lockfile as they are: a tenth of its packages ever had an advisory; then one of nothing else."""
    chance = random.Random(1)
    had = [
        Dependency(type="pypi", name=name, version=version, place=Place("x", 1))
        for name, version in _pins(records, 1400)
    ]
    had += [
        Dependency(type="pypi", name=one.name, version="0.0.1", place=one.place) for one in had[: PACKAGES - len(had)]
    ]
    never = [
        Dependency(type="pypi", name=f"unheard-of-{n}", version=f"1.{n}", place=Place("x", 1)) for n in range(PACKAGES)
    ]
    usual = [*never[: PACKAGES * 9 // 10], *chance.sample(had, PACKAGES // 10)]
    for what, dependencies in (("of which 200 ever had an advisory", usual), ("all of which had advisories", had)):
        reading = Reading(tuple(dependencies))
        cold, warm, count = _timed(reading)
        goal = f"(goal < {GOAL_SECONDS * 1e3:.0f} ms: {'met' if warm < GOAL_SECONDS else 'MISSED'})"
        print(
            f"{len(dependencies)} packages, {what}: {warm * 1e3:4.0f} ms warm, {cold * 1e3:4.0f} ms at first"
            f"   {count} findings   {goal if dependencies is usual else ''}"
        )


def _timed(reading: Reading) -> tuple[float, float, int]:
    """Seconds with a mirror just opened, median seconds after that, findings."""
    mirror = Mirror.open(None)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        found = findings(reading, mirror, lambda _: ())
        times.append(time.perf_counter() - started)
    mirror.close()
    return times[0], statistics.median(times[1:]), len(found)


def _pins(records: Records, count: int) -> list[tuple[str, str]]:
    """Names with a version that their advisories name: one in three the last fix of all, which mends most."""
    chance = random.Random(2)
    pins = []
    for name in chance.sample(sorted(records), min(count, len(records))):
        events = [event for record in records[name] for event in _events(record, name)]
        versions = sorted({version for _, version in events if _is_version(version)}, key=Version)
        if versions:
            pins.append((name, versions[-1] if chance.random() < 0.33 else chance.choice(versions)))
    return pins


def _events(record: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for affected in record["affected"]:
        if canonicalize_name(affected["package"]["name"]) == name:
            for part in affected.get("ranges", ()):
                for event in part["events"]:
                    yield from event.items()


def _is_version(text: str) -> bool:
    try:
        return text != "0" and bool(Version(text))
    except InvalidVersion:
        return False


def _print_beside_pip_audit(records: Records) -> None:
    tool = _pip_audit()
    if tool is None:
        print("pip-audit could not be installed here: not compared")
        return
    pins = _pins(records, PINNED + 40)[:PINNED]
    reading = Reading(
        tuple(Dependency(type="pypi", name=name, version=version, place=Place("x", 1)) for name, version in pins)
    )
    with _osv_api(records) as address:
        theirs, seconds = _audited(tool, address, pins)
    cold, warm, _ = _timed(reading)
    process = _as_a_process(pins)
    print(f"{len(pins)} pinned packages, the same records: pip-audit {seconds:.2f} s (its server is here, no network)")
    print(
        f"  ours {warm * 1e3:.0f} ms in a worker: {seconds / warm:.0f} times as fast (goal >= {GOAL_RATIO}); "
        f"{cold * 1e3:.0f} ms at first; {process:.2f} s as a process of its own ({seconds / process:.0f} times)"
    )
    _print_differences(reading, theirs)


def _pip_audit() -> Path | None:
    tool = _ENVIRONMENT / "bin" / "pip-audit"
    if not tool.exists():
        venv.create(_ENVIRONMENT, with_pip=True, clear=True)
        command = [str(_ENVIRONMENT / "bin" / "pip"), "install", "--quiet", "pip-audit"]
        subprocess.run(command, check=False, capture_output=True)
    return tool.absolute() if tool.exists() else None


def _audited(tool: Path, address: str, pins: Sequence[tuple[str, str]]) -> tuple[dict[str, list[set[str]]], float]:
    """Name -> the names of each vulnerability that pip-audit tells of; and seconds."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text("".join(f"{name}=={version}\n" for name, version in pins))
        command = [str(tool), "-r", str(requirements), "--no-deps", "--disable-pip", "--progress-spinner", "off"]
        command += ["-s", "osv", "--osv-url", address, "-f", "json", "--cache-dir", folder]
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
    if not done.stdout:
        raise RuntimeError(done.stderr)
    told = json.loads(done.stdout)["dependencies"]
    return {one["name"]: [{vuln["id"], *vuln["aliases"]} for vuln in one.get("vulns", ())] for one in told}, seconds


_PROCESS = """
import json, sys
from checks.dependencies.mirror import Mirror
from checks.dependencies.vulnerabilities import findings
from checks.packages.model import Dependency, Place, Reading
pins = json.load(sys.stdin)
place = Place("x", 1)
reading = Reading(tuple(Dependency(type="pypi", name=name, version=version, place=place) for name, version in pins))
print(len(findings(reading, Mirror.open(None), lambda _: ())))
"""


def _as_a_process(pins: Sequence[tuple[str, str]]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", _PROCESS], input=json.dumps(pins), text=True, capture_output=True, check=True)
    return time.perf_counter() - started


def _print_differences(reading: Reading, theirs: Mapping[str, Sequence[set[str]]]) -> None:
    mirror = Mirror.open(None)
    known = mirror.advisories((one.type, one.name) for one in reading.dependencies)
    same, only_ours, only_theirs, split = 0, [], [], []
    for one in reading.dependencies:
        ours = [
            each for each in vulnerabilities("pypi", known.get(("pypi", one.name), ())) if each.affects(one.version)
        ]
        told = theirs.get(one.name, ())
        for each in ours:
            matching = [names for names in told if names & set(each.ids)]
            same += bool(matching)
            only_ours += [] if matching else [f"{one.name} {one.version} {each.id}"]
            split += [f"{one.name} {one.version} {each.id}"] if len(matching) > 1 else []
        only_theirs += [
            f"{one.name} {one.version} {'/'.join(sorted(names))}"
            for names in told
            if not any(names & set(each.ids) for each in ours)
        ]
    print(
        f"  {same} vulnerabilities told of by both; only by us {len(only_ours)}, only by pip-audit {len(only_theirs)}"
    )
    for what, some in (("only ours", only_ours), ("only theirs", only_theirs)):
        for line in some[:10]:
            print(f"    {what}: {line}")
    if split:
        print(
            f"  {len(split)} of them are several to pip-audit, which an alias of a third joins: {', '.join(split[:3])}"
        )


@contextmanager
def _osv_api(records: Records) -> Iterator[str]:
    """The address of a query service over `records`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else every answer waits 40 ms for an acknowledgement
        wbufsize = 1 << 16

        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, version = query["package"]["name"], query["version"]
            vulns = [_dated(one) for one in records.get(name, ()) if _affects(one, name, version)]
            body = json.dumps({"vulns": vulns} if vulns else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def _dated(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Days as the moments that pip-audit insists on."""
    dates = {name: f"{record[name]}T00:00:00Z" for name in ("published", "modified") if name in record}
    return {"published": "2020-01-01T00:00:00Z", **record, **dates}


def _affects(record: Mapping[str, Any], name: str, version: str) -> bool:
    """By packaging's specifiers."""
    wanted: Callable[[str], bool] = lambda text: SpecifierSet(text, prereleases=True).contains(version)  # noqa: E731
    for affected in record["affected"]:
        if canonicalize_name(affected["package"]["name"]) != name:
            continue
        if any(_is_version(one) and Version(one) == Version(version) for one in affected.get("versions", ())):
            return True
        for part in affected.get("ranges", ()):
            low = ""
            for event in part["events"]:
                (kind, bound), *_ = event.items()
                if kind == "introduced":
                    low = f">={bound}"
                elif wanted(f"{low},{'<' if kind == 'fixed' else '<='}{bound}"):
                    return True
                else:
                    low = ""
            if low and wanted(low):
                return True
    return False


if __name__ == "__main__":
    main()
