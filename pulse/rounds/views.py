"""The pulse page and its two addresses, and what is public of each round."""

from typing import Any

from flask import render_template, request
from flask_babel import get_locale

from pulse.access.permissions import allowed
from pulse.ballots import manifest
from pulse.ballots import queries as boxes
from pulse.ballots.credentials import ELEMENT_SIZE, BadElement, evaluate
from pulse.ballots.invites import BadInvite, read_invite, round_of
from pulse.ballots.keys import KeysGone, KeysMissing
from pulse.ballots.wire import checked_name, from_text, to_text
from pulse.base import transactions
from pulse.base.cache import cached
from pulse.base.errors import Conflict, Gone, NotFound, Refusal, SignInNeeded
from pulse.base.json_body import posted
from pulse.base.may import May
from pulse.base.me import me, viewer
from pulse.base.precompressed import answer, press
from pulse.base.routes import Answer, Room
from pulse.base.senders import ask_for_token, tokenless
from pulse.base.settings import settings
from pulse.base.signing import known_as
from pulse.rounds import actions, queries, round_pages, visit_pages, wording

room = Room("rounds", __name__)
BY_INVITATION = "with an invitation no cookie is read; whoever comes with a session instead is asked for the token then"


@room.page("/p", may=May.ANYONE)
def pulse() -> Answer:
    def page() -> str:
        return render_template("rounds/pulse.html", who=who)

    who = _who_reads()
    if who:
        return page()  # holds a token of the session
    return answer(cached(("pulse", str(get_locale())), lambda: press(page())))


def _who_reads() -> str:
    """Return the name under which this browser keeps what is theirs, "" when nobody is signed in."""
    reader = viewer()
    return known_as(settings().secret_key, reader.id) if reader else ""


@room.page("/visit", may=May.ANYONE, methods=("POST",))
@tokenless(BY_INVITATION)
def visit() -> Answer:
    transactions.only_read()  # a POST, so that the invitation stands in no address
    asked = posted(raw={"lang"})
    uid, person_id = _who(asked)
    return visit_pages.seen(uid, person_id, str(asked.get("lang", "")))


@room.page("/rounds/<uid>/pulse.json", may=May.ANYONE)
def round_pulse(uid: str) -> Answer:
    return visit_pages.public(uid, str(get_locale()), request.args.get("cohort", ""))


@room.page("/credential", may=May.ANYONE, methods=("POST",))
@tokenless(BY_INVITATION)
def credential() -> Answer:
    asked = posted()
    try:
        blinded = from_text(asked["blinded"], ELEMENT_SIZE)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise Refusal("malformed") from fault
    uid, person_id = _who(asked)
    if not any(blinded):
        raise Refusal("malformed")
    cohort, on_file = actions.collect(uid, person_id, blinded)
    if not cohort:
        raise Gone("closed")
    if not on_file:
        raise Conflict("collected")
    return _evaluated(uid, cohort, blinded)


def _evaluated(uid: str, cohort: str, blinded: bytes) -> dict[str, Any]:
    try:
        element, proof = evaluate(boxes.ring().key_pair(uid, cohort), blinded)
    except BadElement as fault:
        raise Refusal("malformed") from fault
    except (KeysGone, KeysMissing) as fault:
        raise Gone("closed") from fault
    place = boxes.box(uid).place(cohort)
    return {
        "cohort": cohort,
        "element": to_text(element),
        "proof": to_text(proof),
        "leaf": place.leaf,
        "path": list(place.path),
    }


def _who(asked: dict[str, Any]) -> tuple[str, int]:
    """Return (round, person): by the invitation, or by the session, which needs its CSRF token."""
    token = asked.get("invite")
    if token is not None:
        return _invited(token)
    person = me()
    ask_for_token()
    try:
        uid = checked_name(str(asked.get("round", "")))
    except ValueError as fault:
        raise Refusal("malformed") from fault
    _refuse_another(asked.get("slot"), uid, person.id)
    return uid, person.id


def _refuse_another(slot: object, uid: str, person_id: int) -> None:
    """Refuse a page that was opened by somebody else, who signed out since: their answers are on it."""
    if slot is not None and slot != visit_pages.slot(uid, person_id):
        raise SignInNeeded


def _invited(token: object) -> tuple[str, int]:
    try:
        uid = round_of(token) if isinstance(token, str) else ""
        return uid, read_invite(boxes.ring().issue_keys(uid).invite_key, uid, str(token))
    except (BadInvite, ValueError) as fault:
        raise Refusal("invitation") from fault
    except KeysGone as fault:
        raise Gone("closed") from fault
    except KeysMissing as fault:
        raise NotFound("invitation") from fault


@room.page("/rounds", may=May.READ_ROUNDS)
def rounds() -> Answer:
    return render_template("rounds/rounds.html", rounds=queries.rounds(), wording=wording)


@room.page("/rounds/<uid>", may=May.ANYONE)
def round_page(uid: str) -> Answer:
    page, reader = round_pages.page(uid), viewer()
    for_hr = reader is not None and allowed(reader, May.READ_ROUNDS)
    groups = round_pages.groups(page.round) if page.sealed and for_hr else []
    unreached = queries.unreached(page.round) if for_hr else []
    shown = {"groups": groups, "unreached": unreached, "wording": wording, "who": _who_reads()}
    return render_template("rounds/round.html", page=page, **shown)


@room.page("/rounds/<uid>/manifest.json", may=May.ANYONE)
def round_manifest(uid: str) -> Answer:
    box = boxes.box(uid)
    return {"header": box.header_text, "leaves": [manifest.canonical(leaf) for leaf in box.leaves]}


@room.page("/rounds/<uid>/receipts.json", may=May.ANYONE)
def round_receipts(uid: str) -> Answer:
    return {"receipts": boxes.receipts(queries.round_(uid).uid)}
