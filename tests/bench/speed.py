"""How quick it is: webhook to published review, beside semgrep's own command line in the same run.

Ratios are what counts; absolute times are this machine's of this minute. The local GitHub that both sides of a
conversation run through is Python in this very process, so its time is part of ours.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from waitress.server import create_server

from bot.playground.command import SAMPLE
from bot.playground.github.nouns import Pull
from checks.static_analysis import rules
from tests.end_to_end.town import Town, begin

ROUNDS = 10
_EXTRA = "app/reports.py"


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as name:
        town = begin(Path(name))
        try:
            with town.bot:
                _print_scans(town, Path(name))
                _print_sizes(town)
                _print_acknowledgement(town)
        finally:
            town.forge.stop()


def _print_scans(town: Town, folder: Path) -> None:
    repo = town.repository(_sample("before"))
    _timed_change(town, repo, _sample("after"))  # warms up: stores, zygote, connections
    first, second, raw = [], [], []
    for number in range(ROUNDS):
        files = {path: content + _note(path, number) for path, content in _sample("after").items()}
        pull, seconds = _timed_change(town, repo, files)
        first.append(seconds)
        path = sorted(files)[number % len(files)]
        second.append(_timed_push(town, pull, {path: files[path] + _note(path, number + 1000)}))
        raw.append(_semgrep(folder / f"raw-{number}", files))
    one, two, semgrep = map(statistics.median, (first, second, raw))
    print(f"webhook -> review published, 5 files, warm     {one:7.2f} s")
    print(
        f"semgrep scan, same rules, same files           {semgrep:7.2f} s   ratio {one / semgrep:.2f}  (goal <= 0.20)"
    )
    print(f"second push, 1 of the 5 files                  {two:7.2f} s   ratio {two / one:.2f}  (goal <= 0.50)")


def _print_sizes(town: Town) -> None:
    small, large = (_repository_of(town, count) for count in (100, 50_000))
    pairs = []
    for number in range(ROUNDS):
        files = {path: content + _note(path, number + 5000) for path, content in _sample("after").items()}
        others = {path: content + _note(path, number + 6000) for path, content in files.items()}
        pairs.append((_timed_change(town, small, files)[1], _timed_change(town, large, others)[1]))
    ratio = statistics.median(big / little for little, big in pairs[1:])
    print(f"the same change in 100 and in 50,000 files     ratio {ratio:.2f}  (goal <= 1.30)")


def _repository_of(town: Town, count: int) -> str:
    filler = {f"docs/{number // 500}/{number}.txt": f"{number}\n" for number in range(count)}
    repo = town.repository({**_sample("before"), **filler})
    _timed_change(town, repo, _sample("after"))
    return repo


def _print_acknowledgement(town: Town) -> None:
    """A signed webhook that asks for nothing but is remembered, beside an empty route behind the same server."""
    town.forge.hooks.wait()
    delivery = town.deliveries(next(iter(town.installations)), "push")[-1]
    ours: list[float] = []
    empty: list[float] = []
    with _empty_server() as address:
        for number in range(300):
            headers = delivery.headers | {"X-GitHub-Delivery": f"bench-{number}"}
            ours.append(_post(f"{town.bot.address}/webhooks/github", delivery.body, headers))
            empty.append(_post(address, delivery.body, headers))
    for name, at in (("p50", 0.5), ("p99", 0.99)):
        mine, theirs = (sorted(times)[int(at * len(times))] * 1000 for times in (ours, empty))
        print(
            f"webhook acknowledged, {name}  {mine:6.1f} ms, an empty route {theirs:6.1f} ms, ratio {mine / theirs:.1f}"
        )


def _sample(side: str) -> Mapping[str, str]:
    """The playground's sample and one file more, among ordinary code: some 250 lines each."""
    files = {str(file.relative_to(SAMPLE / side)): file.read_text() for file in (SAMPLE / side).rglob("*.*")}
    files = {path: text for path, text in files.items() if Path(path).suffix in _FUNCTIONS}
    files[_EXTRA] = files["app/catalog.py"].replace("/products", f"/{side}/reports")
    return {path: content + _ordinary(path) for path, content in files.items()}


_FUNCTIONS = {
    ".py": "\n\ndef total_{n}(rows, rate={n}):\n    amount = 0\n    for row in rows:\n        if row.price > rate:\n"
    "            amount += row.price * row.count\n    return round(amount, 2)\n",
    ".js": "\nfunction total{n}(rows, rate = {n}) {{\n  let amount = 0;\n  for (const row of rows) {{\n"
    "    if (row.price > rate) amount += row.price * row.count;\n  }}\n  return Math.round(amount);\n}}\n",
    ".go": "\nfunc total{n}(rows []int) int {{\n\tamount := {n}\n\tfor _, row := range rows {{\n"
    "\t\tif row > amount {{\n\t\t\tamount += row\n\t\t}}\n\t}}\n\treturn amount\n}}\n",
    ".java": "\nclass Total{n} {{\n    int of(int[] rows) {{\n        int amount = {n};\n"
    "        for (int row : rows) {{\n            amount += row;\n        }}\n        return amount;\n    }}\n}}\n",
}


def _ordinary(path: str) -> str:
    return "".join(_FUNCTIONS[Path(path).suffix].format(n=number) for number in range(30))


def _note(path: str, number: int) -> str:
    """A comment that makes the content new, so that nothing kept answers for it."""
    return f"\n{'#' if path.endswith('.py') else '//'} note {number} {time.time_ns()}\n"


def _timed_change(town: Town, repo: str, files: Mapping[str, str]) -> tuple[Pull, float]:
    made: list[Pull] = []
    seconds = _timed(town, lambda: made.append(town.change(repo, files)))
    town.reviewed(made[0])
    return made[0], seconds


def _timed_push(town: Town, pull: Pull, files: Mapping[str, str]) -> float:
    seconds = _timed(town, lambda: town.push(pull, files))
    town.reviewed(pull)
    return seconds


def _timed(town: Town, act: Callable[[], object]) -> float:
    """From the pull_request webhook leaving the forge to the answer to the check run's completion."""
    sent: list[float] = []
    done = threading.Event()
    ended: list[float] = []

    def leaving(delivery: object) -> bool:
        if getattr(delivery, "event", "") == "pull_request" and not sent:
            sent.append(time.perf_counter())
        return False

    def exchanged(exchange: object) -> None:
        body = getattr(exchange, "request_body", b"")
        if getattr(exchange, "method", "") == "PATCH" and b'"completed"' in body:
            ended.append(time.perf_counter())
            done.set()

    town.forge.hooks.lose = leaving
    town.forge.hub.listeners.append(exchanged)
    try:
        act()
        if not done.wait(120):
            raise TimeoutError(f"no review; the service's log ends:\n{town.bot.log(20)}")
    finally:
        town.forge.hub.listeners.remove(exchanged)
    return ended[0] - sent[0]


def _semgrep(folder: Path, files: Mapping[str, str]) -> float:
    """Wall time of the command line with our rules on these files."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    pack = folder / "rules.json"
    pack.write_bytes(rules.load().json)
    semgrep = Path(sys.executable).parent / "semgrep"
    command = [semgrep, "scan", "--metrics", "off", "--disable-version-check", "--quiet", "--json", "--config", pack]
    started = time.perf_counter()
    subprocess.run([*command, *(folder / path for path in files)], capture_output=True, check=True, cwd=folder)
    return time.perf_counter() - started


@contextmanager
def _empty_server() -> Iterator[str]:
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "", methods=["POST"])
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}/"
    server.close()


def _post(address: str, body: bytes, headers: Mapping[str, str]) -> float:
    request = urllib.request.Request(address, body, dict(headers))
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
