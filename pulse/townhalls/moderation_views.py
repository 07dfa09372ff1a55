"""Pages on which moderators deal with questions: without a script, by keyboard, and two at once."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.base import clock
from pulse.base.errors import Conflict, NotFound, Refusal
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.promises import actions as promises
from pulse.townhalls import draft_pages, pages, queries, question_actions
from pulse.townhalls.forms import OutcomeForm, number
from pulse.townhalls.models import FINAL, Hall, QuestionState
from pulse.townhalls.pages import AskedInHall
from pulse.townhalls.question_actions import Outcome
from pulse.townhalls.wording import words_of_halls, words_of_questions

room = Room("moderating", __name__)
QUICK = frozenset({QuestionState.NEW, QuestionState.QUEUED, QuestionState.LIVE, QuestionState.FOLLOW_UP})


@room.page("/halls/<uid>/moderate", may=May.HOLD_HALLS, about=queries.team_of)
def questions(uid: str) -> Answer:
    """List what waits, and what has come to an end."""
    return _questions(queries.hall(uid))


@room.page("/halls/<uid>/moderate/<code>", may=May.HOLD_HALLS, about=queries.team_of)
def question(uid: str, code: str) -> Answer:
    """Show one question and everything that can become of it."""
    found = queries.hall(uid)
    asked = _asked(found, code)
    return _question(found, asked, OutcomeForm.about(asked, found.state, _results(found)))


@room.page("/halls/<uid>/moderate/<code>", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def handle(uid: str, code: str) -> Answer:
    """Say what becomes of a question. Whoever was second sees what the first did, and what they typed themselves."""
    found = queries.hall(uid)
    asked = _asked(found, code)
    form = OutcomeForm.about(asked, found.state, _results(found))
    if not form.validate_on_submit():
        return _question(found, asked, form), 422
    try:
        question_actions.handle(found, code, form.outcome(), seen=form.revision(), by=me(), now=clock.now())
    except (Refusal, Conflict) as refused:
        form.wrong(refused)
        form.seen.data = str(asked.revision)
        return _question(found, asked, form, meanwhile=isinstance(refused, Conflict)), refused.status
    return redirect(url_for("moderating.questions", uid=uid, _anchor=f"q-{code}"), code=303)


@room.page("/halls/<uid>/moderate/<code>/quick", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def quick(uid: str, code: str) -> Answer:
    """Say with one press what becomes of a question; what was written about it stays."""
    found = queries.hall(uid)
    asked = _asked(found, code)
    state = next((each for each in QUICK if each.value == request.form.get("state")), None)
    if state is None:
        raise NotFound
    outcome = Outcome(state, asked.reason, asked.answer, asked.evidence)
    try:
        question_actions.handle(found, code, outcome, seen=number(request.form.get("seen")), by=me(), now=clock.now())
    except (Refusal, Conflict) as refused:
        return _questions(found, refused.message, code), refused.status
    return redirect(url_for("moderating.questions", uid=uid, _anchor=f"q-{code}"), code=303)


@room.page("/halls/<uid>/merge", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def merge(uid: str) -> Answer:
    """Bring the questions that were ticked together, under the one with most votes."""
    found = queries.hall(uid)
    ticked = {*request.form.getlist("question")}
    chosen = [each.id for each in pages.questions(found) if each.id in ticked]
    try:
        if len(chosen) < 2:
            raise Refusal(_("Tick at least two questions."))
        question_actions.merge(found, chosen[1:], chosen[0], by=me(), now=clock.now())
    except (Refusal, Conflict) as refused:
        return _questions(found, refused.message), refused.status
    flash(_("Brought together. Each keeps its votes, and can be taken out again."), "success")
    return redirect(url_for("moderating.questions", uid=uid, _anchor=f"q-{chosen[0]}"), code=303)


@room.page("/halls/<uid>/part", may=May.HOLD_HALLS, about=queries.team_of, methods=("POST",))
def part(uid: str) -> Answer:
    """Take a question out again."""
    found, question = queries.hall(uid), request.form.get("question", "")
    try:
        question_actions.part(found, question, by=me(), now=clock.now())
    except (Refusal, Conflict) as refused:
        return _questions(found, refused.message), refused.status
    return redirect(url_for("moderating.questions", uid=uid, _anchor=f"q-{question}"), code=303)


@room.page(
    "/halls/<uid>/moderate/<code>/promise",
    may=May.HOLD_HALLS,
    about=queries.team_of,
    methods=("POST",),
)
def promise(uid: str, code: str) -> Answer:
    """Begin a promise with a question; one that waited is followed up by it."""
    found, now = queries.hall(uid), clock.now()
    asked = _asked(found, code)
    made = promises.draft(found.team, text=asked.text, by=me(), source=f"question:{asked.id}", now=now)
    if asked.state not in FINAL:
        outcome = Outcome(QuestionState.FOLLOW_UP, asked.reason, asked.answer, asked.evidence)
        question_actions.handle(found, asked.id, outcome, seen=asked.revision, by=me(), now=now)
    return redirect(url_for("promises.promise", uid=made.uid), code=303)


def _asked(found: Hall, question: str) -> AskedInHall:
    """Return a question, also one that stands under another; raise NotFound."""
    every = [one for head in pages.questions(found) for one in (head, *(replace(p) for p in head.parts))]
    asked = next((each for each in every if each.id == question), None)
    if asked is None:
        raise NotFound
    return asked


def _results(found: Hall) -> tuple[draft_pages.Offered, ...]:
    return draft_pages.found(me(), found.team, found.round_uid).results


def _questions(found: Hall, wrong: str = "", about: str = "") -> str:
    asked = pages.questions(found)
    given = {"outcomes": words_of_questions(), "states": words_of_halls(), "wrong": wrong, "about": about}
    waits, done = [each for each in asked if not each.is_final], [each for each in asked if each.is_final]
    waits.sort(key=lambda each: each.state is not QuestionState.QUEUED)
    proofs = pages.proofs(me(), [each.evidence for each in asked if each.evidence])
    return render_template("townhalls/moderate.html", hall=found, waits=waits, done=done, proofs=proofs, **given)


def _question(found: Hall, asked: AskedInHall, form: OutcomeForm, *, meanwhile: bool = False) -> str:
    outcomes = words_of_questions()
    return render_template(
        "townhalls/question.html", hall=found, asked=asked, form=form, outcomes=outcomes, meanwhile=meanwhile
    )
