"""A team's line: joined, broken, interrupted."""

import pytest

from pulse.scores.dimension import Gap, ScorePoint
from pulse.scores.series import SealedRound, series
from tests.scores.making import HEADS, PARENT, a_round

HERE = ScorePoint(60.0, 55.0, 65.0, 50.0, 8, 9, False, 60.0, 60.0, None)


@pytest.fixture
def months():
    results = [HERE, HERE, Gap.TOO_FEW, HERE, HERE]
    return [
        SealedRound(a_round(number=at).uid, a_round(number=at).opened_on, {("claims", "trust"): result}, PARENT, HEADS)
        for at, result in enumerate(results)
    ]


def test_a_line_joins_neighbouring_points_and_stops_at_a_gap(months):
    assert [entry.joined for entry in series("claims", months)["trust"]] == [False, True, False, False, True]


def test_a_line_breaks_where_the_team_is_another_one(months):
    new = PARENT | {"audits": "claims"}
    months[4] = SealedRound("r4", months[4].opened_on, months[4].scores, new, HEADS | {"audits": 9})
    assert not series("claims", months)["trust"][4].joined


def test_a_round_that_did_not_know_the_team_did_not_ask_it(months):
    assert {entry.result for entry in series("audits", months)["trust"]} == {Gap.NOT_ASKED}
