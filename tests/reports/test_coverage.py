"""Which questions were asked when, and when each is due."""

from pulse.programmes.plan import Place, Plan, asked
from pulse.reports.coverage import SHOWN, covered

PLAN = Plan(("T1",), (Place("trust", (("T2", "T3", "T4"),)), Place("extra", (("O1",), ("Q1", "Q2")))))


def held(rounds, plan=PLAN):
    return [asked(plan, number) for number in range(rounds)]


def test_an_anchor_is_asked_every_time_and_due_next():
    anchor = covered(held(4), PLAN, 4)["T1"]
    assert (anchor.every, anchor.asked, anchor.times, anchor.last, anchor.due) == (True, (True,) * 4, 4, 0, 1)


def test_a_question_of_the_rotation_is_due_when_its_turn_comes():
    found = covered(held(4), PLAN, 4)  # T2 T3 T4 T2, O1 Q1 O1 Q2
    assert {code: each.due for code, each in found.items()} == {
        "T1": 1,
        "T2": 3,
        "T3": 1,
        "T4": 2,
        "O1": 1,
        "Q1": 2,
        "Q2": 4,
    }
    assert (found["T2"].asked, found["T2"].last, found["Q1"].last) == ((True, False, False, True), 0, 2)


def test_a_question_that_left_the_plan_stays_with_its_past():
    gone = covered([("T9", "T1"), ("T1",)], PLAN, 2)["T9"]
    assert (gone.planned, gone.times, gone.last, gone.due) == (False, 1, 1, None)


def test_a_question_that_was_never_asked_is_due():
    never = covered([], PLAN, 0)["T4"]
    assert (never.asked, never.times, never.last, never.due) == ((), 0, None, 3)


def test_only_the_latest_rounds_are_shown_one_by_one():
    anchor = covered(held(30), PLAN, 30)["T1"]
    assert (len(anchor.asked), anchor.times) == (SHOWN, 30)
