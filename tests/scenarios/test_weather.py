"""A forge that is slow, broken, or will not let Sekisho in: the review stands once it can, and stands once."""

from __future__ import annotations

from tests.scenarios.world import SAFE, STANDING, WEAK, World, said, threads


def test_rate_limited(world: World) -> None:
    """The scan waits as long as it is told to, and nothing is lost or said twice."""
    repo = world.repository()
    world.commit(repo, "change", {"app.py": WEAK})
    world.limit_rate(repo, times=3)
    shown = world.reviewed(world.propose(repo, "change"))
    assert (shown.conclusion, threads(shown), len(said(shown))) == ("failure", STANDING, 2)


def test_storm_of_5xx(world: World) -> None:
    """The scan waits it out, and nothing is lost or said twice."""
    repo = world.repository()
    world.commit(repo, "change", {"app.py": WEAK})
    world.storm(repo, times=5)
    shown = world.reviewed(world.propose(repo, "change"))
    assert (shown.conclusion, threads(shown), len(said(shown))) == ("failure", STANDING, 2)


def test_token_expired_mid_scan(world: World) -> None:
    """With a new one the review stands, without a push."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    expired: list[None] = []

    def expire() -> None:
        world.expire_token()
        expired.append(None)

    world.on_fetch(change.repo, expire)
    world.push(change, {"app.py": WEAK})
    world.happens(lambda: expired, "the token's end")
    world.renew_token()
    shown = world.reviewed(change)
    assert (shown.conclusion, threads(shown), len(said(shown))) == ("failure", STANDING, 2)


def test_permission_missing(world: World) -> None:
    """Nothing is said, the log says what to grant; once it is granted the next push is reviewed."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    words = world.forbid(change.repo)
    world.push(change, {"app.py": WEAK})
    world.happens(lambda: words in world.bot.log(), f"{words!r} in the log")
    assert world.shows(change).comments == ()
    world.permit(change.repo)
    world.push(change, {"note.txt": "x"})
    assert threads(world.reviewed(change)) == STANDING


def test_repository_renamed(world: World) -> None:
    """What was said under the old name is known again under the new one."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    change.repo = change.home = world.rename(change.repo)
    world.push(change, {"app.py": SAFE})
    after = world.reviewed(change)
    assert [thread.resolved for thread in after.threads] == [True]
    assert (after.conclusion, said(after)) == ("success", said(before))


def test_repository_renamed_mid_scan(world: World) -> None:
    """The scan that began under the old name ends under the new one."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    renamed: list[str] = []
    before = change.repo
    world.on_fetch(before, lambda: renamed.append(world.rename(before)))
    world.push(change, {"app.py": WEAK})
    world.happens(lambda: renamed, "the new name")
    change.repo = change.home = renamed[0]
    shown = world.reviewed(change)
    assert (shown.conclusion, threads(shown), len(said(shown))) == ("failure", STANDING, 2)


def test_repository_gone_mid_scan(world: World) -> None:
    """The scan ends quietly, whether or not a webhook tells of it, and others go on."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)

    def remove() -> None:
        with world.losing(change.repo):
            world.remove(change.repo)

    world.on_fetch(change.repo, remove)
    world.push(change, {"app.py": WEAK})
    ended = f'"{change.repo}#{change.number}", "state": "cancelled"'
    world.happens(lambda: ended in world.bot.log(), "the end of the scan")
    assert threads(world.reviewed(world.open({"app.py": WEAK}))) == STANDING


def test_repository_gone(world: World) -> None:
    """What waits about it ends, and others go on."""
    change = world.open({"app.py": WEAK})
    world.reviewed(change)
    world.remove(change.repo)
    world.delivered()
    assert threads(world.reviewed(world.open({"app.py": WEAK}))) == STANDING
