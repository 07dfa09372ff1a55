"""The words of the link: one sentence for each state, and nothing that says more than the numbers do."""

from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _

from pulse.linkage.lead_lag import First
from pulse.linkage.linkage import SHUFFLES, Checks, Lagged, Linkage
from pulse.linkage.number_wording import count, points, spans, units
from pulse.linkage.outcome import Outcome
from pulse.linkage.verdict import SPANS, UNITS, VerdictState
from pulse.questions import queries as questions


@dataclass(frozen=True)
class Said:
    """A verdict in words: its headline, and the sentences below it."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Tick:
    """One of the two checks: what was tried, and whether the link stayed; None: it could not be tried."""

    words: str
    holds: bool | None


def in_sentence() -> dict[str, str]:
    """Return what dimensions are called in the middle of a sentence."""
    return {"trust": _("trust"), "respect": _("respect"), "empowerment": _("empowerment")}


def words_of_states() -> dict[str, str]:
    """Return what each state is called in a list."""
    return {
        VerdictState.NOT_ENOUGH.value: _("Not enough data yet"),
        VerdictState.TOO_WEAK.value: _("We cannot tell"),
        VerdictState.NO_LINK.value: _("No link seen"),
        VerdictState.FRAGILE.value: _("Possible link, not stable"),
        VerdictState.CUSTOMERS_FIRST.value: _("Customer scores moved first"),
        VerdictState.LINK.value: _("Link"),
    }


def said(outcome: Outcome, *, higher_is_better: bool) -> Said:
    """Return the verdict in words."""
    title, found = _title(outcome), outcome.link
    if outcome.state is VerdictState.NOT_ENOUGH or found is None:
        return Said(title, (needed(outcome),))
    if outcome.state is VerdictState.TOO_WEAK:
        return Said(title, (_("With this much data we would only notice a very strong link."),))
    if outcome.state is VerdictState.NO_LINK:
        return Said(title, _not_seen(found))
    if outcome.state is VerdictState.CUSTOMERS_FIRST:
        words = _("Good or bad months with customers may be shaping how the team feels.")
        return Said(title, (words, strength(found.best, quarters=outcome.quarters), chance(found)))
    sentences = [strength(found.best, quarters=outcome.quarters), chance(found)]
    if found.best.lag > 0:
        sentences.append(_fits(found.best, higher_is_better=higher_is_better))
    else:
        sentences.append(_("It is no proof of anything: something else in the team may move both."))
    if found.precedence.first is First.UNCLEAR:
        sentences.append(_("We cannot tell which came first."))
    if outcome.state is VerdictState.FRAGILE and found.checks is not None:
        sentences = [*_broken(found.checks), *sentences]
    return Said(title, tuple(sentences))


def _title(outcome: Outcome) -> str:
    if outcome.state is not VerdictState.LINK or outcome.link is None:
        return words_of_states()[outcome.state.value]
    name = questions.words_of_dimensions()[outcome.link.best.dimension]
    if outcome.link.best.b > 0:
        return str(_("%(dimension)s and customer scores move together", dimension=name))
    return str(_("%(dimension)s and customer scores move in opposite directions", dimension=name))


def needed(outcome: Outcome) -> str:
    """Return what is needed, what there is, and when it will be enough."""
    have, quarters = outcome.have, outcome.quarters
    facts = {
        "needed": _("%(units)s with %(spans)s of both", units=units(UNITS), spans=spans(SPANS, quarters=quarters)),
        "units": units(have.units),
        "spans": spans(have.spans, quarters=quarters),
    }
    if have.earliest is None:
        return str(
            _("Needed: %(needed)s. You have %(units)s and %(spans)s; no date yet: more units are needed.", **facts)
        )
    facts["month"] = format_date(have.earliest, "MMMM yyyy")
    return str(_("Needed: %(needed)s. You have %(units)s and %(spans)s; earliest at this pace: %(month)s.", **facts))


def _not_seen(found: Linkage) -> tuple[str, ...]:
    name = in_sentence()[found.best.dimension]
    others = [words for key, words in in_sentence().items() if key != found.best.dimension]
    size = points(10 * found.smallest.b)
    return (
        _(
            "When a team's %(trust)s rose above its own usual level, its customer score did not move in step.",
            trust=name,
        ),
        _(
            "A link bigger than %(size)s customer points per 10 %(trust)s points would probably have shown.",
            size=size,
            trust=name,
        ),
        _("The same was tried with %(one)s and %(other)s, and none was seen.", one=others[0], other=others[1]),
    )


def strength(best: Lagged, *, quarters: bool) -> str:
    """Return the size of the link, its lag and its range, in points of customers for 10 points of sentiment."""
    low, high = sorted((abs(10 * best.low), abs(10 * best.high)))
    facts = {
        "trust": in_sentence()[best.dimension],
        "points": points(10 * best.b),
        "low": points(low),
        "high": points(high),
        "later": spans(abs(best.lag), quarters=quarters),
    }
    if best.lag < 0:
        return _earlier(facts, higher=best.b > 0)
    if best.lag == 0:
        return _together(facts, higher=best.b > 0, quarters=quarters)
    return _later(facts, higher=best.b > 0, quarters=quarters)


def _later(facts: dict[str, str], *, higher: bool, quarters: bool) -> str:
    if quarters and higher:
        return str(
            _(
                "In quarters after a team's %(trust)s was 10 points above its own usual level, its customer score was "
                "%(points)s points higher %(later)s later (plausible range %(low)s to %(high)s).",
                **facts,
            )
        )
    if quarters:
        return str(
            _(
                "In quarters after a team's %(trust)s was 10 points above its own usual level, its customer score was "
                "%(points)s points lower %(later)s later (plausible range %(low)s to %(high)s).",
                **facts,
            )
        )
    if higher:
        return str(
            _(
                "In months after a team's %(trust)s was 10 points above its own usual level, its customer score was "
                "%(points)s points higher %(later)s later (plausible range %(low)s to %(high)s).",
                **facts,
            )
        )
    return str(
        _(
            "In months after a team's %(trust)s was 10 points above its own usual level, its customer score was "
            "%(points)s points lower %(later)s later (plausible range %(low)s to %(high)s).",
            **facts,
        )
    )


def _together(facts: dict[str, str], *, higher: bool, quarters: bool) -> str:
    when = _("in the same quarter") if quarters else _("in the same month")
    if higher:
        return str(
            _(
                "When a team's %(trust)s was 10 points above its own usual level, its customer score was %(points)s "
                "points higher %(when)s (plausible range %(low)s to %(high)s).",
                when=when,
                **facts,
            )
        )
    return str(
        _(
            "When a team's %(trust)s was 10 points above its own usual level, its customer score was %(points)s "
            "points lower %(when)s (plausible range %(low)s to %(high)s).",
            when=when,
            **facts,
        )
    )


def _earlier(facts: dict[str, str], *, higher: bool) -> str:
    if higher:
        return str(
            _(
                "When a team's %(trust)s was 10 points above its own usual level, its customer score had been "
                "%(points)s points higher %(later)s earlier (plausible range %(low)s to %(high)s).",
                **facts,
            )
        )
    return str(
        _(
            "When a team's %(trust)s was 10 points above its own usual level, its customer score had been "
            "%(points)s points lower %(later)s earlier (plausible range %(low)s to %(high)s).",
            **facts,
        )
    )


def chance(found: Linkage) -> str:
    """Return how rarely chance alone does as well."""
    return str(
        _("By chance alone a pattern this strong turned up in 1 of %(count)s shuffles.", count=count(one_in(found)))
    )


def one_in(found: Linkage) -> int:
    """Return of how many shuffles one is as strong; the true pairing counts as one of them."""
    return round((SHUFFLES + 1) / (1 + found.reached))


def _fits(best: Lagged, *, higher_is_better: bool) -> str:
    name = in_sentence()[best.dimension]
    if (best.b > 0) == higher_is_better:
        return str(
            _(
                "This fits the idea that %(trust)s helps service; it does not prove it: something else in the team may "
                "move both.",
                trust=name,
            )
        )
    return str(
        _(
            "This does not fit the idea that %(trust)s helps service; it does not rule it out: something else in the "
            "team may move both.",
            trust=name,
        )
    )


def _broken(checks: Checks) -> list[str]:
    """Name each check that fails."""
    found = []
    if checks.lines is False:
        found.append(_("It does not hold when each team's own slow rise or fall is taken out."))
    if checks.events is False:
        found.append(_("It does not hold when months with special events are left out."))
    if not checks.anyone:
        found.append(_("It does not hold when one single unit is left out."))
    return found


def ticks(checks: Checks) -> tuple[Tick, ...]:
    """Return the two checks, the first in its two parts."""
    return (
        Tick(_("without each team's own slow rise or fall"), checks.lines),
        Tick(_("without months of special events"), checks.events),
        Tick(_("without any one unit"), checks.anyone),
    )


def order_of(found: Linkage) -> str:
    """Return who moved first, in how many of a hundred resamples."""
    shares = found.precedence
    words = {
        First.SENTIMENT: _("The team moved first in %(share)s of 100 resamples.", share=round(100 * shares.sentiment)),
        First.CUSTOMERS: _("Customers moved first in %(share)s of 100 resamples.", share=round(100 * shares.customers)),
        First.TOGETHER: _("Both moved in the same month in %(share)s of 100.", share=round(100 * shares.together)),
        First.UNCLEAR: _("We cannot tell which came first."),
    }
    return str(words[shares.first])


def lag_words(lag: int, *, quarters: bool) -> str:
    """Return a lag as a table names it."""
    if lag == 0:
        return str(_("in the same quarter") if quarters else _("in the same month"))
    span = spans(abs(lag), quarters=quarters)
    return str(_("sentiment %(span)s earlier", span=span) if lag > 0 else _("customers %(span)s earlier", span=span))
