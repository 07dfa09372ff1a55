"""Links that were planted between teams and customers are found through the gate, and nothing else is called one.

The rules were never tuned on these seeds. "Found" is a link in the data beyond chance, whether the page calls it a link
or a possible link; so is a false one. What the rules reach over 40 other seeds (300 to 339) stands beside each test.
"""

from functools import cache

import numpy as np

from pulse.demo.company import TEAMS, PlantedTruth, synthetic
from pulse.linkage.lead_lag import First
from pulse.linkage.outcome import Outcome, outcome, stored
from pulse.linkage.panels import Panels
from pulse.linkage.preparing import ToldMean, customers, first_day, number_of
from pulse.linkage.verdict import VerdictState
from pulse.scores.dimension import ScorePoint
from pulse.scores.published import DIMENSIONS
from tests.truth.gate import SEEDS, gated, shared

LINKED, ALONE, REVERSE = PlantedTruth(), PlantedTruth(beta=0.0), PlantedTruth(lag=-2)
BEYOND_CHANCE = (VerdictState.LINK, VerdictState.FRAGILE, VerdictState.CUSTOMERS_FIRST)


def panels(seed: int, plan: PlantedTruth) -> Panels:
    """What was published of the 24 teams, beside customers that follow another plan but share its seasons."""
    gate, made = gated(seed), synthetic(seed, plan).customers
    months = tuple(first_day(number_of(gate.rounds[0].opened_on) + month) for month in range(plan.months))
    sentiment = np.full((len(DIMENSIONS), len(TEAMS), plan.months), np.nan)
    for month, result in enumerate(gate.results):
        for (team, dimension), point in result.scores.items():
            if team.startswith("t") and int(team[1:]) <= len(TEAMS) and dimension in DIMENSIONS and is_point(point):
                sentiment[DIMENSIONS.index(dimension), int(team[1:]) - 1, month] = point.score
    told = [
        ToldMean(team, months[month], int(made.ratings[month, team]), (float(made.means[month, team]) - 1) * 25)
        for month, team in np.ndindex(made.means.shape)
    ]
    heard = customers(told, len(TEAMS), months, quarters=False)
    nothing = np.zeros(heard.shape, dtype=bool)
    return Panels(tuple(range(len(TEAMS))), months, sentiment, heard, nothing).with_both()


def is_point(point: object) -> bool:
    return isinstance(point, ScorePoint)


@cache
def said(seed: int, plan_name: str) -> Outcome:
    plan = {"linked": LINKED, "alone": ALONE, "reverse": REVERSE}[plan_name]
    return shared(f"link-{plan_name}-{seed}", lambda: outcome(panels(seed, plan), quarters=False))


def share(happened: list[bool]) -> float:
    return float(np.mean(happened))


def wobble(rate: float) -> float:
    """Two standard errors of a share over so many seeds."""
    return 2 * float(np.sqrt(rate * (1 - rate) / len(SEEDS)))


def test_a_planted_link_is_found() -> None:
    """Measured: beyond chance in 88 %; 75 % are called a link, 13 % a possible link that is not stable."""
    found = [said(seed, "linked") for seed in SEEDS]
    assert share(
        [each.state in (VerdictState.LINK, VerdictState.FRAGILE) and each.link.best.b > 0 for each in found]
    ) >= (0.85 - wobble(0.85))


def test_the_lag_of_a_planted_link_is_one_to_three_months() -> None:
    """Measured: in 35 of 35."""
    found = [said(seed, "linked").link.best for seed in SEEDS]
    seen = [each.lag in (1, 2, 3) for each in found if each.p < 0.05]
    assert share(seen) >= 0.90


def test_a_planted_link_is_hardly_ever_turned_round() -> None:
    """Measured: never."""
    turned = [said(seed, "linked").state is VerdictState.CUSTOMERS_FIRST for seed in SEEDS]
    assert share(turned) <= 0.02 + wobble(0.02)


def test_where_only_season_and_trend_are_shared_few_links_are_called() -> None:
    """Measured: in 5 %, of which all are called not stable."""
    called = [said(seed, "alone").state in BEYOND_CHANCE for seed in SEEDS]
    assert sum(called) <= (6 if len(SEEDS) <= 40 else 0.08 * len(SEEDS))


def test_the_naive_correlation_is_wrong_there_more_often_than_not() -> None:
    """Measured: company averages say link in 85 %."""
    averages = [said(seed, "alone").naive.averages.says_link for seed in SEEDS]
    pooled = [said(seed, "alone").naive.pooled.says_link for seed in SEEDS]
    assert share(averages) > 0.25
    assert share(pooled) > 0.25


def test_where_customers_go_first_teams_are_never_said_to() -> None:
    """Measured: beyond chance in 35 of 40; customers first in 36, unclear in 4, sentiment first never."""
    found = [said(seed, "reverse") for seed in SEEDS]
    assert share([each.state in BEYOND_CHANCE for each in found]) >= 0.70
    assert share([each.link.best.p < 0.05 and first(each) is First.SENTIMENT for each in found]) <= 0.02 + wobble(0.02)
    assert share([first(each) in (First.CUSTOMERS, First.UNCLEAR) for each in found]) >= 0.95


def first(found: Outcome) -> First:
    return found.link.precedence.first


def test_the_same_seed_gives_the_same_verdict() -> None:
    again = outcome(panels(SEEDS[0], LINKED), quarters=False)
    assert stored(again) == stored(said(SEEDS[0], "linked"))
