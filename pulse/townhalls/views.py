"""Pages of town halls: the list, one of them, its calendar entry, and what those who hold it do."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base import clock
from pulse.base.errors import Conflict, NotFound, Refusal
from pulse.base.locale import timezone
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.settings import settings
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.townhalls import actions, draft_pages, pages, queries, question_actions
from pulse.townhalls.calendars import Meeting, calendar
from pulse.townhalls.forms import HallForm
from pulse.townhalls.models import FINAL, LONGEST_QUESTION, LONGEST_REASON, Hall, HallState
from pulse.townhalls.wording import words_of_halls, words_of_questions

room = Room("townhalls", __name__)


@room.page("/halls", may=May.READ_PUBLISHED)
def halls() -> Answer:
    """List the town halls somebody may enter."""
    found, states = queries.halls(me()), words_of_halls()
    over = {HallState.ENDED.value, HallState.CANCELLED.value}
    coming = sorted((each for each in found if each.state not in over), key=lambda each: (each.starts_at, each.id))
    past = [each for each in found if each.state in over]
    may_hold = bool(queries.holdable(me()))
    return render_template("townhalls/halls.html", coming=coming, past=past, states=states, may_hold=may_hold)


@room.page("/halls/new", may=May.READ_PUBLISHED)
def choose() -> Answer:
    """Ask for which team; whoever may hold them for one alone is not asked."""
    offered = queries.holdable(me())
    wanted = request.args.get("team", offered[0].team.uid if len(offered) == 1 else "")
    if wanted:
        return redirect(url_for("townhalls.new", uid=people.team(wanted).uid))
    return render_template("townhalls/choose.html", offered=offered)


@room.page("/halls/teams/<uid>/new", may=May.HOLD_HALLS, about=people.team, methods=("GET", "POST"), look="team")
def new(uid: str) -> Answer:
    """Plan a town hall; its agenda begins with what the results say."""
    team, now = people.team(uid), clock.now()
    form = HallForm.fresh(team, timezone(), now)
    found = draft_pages.found(me(), team, request.args.get("round", ""))
    if form.validate_on_submit():
        try:
            points = [(each.words, each.evidence) for each in found.points]
            made = actions.draft(team, form.plan(), points, by=me(), now=now, round_uid=found.round_uid)
            return redirect(url_for("townhalls.hall", uid=made.uid), code=303)
        except Refusal as refused:
            form.day.errors = (refused.message,)
    status = 422 if form.is_submitted() else 200
    given = {"form": form, "points": found.points, "compared": found.compared}
    return render_template("townhalls/edit.html", team=team, hall=None, **given), status


@room.page("/halls/<uid>", may=May.ENTER_HALL, about=queries.team_of)
def hall(uid: str) -> Answer:
    """Show a town hall: when and where, its agenda, its questions."""
    return _hall(_visible(uid))


@room.page("/halls/<uid>/named", may=May.TAKE_PART_IN_HALL, about=queries.team_of, methods=("POST",))
def ask(uid: str) -> Answer:
    """Ask under one's name."""
    found, text = _visible(uid), request.form.get("text", "")
    try:
        actions.ask(found, text, by=me(), now=clock.now())
    except Refusal as refused:
        return _hall(found, text, refused.message), refused.status
    flash(_("Your question is on the list, with your name."), "success")
    return redirect(url_for("townhalls.hall", uid=uid, _anchor="questions"), code=303)


def _hall(found: Hall, typed: str = "", wrong: str = "") -> str:
    asked, points, person = pages.questions(found), queries.points(found), me()
    lines = [each.evidence for each in points] + [each.evidence for each in asked]
    return render_template(
        "townhalls/hall.html",
        hall=found,
        points=points,
        asked=asked,
        ended=pages.ended(asked),
        proofs=pages.proofs(person, lines),
        states=words_of_halls(),
        outcomes=words_of_questions(),
        size=len(queries.audience(found.team)) if found.state == HallState.DRAFT else found.audience,
        asks=found.state in actions.ASKABLE and allowed(person, May.TAKE_PART_IN_HALL, found.team),
        typed=typed,
        wrong=wrong,
        longest=LONGEST_QUESTION,
        is_over=found.state in (HallState.ENDED, HallState.CANCELLED),
    )


@room.page("/halls/<uid>/hall.ics", may=May.ENTER_HALL, about=queries.team_of)
def entry(uid: str) -> Answer:
    """Hand out the entry for calendars."""
    found = _visible(uid)
    page = settings().base_url + url_for("townhalls.hall", uid=uid)
    meeting = Meeting(
        uid=f"{found.uid}@{urlsplit(settings().base_url).hostname or 'pulse'}",
        title=found.title,
        words="\n\n".join(part for part in (found.reason, found.words, found.call_link, page) if part),
        starts_at=found.starts_at,
        minutes=found.minutes,
        place=found.place or found.call_link,
        page=page,
        sequence=found.sequence,
        revised_at=found.revised_at,
        cancelled=found.state == HallState.CANCELLED,
    )
    headers = {"Content-Disposition": 'attachment; filename="hall.ics"'}
    return Response(calendar(meeting), headers=headers, content_type="text/calendar; charset=utf-8; method=PUBLISH")


@room.page("/halls/<uid>/edit", may=May.HOLD_HALLS, about=queries.team_of, methods=("GET", "POST"))
def edit(uid: str) -> Answer:
    """Change what is planned; of two who do, the second is told."""
    found, status = queries.hall(uid), 200
    form = HallForm.about(queries.plan(found), found.revision)
    if form.validate_on_submit():
        try:
            actions.change(found, form.plan(), seen=form.revision(), by=me(), now=clock.now())
            flash(_("Saved."), "success")
            return redirect(url_for("townhalls.hall", uid=uid), code=303)
        except (Refusal, Conflict) as refused:
            form.day.errors, status = (refused.message,), refused.status
            if isinstance(refused, Conflict):
                form.refuse()
    if form.is_submitted():
        form.seen.data = str(found.revision)
    status = 422 if form.is_submitted() and status == 200 else status
    return render_template("townhalls/edit.html", team=found.team, hall=found, form=form, points=()), status


@room.page("/halls/<uid>/announce", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def announce(uid: str) -> Answer:
    """Announce it, and invite everybody."""
    return _turned(uid, lambda found: actions.announce(found, by=me(), now=clock.now()), _("Announced."))


@room.page("/halls/<uid>/start", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def start(uid: str) -> Answer:
    """Begin before its hour."""
    return _turned(uid, lambda found: actions.start(found, by=me(), now=clock.now()), _("The town hall is live."))


@room.page("/halls/<uid>/discard", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def discard(uid: str) -> Answer:
    """Throw a draft away."""
    actions.discard(queries.hall(uid), by=me())
    flash(_("The draft is gone."), "success")
    return redirect(url_for("townhalls.halls"), code=303)


@room.page("/halls/<uid>/end", may=May.HOLD_HALLS, about=queries.team_of)
def ending(uid: str) -> Answer:
    """Show which questions have no end yet, before the town hall gets its own."""
    return _ending(queries.hall(uid))


@room.page("/halls/<uid>/end", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def end(uid: str) -> Answer:
    """End it; questions without an end are followed up when that was confirmed."""
    found = queries.hall(uid)
    try:
        actions.end(found, follow_up=bool(request.form.get("follow_up")), by=me(), now=clock.now())
    except Refusal as refused:
        return _ending(found, refused.message), refused.status
    flash(_("The town hall is over. Its day is marked on the charts."), "success")
    return redirect(url_for("townhalls.hall", uid=uid), code=303)


def _ending(found: Hall, wrong: str = "") -> str:
    waits = question_actions.waiting(found)
    asked = [each for each in pages.questions(found) if each.id in waits and each.state not in FINAL]
    return render_template("townhalls/end.html", hall=found, asked=asked, wrong=wrong)


@room.page("/halls/<uid>/call-off", may=May.HOLD_HALLS, about=queries.team_of, methods=("GET", "POST"))
def call_off(uid: str) -> Answer:
    """Call it off, with a reason that everybody reads."""
    found, wrong, status = queries.hall(uid), "", 200
    if request.method == "POST":
        try:
            actions.call_off(found, request.form.get("reason", ""), by=me(), now=clock.now())
            return redirect(url_for("townhalls.hall", uid=uid), code=303)
        except Refusal as refused:
            wrong, status = refused.message, refused.status
    typed = request.form.get("reason", "")
    given = {"typed": typed, "wrong": wrong, "longest": LONGEST_REASON}
    return render_template("townhalls/call_off.html", hall=found, **given), status


def _turned(uid: str, act: Callable[[Hall], None], said: str) -> Answer:
    try:
        act(queries.hall(uid))
    except Refusal as refused:
        flash(refused.message, "error")
        return _hall(queries.hall(uid)), refused.status
    flash(said, "success")
    return redirect(url_for("townhalls.hall", uid=uid), code=303)


def _visible(uid: str) -> Hall:
    """Return a town hall; a draft is there for those who may hold it alone."""
    found, person = queries.hall(uid), me()
    if found.state == HallState.DRAFT and not _holds(person, found):
        raise NotFound
    return found


def _holds(person: Person, found: Hall) -> bool:
    return allowed(person, May.HOLD_HALLS, found.team)
