"""The public board of roadblocks, and the pages on which its readers decide what becomes of each answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base import clock
from pulse.base.errors import Conflict, Forbidden, NotFound, Refusal
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.roadblocks import actions, queries, wording
from pulse.roadblocks.forms import DecisionForm
from pulse.roadblocks.terms import State

PAGE = 50

room = Room("roadblocks", __name__)


def _team(uid: str, **_more: Any) -> Team:
    return people.team(uid)


@room.page("/roadblocks", may=May.READ_PUBLISHED)
def board() -> Answer:
    root = people.root()
    return _board(root) if root else render_template("reports/nothing.html")


@room.page("/roadblocks/teams/<string:uid>", may=May.READ_PUBLISHED)
def team(uid: str) -> Answer:
    return _board(people.team(uid))


def _board(about: Team) -> str:
    person = me()
    reads = allowed(person, May.READ_COMMENTS, about) and bool(queries.to_read(about, person))
    return render_template(
        "roadblocks/board.html",
        team=about,
        board=queries.board(about),
        reads=reads,
        waits=allowed(person, May.READ_TEAM, about),
        **_words(),
    )


@room.page("/roadblocks/teams/<string:uid>/answers", may=May.READ_COMMENTS, about=_team, look="comments")
def answers(uid: str) -> Answer:
    about = people.team(uid)
    if queries.unpledged(about, me()):
        return redirect(url_for("roadblocks.pledge", uid=uid))
    found = queries.answers(about, me())
    waiting = [each for each in found if each.state is State.WAITING]
    rows = waiting + [each for each in found if each.state is not State.WAITING]
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    return render_template("roadblocks/answers.html", team=about, rows=shown, page=page, pages=pages, **_words())


@room.page("/roadblocks/teams/<string:uid>/before", may=May.READ_COMMENTS, about=_team)
def pledge(uid: str) -> Answer:
    _refuse_newcomers(people.team(uid))
    return render_template("roadblocks/pledge.html", team=people.team(uid))


@room.page("/roadblocks/teams/<string:uid>/before", may=May.READ_COMMENTS, about=_team, methods=("POST",))
def keep_to_pledge(uid: str) -> Answer:
    about = people.team(uid)
    _refuse_newcomers(about)
    actions.pledge(queries.unpledged(about, me()), by=me())
    return redirect(url_for("roadblocks.answers", uid=uid), code=303)


def _refuse_newcomers(about: Team) -> None:
    if not queries.to_read(about, me()):
        raise Forbidden


@room.page("/roadblocks/teams/<string:uid>/decide", may=May.READ_COMMENTS, about=_team, look="comments")
def answer(uid: str) -> Answer:
    about, ticked = people.team(uid), request.args.getlist("answer")[:PAGE]
    if not ticked:
        flash(_("Tick at least one answer."), "error")
        return redirect(url_for("roadblocks.answers", uid=uid))
    found = queries.several(about, me(), [*dict.fromkeys(ticked)])
    return _page(about, found, _form(about, found))


@room.page("/roadblocks/teams/<string:uid>/decide", may=May.READ_COMMENTS, about=_team, methods=("POST",))
def decide(uid: str) -> Answer:
    about = people.team(uid)
    found = _seen(about)
    form = _form(about, found)
    if not form.validate_on_submit():
        return _page(about, found, form), 422
    try:
        promise = actions.decide(found, form.chosen(), team=about, by=me(), now=clock.now())
    except (Refusal, Conflict) as refused:
        form.state.errors = [refused.message]
        now = queries.several(about, me(), [each.remark.id for each in found])
        return _page(about, now, form), refused.status
    if promise is not None:
        return redirect(url_for("promises.promise", uid=promise.uid), code=303)
    flash(_("Everybody can read it on the board now."), "success")
    return redirect(url_for("roadblocks.answers", uid=uid), code=303)


@room.page("/roadblocks/teams/<string:uid>/undo", may=May.READ_COMMENTS, about=_team, methods=("POST",))
def undo(uid: str) -> Answer:
    found = _seen(people.team(uid))[0]
    if not found.revision:
        raise NotFound
    actions.undo(found, by=me(), now=clock.now())
    flash(_("Taken back. It waits again."), "success")
    return redirect(url_for("roadblocks.answers", uid=uid), code=303)


def _seen(about: Team) -> list[queries.Answer]:
    """Return the answers that were sent as "uid.revision": with the revision that was seen, not with that of now."""
    sent = [each.partition(".") for each in request.form.getlist("answer")[:PAGE]]
    revision = {uid: int(seen) if seen.isdecimal() and len(seen) < 9 else 0 for uid, _dot, seen in sent}
    found = queries.several(about, me(), [*revision])
    return [replace(each, revision=revision[each.remark.id]) for each in found]


def _form(about: Team, found: Sequence[queries.Answer]) -> DecisionForm:
    return DecisionForm.about(found[0], queries.spokesmen(queries.answers(about, me()), found))


def _page(about: Team, found: Sequence[queries.Answer], form: DecisionForm) -> str:
    return render_template("roadblocks/answer.html", team=about, found=found, form=form, **_words())


def _words() -> dict[str, Any]:
    return {"states": wording.states(), "State": State, "now": clock.now()}
