"""Joint figures: close to what the answers themselves would give, and absent where they would tell too much."""

from itertools import product
from math import sqrt
from random import Random

import numpy as np
import pytest

from pulse.tallies.clamp import POINTS
from pulse.tallies.joint import EXCHANGE, FROM, JointColumn, correlations, pairs, spreads
from pulse.tallies.tables import cell
from tests.attacks._rounds import band

SCALES = {"trust": [frozenset({"T1", "T2"})], "respect": [frozenset({"R1", "T9"})]}


def columns(answers):
    """Turn {team: [(band, band), ...]} of T1 and T2 into the published columns."""
    found = {}
    for place, code in enumerate(("T1", "T2")):
        given = {team: [both[place] for both in rows] for team, rows in answers.items()}
        count = {team: tuple(bands.count(b) for b in range(3)) for team, bands in given.items()}
        cells = {team: cell(code, frozenset({team}), 10, bands) for team, bands in count.items()}
        found[code] = JointColumn(cells, frozenset(cells), given)
    return found


def company(seed, teams=60):
    random = Random(seed)
    answers = {}
    for team in range(teams):
        mood = random.gauss(0.3, 0.3)
        people = [random.gauss(mood, 0.6) for _ in range(8)]
        answers[f"t{team:02}"] = [tuple(band(p + random.gauss(0, 0.6)) for _ in range(2)) for p in people]
    return answers


def test_they_stay_close_to_what_raw_answers_give():
    off_spread, off_r = [], []
    for seed in range(20):
        answers = company(seed)
        found = columns(answers)
        within = pairs(found)
        spread = {one.subject: one.points for one in spreads(found, within, SCALES)}
        points = {team: np.array([[POINTS[a], POINTS[b]] for a, b in rows]) for team, rows in answers.items()}
        inside = np.vstack([rows - rows.mean(axis=0) for rows in points.values()])
        freedom = len(inside) - len(points)
        truth = {"T1": inside[:, 0], "T2": inside[:, 1], "trust": inside.mean(axis=1)}
        off_spread += [spread[name] - sqrt((each**2).sum() / freedom) for name, each in truth.items()]
        overall = np.corrcoef(np.vstack([*points.values()]).T)[0, 1]
        off_r.append(correlations(found, within)[0].hundredths / 100 - overall)
    assert abs(np.mean(off_spread)) < 1
    assert np.max(np.abs(off_spread)) < 3
    assert abs(np.mean(off_r)) < 0.03
    assert np.max(np.abs(off_r)) < 0.12


def test_a_dimension_with_a_question_that_is_not_known_has_no_spread():
    found = columns(company(1))
    assert [one.subject for one in spreads(found, pairs(found), SCALES)] == ["T1", "T2", "trust"]


def test_they_come_in_whole_points_hundredths_and_tens():
    found = columns(company(1))
    within = pairs(found)
    assert all(one.freedom % 10 == 0 and type(one.points) is int for one in spreads(found, within, SCALES))
    assert all(one.pairs % 10 == 0 and type(one.hundredths) is int for one in correlations(found, within))


def test_below_fifty_pairs_in_open_cells_there_is_none():
    few = {team: rows for team, rows in company(1).items() if team < "t06"}
    open_ones = {team: [(0, 0), (1, 1), (2, 2), (0, 1), (1, 0), (2, 0), (0, 2), (1, 2)] for team in few}
    assert sum(map(len, open_ones.values())) == 48 < FROM
    assert pairs(columns(open_ones)) == {}
    open_ones["t05"] += [(1, 1), (0, 0)]
    assert pairs(columns(open_ones)).keys() == {("T1", "T2")}
    clamped = open_ones | {"t05": [(0, 0)] * 8 + [(1, 1)] * 2}
    assert pairs(columns(clamped)) == {}


def test_perfect_agreement_reads_like_agreement_less_two_exchanges():
    perfect = {f"t{n}": [(0, 0), (0, 0), (0, 0), (1, 1), (2, 2), (2, 2), (2, 2)] for n in range(10)}
    astray = [(0, 2), (0, 0), (0, 0), (1, 1), (2, 0), (2, 2), (2, 2)]
    broken = perfect | {"t0": astray, "t7": astray}
    assert pairs(columns(perfect)) == pairs(columns(broken))
    assert max((a - b) * (c - d) for a, b, c, d in product(POINTS, repeat=4)) == EXCHANGE


def test_where_the_bands_leave_no_room_there_is_no_figure():
    assert pairs(columns({"all": [*[(0, 0)] * 47, (0, 1), (1, 0), *[(1, 1)] * 2]})) == {}
    assert pairs(columns({"all": [*[(0, 0)] * 30, *[(0, 2), (2, 0)] * 6, *[(2, 2)] * 8]})) != {}


@pytest.mark.parametrize("code", ["T1", "T2"])
def test_the_spread_of_one_question_follows_from_its_rows_alone(code):
    found = columns(company(3))
    blind = {name: JointColumn(column.cells, column.alone, {}) for name, column in found.items()}
    seen = {one.subject: one for one in spreads(found, pairs(found), SCALES)}
    assert seen[code] == {one.subject: one for one in spreads(blind, {}, SCALES)}[code]


def test_sets_of_questions_of_one_size_are_averaged():
    found = columns(company(3))
    apart = {"trust": [frozenset({"T1"}), frozenset({"T2"})]}
    one = {spread.subject: spread.points for spread in spreads(found, {}, apart)}
    assert min(one["T1"], one["T2"]) <= one["trust"] <= max(one["T1"], one["T2"])
