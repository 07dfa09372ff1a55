"""Gathers what a team's page says of its past: older teams, and events on its charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from pulse.base.ordering import by_name
from pulse.lineage import queries as lineage
from pulse.lineage.links import Link, parts, stretches
from pulse.people.models import Team
from pulse.reports import history, marks, queries, wording
from pulse.reports.panels import Past, Place
from pulse.reports.queries import Chosen
from pulse.scores import queries as stored


@dataclass(frozen=True)
class History:
    """What a page says of older and newer teams: days, and the names of teams."""

    before: tuple[tuple[date, list[str]], ...]  # until that day it was these together
    parts: tuple[tuple[date, str], ...]  # since that day it is a part of
    after: tuple[tuple[date, list[str]], ...]  # since that day its people are in


@dataclass(frozen=True)
class DrawnHistory:
    """What charts show of the past: lines with their earlier parts, quiet lines of split teams, events."""

    past: Past
    beside: tuple[Place, ...]
    history: History


def gather(past: Past, chosen: Chosen, team: Team, above: Sequence[Team], beside: Sequence[Place]) -> DrawnHistory:
    """Return a team's past across changes, as known in the chosen round."""
    days = {each.id: each.occurrence for each in chosen.course}
    every = lineage.links([team.uid, *(each.uid for each in beside)])
    links = [link for link in every if link.on <= chosen.round.occurrence]
    split = parts(team.uid, links)[: history.MOST_PARTS]
    past = _with_split(past, split)
    past = history.across(past, stored.earlier(past.rounds, [team.uid, *(each.uid for each in beside)]), links, days)
    told = _history(team, links, days)
    quiet = []
    for link, (_day, name) in zip(split, told.parts, strict=False):
        uid = f"{link.follows} {link.on}"
        past = history.until(past, link, days, uid)
        day = format_date(link.on, "medium")
        quiet.append(Place(uid, _("%(team)s until %(day)s", team=name, day=day)))
    return DrawnHistory(replace(past, events=_events(chosen, team, above)), (*quiet, *beside), told)


def _with_split(past: Past, split: Sequence[Link]) -> Past:
    if not split:
        return past
    rows = stored.scores(past.rounds, [link.follows for link in split])
    return replace(past, scores={**past.scores, **{(s.team, s.dimension, s.round_id): s for s in rows}})


def _history(team: Team, links: Sequence[Link], days: Mapping[int, date]) -> History:
    before, split = stretches(team.uid, links), parts(team.uid, links)
    later = [link for link in links if link.follows == team.uid]
    uids = {uid for stretch in before for uid in stretch.teams}
    asked = [(score.team, days[score.round_id]) for score in stored.scores(days, uids)] if uids else []
    uids |= {uid for link in [*split, *later] for uid in (link.follows, link.team)}
    names = lineage.names(uids) if uids else {}
    return History(
        tuple((stretch.until, history.there(stretch, asked, names)) for stretch in before),
        tuple((link.on, names.get(link.follows, "")) for link in split),
        tuple(
            (day, by_name((names.get(each.team, "") for each in later if each.on == day), str)) for day in _days(later)
        ),
    )


def _days(links: Sequence[Link]) -> list[date]:
    return sorted({link.on for link in links}, reverse=True)


def _events(chosen: Chosen, team: Team, above: Sequence[Team]) -> tuple[marks.Event, ...]:
    """Return the marks of a team and of those above it that lie between the rounds that are shown."""
    days = [each.occurrence for each in chosen.course]
    names = {team.uid: "", **{upper.uid: upper.name for upper in above}}
    placed = [(event, history.place(event.day, days)) for event in queries.events(list(names))]
    return tuple(wording.mark(event, at, names[event.team_uid]) for event, at in placed if at is not None)
