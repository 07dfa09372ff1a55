"""How answers are said: counts of members, classes, shares; never a count that was not published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.reports.counts import CountSaid, Saying, bar, said, whole
from pulse.scores.stored import Given


def answers(bands=(6, 1, 1), members=9, **changed):
    fields = {"question": "T1", "gap": "", "n": round(sum(bands)), "members": members, "bands": bands}
    return Given(**(fields | changed))


def test_a_small_team_reads_members_not_percent():
    assert said(answers(fewest=6, most=7)) == CountSaid(Saying.EITHER, 6, 7, 9)
    assert said(answers(fewest=6, most=9)) == CountSaid(Saying.BETWEEN, 6, 9, 9)
    assert said(answers(fewest=6, most=6)) == CountSaid(Saying.EXACTLY, 6, 6, 9)


@pytest.mark.parametrize(("clamped", "band"), [(0, "favourable"), (1, "neutral"), (2, "unfavourable")])
def test_a_near_unanimous_cell_is_said_as_its_class(clamped, band):
    bands = [0.5, 0.5, 0.5]
    bands[clamped] = 8
    found = answers(tuple(bands), clamped=clamped, about=True)
    assert said(found) == CountSaid(Saying.AT_LEAST, 7, 9, 9, band)
    assert [(part.kind, part.count) for part in bar(found)] == [(band, None), ("open", None)]


def test_several_cells_are_said_in_percent_and_drawn_in_percent():
    found = answers((26.5, 20.0, 3.5), 82, about=True)
    assert said(found) == CountSaid(Saying.SHARE, 53, 53, 100)
    assert [part.count for part in bar(found)] == [53, 40, 7]


def test_a_bar_of_one_cell_counts_its_answers():
    assert [part.count for part in bar(answers(fewest=6, most=7))] == [6, 1, 1]


@pytest.mark.parametrize("nothing", [Given("T1", "too few"), Given("T1", "")])
def test_nothing_is_said_of_hidden_answers(nothing):
    with pytest.raises(ValueError, match="nothing"):
        said(nothing)


@given(st.tuples(*[st.integers(0, 400).map(lambda half: half / 2)] * 3).filter(lambda b: sum(b) % 1 == 0))
def test_rounding_keeps_the_sum_and_moves_no_band_by_a_whole_answer(bands):
    rounded = whole(bands)
    assert sum(rounded) == sum(bands)
    assert all(abs(found - band) < 1 for found, band in zip(rounded, bands, strict=True))
