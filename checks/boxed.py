"""What goes on inside a sandbox: it waits for its batch, has the check judge it, says how that ended.

Answers are lines: `R <place of unit> <result>`, `S|E|C <reason>` for Skip, CheckError and a crash, `D` when all is
said.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from typing import IO

from checks import parcel, wire
from checks.interface import Check, CheckError, Skip, StandsBy

REASON = 500
"""Characters of a reason that are passed on."""


def serve(check: Check, batches: socket.socket, stands_by: bool) -> None:
    """The sandbox's one batch, when it comes."""
    if stands_by and isinstance(check, StandsBy):
        with suppress(Exception):  # what really is amiss, judging meets again and says
            check.stand_by()
    with batches:
        _, descriptors, _, _ = socket.recv_fds(batches, 16, 2)
    if descriptors:
        _judge(check, *descriptors)


def _judge(check: Check, given: int, answers: int) -> None:
    with os.fdopen(given, "rb") as file, os.fdopen(answers, "wb", buffering=0) as out:
        sent = parcel.unpack(file)
        places = {unit: place for place, unit in enumerate(sent.units)}
        try:
            for result in check.judge(sent.change, sent.units):
                _say(out, f"R {places[result.unit]} {wire.to_json(result)}")
        except Skip as skip:
            _say(out, f"S {_short(skip)}")
        except CheckError as error:
            _say(out, f"E {_short(error)}")
        except Exception as crash:  # the sandbox's one catch-all: whatever it was, the runner has to hear of it
            _say(out, f"C {_short(f'{type(crash).__name__}: {crash}')}")
            return
        _say(out, "D")


def _say(out: IO[bytes], line: str) -> None:
    data = memoryview(line.encode() + b"\n")
    while data:
        data = data[out.write(data) :]


def _short(reason: object) -> str:
    return json.dumps(str(reason)[:REASON])
