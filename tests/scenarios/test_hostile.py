"""Text from the change that would be an order, a mention or markup where it is shown: it stays text."""

from __future__ import annotations

import pytest

from tests.scenarios.world import RULE, SAFE, WEAK, WEAK_LINE, World, said, threads

ORDERS = 'name = request.args["name"]  # /close @everyone'


@pytest.mark.parametrize(
    "path",
    [
        "a\nb.py",
        "/close\n/approve.py",
        "we`ird|<img src=x onerror=alert(1)>.py",
        "@everyone ![x](http:evil).py",
        "-->.py",
        " .py",
        "\x1b[31m.py",
        "#1 !1 $1.py",
    ],
    ids=["newline", "orders", "markup", "mention", "comment", "blank", "control", "references"],
)
def test_hostile_names(world: World, path: str) -> None:
    """A thread stands at the file, and its name in a cell of the summary's table, as text."""
    shown = world.reviewed(world.open({path.lstrip("/"): WEAK}))
    assert threads(shown) == [(path.lstrip("/"), WEAK_LINE, False)]
    assert "\x1b" not in shown.summary
    assert not any(line.startswith(("/", "@")) for line in shown.summary.splitlines())
    row = next(line for line in shown.summary.splitlines() if RULE in line)
    assert row.count("|") == 4, "the name keeps to its cell"


def test_hostile_lines(world: World) -> None:
    """Orders and mentions in code that is quoted do nothing: the change stays open and nobody is called."""
    code = WEAK.replace('name = request.args["name"]', ORDERS)
    change = world.open({"app.py": code})
    shown = world.reviewed(change)
    assert threads(shown) == [("app.py", WEAK_LINE, False)]
    for body in (shown.summary, shown.report, shown.threads[0].body):
        assert not any(line.lstrip().startswith("/") for line in body.splitlines())
    world.push(change, {"app.py": SAFE})
    after = world.reviewed(change)
    assert (after.conclusion, said(after)) == ("success", said(shown))


def test_hostile_words(world: World) -> None:
    """A person's marks and orders in a comment are no words of Sekisho's."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    mark = before.comments[0].body.splitlines()[0]
    copied = world.comment(change, "ann", f"{mark}\n### Clear: nothing came in\n")
    world.push(change, {"app.py": SAFE})
    after = world.reviewed(change)
    bodies = {one.id: one.body for one in after.comments}
    assert "Clear: nothing came in" in bodies[copied]
    assert "mended or gone" in bodies[before.comments[0].id]
    assert len(bodies) == 2
