"""What a browser is told when it opens the pulse: the round and its questions; a member, who is counted along."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale, get_timezone, ngettext
from flask_babel import gettext as _

from pulse.ballots import queries as boxes
from pulse.ballots.invites import invite, slot_of
from pulse.ballots.keys import KeysGone, KeysMissing
from pulse.ballots.queries import PublicBox
from pulse.base import clock
from pulse.base.cache import cached
from pulse.base.errors import Gone
from pulse.base.locale import local_day, locale, speaking_to, spoken
from pulse.base.settings import settings
from pulse.base.signing import known_as
from pulse.people import queries as people
from pulse.people.names import fragments
from pulse.programmes import queries as programmes
from pulse.programmes.recurrence import RhythmError, occurrences
from pulse.rounds import queries, questionnaire_wording, wording
from pulse.rounds.comment_readers import above
from pulse.rounds.lines import Line, first, teams_over
from pulse.rounds.models import Round, Step
from pulse.tallies import queries as tables

Told = dict[str, Any]


@dataclass(frozen=True)
class VisitGroup:
    """Those who are counted together: their names, what to watch for in a comment, and what of it is one's alone.

    `readers` are the names of those who may read a comment written here.
    """

    names: list[str]
    watch: list[tuple[str, str]]
    alone: dict[str, frozenset[tuple[str, str]]]
    readers: list[str]


def public(uid: str, language: str, cohort: str = "") -> Told:
    """Return what anybody may know of an open round and of what a cohort is asked. Raises Gone when it is closed."""
    opened = queries.round_(uid)
    _refuse_closed(opened.step, opened.closes_at)
    return _told(uid, cohort, language)


def seen(uid: str, person_id: int, language: str) -> Told:
    """Return the same for a member, with the names of those counted together; nothing is written."""
    stands = queries.standing(uid, person_id)
    _refuse_closed(stands.step, stands.closes_at)
    with speaking_to(stands):
        language = spoken(language) or spoken(stands.locale) or locale()
        told = _told(uid, stands.cohort, language)
        together = _together(boxes.box(uid).size(stands.cohort) - 1, language)
        said_done = _said_done(uid, stands.cohort, language)
    group = cached(("group", uid, stands.cohort), lambda: _group(uid, stands.round_id, stands.cohort))
    own = group.alone.get(stands.name, frozenset())
    return told | {
        "words": told["words"] | {"together": together},
        "names": group.names,
        "readers": group.readers,
        "watch": [fragment for fragment in group.watch if fragment not in own],
        "collected": stands.collected,
        "name": stands.name,
        "slot": slot(uid, person_id),
        "who": known_as(settings().secret_key, person_id),
        "said_done": said_done,
    }


def slot(uid: str, person_id: int) -> str:
    """Return where a device keeps what it holds of a person's invitation, however they came. Raises Gone."""
    try:
        return slot_of(invite(boxes.ring().issue_keys(uid).invite_key, uid, person_id))
    except (KeysGone, KeysMissing) as fault:
        raise Gone("closed") from fault


def _refuse_closed(step: str, closes_at: datetime) -> None:
    if step != Step.OPEN.value or closes_at <= clock.now():
        raise Gone("closed")


def _told(uid: str, cohort: str, language: str) -> Told:
    """Word a round in a language, with hours of the reader's zone; kept: all who rate the same teams share it."""
    teams = questionnaire_wording.rated(boxes.box(uid), cohort)
    name = ("told", uid, teams, language, str(get_timezone()))
    return cached(name, lambda: _tell(queries.round_(uid), cohort, language))


def _tell(opened: Round, cohort: str, language: str) -> Told:
    box = boxes.box(opened.uid)
    with force_locale(language):
        teams = questionnaire_wording.rated(box, cohort)
        asked = questionnaire_wording.worded(tables.layout(opened.uid), teams, language)
        words = _words(opened, box, language) | {"title": questionnaire_wording.length(opened.uid, cohort)}
    return {
        "round": opened.uid,
        "fingerprint": box.fingerprint,
        "header": box.header_text,
        "words": words,
        "closes_at": opened.closes_at.isoformat(),
        "questions": asked,
        "said_done": [],  # what was said to a group is told to its members alone
    }


def _said_done(uid: str, cohort: str, language: str) -> list[str]:
    """Word what came of what this group said, the same for all of it."""
    found = cached(("lines", uid, cohort), lambda: _lines(uid, cohort))
    with force_locale(language):
        return [wording.line(line) for line in found]


def _lines(uid: str, cohort: str) -> tuple[Line, ...]:
    layout, open_teams = boxes.box(uid).layout, people.open_teams()
    uid_of = {team.id: team.uid for team in open_teams}
    upper = {team.uid: uid_of.get(team.parent_id or 0) for team in open_teams}
    home = next(each["home"] for each in layout["cohorts"] if each["id"] == cohort)
    return first(queries.lines(teams_over(layout["parent"], upper, home)), local_day(clock.now()))


def _group(uid: str, round_id: int, cohort: str) -> VisitGroup:
    names = queries.names_in_cohort(round_id, cohort)
    parts = {name: {(f.text, f.where.value) for f in fragments(name)} for name in names}
    holders = Counter(fragment for found in parts.values() for fragment in found)
    alone = {name: frozenset(f for f in found if holders[f] == 1) for name, found in parts.items()}
    layout = boxes.box(uid).layout
    home = next(each["home"] for each in layout["cohorts"] if each["id"] == cohort)
    return VisitGroup(names, sorted(holders), alone, queries.readers(round_id, above(layout["parent"], home)))


def _words(opened: Round, box: PublicBox, language: str) -> dict[str, str]:
    """Return what the page fills into its sentences, by the names it has for it."""
    shown_from = box.header["thresholds"]
    return {
        "thresholds": _thresholds(shown_from),
        "comments": str(shown_from["comments"]),
        "together": "",
        "closes": wording.moment(opened.closes_at),
        "next": _next(opened),
        "help": programmes.where_to_turn(language),
    }


def _thresholds(shown_from: dict[str, int]) -> str:
    said = str(
        _(
            "Scores are shown only for groups of %(scores)s answers or more, comments only from %(comments)s.",
            scores=shown_from["ballots"],
            comments=shown_from["comments"],
        )
    )
    if "sensitive" not in shown_from:
        return said
    least = shown_from["sensitive"]
    more = _("What you say about yourself, such as whether you mean to stay, only from %(least)s.", least=least)
    return f"{said} {more}"


def _together(others: int, language: str) -> str:
    def word() -> str:
        with force_locale(language):
            return str(
                ngettext(
                    "You are counted together with %(num)s other person.",
                    "You are counted together with %(num)s other people.",
                    others,
                )
            )

    return cached(("together", others, language), word)


def _next(opened: Round) -> str:
    try:
        after = occurrences(programmes.rhythm_of(opened.programme), opened.occurrence, 1)
    except (RhythmError, ValueError):
        return ""
    return wording.day(after[0].opens_at.astimezone(get_timezone())) if after else ""
