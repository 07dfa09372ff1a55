"""The mail that tells of new results."""

from collections.abc import Sequence
from typing import Any

from babel.lists import format_list
from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from pulse.access import mails
from pulse.base.settings import settings
from pulse.outbox import kinds
from pulse.outbox.kinds import Arguments, Context
from pulse.people.models import Role
from pulse.questions import queries as questions
from pulse.reports import digests
from pulse.reports.findings import Finding, Headline
from pulse.scores.published import RECOMMEND


def _told(person: Any, arguments: Arguments) -> Context | None:
    """Return what the mail of new results tells; None for whoever is no longer to be told."""
    top = digests.top(person)
    if top is None:
        return None
    found = digests.sections([int(each) for each in arguments["rounds"].split(",")], top)
    is_hr = person.role == Role.HR
    page = url_for("reports.overview") if is_hr else url_for("reports.team", uid=top.uid)
    return {
        "company": settings().company,
        "team": top.name,
        "sections": [(each.programme, lines(each.headlines, top.name), each.more) for each in found],
        "link": settings().base_url + page,
    }


def lines(headlines: Sequence[Headline], team: str) -> list[str]:
    """Word each finding in one line without a number; where there is none, that nothing has clearly changed."""
    return [_line(headline) for headline in headlines] or [_("Nothing has clearly changed in %(team)s", team=team)]


def _line(headline: Headline) -> str:
    team, up, down = headline.team, _dimensions(headline.higher), _dimensions(headline.lower)
    if headline.finding is Finding.SILENT:
        return str(_("Far fewer took part in %(team)s", team=team))
    if up and down:
        return str(_("%(team)s: higher %(up)s, lower %(down)s", team=team, up=up, down=down))
    count = len(headline.higher or headline.lower)
    if up:
        rise = ngettext("%(what)s is higher in %(team)s", "%(what)s are higher in %(team)s", count, what=up, team=team)
        return str(rise)
    fall = ngettext("%(what)s is lower in %(team)s", "%(what)s are lower in %(team)s", count, what=down, team=team)
    return str(fall)


def _dimensions(codes: Sequence[str]) -> str:
    names = {**questions.words_of_dimensions(), RECOMMEND: _("Recommend score")}
    return str(format_list([names[code] for code in codes], locale=get_locale())) if codes else ""


def _subject(context: Context) -> str:
    return str(_("%(company)s pulse: new results", company=context["company"]))


DIGEST = kinds.register(kinds.Kind("digest", room="reports", subject=_subject, context=_told, stop=mails.stop_address))
