"""What was planted in synthetic companies is found again through cells and clamp, and nothing else is.

The rules were never tuned on these seeds. What the default rules reach is measured on other seeds (100 to 299) and
stands beside each test; more seeds: PULSE_TRUTH_SEEDS.
"""

from itertools import chain

import numpy as np
import pytest

from pulse.demo.company import synthetic
from pulse.scores.answers import Answers, answers_everywhere
from pulse.scores.change import Verdict
from pulse.scores.dimension import ScorePoint
from pulse.scores.spread import pool
from tests.truth.gate import SEEDS, K, gated, run

SHIFTS = {("t03", "trust"): (8, Verdict.CHANGED_DOWN), ("t07", "respect"): (11, Verdict.CHANGED_UP)}
MOVED = (Verdict.CHANGED_UP, Verdict.CHANGED_DOWN)


def team_points(company):
    """Every team's points with what the census says: (point, truth)."""
    for month, (tabled, result) in enumerate(zip(company.rounds, company.results, strict=True)):
        for (team, dimension), point in result.scores.items():
            if isinstance(point, ScorePoint) and team.startswith("t"):
                codes = tuple(question.code for question in tabled.asking(dimension))
                shift = float(np.mean([result.effects.get(code, 0.0) for code in codes]))
                yield point, min(100.0, max(0.0, company.census(team, month, codes) - shift))


def found_within(company, subject, rounds=4):
    start, verdict = SHIFTS[subject]
    return any(result.changes[subject].verdict is verdict for result in company.results[start : start + rounds])


@pytest.mark.parametrize("seed", SEEDS)
def test_hard_bounds_always_hold(seed):
    bounded = [(point, truth) for point, truth in team_points(gated(seed)) if point.bounds]
    assert len(bounded) > 100
    assert all(point.bounds.low - 1e-9 <= truth <= point.bounds.high + 1e-9 for point, truth in bounded)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_under_the_threshold_is_shown_or_can_be_subtracted(seed):
    company = gated(seed)
    tabled = company.rounds[-1]
    shown = {
        key: found.n
        for key, found in answers_everywhere(tabled, pool([tabled.spreads])).items()
        if isinstance(found, Answers)
    }
    assert min(shown.values()) >= K
    assert (
        min(point.n for result in company.results for point in result.scores.values() if isinstance(point, ScorePoint))
        >= K
    )
    for (team, code), n in shown.items():
        rest = n - sum(shown.get((below, code), 0) for below, above in tabled.parent.items() if above == team)
        assert rest == 0 or rest >= K


def test_the_same_seed_gives_the_same_tables_and_verdicts():
    first, again = gated(SEEDS[0]), run(synthetic(SEEDS[0]))
    assert first.rounds == again.rounds
    assert first.results == again.results


def test_ranges_hold_what_the_whole_team_would_have_said():
    """Measured: 97.9 % at a mean width of 23 points, clamped classes included."""
    points = list(chain.from_iterable(team_points(gated(seed)) for seed in SEEDS))
    held = [
        (p.low is None and abs(t - p.score) < 1e-6) or (p.low is not None and p.low <= t <= p.high) for p, t in points
    ]
    assert np.mean(held) >= 0.93


def test_a_planted_drop_is_flagged_within_four_rounds():
    """Measured over 80 other seeds: 81 %.

    A rise of .7 from a good level is 14 points in three bands, no more than moods that come and go: 31 % are flagged.
    """
    found = [found_within(gated(seed), ("t03", "trust")) for seed in SEEDS]
    assert np.mean(found) >= 0.75 - 2 * np.sqrt(0.75 * 0.25 / len(SEEDS))


def test_a_planted_rise_is_never_called_a_drop():
    for seed in SEEDS:
        later = gated(seed).results[11:15]
        assert all(r.changes["t07", "respect"].verdict is not Verdict.CHANGED_DOWN for r in later)


def test_nothing_is_flagged_elsewhere():
    """Measured over 80 other seeds: news in .65 % of tests."""
    tests = flags = 0
    for seed in SEEDS:
        for month, result in enumerate(gated(seed).results):
            for subject, change in result.changes.items():
                planted = subject in SHIFTS and month >= SHIFTS[subject][0]
                if change.q is not None and subject[0] != "company" and not planted:
                    tests += 1
                    flags += subject in result.news
    assert tests > 500 * len(SEEDS)
    assert flags <= 0.01 * tests + 2 * np.sqrt(0.01 * tests)


def test_the_silent_team_is_found_and_hardly_any_other():
    """Measured over 200 seeds: found in 73 %, other teams in .34 % of tests."""
    found, tests, flags = [], 0, 0
    for seed in SEEDS:
        alerts = [silences for result in gated(seed).results if (silences := result.silences)]
        found.append(any("t11" in silences and silences["t11"].fell for silences in alerts))
        others = [silence.fell for silences in alerts for team, silence in silences.items() if team != "t11"]
        tests, flags = tests + len(others), flags + sum(others)
    assert np.mean(found) >= 0.70 - 2 * np.sqrt(0.21 / len(SEEDS))
    assert flags <= 0.005 * tests + 2 * np.sqrt(0.005 * tests)


def test_item_effects_return():
    """Measured: mean r = .935 with eight questions a dimension in 18 months; .874 in the worst company."""
    found = []
    for seed in SEEDS:
        effects = gated(seed).results[-1].effects
        true = dict(zip(gated(seed).company.codes, gated(seed).company.effects, strict=True))
        found.append(np.corrcoef([effects[code] for code in effects], [true[code] for code in effects])[0, 1])
    assert np.mean(found) >= 0.90


def test_every_verdict_rests_on_its_rule():
    for result in (result for seed in SEEDS for result in gated(seed).results):
        for change in result.changes.values():
            if change.verdict in MOVED:
                assert change.q <= 0.10
                assert abs(change.points) >= 5.0
