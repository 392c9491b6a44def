"""All in one change: an open port, a role that may do everything, a privileged pod, a key in the first of three
commits, a suppression. Each gets its thread on its line; the mend resolves what can be mended."""

from __future__ import annotations

import re

from tests.checks.secrets import making
from tests.end_to_end.test_infrastructure import BAD, SAFE, TEMPLATE
from tests.scenarios.world import World, threads

TOKEN = making.with_crc("ghp_", 36, 77)
MENDED = SAFE | {"stacks/web.yaml": TEMPLATE.format("10.1.0.0/16")}


def test_round(world: World) -> None:
    repo = world.repository({**SAFE, "notes.txt": "one\n"})
    world.member(repo, "mia", "maintain")
    leaking = world.commit(repo, "work", {"notes.txt": f"one\n{TOKEN}\n"})
    world.commit(repo, "work", {"notes.txt": "one\ntwo\n"})
    world.commit(repo, "work", BAD)
    change = world.propose(repo, "work")
    shown = world.reviewed(change)
    assert shown.conclusion == "failure"
    told = {(path, line) for path, line, _ in threads(shown)}
    assert {("stacks/web.yaml", 2), ("stacks/web.yaml", 13), ("pods/web.yaml", 11)} <= told
    assert "roles/main.tf" in {path for path, _ in told}
    (key,) = [one for one in shown.threads if one.path == "notes.txt"]
    assert leaking[:12] in key.body
    name = re.search(r"/sekisho rotated ([0-9a-f]{8})", key.body)
    assert name is not None

    world.push(change, MENDED)
    mended = world.reviewed(change)
    assert mended.conclusion == "failure"
    assert [path for path, _, resolved in threads(mended) if not resolved] == ["notes.txt"]

    world.push(change, MENDED, anew=True)
    gone = world.reviewed(change)
    assert [path for path, _, resolved in threads(gone) if not resolved] == ["notes.txt"]
    assert gone.conclusion == "failure", "what was pushed was seen, whatever the branch shows now"

    world.comment(change, "ann", f"/sekisho rotated {name[1]} because I say so")
    world.comment(change, "mia", f"/sekisho rotated {name[1]} because revoked at the issuer")
    world.happens(lambda: world.shows(change).conclusion == "success", "the verdict without the rotated key")
    settled = world.shows(change)
    assert all(resolved for _, _, resolved in threads(settled))
    answers = "\n".join(comment.body for comment in settled.comments)
    assert "needs maintain access" in answers
    assert f"Marked as rotated by @mia: `{name[1]}`" in answers.replace("\u2060", "")
