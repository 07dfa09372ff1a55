"""The earlier part of a line is drawn only while what it was made of is still what HR says."""

from datetime import date

import pytest

from pulse.lineage.links import Link
from pulse.reports.history import across
from pulse.reports.panels import Past
from pulse.scores.stored import Score

DAYS = {1: date(2026, 1, 5), 2: date(2026, 2, 2)}
MERGED = [Link("desk", "billing", date(2026, 1, 20)), Link("desk", "claims", date(2026, 1, 20))]


def score(round_id, points, *, joined=False):
    return Score(round_id, "desk", "trust", "", joined, points, 50, 70, 15, 17, False, "", None, None, False)


NOW = score(2, 61.0)
PAST = Past((1, 2), ("Jan", "Feb"), {("desk", "trust", 2): NOW})
TOGETHER = score(1, 58.0)


def test_the_earlier_part_is_that_of_all_teams_the_team_was():
    found = across(PAST, [(frozenset({"desk", "billing", "claims"}), TOGETHER)], MERGED, DAYS)
    assert found.scores == {("desk", "trust", 1): TOGETHER, ("desk", "trust", 2): NOW}


@pytest.mark.parametrize("made_of", [{"desk", "billing"}, {"desk", "billing", "claims", "legal"}, {"desk"}])
def test_a_part_that_rests_on_another_record_is_left_out_until_it_is_made_anew(made_of):
    assert across(PAST, [(frozenset(made_of), TOGETHER)], MERGED, DAYS) == PAST


def test_of_the_team_as_it_is_only_whether_its_line_runs_on_may_be_new():
    found = across(PAST, [(frozenset({"desk"}), score(2, 1.0, joined=True))], MERGED, DAYS).scores
    assert found[("desk", "trust", 2)] == score(2, 61.0, joined=True)
