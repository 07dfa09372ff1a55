"""Terms that can be kept have no fault; each fault names its field."""

from dataclasses import replace
from datetime import date

import pytest

from pulse.programmes.faults import NO_BRANCH, Code, faults
from pulse.programmes.plan import Lists
from pulse.programmes.recurrence import RhythmFault
from pulse.programmes.terms import Terms, Thresholds, Timing
from pulse.questions.library import library

KNOWN = {code: question.dimension.value for code, question in library().items()}
SOUND = Terms("Monthly pulse", Timing(starts_on=date(2026, 8, 24)))


def found(terms, lowest=None):
    return [(fault.field, fault.code) for fault in faults(terms, KNOWN, lowest)]


def timed(**parts):
    return replace(SOUND, timing=replace(SOUND.timing, **parts))


def test_the_default_terms_have_no_fault():
    assert faults(SOUND, KNOWN) == ()


@pytest.mark.parametrize(
    ("terms", "field", "code"),
    [
        (replace(SOUND, name=""), "name", Code.EMPTY),
        (replace(SOUND, branches=NO_BRANCH), "branches", Code.NO_BRANCH),
        (timed(unit="weeks", every=0), "weeks", RhythmFault.EVERY),
        (timed(hour=24), "at", RhythmFault.TIME),
        (timed(timezone="Nowhere"), "timezone", RhythmFault.ZONE),
        (timed(open_days=29), "open_days", RhythmFault.OVERLAP),
        (timed(open_days=-1), "open_days", RhythmFault.OPEN_DAYS),
        (timed(unit="days"), "at", RhythmFault.TIME),
        (timed(reminders=3), "reminders", Code.RANGE),
        (timed(holidays="x" * 60_001), "holidays", Code.TOO_LONG),
        (replace(SOUND, lists=Lists(("Z9",), (), ())), "ask", "unknown"),
        (replace(SOUND, lists=Lists((), (), ())), "ask", "none"),
    ],
)
def test_each_fault_names_its_field(terms, field, code):
    assert (field, code) in found(terms)


def test_a_promised_threshold_may_be_kept_and_raised_but_not_lowered():
    promised = Thresholds(8, 10, 15)
    for part, lower, higher in (("ballots", 7, 9), ("cohort", 9, 11), ("comments", 14, 16)):
        for value, refused in ((lower, True), (getattr(promised, part), False), (higher, False)):
            terms = replace(SOUND, thresholds=replace(promised, **{part: value}))
            assert ((f"min_{part}", Code.LOWERED) in found(terms, promised)) is refused
