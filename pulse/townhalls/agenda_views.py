"""Pages on which an agenda is written; several may write at once."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.base.errors import Conflict, Refusal
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.townhalls import agenda_actions, draft_pages, pages, queries
from pulse.townhalls.forms import number
from pulse.townhalls.models import LONGEST_POINT, Hall

room = Room("agendas", __name__)


@room.page("/halls/<uid>/agenda", may=May.HOLD_HALLS, about=queries.team_of)
def agenda(uid: str) -> Answer:
    """Show the agenda as it can be changed."""
    return _agenda(queries.hall(uid))


@room.page("/halls/<uid>/agenda", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def add(uid: str) -> Answer:
    """Add a point, with a result or without."""
    found, words, evidence = queries.hall(uid), request.form.get("words", ""), request.form.get("evidence", "")
    known = {each.evidence for each in _results(found)}
    try:
        point = agenda_actions.add(found, words, evidence if evidence in known else "")
    except Refusal as refused:
        return _agenda(found, typed=words, wrong=refused.message), refused.status
    return _back(uid, point.id)


@room.page("/halls/<uid>/agenda/<int:point>", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def reword(uid: str, point: int) -> Answer:
    """Word a point anew; whoever was second sees what the first wrote beside what they typed."""
    found, words = queries.hall(uid), request.form.get("words", "")
    try:
        agenda_actions.reword(found, queries.point(found, point), words, seen=number(request.form.get("seen")))
    except (Refusal, Conflict) as refused:
        return _agenda(found, typed=words, wrong=refused.message, about=point), refused.status
    return _back(uid, point)


@room.page("/halls/<uid>/agenda/<int:point>/up", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def up(uid: str, point: int) -> Answer:
    """Move a point up."""
    found = queries.hall(uid)
    return _done(found, point, lambda: agenda_actions.move(found, queries.point(found, point), up=True))


@room.page("/halls/<uid>/agenda/<int:point>/down", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def down(uid: str, point: int) -> Answer:
    """Move a point down."""
    found = queries.hall(uid)
    return _done(found, point, lambda: agenda_actions.move(found, queries.point(found, point), up=False))


@room.page("/halls/<uid>/agenda/<int:point>/off", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def take_off(uid: str, point: int) -> Answer:
    """Take a point off; it waits below, to be put back."""
    found = queries.hall(uid)
    return _done(
        found,
        point,
        lambda: agenda_actions.take_off(found, queries.point(found, point)),
        _("Taken off. It can be put back below."),
    )


@room.page("/halls/<uid>/agenda/<int:point>/back", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def put_back(uid: str, point: int) -> Answer:
    """Put a point back."""
    found = queries.hall(uid)
    return _done(found, point, lambda: agenda_actions.put_back(found, queries.point(found, point)))


def _done(found: Hall, point: int, act: Callable[[], None], said: str = "") -> Answer:
    try:
        act()
    except Refusal as refused:
        return _agenda(found, wrong=refused.message), refused.status
    if said:
        flash(said, "success")
    return _back(found.uid, point)


def _back(uid: str, point: int) -> Answer:
    return redirect(url_for("agendas.agenda", uid=uid, _anchor=f"p-{point}"), code=303)


def _results(found: Hall) -> tuple[draft_pages.Offered, ...]:
    return draft_pages.found(me(), found.team, found.round_uid).results


def _agenda(found: Hall, *, typed: str = "", wrong: str = "", about: int = 0) -> str:
    points = queries.points(found)
    about = about if about in {each.id for each in points} else 0  # taken off meanwhile: what was typed can be added
    given = {"typed": typed, "wrong": wrong, "about": about, "longest": LONGEST_POINT, "results": _results(found)}
    proofs = pages.proofs(me(), [each.evidence for each in points if each.evidence])
    removed, editable = queries.removed_points(found), found.state in agenda_actions.EDITABLE
    return render_template(
        "townhalls/agenda.html", hall=found, points=points, removed=removed, editable=editable, proofs=proofs, **given
    )
