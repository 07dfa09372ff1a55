"""Means and ranges, which groups may be shown, and why accounts are at risk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.clients.answers import CODES, points, read
from pulse.clients.risks import AccountReply, Reason, WaveTurn, risks
from pulse.clients.standing import differ, may_say, profile, shown, told


def test_a_mean_has_the_range_of_student():
    found = told([50.0, 75.0, 75.0, 100.0, 75.0])
    assert (found.mean, found.n) == (75.0, 5)
    assert (round(found.low, 2), round(found.high, 2)) == (53.05, 96.95)  # 75 ± 2.7764 * 17.678 / sqrt 5


def test_one_answer_has_no_range_and_none_has_no_mean():
    assert told([]) is None
    assert told([25.0]).low is None


def test_equal_answers_are_not_taken_for_certainty():
    found = told([100.0] * 5)
    assert found.low < 90


GROUPS = st.dictionaries(st.integers(0, 6), st.integers(1, 12), max_size=6)


@given(GROUPS)
def test_what_is_left_over_beside_the_shown_groups_is_nobody_or_five(counts):
    keep = shown(counts, 5)
    rest = sum(counts.values()) - sum(counts[name] for name in keep)
    assert all(counts[name] >= 5 for name in keep)
    assert rest == 0 or rest >= 5 or not keep


@given(
    st.dictionaries(st.tuples(st.integers(1, 4), st.sampled_from(["user", "decider"])), st.integers(1, 9), min_size=1)
)
def test_replies_that_say_alike_could_be_of_five_people(asked):
    says = {}
    for (account, level), count in asked.items():
        tells_account, tells_level = may_say(account, level, asked, 5)
        name = (account if tells_account else None, level if tells_level else None)
        says[name] = says.get(name, 0) + count
    if len(says) > 1:
        assert min(says.values()) >= 5


def test_a_question_that_few_answered_is_left_out():
    replies = [{"satisfaction": 4, "trust": 5}] + [{"satisfaction": 4}] * 4
    assert set(profile(replies, 5)) == {"satisfaction"}


def test_not_mine_to_decide_is_worth_nothing():
    assert points("again", 0) is None
    assert [points("again", 5), points("ease", 1)] == [100.0, 0.0]


def test_two_groups_differ_only_beyond_luck():
    low, high = told([25.0, 50.0] * 5), told([75.0, 100.0] * 5)
    assert differ(low, high)
    assert not differ(high, low)
    assert not differ(told([50.0, 75.0, 25.0]), told([75.0, 25.0, 100.0]))


def turn(*said, asked=4, answered=None, wave=1):
    """A wave with answers: (satisfaction, level, contact)."""
    heard = tuple(AccountReply({"satisfaction": value}, level, contact) for value, level, contact in said)
    return WaveTurn(wave, asked, len(heard) if answered is None else answered, heard)


FALLS, NAMELESS = [Reason.FALLING], (None, None)
RISKS = [
    ("nothing changes", [turn((4, "user", 1), (4, "user", 2)), turn((4, "user", 1), (4, "user", 2))], []),
    ("two people fall a step", [turn((4, "user", 1), (4, "user", 2)), turn((3, "user", 1), (3, "user", 2))], FALLS),
    ("one person falls a step", [turn((4, "user", 1)), turn((3, "user", 1))], []),
    ("one person falls two steps", [turn((5, "user", 1)), turn((3, "user", 1))], [Reason.FALLING]),
    ("others answer lower", [turn((5, "user", 1)), turn((3, "user", 2))], []),
    ("deciders two steps below", [turn((5, "user", 1), (3, "decider", 2))], [Reason.DECIDERS]),
    ("one decider a step below", [turn((4, "user", 1), (3, "decider", 2))], []),
    ("nobody answers twice", [turn(), turn()], [Reason.SILENT]),
    ("nobody answers once", [turn((4, "user", 1)), turn()], []),
    ("one contact alone is silent", [turn(asked=1), turn(asked=1)], []),
    ("answers nobody may read", [turn(answered=3), turn(answered=3)], []),
    ("many without names fall", [turn(*[(5, *NAMELESS)] * 8), turn(*[(3, *NAMELESS), (2, *NAMELESS)] * 4)], FALLS),
    ("many fall a little", [turn(*[(4, *NAMELESS), (5, *NAMELESS)] * 4), turn(*[(4, *NAMELESS)] * 8)], []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "turns", "reasons"), RISKS, ids=[one[0] for one in RISKS])
def test_an_account_is_at_risk_for_a_reason(what, turns, reasons):
    assert [risk.reason for risk in risks(turns)] == reasons, what


@given(st.dictionaries(st.sampled_from([*CODES, "comment", "level", "x"]), st.text(max_size=30)))
def test_whatever_is_posted_is_read(posted):
    filled = read(posted)
    assert set(filled.answers) <= set(CODES)
    assert not set(filled.answers) & set(filled.faults)
    assert not any(sign < " " for sign in filled.comment if sign != "\n")
