"""The mail of somebody's week: new results, and what they wish to hear once a week."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from babel.lists import format_list
from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from pulse.access import unsubscribe
from pulse.base.settings import settings
from pulse.outbox import kinds, notices
from pulse.outbox import queries as outbox
from pulse.outbox.kinds import Arguments, Context
from pulse.outbox.notices import NoticeWish
from pulse.people.models import Role, Team
from pulse.questions import queries as questions
from pulse.reports import digest_queries
from pulse.reports.findings import Finding, Headline
from pulse.scores.published import RECOMMEND

MOST: Final = 30  # notices in one mail; the pages show the rest


def _told(person: Any, arguments: Arguments) -> Context | None:
    """Return what the mail tells; None for whoever is no longer to be told anything."""
    round_ids = [int(each) for each in arguments["rounds"].split(",") if each]
    top = digest_queries.top(person) if round_ids else None
    said = _said(person, json.loads(arguments.get("notices", "[]")))
    results = _results(person, round_ids, top) if top else {"sections": []}
    if not results["sections"] and not said:
        return None  # a mail without news is none
    return results | {
        "company": settings().company,
        "said": said[:MOST],
        "more": len(said) > MOST,
        "stop": unsubscribe.notices_address(person, unsubscribe.WEEKLY) if said else unsubscribe.stop_address(person),
    }


def _results(person: Any, round_ids: Sequence[int], top: Team) -> dict[str, object]:
    found = digest_queries.sections(round_ids, top)
    is_hr = person.role == Role.HR
    page = url_for("reports.overview") if is_hr else url_for("reports.team", uid=top.uid)
    return {
        "team": top.name,
        "sections": [(each.programme, lines(each.headlines), each.more) for each in found],
        "link": settings().base_url + page,
    }


def _said(person: Any, rows: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Word the notices that are still wanted and still have a reason: (sentence, address), each once."""
    wished = outbox.wishes(person)
    wanted = [
        row for row in rows if (group := notices.group_of(row["notice"])) and wished[group] is not NoticeWish.NEVER
    ]
    worded = [found for row in wanted if (found := notices.worded(person, row)) is not None]
    return [(sentence, settings().base_url + path) for sentence, path in dict.fromkeys(worded)]


def lines(headlines: Sequence[Headline]) -> list[str]:
    """Word each finding in one line without a number."""
    return [_line(headline) for headline in headlines]


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
    if not context["sections"]:
        return str(_("%(company)s pulse: your week", company=context["company"]))
    return str(_("%(company)s pulse: new results", company=context["company"]))


DIGEST = kinds.register(kinds.Kind("digest", room="reports", subject=_subject, context=_told, patient=True))
