"""What a plan says, and that doing it leaves nothing to do."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forges.reconcile import Edit, Plan, Settling, Standing, Told, is_settled_body, plan, same_text, settled_body
from bot.markers import read_thread_marker, thread_marker
from bot.model import Placement, Thread

A, B, C = "a" * 32, "b" * 32, "c" * 32


def wanted(*members: str, body: str = "It is unsafe.") -> Thread:
    marked = f"{thread_marker(members)}\n{body}"
    return Thread(members[0], tuple(members), "app.py", 3, 3, Placement.LINE, marked)


def told(*members: str, key: str = "T1", body: str = "It is unsafe.", standing: Standing = Standing.OPEN) -> Told:
    return Told(key, tuple(members), "app.py", f"{thread_marker(members)}\n{body}", standing)


def test_a_new_finding_opens_a_thread() -> None:
    assert plan([], [wanted(A)], {A}) == Plan(open=(wanted(A),))


def test_what_is_told_is_not_told_again() -> None:
    assert plan([told(A)], [wanted(A)], {A}) == Plan()


def test_a_body_that_changed_is_edited_in_place() -> None:
    old, new = told(A, body="On line 3."), wanted(A, body="On line 4.")
    assert plan([old], [new], {A}) == Plan(edit=(Edit(old, new.body, new),))


def test_line_ends_and_trailing_white_space_are_no_difference() -> None:
    old = replace(told(A), body=told(A).body.replace("\n", "\r\n") + "\n")
    assert plan([old], [wanted(A)], {A}) == Plan()
    assert not same_text("a b", "ab")


def test_a_thread_is_settled_when_all_its_findings_are_gone() -> None:
    old = told(A, B)
    assert plan([old], [], set()) == Plan(settle=(Settling(old, note=False),))
    assert plan([old], [], {B}) == Plan()


def test_a_thread_that_fell_out_of_the_budget_stays() -> None:
    assert plan([told(A)], [wanted(B)], {A, B}) == Plan(open=(wanted(B),))


def test_what_could_not_be_looked_at_settles_nothing() -> None:
    old = told(A)
    assert plan([old], [], set(), {"app.py"}) == Plan()
    assert plan([old], [], set(), {""}) == Plan()
    assert plan([old], [], set(), {"other.py"}).settle == (Settling(old, note=False),)


def test_a_note_is_left_once_where_a_person_replied() -> None:
    spoken = replace(told(A), person_spoke=True)
    assert plan([spoken], [], set()).settle == (Settling(spoken, note=True),)
    noted = replace(spoken, noted=True)
    assert plan([noted], [], set()).settle == (Settling(noted, note=False),)


def test_a_finding_that_returns_reopens_what_we_settled() -> None:
    old = told(A, standing=Standing.SETTLED_BY_US)
    assert plan([old], [wanted(A)], {A}) == Plan(reopen=(old,))


def test_what_a_person_settled_stays_settled() -> None:
    old = told(A, standing=Standing.SETTLED_BY_PERSON)
    assert plan([old], [wanted(A, body="Said anew.")], {A}) == Plan()
    assert plan([old], [], set()) == Plan()


def test_a_new_finding_is_not_hidden_in_a_thread_that_a_person_settled() -> None:
    old = told(A, standing=Standing.SETTLED_BY_PERSON)
    assert plan([old], [wanted(A, B)], {A, B}) == Plan(open=(wanted(A, B),))


def test_a_group_that_grew_stays_one_thread() -> None:
    old, new = told(A), wanted(A, B)
    assert plan([old], [new], {A, B}) == Plan(edit=(Edit(old, new.body, new),))


def test_of_two_threads_the_better_fit_is_taken() -> None:
    group, single = told(A, B, key="T1"), told(B, key="T2")
    assert plan([group, single], [wanted(B), wanted(A, B)], {A, B}) == Plan()


def test_two_groups_that_merge_leave_the_other_thread_alone() -> None:
    first, second = told(A, key="T1"), told(B, key="T2")
    merged = plan([first, second], [wanted(A, B)], {A, B})
    assert [edit.told.key for edit in merged.edit] == ["T1"]
    assert (merged.settle, merged.open) == ((), ())


def test_a_settled_body_keeps_its_mark_and_what_it_said() -> None:
    body = settled_body(wanted(A, body="Weak.").body, "No longer found.")
    assert read_thread_marker(body) == (A,)
    assert is_settled_body(body)
    assert "Weak." in body
    assert not is_settled_body(wanted(A).body)


def _apply(standing: list[Told], made: Plan) -> list[Told]:
    """What the forge shows after a plan was done."""
    reopened = {id(each) for each in made.reopen}
    bodies = {id(edit.told): edit.body for edit in made.edit}
    settled = {id(each.told): each for each in made.settle}
    after = []
    for each in standing:
        key = id(each)
        now = replace(each, standing=Standing.OPEN) if key in reopened else each
        if key in bodies:
            now = replace(now, body=bodies[key], members=read_thread_marker(bodies[key]))
        if key in settled:
            now = replace(now, standing=Standing.SETTLED_BY_US, noted=now.noted or settled[key].note)
        after.append(now)
    opened = (
        Told(f"new{index}", new.members, new.path, new.body, Standing.OPEN) for index, new in enumerate(made.open)
    )
    return [*after, *opened]


identities = st.sampled_from([letter * 32 for letter in "0123456789"])
groups = st.lists(identities, min_size=1, max_size=4, unique=True)
tolds = st.builds(
    lambda members, standing, spoke, noted, body: replace(
        told(*members, standing=standing, body=body), person_spoke=spoke, noted=noted
    ),
    groups,
    st.sampled_from(list(Standing)),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["one", "two"]),
)


@st.composite
def reviews(draw: st.DrawFn) -> list[Thread]:
    """Threads as a review has them: every finding is spoken for once."""
    left = draw(st.lists(identities, max_size=8, unique=True))
    threads = []
    while left:
        size = draw(st.integers(1, len(left)))
        threads.append(wanted(*left[:size], body=draw(st.sampled_from(["one", "two"]))))
        left = left[size:]
    return threads


@settings(max_examples=300, deadline=None)
@given(st.lists(tolds, max_size=6), reviews(), st.sets(identities))
def test_doing_a_plan_leaves_nothing_to_do(standing: list[Told], review: list[Thread], present: set[str]) -> None:
    made = plan(standing, review, present)
    assert plan(_apply(standing, made), review, present) == Plan()


@settings(max_examples=300, deadline=None)
@given(st.lists(tolds, max_size=6), reviews(), st.sets(identities))
def test_what_a_person_settled_is_never_touched(standing: list[Told], review: list[Thread], present: set[str]) -> None:
    made = plan(standing, review, present)
    touched = [*made.reopen, *(edit.told for edit in made.edit), *(each.told for each in made.settle)]
    assert all(each.standing is not Standing.SETTLED_BY_PERSON for each in touched)


@settings(max_examples=300, deadline=None)
@given(st.lists(tolds, max_size=6), reviews(), st.sets(identities))
def test_every_wanted_finding_is_spoken_for(standing: list[Told], review: list[Thread], present: set[str]) -> None:
    after = _apply(standing, plan(standing, review, present))
    spoken_for = {member for each in after for member in each.members}
    assert {member for thread in review for member in thread.members} <= spoken_for
