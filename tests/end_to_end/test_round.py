"""All in one pull request: an open port, a role that may do everything, a privileged pod, a key in the first of
three commits, a suppression. Each gets its thread on its line; the mend resolves what can be mended."""

from __future__ import annotations

import re

from tests.checks.secrets import making
from tests.end_to_end.test_infrastructure import BAD, SAFE, TEMPLATE
from tests.end_to_end.town import Town, conclusion, threads

TOKEN = making.with_crc("ghp_", 36, 77)
MENDED = SAFE | {"stacks/web.yaml": TEMPLATE.format("10.1.0.0/16")}


def test_each_problem_is_told_on_its_line_and_resolved_when_it_is_mended(town: Town) -> None:
    repo = town.settled(town.repository({**SAFE, "notes.txt": "one\n"}))
    town.forge.add_collaborator(repo, "mia", "maintain")
    leaking = town.forge.push(repo, "work", {"notes.txt": f"one\n{TOKEN}\n"}, start="main", author="ann")
    town.forge.push(repo, "work", {"notes.txt": "one\ntwo\n"}, author="ann")
    town.forge.push(repo, "work", BAD, author="ann")
    pull = town.forge.open_pull_request(repo, "work", author="ann")
    shown = town.reviewed(pull)
    assert conclusion(shown) == "failure"
    told = {(path, line) for path, line, _ in threads(shown)}
    assert {("stacks/web.yaml", 2), ("stacks/web.yaml", 13), ("pods/web.yaml", 11)} <= told
    assert "roles/main.tf" in {path for path, _ in told}
    (key,) = [one for one in shown["threads"] if one["path"] == "notes.txt"]
    assert leaking[:12] in key["comments"][0]["body"]
    name = re.search(r"/sekisho rotated ([0-9a-f]{8})", key["comments"][0]["body"])
    assert name is not None

    town.push(pull, MENDED)
    mended = town.reviewed(pull)
    assert conclusion(mended) == "failure"
    assert [path for path, _, resolved in threads(mended) if not resolved] == ["notes.txt"]

    town.forge.push(repo, "work", MENDED, start="main", author="ann", force=True)
    gone = town.reviewed(pull)
    assert [path for path, _, resolved in threads(gone) if not resolved] == ["notes.txt"]
    assert conclusion(gone) == "failure", "what was pushed was seen, whatever the branch shows now"

    runs = len(shown["check_runs"])
    town.forge.comment(pull, "ann", f"/sekisho rotated {name[1]} because I say so")
    town.forge.comment(pull, "mia", f"/sekisho rotated {name[1]} because revoked at the issuer")
    town.happened(lambda: conclusion(town.shows(pull)) == "success", "the verdict without the rotated key")
    settled = town.shows(pull)
    assert all(resolved for _, _, resolved in threads(settled))
    assert len(settled["check_runs"]) >= runs
    answers = "\n".join(comment["body"] for comment in settled["comments"])
    assert "needs maintain access" in answers
    assert f"Marked as rotated by @mia: `{name[1]}`" in answers.replace("\u2060", "")
