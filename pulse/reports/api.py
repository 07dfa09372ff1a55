"""Published results for programs: read only, with a token, with its owner's permissions of today."""

from dataclasses import replace
from functools import cache
from typing import Any

import flask_smorest
from flask import Flask, Response, current_app, render_template, request
from flask_babel import get_locale

from pulse.access import tokens
from pulse.base import clock
from pulse.base.db import db
from pulse.base.errors import Forbidden, NotFound
from pulse.base.heads import is_head
from pulse.base.limits import limiter
from pulse.base.locale import local_day
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, ApiRoom, Room
from pulse.base.transactions import noting
from pulse.base.version import VERSION
from pulse.people.models import Team
from pulse.reports import export_queries, schemas
from pulse.reports.export_rows import SAID
from pulse.reports.export_views import own_branch
from pulse.rounds.models import Round
from pulse.scores import queries as stored

TEAMS = 100  # on one page
LIMIT = "120 per minute"


class Interface(flask_smorest.Api):
    """The document; errors are answered at the edge, in the shape that it names."""

    ERROR_SCHEMA = schemas.Fault

    def _register_error_handlers(self) -> None:
        """Leave errors to the edge."""

    def describe(self, room: ApiRoom) -> None:
        """Write down a room that is on the application already."""
        room.register_views_in_doc(self, self._app, self.spec, name=room.name, parameters=None)
        self.spec.tag({"name": room.name, "description": room.description})


room = ApiRoom("api", __name__)
guide = Room("guide", __name__)
often = limiter.shared_limit(
    LIMIT, scope="api", key_func=lambda: tokens.sent(request) or request.remote_addr or "nobody"
)


def install(app: Flask, *others: ApiRoom) -> None:
    """Put the interface on an application, with what other rooms let programs do; its document is drawn when asked."""
    app.config.update(
        API_TITLE="Pulse", API_VERSION=f"v1 ({VERSION})", OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None
    )
    doors = (room, *others)
    for each in doors:
        app.register_blueprint(each)
    app.register_blueprint(guide)
    app.extensions["pulse.document"] = cache(lambda: _drawn(app, doors))


def _drawn(app: Flask, doors: tuple[ApiRoom, ...]) -> dict[str, Any]:
    """Return the document of the interface."""
    interface = Interface(app)
    scheme = {"type": "http", "scheme": "bearer", "description": "A token from your settings."}
    interface.spec.components.security_scheme("token", scheme)
    interface.spec.options["security"] = [{"token": []}]
    for each in doors:
        interface.describe(each)
    drawn: dict[str, Any] = interface.spec.to_dict()
    return drawn


def _branch() -> Team:
    """Return the branch whose results the owner of a token reads; Forbidden for who reads none."""
    branch = own_branch(me())
    if branch is None:
        raise Forbidden
    return branch


def _round(uid: str) -> Round:
    return next((each for each in _rounds() if each.uid == uid), None) or _absent()


def _absent() -> Any:
    raise NotFound


def _rounds() -> list[Round]:
    return [each for programme in stored.programmes() for each in stored.rounds(programme.id, None)]


def _told(each: Round) -> dict[str, object]:
    zone = each.programme.timezone
    days = {"opened": local_day(each.opens_at, zone), "closed": local_day(each.closes_at, zone)}
    return {"uid": each.uid, "programme": each.programme.name, "programme_uid": each.programme.uid, **days}


def _about_branch(**_arguments: Any) -> Team:
    return _branch()


@room.page("/api/v1/rounds", may=May.READ_RESULTS, about=_about_branch, look="api")
@room.doc(summary="Rounds with results, newest first")
@room.response(200, schemas.Sealed(many=True))
@often
def rounds() -> Any:
    return [_told(each) for each in _rounds()]


@room.page("/api/v1/rounds/<uid>", may=May.READ_RESULTS, about=_about_branch, look="api")
@room.doc(summary="One round")
@room.alt_response(404, schema=schemas.Fault, description="There is no such round.")
@room.response(200, schemas.Sealed)
@often
def one_round(uid: str) -> Any:
    return _told(_round(uid))


@room.page("/api/v1/teams", may=May.READ_RESULTS, about=_about_branch, look="api")
@room.doc(summary="Your branch: all teams for HR, your own and those below it for a lead")
@room.response(200, schemas.Team(many=True))
@often
def teams() -> Any:
    return [{"uid": uid, "name": each.name, "part_of": each.part_of} for uid, each in _places().items()]


def _places() -> dict[str, export_queries.TeamPlace]:
    return export_queries.places(_branch())


@room.page("/api/v1/rounds/<uid>/results", may=May.READ_RESULTS, about=_about_branch, look="api")
@room.doc(summary="Published results of a round, team by team")
@room.alt_response(404, schema=schemas.Fault, description="There is no such round, or no such team in your branch.")
@room.arguments(schemas.Chosen, location="query")
@room.response(200, schemas.Results)
@often
def results(wanted: dict[str, Any], uid: str) -> Any:
    language = str(get_locale() or "en").split("_")[0]
    asked = export_queries.wanted((_round(uid),), _branch(), language, by_question=True)
    inside = list(asked.places.items())
    if "team" in wanted:
        inside = [(team, place) for team, place in inside if team == wanted["team"]] or _absent()
    first = (wanted["page"] - 1) * TEAMS
    some = replace(asked, places=dict(inside[first : first + TEAMS]))
    rows = [_result(about, tail) for about, tail in export_queries.lines(some, db.session.connection())]
    return {"page": wanted["page"], "pages": max(1, -(-len(inside) // TEAMS)), "results": rows}


def _result(about: Any, tail: Any) -> dict[str, Any]:
    said = dict(zip(SAID, tail, strict=True))
    return {**said, "team_uid": about[3], "about": said["about"] == "yes", "announced": said["announced"] == "yes"}


@room.after_request
def _note_use(response: Response) -> Response:
    """Note the day a token was used, once a day: what its owner sees in their settings."""
    token, today = tokens.sent(request), local_day(clock.now())
    if response.status_code == 200 and token and not is_head() and tokens.is_unused_on(token, today):
        with noting():
            tokens.used(token, today)
    return response


@guide.page("/api/openapi.json", may=May.ANYONE)
def document() -> Answer:
    drawn: dict[str, Any] = current_app.extensions["pulse.document"]()
    return drawn


@guide.page("/api", may=May.SIGNED_IN)
def explained() -> Answer:
    found = current_app.extensions["pulse.document"]()
    return render_template("reports/api.html", paths=found["paths"], limit=LIMIT, ready=own_branch(me()) is not None)
