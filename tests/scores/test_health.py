"""Health of questions against values nobody here made up: pingouin's data, scipy, statsmodels, and by hand."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from pulse.scores import health
from pulse.scores.health import Fit, Variation
from pulse.tallies.joint import Correlation
from tests.scores.making import row

# pingouin's data set `cronbach_alpha`: 10 questions, 15 persons.
PINGOUIN = np.array(
    [
        [3, 5, 7, 2, 6, 1, 4, 2, 6, 5, 4, 4, 5, 6, 4],
        [2, 4, 3, 4, 5, 2, 3, 4, 5, 4, 3, 2, 5, 5, 3],
        [4, 6, 5, 3, 6, 3, 5, 4, 5, 6, 5, 3, 6, 5, 5],
        [1, 3, 5, 3, 5, 4, 3, 3, 5, 4, 2, 2, 2, 4, 5],
        [4, 5, 6, 2, 4, 2, 5, 7, 1, 3, 5, 5, 3, 2, 3],
        [5, 1, 4, 2, 4, 5, 2, 2, 6, 5, 3, 3, 3, 2, 1],
        [1, 2, 3, 2, 4, 2, 1, 2, 5, 3, 2, 4, 2, 1, 3],
        [4, 5, 3, 6, 6, 3, 2, 4, 2, 1, 3, 2, 4, 4, 2],
        [3, 5, 6, 6, 7, 5, 4, 6, 3, 7, 4, 3, 4, 6, 3],
        [2, 5, 5, 3, 5, 2, 3, 5, 2, 2, 1, 4, 5, 5, 4],
    ]
)


def test_alpha_is_that_of_pingouin():
    assert health.alpha(np.cov(PINGOUIN)) == pytest.approx(0.591719, abs=1e-6)


def test_the_range_of_alpha_is_feldts():
    low, high = health.feldt(0.591719, 15, 10)
    expected = [1 - (1 - 0.591719) * stats.f.ppf(p, 14, 14 * 9) for p in (0.975, 0.025)]
    assert (low, high) == pytest.approx(expected, abs=1e-9)
    assert (round(low, 3), round(high, 3)) == (0.195, 0.840)  # as pingouin's manual prints it


def test_a_question_against_the_rest_is_its_correlation_with_the_sum_of_the_others():
    expected = [stats.pearsonr(one, PINGOUIN.sum(axis=0) - one).statistic for one in PINGOUIN]
    assert health.item_rest(np.cov(PINGOUIN)) == pytest.approx(expected, abs=1e-9)


def test_a_question_that_does_not_vary_hangs_on_nothing():
    assert health.item_rest(np.array([[4.0, 0.0, 1.0], [0.0, 0.0, 0.0], [1.0, 0.0, 4.0]]))[1] == 0.0


def as_published(pairs):
    """What the gate would publish of these answers: correlations in hundredths, and exact deviations."""
    codes = [f"T{at}" for at in range(len(PINGOUIN))]
    r = np.corrcoef(PINGOUIN)
    found = {
        (codes[a], codes[b]): Correlation(codes[a], codes[b], round(100 * r[a, b]), pairs)
        for a, b in combinations(range(len(codes)), 2)
    }
    return codes, dict(zip(codes, PINGOUIN.std(axis=1, ddof=1), strict=True)), found


def test_a_scale_from_rounded_correlations_is_within_a_hundredth():
    codes, deviations, found = as_published(pairs=120)
    scale = health.scale(codes, deviations, found)
    assert scale.alpha == pytest.approx(0.591719, abs=0.01)
    assert (scale.low, scale.high) == health.feldt(scale.alpha, 120, 10)
    exact = health.item_rest(np.cov(PINGOUIN))
    assert [scale.rest[code].r for code in codes] == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize("without", ["two questions", "ninety pairs", "a pair unknown"])
def test_there_is_no_alpha_of(without):
    codes, deviations, found = as_published(pairs=90 if without == "ninety pairs" else 100)
    if without == "two questions":
        codes = codes[:2]
    if without == "a pair unknown":
        del found["T3", "T4"]
    assert health.scale(codes, deviations, found) is None


def test_correlations_are_pooled_by_fishers_z():
    pooled = health.tie([(0.2, 53), (0.5, 103)])
    z = (50 * np.arctanh(0.2) + 100 * np.arctanh(0.5)) / 150
    half = stats.norm.ppf(0.975) / np.sqrt(150)
    assert (pooled.r, pooled.low, pooled.high) == pytest.approx(tuple(np.tanh([z, z - half, z + half])), abs=1e-12)
    assert pooled.pairs == 156


def test_the_range_of_one_correlation_is_that_of_scipy():
    one = stats.pearsonr(PINGOUIN[0], PINGOUIN[1])
    expected = one.confidence_interval(0.95)
    found = health.tie([(one.statistic, 15)])
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_without_pairs_there_is_no_tie_and_a_perfect_one_has_an_end():
    assert health.tie([]) is None
    assert health.tie([(1.0, 100)]).r < 1


@pytest.mark.parametrize(
    ("r", "pairs", "fit"),
    [
        (0.35, 100, Fit.HANGS),
        (0.25, 100, Fit.MAYBE),
        (0.10, 100, Fit.APART),
        (0.10, 99, Fit.UNKNOWN),
        (0.25, 2000, Fit.APART),
    ],
)
def test_a_question_is_named_only_beyond_the_noise(r, pairs, fit):
    assert health.tie([(r, pairs)]).fit is fit


def test_a_question_is_held_against_its_anchor_and_the_anchor_against_all_others():
    found = [
        Correlation("T1", "T2", 40, 203),
        Correlation("T1", "T3", 20, 203),
        Correlation("T2", "T3", 90, 203),
        Correlation("R1", "T1", 90, 203),
    ]
    ties = health.ties(["T1", "T2", "T3", "T4"], ["T1", "R1"], found)
    assert {code: round(each.r, 2) for code, each in ties.items()} == {"T1": 0.3, "T2": 0.4, "T3": 0.2}
    assert ties["T1"].pairs == 406


def test_without_an_anchor_each_question_is_held_against_all_others():
    found = [Correlation("T1", "T2", 40, 203), Correlation("T2", "T3", 40, 103)]
    ties = health.ties(["T1", "T2", "T3"], [], found)
    assert {code: each.pairs for code, each in ties.items()} == {"T1": 203, "T2": 306, "T3": 103}


CELLS = (
    row("T1", "c1", (3, 2, 3)),
    row("T1", "c2", (6, 2, 1)),
    row("T1", "c3", (4, 4, 9)),
)


def answers(cells):
    """The answers behind cells, as a table of persons."""
    rows = [
        (group, points)
        for group, cell in enumerate(cells)
        for points, count in zip((100, 50, 0), cell.bands, strict=True)
        for _ in range(count)
    ]
    return pd.DataFrame(rows, columns=["team", "score"])


def test_variation_is_that_of_a_one_way_analysis_of_variance():
    table = anova_lm(ols("score ~ C(team)", data=answers(CELLS)).fit())
    found = health.variation(CELLS)
    assert (found.between, found.within) == pytest.approx(tuple(table["sum_sq"]), rel=1e-9)
    assert (found.groups, found.people) == tuple(table["df"])
    assert found.between / found.groups / (found.within / found.people) == pytest.approx(
        stats.f_oneway(*(group["score"] for _, group in answers(CELLS).groupby("team"))).statistic, rel=1e-9
    )


def test_both_icc_are_those_of_the_mean_squares():
    found = Variation()
    for _ in range(6):  # the same round six times: degrees of freedom enough, mean squares the same
        found = found.plus(health.variation(CELLS))
    mean_squares = anova_lm(ols("score ~ C(team)", data=answers(CELLS)).fit())["mean_sq"]
    k = (34 - (8**2 + 9**2 + 17**2) / 34) / 2
    one = (mean_squares.iloc[0] - mean_squares.iloc[1]) / (mean_squares.iloc[0] + (k - 1) * mean_squares.iloc[1])
    told = health.telling(found)
    assert (told.one, told.size) == pytest.approx((one, k), rel=1e-9)
    assert told.two == pytest.approx(1 - mean_squares.iloc[1] / mean_squares.iloc[0], rel=1e-9)
    assert told.two == pytest.approx(k * one / (1 + (k - 1) * one), rel=1e-9)  # Spearman and Brown


def test_equal_groups_tell_nothing_and_never_less_than_nothing():
    same = Variation(between=10.0, within=9000.0, groups=12, people=100, spare=96.0)
    assert (health.telling(same).one, health.telling(same).two) == (0.0, 0.0)


def test_few_groups_do_not_say_how_far_groups_differ():
    assert health.telling(health.variation(CELLS)) is None


def test_a_near_unanimous_cell_is_left_out_of_the_variation():
    assert health.variation((*CELLS[:2], row("T1", "c3", (17, 0, 0)))) == health.variation(CELLS[:2])
    assert health.variation([row("T1", "c1", (8, 0, 0))]) == Variation()


def test_the_deviation_over_the_company_is_that_of_all_answers():
    assert health.deviation(CELLS) == pytest.approx(answers(CELLS)["score"].std(), rel=1e-9)
    assert health.deviation([]) == 0.0
