"""The six states, tried in their order, and what their sentences need."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pulse.linkage.lead_lag import Precedence
from pulse.linkage.linkage import Checks, Lagged, Linkage, Smallest
from pulse.linkage.outcome import outcome
from pulse.linkage.verdict import Have, VerdictState, have, state
from tests.linkage.panels import made, months

ENOUGH = Have(24, 18, True, None)
HOLD, LINES, ONE = Checks(True, None, True), Checks(False, True, True), Checks(True, True, False)


def found(p: float, *, r: float = 0.3, checks: Checks | None = HOLD, customers: float = 0.0) -> Linkage:
    best = Lagged("trust", 1, 0.2, 0.04, 5.0, 0.05, 0.35, p, 24, 400)
    shares = Precedence(1 - customers, customers, 0.0)
    return Linkage((best,), best, 3.4, 9, (9999,), 6.0, Smallest(0.2, r), shares, checks if p < 0.05 else None)


@pytest.mark.parametrize(
    ("held", "linked", "said"),
    [
        (Have(5, 6, False, None), found(0.001), VerdictState.NOT_ENOUGH),
        (ENOUGH, None, VerdictState.NOT_ENOUGH),
        (ENOUGH, found(0.05, r=0.41), VerdictState.TOO_WEAK),
        (ENOUGH, found(0.05, r=0.40), VerdictState.NO_LINK),
        (ENOUGH, found(0.049, r=0.9), VerdictState.LINK),
        (ENOUGH, found(0.049, checks=LINES), VerdictState.FRAGILE),
        (ENOUGH, found(0.049, checks=ONE), VerdictState.FRAGILE),
        (ENOUGH, found(0.049, checks=ONE, customers=0.95), VerdictState.FRAGILE),
        (ENOUGH, found(0.049, customers=0.90), VerdictState.CUSTOMERS_FIRST),
        (ENOUGH, found(0.049, customers=0.89), VerdictState.LINK),
        (ENOUGH, found(0.05, customers=1.0), VerdictState.NO_LINK),
    ],
)
def test_the_first_state_whose_rule_holds_is_said(held: Have, linked: Linkage | None, said: VerdictState) -> None:
    assert state(held, linked) is said


@pytest.mark.parametrize(("units", "spans", "enough"), [(8, 8, True), (7, 18, False), (24, 7, False), (24, 8, True)])
def test_eight_units_with_eight_months_of_both_are_needed(units: int, spans: int, enough: bool) -> None:
    assert have(made(units, spans), quarters=False).enough is enough


def test_months_of_one_side_alone_do_not_count() -> None:
    panels = made(9, 10)
    panels.customers[:2, 3:] = np.nan
    held = have(panels, quarters=False)
    assert (held.units, held.spans, held.enough) == (9, 3, False)


def test_the_earliest_day_is_when_the_eighth_unit_is_there_at_its_pace() -> None:
    panels = made(9, 6)  # January to June; July and August are missing
    assert have(panels, quarters=False).earliest == date(2024, 9, 1)
    panels.customers[:4, ::2] = np.nan  # three of five since February: five more take nine months at that pace
    assert have(panels, quarters=False).earliest == date(2025, 4, 1)


def test_a_unit_that_began_later_is_judged_by_its_own_pace() -> None:
    panels = made(8, 6)
    panels.customers[0, :4] = np.nan
    assert have(panels, quarters=False).earliest == date(2025, 1, 1)  # two of eight, one a month


def test_nobody_can_tell_when_a_unit_comes_that_is_not_there() -> None:
    held = have(made(5, 12), quarters=False)
    assert (held.units, held.spans, held.earliest) == (5, 12, None)


def test_quarters_are_counted_in_quarters() -> None:
    panels = replace(made(8, 6), periods=tuple(months(18)[::3]))
    assert have(panels, quarters=True).earliest == date(2026, 1, 1)


def test_with_nothing_at_all_there_is_nothing_to_say() -> None:
    panels = made(8, 8)
    panels.customers[:] = np.nan
    empty = panels.with_both()
    assert (empty.units, empty.periods) == ((), ())
    assert have(empty, quarters=False) == Have(0, 0, False, None)


def test_a_noisy_customer_score_hides_all_but_strong_links() -> None:
    noisy = outcome(made(8, 8, noise=20), quarters=False)
    assert noisy.state is VerdictState.TOO_WEAK
    assert noisy.link.smallest.r > 0.4
    assert outcome(made(40, 24), quarters=False).state is VerdictState.NO_LINK
