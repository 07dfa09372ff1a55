"""Where help desks push ratings: with a token that was made for it, all of a request or nothing, and once."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, jsonify, make_response, request
from flask_babel import gettext as _
from sqlalchemy import select

from pulse.access import tokens
from pulse.audit import actions as audit
from pulse.base import clock
from pulse.base.csvfile import Fault
from pulse.base.db import db
from pulse.base.errors import Conflict, Forbidden, Refusal, SignInNeeded
from pulse.base.limits import limiter
from pulse.base.locale import local_day
from pulse.base.may import May
from pulse.base.routes import ApiRoom
from pulse.base.senders import from_anywhere
from pulse.base.settings import settings
from pulse.base.upsert import insert_into
from pulse.customers import actions, queries, unit_actions
from pulse.customers.models import Measure, Rating, Way
from pulse.customers.scales import ValueScale
from pulse.deliveries import reading, schemas
from pulse.deliveries import values as cells
from pulse.deliveries.faults import sentence
from pulse.deliveries.models import Push
from pulse.deliveries.team_names import Places
from pulse.people.models import Person
from pulse.people.readings import Misread, clean

LIMIT = "60 per minute"

room = ApiRoom("pushes", __name__)
often = limiter.shared_limit(
    LIMIT, scope="pushes", key_func=lambda: tokens.sent(request) or request.remote_addr or "nobody"
)
Given = dict[str, Any]


@room.page("/api/v1/customers/measures", may=May.MANAGE_CUSTOMERS)
@room.doc(summary="Measures that ratings can be pushed to")
@room.response(200, schemas.Measured(many=True))
@often
def measures() -> Any:
    return [each for each in queries.measures() if not each.monthly]


@room.page("/api/v1/customers/ratings", may=May.MANAGE_CUSTOMERS, methods=("POST",))
@from_anywhere("a program posts, with a token of its own; a session does not do")
@room.doc(summary="Push ratings of customers: all of them land, or none")
@room.arguments(schemas.Key, location="headers")
@room.arguments(schemas.Ratings)
@room.response(200, schemas.Landed)
@room.alt_response(404, schema=schemas.Refused, description="There is no such measure.")
@room.alt_response(409, schema=schemas.Refused, description="Another request had this key.")
@room.alt_response(422, schema=schemas.Refused, description="Some ratings are wrong; nothing was taken.")
@often
def push(named: Given, given: Given) -> Any:
    by = _owner()
    measure = queries.measure(given["measure"])
    before = _earlier(by, named["key"], given)
    if before is not None:
        return before
    answer = _landed(measure, given["ratings"], by)
    if isinstance(answer, dict):
        db.session.get_one(Push, (by.id, actions.key_of(named["key"]))).answer = answer
        tokens.used(tokens.sent(request), local_day(clock.now()))
    return answer


def _owner() -> Person:
    """Return whose token came; a session does not do here, nor a token that only reads."""
    by, token = tokens.bearer(request), tokens.sent(request)
    if by is None:
        raise SignInNeeded
    if not tokens.pushes_ratings(token):
        raise Forbidden(_("This token only reads. Make one that may push ratings."))
    return by


def _earlier(by: Person, key: str, given: Given) -> Given | None:
    """Return what the same request was answered before; whoever comes second waits for the first."""
    body = actions.key_of(json.dumps(given, sort_keys=True))
    named = {"person_id": by.id, "key": actions.key_of(key)}
    made = insert_into(Push).values(**named, body=body, answer={}, made_at=clock.now())
    first = made.on_conflict_do_nothing(index_elements=["person_id", "key"]).returning(Push.key)
    if db.session.scalar(first) is not None:
        return None
    kept = db.session.get_one(Push, (by.id, named["key"]))
    if kept.body != body:
        raise Conflict(_("Another request had this key. Choose a new one for each request."))
    return dict(kept.answer)


def _landed(measure: Measure, ratings: Sequence[Given], by: Person) -> Given | Response:
    """Land ratings, or answer what is wrong with each."""
    if measure.monthly:
        raise Refusal(_("%(name)s comes as figures of whole months.", name=measure.name))
    places, wrong = reading.every_place(), list[Given]()
    rows = [_read(number, one, measure, places, wrong) for number, one in enumerate(ratings)]
    if wrong:
        error = _("Some ratings are wrong; nothing was taken.")
        return make_response(jsonify(error=error, rows=wrong), 422)
    units = unit_actions.units_of(sorted({team for _name, team, _day, _value in rows}))
    landed = actions.add_ratings(
        measure,
        [(name, units[team], day, value) for name, team, day, value in rows],
        way=Way.PROGRAM,
        now=clock.now(),
    )
    made = actions.day_of(measure, Way.PROGRAM, clock.now())
    if made.by_person_id is None:
        made.by_person_id = by.id
        audit.record("pushed-ratings", f"delivery:{made.uid}", by=by, measure=measure.uid)
    return {"landed": landed, "known": len(rows) - landed, "differing": _differing(measure, rows)}


def _read(
    number: int, one: Given, measure: Measure, places: Places, wrong: list[Given]
) -> tuple[str, str, date, float]:
    """Return a rating's name, team, day and value; what is wrong is added to the list."""

    def fault(field: str, code: str, value: str, hint: str = "") -> None:
        wrong.append({"row": number, "field": field, "error": sentence(Fault(0, "", code, value, hint))})

    name, text, day = clean(one["id"]), clean(one["team"]), local_day(clock.now())
    if not name:
        fault("id", "missing", "")
    team = places.find(text) or (text if text in places.uids else None)
    if team is None:
        fault("team", "team_several" if places.several(text) else "team_unknown", text)
    try:
        day = cells.day(clean(one["at"]), ZoneInfo(settings().timezone))
        if day > local_day(clock.now()) + timedelta(days=1):
            fault("at", "day_later", one["at"])
    except Misread as misread:
        fault("at", misread.code, one["at"], misread.hint)
    if not ValueScale(measure.low, measure.high).holds(one["score"]):
        fault("score", "score_off", f"{one['score']:g}", f"{measure.low:g}–{measure.high:g}")
    return name, team or "", day, one["score"]


def _differing(measure: Measure, rows: Sequence[tuple[str, str, date, float]]) -> list[int]:
    """Return the places of ratings that stand there with another score."""
    keys = [actions.key_of(row[0]) for row in rows]
    wanted = select(Rating.key, Rating.value).where(Rating.measure_id == measure.id, Rating.key.in_(keys))
    there = {row[0]: row[1] for row in db.session.execute(wanted)}
    scale = ValueScale(measure.low, measure.high)
    values = [scale.rescaled(row[3]) for row in rows]
    return [n for n, key in enumerate(keys) if abs(there[key] - values[n]) > reading.NEAR]
