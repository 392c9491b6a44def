"""Webhooks over real HTTP: a server process on loopback, a forge that only hears, and the store behind it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.bell import Bell
from bot.model import Ending, ScanState, Tally, Verdict
from bot.server import MAX_BODY
from bot.store import Store
from checks.interface import Outcome
from tests.small_forge import SECRET
from tests.waiting import until

ROOT = Path(__file__).parent.parent


class Served:
    """The server of one test, and what a forge would do to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = (folder / "log").open("wb")
        argv = [sys.executable, "-m", "tests.small_forge", str(folder)]
        self.process = subprocess.Popen(argv, cwd=ROOT, stderr=self.log)
        until((folder / "port").exists, what="the server's port")
        self.port = int((folder / "port").read_text())
        self.url = f"http://127.0.0.1:{self.port}"
        self.store = Store(f"sqlite:///{folder}/sekisho.db")

    def deliver(self, asked: dict[str, Any] | bytes, delivery: str = "d1", **headers: str) -> requests.Response:
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        return requests.post(
            f"{self.url}/webhooks/small", data=body, headers=signed(body, delivery) | headers, timeout=20
        )

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=20)

    def open_scans(self) -> dict[str, int]:
        return dict(self.store.figures(time.time()).open_scans)


def signed(body: bytes, delivery: str) -> dict[str, str]:
    signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return {"X-Small-Signature": signature, "X-Small-Delivery": delivery, "Content-Type": "application/json"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.store.close()
    served.process.terminate()
    assert served.process.wait(10) == 0
    served.log.close()


def test_a_push_is_answered_202_with_its_scan_and_rings_the_bell(served: Served) -> None:
    bell = Bell(served.folder / "bell")
    answer = served.deliver({"wish": "scan", "head": "a1"})
    assert answer.status_code == 202
    scan = served.store.scan(answer.json()["scan"])
    assert scan is not None
    assert (scan.state, scan.head_sha, str(scan.target)) == (ScanState.WAITING, "a1", "o/r#1")
    assert bell.wait(0)
    bell.close()


def test_an_event_that_asks_for_nothing_is_answered_200_and_leaves_the_bell_alone(served: Served) -> None:
    bell = Bell(served.folder / "bell")
    assert served.deliver({"wish": "ping"}, "d1").status_code == 200
    assert served.deliver({"wish": "never heard of"}, "d2").status_code == 200
    assert served.open_scans() == {"waiting": 0, "running": 0}
    assert not bell.wait(0)
    bell.close()


def test_a_redelivery_is_handled_once_however_often_it_comes(served: Served) -> None:
    first = served.deliver({"wish": "scan", "head": "a1"})
    again = [served.deliver({"wish": "scan", "head": "a1"}) for _ in range(10)]
    assert [answer.status_code for answer in again] == [200] * 10
    assert {answer.json()["scans"][0] for answer in again} == {first.json()["scan"]}
    assert served.open_scans() == {"waiting": 1, "running": 0}


def test_the_same_event_under_another_delivery_id_asks_again(served: Served) -> None:
    assert served.deliver({"wish": "scan", "head": "a1"}, "d1").status_code == 202
    assert served.deliver({"wish": "scan", "head": "a1"}, "d2").status_code == 202
    assert served.open_scans() == {"waiting": 1, "running": 0}


def test_ten_deliveries_at_once_of_one_id_make_one_scan(served: Served) -> None:
    codes: list[int] = []
    threads = [
        threading.Thread(target=lambda: codes.append(served.deliver({"wish": "scan"}).status_code)) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200] * 9 + [202]
    assert served.open_scans() == {"waiting": 1, "running": 0}


def test_a_wrong_signature_is_answered_401_and_nothing_is_written_down(served: Served) -> None:
    answer = served.deliver({"wish": "scan"}, **{"X-Small-Signature": "0" * 64})
    assert answer.status_code == 401
    assert "signature" in answer.json()["error"]
    assert served.open_scans() == {"waiting": 0, "running": 0}
    assert served.deliver({"wish": "scan"}).status_code == 202, "the id must not count as seen"


def test_what_is_authentic_and_cannot_be_read_is_taken_told_and_counted(served: Served) -> None:
    answer = served.deliver({"wish": "?", "puzzle": "Not a payload: iid is not a positive number."})
    assert (answer.status_code, answer.json()["message"]) == (200, "Not a payload: iid is not a positive number.")
    assert served.deliver({"wish": "ping"}, "d2").status_code == 200
    page = served.get("/metrics").text
    assert 'sekisho_unreadable_deliveries_total{event="?",forge="small"} 1.0' in page
    assert 'sekisho_unreadable_deliveries_total{event="ping",forge="small"}' not in page
    assert "iid is not a positive number" in (served.folder / "log").read_text()


def test_truncated_json_is_answered_400(served: Served) -> None:
    answer = served.deliver(b'{"wish": "sc')
    assert answer.status_code == 400
    assert answer.json() == {"error": "The body is no JSON."}


def test_a_body_of_30_mb_is_answered_413_and_the_service_lives_on(served: Served) -> None:
    answer = served.deliver(b" " * 30_000_000)
    assert answer.status_code == 413
    assert served.deliver({"wish": "scan"}).status_code == 202


def test_a_body_of_exactly_25_mb_is_heard(served: Served) -> None:
    body = json.dumps({"wish": "scan"}).encode()
    assert served.deliver(body + b" " * (MAX_BODY - len(body))).status_code == 202


def test_a_length_that_is_too_large_is_refused_before_the_body_comes(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(b"POST /webhooks/small HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_chunked_body_that_never_ends_is_cut_off(served: Served) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(30):
            yield b" " * 1_000_000

    answer = requests.post(f"{served.url}/webhooks/small", data=chunks(), headers=signed(b"", "d"), timeout=20)
    assert answer.status_code == 413


def test_a_chunked_body_of_modest_size_is_heard(served: Served) -> None:
    body = json.dumps({"wish": "scan"}).encode()
    answer = requests.post(f"{served.url}/webhooks/small", data=iter([body]), headers=signed(body, "d"), timeout=20)
    assert answer.status_code == 202


def test_an_unknown_forge_is_answered_404_with_the_ones_there_are(served: Served) -> None:
    answer = requests.post(f"{served.url}/webhooks/other", data=b"{}", timeout=20)
    assert (answer.status_code, answer.json()["error"].split(";")[1]) == (404, " configured: small.")


def test_a_webhook_can_only_be_posted(served: Served) -> None:
    answer = served.get("/webhooks/small")
    assert (answer.status_code, "POST" in answer.headers["Allow"]) == (405, True)


def test_a_comment_without_a_command_asks_for_nothing(served: Served) -> None:
    assert served.deliver({"wish": "say", "text": "I like /sekisho rescan"}, "d1").status_code == 200
    assert served.deliver({"wish": "say", "text": "/sekisho rescan", "bot": True}, "d2").status_code == 200
    assert served.deliver({"wish": "say", "text": "/sekisho rescan"}, "d3").status_code == 202


def test_closing_a_pull_request_cancels_its_waiting_scan(served: Served) -> None:
    scan = served.deliver({"wish": "scan"}, "d1").json()["scan"]
    assert served.deliver({"wish": "cancel"}, "d2").status_code == 200
    cancelled = served.store.scan(scan)
    assert cancelled is not None
    assert cancelled.state is ScanState.CANCELLED


def test_it_is_alive_at_once_and_ready_when_a_worker_is(served: Served) -> None:
    assert served.get("/healthz").json() == {"status": "alive"}
    unready = served.get("/readyz")
    assert (unready.status_code, unready.json()["missing"][0][:9]) == (503, "No worker")
    served.store.alive("w", time.time())
    assert served.get("/readyz").json() == {"status": "ready", "missing": []}
    (served.folder / "faults").write_text("No credentials for small; open /setup.")
    assert served.get("/readyz").json()["missing"] == ["No credentials for small; open /setup."]


def test_asking_whether_it_is_ready_does_not_write_each_time_and_still_notices_a_database_that_takes_nothing(
    served: Served,
) -> None:
    served.store.alive("w", time.time())

    def written() -> float:
        with sqlite3.connect(served.folder / "sekisho.db") as other:
            return float(other.execute("SELECT done FROM chores WHERE name = 'readyz'").fetchone()[0])

    assert served.get("/readyz").status_code == 200
    first = written()
    assert [served.get("/readyz").status_code for _ in range(10)] == [200] * 10
    assert written() == first
    with sqlite3.connect(served.folder / "sekisho.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        until(lambda: served.get("/readyz").status_code == 503, what="noticing that nothing can be written")
        other.execute("ROLLBACK")
    assert served.get("/readyz").status_code == 200, "a failure is not remembered"
    assert written() > first


def test_metrics_tell_deliveries_and_the_queue(served: Served) -> None:
    served.deliver({"wish": "scan"}, "d1")
    served.deliver({"wish": "scan"}, "d1")
    served.deliver({"wish": "scan"}, "d2", **{"X-Small-Signature": "no"})
    page = served.get("/metrics")
    assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'sekisho_deliveries_total{event="scan",forge="small",status="202"} 1.0' in page.text
    assert 'sekisho_deliveries_total{event="scan",forge="small",status="200"} 1.0' in page.text
    assert 'sekisho_deliveries_total{event="",forge="small",status="401"} 1.0' in page.text
    assert 'sekisho_open_scans{state="waiting"} 1.0' in page.text
    age = re.search(r"^sekisho_queue_age_seconds (\S+)$", page.text, re.MULTILINE)
    assert age is not None
    assert 0 < float(age[1]) < 60


def test_metrics_tell_how_scans_ended_though_workers_are_other_processes(served: Served) -> None:
    served.deliver({"wish": "scan"})
    claim = served.store.claim("w", time.time())
    assert claim is not None
    tally = Tally("static_analysis", Outcome.RAN, units=5, units_kept=4, seconds=0.1)
    served.store.finish(claim, Ending(ScanState.DONE, Verdict.BLOCKED, tallies=(tally,)), time.time() + 7)
    page = served.get("/metrics").text
    assert 'sekisho_scans_total{state="done",verdict="blocked"} 1.0' in page
    assert 'sekisho_scan_seconds_bucket{le="5"} 0.0' in page
    assert 'sekisho_scan_seconds_bucket{le="10"} 1.0' in page
    assert 'sekisho_scan_seconds_bucket{le="+Inf"} 1.0' in page
    assert 'sekisho_units_total{answered="kept"} 4.0' in page
    assert 'sekisho_units_total{answered="judged"} 1.0' in page


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/metrics"])
def test_every_answer_carries_the_security_headers_and_no_server_name(served: Served, path: str) -> None:
    headers = served.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Server" not in headers


def test_a_database_that_takes_nothing_is_said_and_not_hidden(served: Served) -> None:
    with sqlite3.connect(served.folder / "sekisho.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")  # held longer than the server waits
        assert served.deliver({"wish": "scan"}).status_code == 503
        other.execute("ROLLBACK")
    assert served.deliver({"wish": "scan"}).status_code == 202


def test_the_log_is_json_with_the_delivery_bound_and_holds_no_token(served: Served) -> None:
    served.deliver({"wish": "scan"}, "ghs_1234567890abcdefABCDEF1234567890abcd")
    served.deliver({"wish": "scan", "head": "b"}, "d-plain")

    def lines() -> list[dict[str, Any]]:
        text = (served.folder / "log").read_text()
        return [json.loads(line) for line in text.splitlines()]

    until(lambda: any(line.get("delivery") == "d-plain" for line in lines()))
    assert any(line.get("delivery") == "[redacted]" for line in lines())
    assert "ghs_" not in (served.folder / "log").read_text()


def test_an_answered_delivery_survives_kill_9_of_the_server(tmp_path: Path) -> None:
    first = Served(tmp_path)
    scan = first.deliver({"wish": "scan"}).json()["scan"]
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(10)
    (tmp_path / "port").unlink()
    second = Served(tmp_path)
    assert second.deliver({"wish": "scan"}).json()["scans"] == [scan]
    assert second.store.claim("w", time.time()) is not None
    second.process.terminate()
    second.process.wait(10)
