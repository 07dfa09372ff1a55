"""The pages that customers answer on: no account, no cookie; only what is posted changes anything."""

from flask import redirect, render_template, request, url_for

from pulse.base import clock
from pulse.base.errors import NotFound
from pulse.base.limits import limiter
from pulse.base.locale import local_day
from pulse.base.may import May
from pulse.base.routes import Answer, Room
from pulse.base.senders import from_anywhere, tokenless
from pulse.base.settings import settings
from pulse.clients import actions, codes, queries, reply_actions, wording
from pulse.clients.answers import ELEMENTS, Filled, read
from pulse.clients.models import Account, Ask, Survey, Wave
from pulse.clients.terms import LONGEST_COMMENT
from pulse.customers import queries as customers
from pulse.customers.models import Unit

room = Room("answering", __name__)
NO_SESSION = "customers have no session: none is read"
few = limiter.shared_limit(lambda: settings().customer_limit, scope="answering", methods=["POST"])


@room.page("/ask/<code>", may=May.ANYONE, methods=("GET", "POST"))
@tokenless(NO_SESSION)
@few
def answer(code: str) -> Answer:
    """Let a contact answer by the personal code of a mail; only a post counts, since mail scanners open links."""
    asked, now = queries.ask_by(code), clock.now()
    if asked.wave.closed_at or asked.wave.closes_at <= now:
        return _ended("closed", 410 if request.method == "POST" else 200)
    if asked.answered_on and not asked.wave.survey.named:
        return _ended("received")
    if request.method == "GET":
        return _form(asked.wave, _said(asked), named=asked.wave.survey.named, again=asked.answered_on is not None)
    filled = read(request.form)
    if filled.faults:
        return _form(asked.wave, filled, named=asked.wave.survey.named), 422
    reply_actions.by_code(asked, filled, now=now)
    return _thanks()


@room.page("/ask/open/<uid>", may=May.ANYONE, methods=("GET", "POST"))
@tokenless(NO_SESSION)
@few
def answer_openly(uid: str) -> Answer:
    """Let anybody answer who has a printed or pasted link."""
    survey, now = queries.survey(uid), clock.now()
    about, wave = _about(survey, request.args.get("about", "")), queries.open_wave(survey, now)
    if wave is None:
        return _ended("closed", 410 if request.method == "POST" else 200)
    filled = read(request.form) if request.method == "POST" else Filled()
    handed = request.form.get("form", "")
    stale = request.method == "POST" and not codes.is_fresh(handed, now)
    if request.method == "GET" or filled.faults or stale:
        fresh = codes.handed_out(now) if stale or not handed else handed
        page = _form(wave, filled, public=True, form=fresh, stale=stale, about=about)
        return page, 422 if request.method == "POST" else 200
    reply_actions.by_anybody(wave, filled, codes.reply_uid(handed), about, now=now)
    return _thanks()


@room.page("/ask/thanks", may=May.ANYONE)
def thanks() -> Answer:
    """Say thank you, to whomever."""
    return _ended("thanks")


@room.page("/ask/stop/<code>", may=May.ANYONE, methods=("GET", "POST"))
@from_anywhere("a mail program posts by itself, wherever it runs: the code in the address is all it takes")
@few
def stop(code: str) -> Answer:
    """Stop all mails to a customer: they press the button, or their mail program posts by itself (RFC 8058)."""
    found, stopped = queries.contact(codes.whose(code)), request.method == "POST"
    if stopped:
        actions.stop(found, today=local_day(clock.now()))
    return render_template("clients/stop.html", stopped=stopped)


def _about(survey: Survey, code: str) -> Unit | Account:
    """Return whose service a public address asks about; raise NotFound when it says nothing, or something forged."""
    if not code:
        if survey.unit is None:
            raise NotFound
        return survey.unit
    kind, uid = codes.about(survey, code)
    found = queries.account(uid) if kind == "a" else customers.unit(uid)
    unit_id = found.unit_id if isinstance(found, Account) else found.id
    if survey.unit_id not in (None, unit_id):
        raise NotFound
    return found


def _said(asked: Ask) -> Filled:
    """Return what stands in the form already: where names are shown, what was answered before."""
    before = queries.named_reply(asked) if asked.wave.survey.named else None
    return Filled(before.answers, before.comment) if before else Filled()


def _form(wave: Wave, filled: Filled, **context: object) -> str:
    shown: dict[str, object] = {"public": False, "named": False, "again": False, "stale": False, "form": ""}
    return render_template(
        "clients/answer.html",
        questions=wording.questions(),
        elements=ELEMENTS,
        filled=filled,
        wrong=wording.faults(filled.faults),
        levels=wording.own_levels(),
        longest=LONGEST_COMMENT,
        wave=wave,
        **{**shown, **context},
    )


def _ended(how: str, status: int = 200) -> Answer:
    heading, sentence = wording.words_of_ends()[how]
    return render_template("clients/ended.html", how=how, heading=heading, sentence=sentence), status


def _thanks() -> Answer:
    return redirect(url_for("answering.thanks", lang=request.args.get("lang")), code=303)
