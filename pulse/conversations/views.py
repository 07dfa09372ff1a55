"""Pages of those who answer comments, and the page on which a comment's writer finds the answers."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.base import clock
from pulse.base.errors import Conflict, Forbidden, Gone, Refusal
from pulse.base.may import May
from pulse.base.me import me, viewer
from pulse.base.routes import Answer, Room
from pulse.base.settings import settings
from pulse.base.signing import known_as
from pulse.conversations import actions, listing, queries, wording
from pulse.conversations.forms import AnswerForm
from pulse.conversations.queries import Talk
from pulse.conversations.timetable import OPEN_DAYS
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.promises import actions as promises
from pulse.reports import queries as reports
from pulse.tallies.layout import COMMENT
from pulse.threads.letters import ACKNOWLEDGED, MOST_WAITING, Said

room = Room("conversations", __name__)


def _team(uid: str, code: str) -> Team:
    del code
    return people.team(uid)


@room.page("/replies", may=May.ANYONE)
def replies() -> Answer:
    reader = viewer()
    who = known_as(settings().secret_key, reader.id) if reader else ""
    return render_template("conversations/replies.html", days=OPEN_DAYS, who=who)


@room.page("/answers", may=May.ANSWER_COMMENTS, look="comments")
def threads() -> Answer:
    wish = listing.ThreadWish(request.args.get("standing", ""), request.args.get("page", 1, type=int))
    team = queries.place(me())
    page = listing.listed(queries.talks(me()), wish)
    return render_template("conversations/threads.html", page=page, team=team, wording=wording)


@room.page("/results/teams/<uid>/comments/<code>", may=May.READ_COMMENTS, about=_team, look="comments")
def thread(uid: str, code: str) -> Answer:
    team = people.team(uid)
    about = queries.talk(team, code, me())
    if not reports.has_pledged(me(), about.round):
        return redirect(url_for("reports.pledge", uid=uid, **_round(about)))
    return _page(team, about, AnswerForm())


@room.page("/results/teams/<uid>/comments/<code>", may=May.READ_COMMENTS, about=_team, methods=("POST",))
def answer(uid: str, code: str) -> Answer:
    team, form = people.team(uid), AnswerForm()
    about = _read(team, code)
    said = _said()
    if said is Said.TEXT and not form.validate_on_submit():
        return _page(team, about, form), 422
    try:
        actions.answer(about, said, (form.text.data or "") if said is Said.TEXT else "", by=me())
    except Gone as fault:
        raise Refusal(_("This thread is closed: nobody can be answered here any more.")) from fault
    except Conflict as fault:
        raise Refusal(_("Wait until tonight: %(most)s answers are on their way already.", most=MOST_WAITING)) from fault
    flash(_("Your answer goes out tonight, together with all others."), "success")
    return redirect(url_for("conversations.thread", uid=uid, code=code), code=303)


@room.page("/results/teams/<uid>/comments/<code>/promise", may=May.READ_COMMENTS, about=_team, methods=("POST",))
def promise(uid: str, code: str) -> Answer:
    team = people.team(uid)
    about = _read(team, code)
    made = promises.draft(team, text="", by=me(), source=f"remark:{about.remark.id}", now=clock.now())
    return redirect(url_for("promises.promise", uid=made.uid), code=303)


def _read(team: Team, code: str) -> Talk:
    """Return a comment that somebody has opened as it should be."""
    about = queries.talk(team, code, me())
    if not reports.has_pledged(me(), about.round):
        raise Forbidden
    return about


def _said() -> Said:
    """Return what was pressed: an acknowledgement, or else a text."""
    pressed = request.form.get("said", "")
    return Said(pressed) if pressed in ACKNOWLEDGED else Said.TEXT


def _page(team: Team, about: Talk, form: AnswerForm) -> str:
    worded = {code: text for code, (_question, text) in reports.worded(about.round).items()}
    question = _("Anything else you want leaders to know?") if about.remark.question == COMMENT else ""
    words: dict[str, Any] = {"question": question or worded.get(about.remark.question, ""), "wording": wording}
    given = {
        "mine": wording.who(actions.signed(me())),
        "query": _round(about),
        "presses": sorted(ACKNOWLEDGED, reverse=True),
        "days": OPEN_DAYS,
    }
    return render_template("conversations/thread.html", team=team, about=about, form=form, **words, **given)


def _round(about: Talk) -> dict[str, Any]:
    return {"programme": about.round.programme.uid, "round": about.round.uid}
