"""The exact words of each state, and the words that may never stand on a page of the link."""

import re
from dataclasses import replace

import pytest

from pulse.linkage import wording
from pulse.linkage.examples import examples
from pulse.linkage.lead_lag import Precedence
from pulse.linkage.linkage import Checks
from pulse.linkage.verdict import VerdictState
from tests.laws._reading import HOUSE

BANNED = re.compile(r"\b(drives?|driven|drivers?|impact\w*|roi|because|proves|proven)\b", re.IGNORECASE)
SPEAKING = ("pages", "views", "wording", "number_wording")
PAGES = [
    *(HOUSE / "templates" / "linkage").glob("*.html"),
    *(HOUSE / "pulse" / "linkage" / f"{name}.py" for name in SPEAKING),
]


def of(state: VerdictState):
    return next(each.outcome for each in examples() if each.outcome.state is state)


def said(outcome, *, higher_is_better=True):
    found = wording.said(outcome, higher_is_better=higher_is_better)
    return " ".join((found.title, *found.sentences))


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def with_link(outcome, **changes):
    return replace(outcome, link=replace(outcome.link, **changes))


def test_not_enough_data() -> None:
    assert said(of(VerdictState.NOT_ENOUGH)) == (
        "Not enough data yet Needed: 8 units with 8 months of both. You have 9 units and 6 months; "
        "earliest at this pace: September 2025."
    )


def test_not_enough_units_have_no_date() -> None:
    outcome = of(VerdictState.NOT_ENOUGH)
    late = replace(outcome, have=replace(outcome.have, units=5, earliest=None))
    assert "You have 5 units and 6 months; no date yet: more units are needed." in said(late)


def test_too_weak_to_tell() -> None:
    assert (
        said(of(VerdictState.TOO_WEAK)) == "We cannot tell With this much data we would only notice a very strong link."
    )


def test_no_link_seen() -> None:
    assert said(of(VerdictState.NO_LINK)) == (
        "No link seen When a team's empowerment rose above its own usual level, its customer score did not move in "
        "step. A link bigger than 0.7 customer points per 10 empowerment points would probably have shown. "
        "The same was tried with trust and respect, and none was seen."
    )


def test_a_link() -> None:
    link = of(VerdictState.LINK).link
    best = link.best
    low, high = round(10 * best.low, 1), round(10 * best.high, 1)
    assert said(of(VerdictState.LINK)) == (
        "Trust and customer scores move together "
        "In months after a team's trust was 10 points above its own usual level, its customer score was "
        f"{10 * best.b:.1f} points higher 2 months later (plausible range {low} to {high}). By chance alone a pattern "
        f"this strong turned up in 1 of {round(10000 / (1 + link.reached)):,} shuffles. This fits the "
        "idea that trust helps service; it does not prove it: something else in the team may move both."
    )


def test_customers_first() -> None:
    words = said(of(VerdictState.CUSTOMERS_FIRST))
    assert words.startswith(
        "Customer scores moved first Good or bad months with customers may be shaping how the team feels."
    )
    assert "its customer score had been" in words
    assert "points higher 2 months earlier" in words


@pytest.mark.parametrize(
    ("checks", "named"),
    [
        (Checks(True, False, True), "when months with special events are left out"),
        (Checks(False, True, True), "when each team's own slow rise or fall is taken out"),
        (Checks(None, None, False), "when one single unit is left out"),
    ],
)
def test_fragile_names_the_check(checks: Checks, named: str) -> None:
    words = said(with_link(of(VerdictState.FRAGILE), checks=checks))
    assert words.startswith("Possible link, not stable It does not hold " + named)
    assert words.count("It does not hold") == 1
    assert "points higher" in words


def test_an_unclear_direction_is_said_and_the_other_one_never_denied() -> None:
    unclear = with_link(of(VerdictState.LINK), precedence=Precedence(0.7, 0.3, 0.0))
    assert said(unclear).endswith("We cannot tell which came first.")
    assert "cannot tell" not in said(of(VerdictState.LINK))


@pytest.mark.parametrize(
    ("b", "higher_is_better", "words"),
    [
        (0.2, True, ("points higher", "This fits the idea")),
        (-0.2, True, ("points lower", "This does not fit the idea")),
        (-0.2, False, ("points lower", "This fits the idea")),
        (0.2, False, ("points higher", "This does not fit the idea")),
    ],
)
def test_higher_and_lower_and_what_fits(b: float, higher_is_better: bool, words: tuple[str, str]) -> None:
    best = replace(of(VerdictState.LINK).link.best, b=b, low=min(b / 2, b * 2), high=max(b / 2, b * 2))
    told = said(with_link(of(VerdictState.LINK), best=best), higher_is_better=higher_is_better)
    assert all(each in told for each in words)
    assert "plausible range 1.0 to 4.0" in told
    assert told.startswith(f"Trust and customer scores move {'together' if b > 0 else 'in opposite directions'} In")


@pytest.mark.parametrize(("lag", "words"), [(0, "2.0 points higher in the same month"), (-1, "1 month earlier")])
def test_a_link_in_the_same_month_or_before_says_so(lag: int, words: str) -> None:
    best = replace(of(VerdictState.LINK).link.best, b=0.2, lag=lag)
    told = said(with_link(of(VerdictState.LINK), best=best))
    assert words in told
    assert "helps service" not in told


def test_quarters_are_called_quarters() -> None:
    quarters = replace(of(VerdictState.LINK), quarters=True)
    assert "In quarters after" in said(quarters)
    assert "2 quarters later" in said(quarters)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_of_the_link_uses_a_causal_word(page) -> None:
    assert BANNED.findall(page.read_text("utf-8")) == []


def test_the_ban_catches_what_it_bans() -> None:
    assert len(PAGES) >= 8
    for words in ("trust drives service", "its impact", "the ROI", "because of it", "this proves it"):
        assert BANNED.search(words)
    assert not BANNED.search("it does not prove it")
