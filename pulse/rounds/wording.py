"""How rounds speak of moments, states and counts, in the reader's language and time zone."""

import re
from datetime import date, datetime

from babel.dates import format_date, get_timezone_gmt
from flask_babel import format_time, get_locale, get_timezone
from flask_babel import gettext as _

from pulse.rounds.lines import Became, Line, short
from pulse.rounds.models import Round, Step
from pulse.rounds.participation import FEWEST, MANY, STEP

CALM = {Step.OPENING: "opening", Step.OPEN: "open", Step.SEALED: "sealed", Step.SKIPPED: "skipped"}


def moment(when: datetime) -> str:
    """Return weekday, day, hour and zone: a person abroad must not be an hour late."""
    here = when.astimezone(get_timezone())
    zone = get_timezone_gmt(here, locale=get_locale())
    return str(_("%(day)s, %(hour)s (%(zone)s)", day=day(here), hour=format_time(when, "short"), zone=zone))


def until(when: datetime) -> str:
    """Return the reader's weekday, day and hour: whoever reads "Friday" alone takes it to be theirs until midnight."""
    return str(_("%(day)s, %(time)s", day=day(when.astimezone(get_timezone())), time=format_time(when, "short")))


def day(when: date) -> str:
    """Return a day with its weekday, without the year."""
    locale = get_locale()
    short = locale.datetime_skeletons["MMMEd"].pattern  # as the language orders the parts; here spelt out
    return format_date(when, re.sub("MMM+", "MMMM", re.sub("E+", "EEEE", short)), locale)


def state(found: Round) -> str:
    """Return opening, open, sealing, sealed or skipped."""
    return CALM.get(Step(found.step), "sealing")


def words_of_states() -> dict[str, str]:
    """Name the states in one or two words."""
    return {
        "opening": _("opening"),
        "open": _("open"),
        "sealing": _("being sealed"),
        "sealed": _("sealed"),
        "skipped": _("not held"),
    }


def why_skipped(found: Round) -> str:
    """Say why a round was not held."""
    words = {
        "too-few": _("There were too few people to ask: nobody could have stayed unknown."),
        "no-questions": _("Another programme had just asked all of its questions."),
        "restored": _("Its ballots were lost: an older backup was restored after its keys had been destroyed."),
    }
    return str(words.get(found.why_skipped, ""))


def took_part(found: Round) -> str:
    """Say how many of all invited took part; small numbers are not said."""
    if found.step == Step.OPEN.value and found.members >= MANY:
        return _in_steps(found)
    if found.collected < FEWEST:
        return str(_("fewer than %(few)s of %(all)s", few=FEWEST, all=found.members))
    return str(_("%(some)s of %(all)s", some=found.collected, all=found.members))


def _in_steps(found: Round) -> str:
    if found.collected < STEP:
        return str(_("fewer than %(few)s of %(all)s", few=STEP, all=found.members))
    return str(_("at least %(some)s of %(all)s", some=found.collected, all=found.members))


def line(found: Line) -> str:
    """Say what came of what people said, in one line."""
    told = {"did": short(found.did), "day": format_date(found.day, "long", get_locale())}
    words = {
        Became.KEPT: _("We did: “%(did)s” Kept on %(day)s.", **told),
        Became.PARTLY: _("We did: “%(did)s” Partly kept on %(day)s.", **told),
        Became.PROMISED: _("We promised: “%(did)s” Promised for %(day)s.", **told),
        Became.RENEGOTIATED: _("We promised: “%(did)s” New date: %(day)s.", **told),
        Became.LATE: _("We promised: “%(did)s” It was due on %(day)s.", **told),
        Became.DROPPED: _("Dropped on %(day)s: %(did)s", **told),
    }[found.became]
    return f"{_('You said: “%(said)s”', said=short(found.said))} {words}" if found.said else str(words)
