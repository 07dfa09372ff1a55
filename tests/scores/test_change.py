"""What may be called a change, and what may not."""

import numpy as np
import pytest

from pulse.scores.change import (
    Change,
    Difference,
    Verdict,
    company_changes,
    difference,
    differences,
    is_news,
    verdicts,
    wobble,
)
from pulse.scores.dimension import ScorePoint
from pulse.scores.spread import Spreads

UP, DOWN, FLAT = Verdict.CHANGED_UP, Verdict.CHANGED_DOWN, Verdict.NOT_CLEARLY
COMPANY = frozenset({"company"})


def point(score, n=8, least=None, most=None):
    return ScorePoint(score, None, None, 50.0, n, n, False, least or score, most or score, None)


def moves(*points, room=0.0, scale=4.0):
    """Differences of twelve quiet teams in trust and of one more for each number given."""
    quiet = [(-2, -1.5, -1, -0.5, 0, 0, 0.5, 1, 1.5, 2, 0, 0)[place] for place in range(12)]
    return {(f"t{at:02}", "trust"): Difference(p, p - room, p + room, scale) for at, p in enumerate([*quiet, *points])}


def verdict_of_last(changes, company=None):
    found = verdicts(changes, company or {}, COMPANY)
    return found[max(changes)].verdict


def test_a_difference_compares_windows_weighted_by_ballots():
    rounds = [point(60), point(60), point(60, n=4), point(40), point(50), point(30, n=4)]
    found = difference(rounds, 25.0)
    assert found.points == pytest.approx((8 * 40 + 8 * 50 + 4 * 30) / 20 - 60)
    assert found.scale == pytest.approx(25 * np.sqrt(2 / 20))


def test_up_to_six_rounds_before_are_compared_and_none_older():
    rounds = [point(0), *[point(60)] * 6, *[point(50)] * 3]
    found = difference(rounds, 25.0)
    assert found.points == pytest.approx(-10.0)
    assert found.scale == pytest.approx(25 * np.sqrt(1 / 24 + 1 / 48))


def test_points_before_a_line_broke_play_no_part():
    scores = [{("a", "trust"): point(90)}] * 3 + [{("a", "trust"): point(60)}] * 3 + [{("a", "trust"): point(50)}] * 3
    ever, since = frozenset({"a"}), frozenset[str]()
    spreads, items = Spreads({}), {"trust": 2}
    assert differences(scores, [ever] * 9, spreads, items)["a", "trust"].points == pytest.approx(-25.0)
    assert differences(scores, [since] * 3 + [ever] * 6, spreads, items)["a", "trust"].points == pytest.approx(-10.0)


def test_a_difference_carries_the_ends_of_clamped_cells():
    rounds = [point(80, least=70, most=90)] * 3 + [point(60, least=55, most=62)] * 3
    found = difference(rounds, 25.0)
    assert (found.least, found.most) == pytest.approx((55 - 90, 62 - 70))


def test_two_points_on_each_side_are_needed():
    assert difference([None, None, point(60), point(50), point(50), point(50)], 25.0) is None
    assert difference([None, point(60), point(60), point(50), None, point(50)], 25.0) is not None


def test_a_large_move_is_a_change():
    assert verdict_of_last(moves(-18.0)) is DOWN
    assert verdict_of_last(moves(18.0)) is UP


def test_a_move_within_luck_is_not():
    assert verdict_of_last(moves(-7.0)) is FLAT


def test_a_sure_move_of_less_than_five_points_is_not_news():
    assert verdict_of_last(moves(4.9, scale=0.5)) is FLAT
    assert verdict_of_last(moves(5.1, scale=0.5)) is UP


def test_a_change_must_survive_both_ends_of_the_clamped_cells():
    assert verdict_of_last(moves(18.0, room=12.9)) is UP
    assert verdict_of_last(moves(18.0, room=13.1)) is FLAT


def test_teams_that_wobble_more_than_luck_raise_the_bar():
    still = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    assert wobble(still) == 1.0
    assert wobble(4 * still) == pytest.approx(2 / 0.6745)


def test_a_team_that_moved_with_the_company_is_told_so():
    fallen = {s: Difference(d.points - 8, d.least - 8, d.most - 8, d.scale) for s, d in moves(-0.5).items()}
    company = company_changes(fallen, COMPANY)
    assert company["trust"].verdict is DOWN
    assert verdict_of_last(fallen, company) is Verdict.MOVED_WITH_COMPANY


def test_a_team_that_stood_still_while_the_company_fell_did_not_change():
    fallen = {s: Difference(d.points - 20, d.least - 20, d.most - 20, d.scale) for s, d in moves().items()}
    fallen["t99", "trust"] = Difference(0.0, 0.0, 0.0, 4.0)
    assert verdicts(fallen, company_changes(fallen, COMPANY), COMPANY)["t99", "trust"].verdict is FLAT


def test_a_team_that_rose_less_than_the_company_did_not_change():
    risen = {s: Difference(d.points + 20, d.least + 20, d.most + 20, d.scale) for s, d in moves().items()}
    risen["t99", "trust"] = Difference(6.0, 6.0, 6.0, 1.0)
    assert verdicts(risen, {}, COMPANY)["t99", "trust"].verdict is FLAT


def test_the_company_itself_is_not_one_of_its_teams():
    changes = moves() | {("company", "trust"): Difference(30.0, 30.0, 30.0, 1.0)}
    assert ("company", "trust") not in verdicts(changes, {}, COMPANY)


def test_a_handful_of_teams_has_no_company_shift():
    few = {("a", "trust"): Difference(-20.0, -20.0, -20.0, 4.0), ("b", "trust"): Difference(0.0, 0.0, 0.0, 4.0)}
    assert verdicts(few, company_changes(few, COMPANY), COMPANY)["a", "trust"].verdict is DOWN


def test_no_rounds_no_verdicts():
    assert verdicts({}, {}, COMPANY) == {}


def test_a_change_is_announced_once_while_windows_overlap():
    assert is_news(DOWN, [])
    assert not is_news(DOWN, [DOWN])
    assert is_news(UP, [DOWN])
    assert not is_news(FLAT, [])


def test_a_verdict_shows_the_change_as_it_happened_and_beyond_the_company():
    found = verdicts({s: Difference(d.points + 3, 0, 0, 4.0) for s, d in moves(10.0).items()}, {}, COMPANY)
    assert isinstance(found["t12", "trust"], Change)
    assert (found["t12", "trust"].points, found["t12", "trust"].beyond) == pytest.approx((13.0, 10.0), abs=0.6)
