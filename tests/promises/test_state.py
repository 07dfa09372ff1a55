"""Where a promise stands after its entries, how it reads on a day, and the head figures."""

from datetime import date, timedelta

import pytest

from pulse.promises.figures import PromiseOutcome, figures
from pulse.promises.state import EntrySaid, fold, possible, reads
from pulse.promises.terms import AWAITED, SETTLED, Deed, State

TERMS = {"team": "t", "text": "A van", "said": "Vans!", "proof": "Yard", "owner": "o", "source": ""}
MADE = EntrySaid("made", TERMS | {"due": "2026-03-20", "on": "2026-03-02"})
DUE = date(2026, 3, 20)
WORD = {"round": "r", "n": 10, "yes": [2, 2], "partly": [3, 3], "no": [5, 5], "latest": True}

DEEDS = {
    "progress": EntrySaid("progress", {"note": "", "on": "2026-03-05"}),
    "broken": EntrySaid("broken", {"due": "2026-03-20", "on": "2026-03-21"}),
    "renegotiated": EntrySaid(
        "renegotiated", {"due": "2026-05-01", "before": "2026-03-20", "note": "x", "on": "2026-03-22"}
    ),
    "reworded": EntrySaid(
        "renegotiated", {"due": "2026-05-01", "note": "x", "on": "2026-03-22", "text": "Two bicycles"}
    ),
    "kept": EntrySaid("kept", {"note": "", "on": "2026-04-01"}),
    "partly": EntrySaid("partly", {"note": "", "on": "2026-04-02"}),
    "dropped": EntrySaid("dropped", {"note": "", "on": "2026-04-03"}),
    "handed": EntrySaid("handed", {"owner": "other", "before": "o", "note": "", "on": "2026-03-03"}),
    "heard": EntrySaid("heard", WORD | {"on": "2026-04-20"}),
    "reopened by the team": EntrySaid("heard", WORD | {"on": "2026-04-20", "due": "2026-05-04"}),
    "reopened": EntrySaid("reopened", {"note": "x", "on": "2026-04-20", "due": "2026-05-04"}),
}

STATES = [
    ([], State.MADE, DUE),
    (["progress"], State.PROGRESS, DUE),
    (["broken"], State.BROKEN, DUE),
    (["broken", "progress"], State.BROKEN, DUE),  # words on the way do not make it any less late
    (["broken", "renegotiated"], State.RENEGOTIATED, date(2026, 5, 1)),
    (["renegotiated", "progress"], State.PROGRESS, date(2026, 5, 1)),
    (["kept"], State.KEPT, DUE),
    (["partly"], State.PARTLY, DUE),
    (["dropped"], State.DROPPED, DUE),
    (["kept", "heard"], State.KEPT, DUE),
    (["kept", "reopened by the team"], State.REOPENED, date(2026, 5, 4)),
    (["kept", "reopened", "progress"], State.REOPENED, date(2026, 5, 4)),
    (["kept", "reopened", "broken", "kept"], State.KEPT, date(2026, 5, 4)),
]


@pytest.mark.parametrize(("names", "state", "due"), STATES)
def test_entries_fold_to_where_a_promise_stands(names, state, due):
    standing = fold([MADE, *(DEEDS[name] for name in names)])
    assert standing is not None
    assert (standing.state, standing.due, standing.first_due) == (state, due, DUE)
    assert (standing.settled_on is not None) == (state in SETTLED)


def test_what_was_promised_changes_only_where_an_entry_says_so():
    standing = fold([MADE, DEEDS["reworded"], DEEDS["handed"], DEEDS["heard"]])
    assert standing is not None
    assert (standing.text, standing.proof, standing.owner) == ("Two bicycles", "Yard", "other")
    assert standing.word == WORD


def test_without_entries_it_is_a_draft_and_a_past_begins_with_the_promise():
    assert fold([]) is None
    with pytest.raises(ValueError, match="begins with a promise"):
        fold([DEEDS["kept"]])


@pytest.mark.parametrize("state", State)
def test_a_promise_reads_late_from_the_day_after_its_date_unless_it_is_settled(state):
    assert reads(state, DUE, DUE) is state
    late = reads(state, DUE, DUE + timedelta(days=1))
    assert late is (State.BROKEN if state in AWAITED else state)


def test_what_can_be_said_depends_on_where_it_stands():
    assert possible(State.DRAFT) == ()
    assert all(possible(state) == (Deed.REOPENED,) for state in SETTLED)
    for state in (*AWAITED, State.BROKEN):
        assert Deed.RENEGOTIATED in possible(state)
        assert not {Deed.MADE, Deed.HEARD, Deed.BROKEN, Deed.REOPENED} & set(possible(state))


def outcome(state: State, settled: int | None, *, due: int = 20) -> PromiseOutcome:
    began = date(2026, 3, 1)
    return PromiseOutcome(state, began, began + timedelta(days=due), settled and began + timedelta(days=settled))


def test_figures_count_what_is_due_by_its_first_date_and_say_nothing_of_few():
    few = [outcome(State.KEPT, 10), outcome(State.KEPT, 30)]
    assert figures(few, date(2026, 4, 1)).share is None
    assert figures(few, date(2026, 4, 1)).median_days is None
    many = [*few, outcome(State.KEPT, 20), outcome(State.DROPPED, 5), outcome(State.BROKEN, None)]
    many += [outcome(State.RENEGOTIATED, None), outcome(State.MADE, None, due=90)]  # the last one is not due yet
    found = figures(many, date(2026, 4, 1))
    assert (found.due, found.on_time, found.later, found.share, found.median_days) == (6, 2, 1, 33, 20)


def test_the_day_itself_is_on_time_and_not_yet_due():
    assert figures([outcome(State.KEPT, 20)], date(2026, 4, 1)).on_time == 1
    assert figures([outcome(State.MADE, None)], date(2026, 3, 21)).due == 0
    assert figures([outcome(State.MADE, None)], date(2026, 3, 22)).due == 1
