"""A hall while it runs: the page on the phone and the one on the big screen, entering, asking, voting, what all see."""

from flask import Response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest

from pulse.access.permissions import allowed
from pulse.ballots.wire import to_text
from pulse.base.errors import Forbidden
from pulse.base.json_body import posted
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.senders import tokenless
from pulse.base.settings import settings
from pulse.base.signing import known_as
from pulse.floor import actions
from pulse.floor import queries as floors
from pulse.floor.rights import LONGEST
from pulse.townhalls import entry_actions, queries, snapshot_queries
from pulse.townhalls.models import ANONYMOUS_FROM, HallState

room = Room("live", __name__)

KEY = "Hall-Key"
QUIET = frozenset({HallState.DRAFT, HallState.CANCELLED})  # nothing is asked there


@room.page("/halls/<uid>/floor", may=May.ENTER_HALL, about=queries.team_of)
def floor(uid: str) -> Answer:
    hall = queries.hall(uid)
    if hall.state in QUIET:
        return redirect(url_for("townhalls.hall", uid=uid))
    takes_part = hall.anonymous and hall.state in entry_actions.RUNS and allowed(me(), May.TAKE_PART_IN_HALL, hall.team)
    given = {"key": snapshot_queries.key(uid), "needed": ANONYMOUS_FROM, "longest": LONGEST}
    given["who"] = known_as(settings().secret_key, me().id)
    return render_template("townhalls/floor.html", hall=hall, takes_part=takes_part, given=given)


@room.page("/halls/<uid>/screen", may=May.ENTER_HALL, about=queries.team_of)
def screen(uid: str) -> Answer:
    hall = queries.hall(uid)
    if hall.state in QUIET:
        return redirect(url_for("townhalls.hall", uid=uid))
    address = settings().base_url + url_for("live.floor", uid=uid)
    given = {"key": snapshot_queries.key(uid), "needed": ANONYMOUS_FROM, "address": address}
    return render_template("townhalls/screen.html", hall=hall, given=given)


@room.page("/halls/<uid>/keys.json", may=May.ANYONE)
def keys(uid: str) -> Answer:
    return Response(floors.keys(uid), content_type="application/json")


@room.page("/halls/<uid>/enter", may=May.TAKE_PART_IN_HALL, about=queries.team_of, methods=("POST",))
def enter(uid: str) -> Answer:
    rights = entry_actions.enter(queries.hall(uid), me(), entry_actions.batch_of(posted()))
    return {"rights": [[to_text(element), to_text(proof)] for element, proof in rights]}


@room.page("/halls/<uid>/questions", may=May.ANYONE, methods=("POST",))
@tokenless("whoever sends a cookie is refused")
def ask(uid: str) -> Answer:
    _refuse_names()
    asked = actions.ask(uid, posted(raw={"text"}))
    return {"id": asked.id, "slot": asked.slot}


@room.page("/halls/<uid>/votes", may=May.ANYONE, methods=("POST",))
@tokenless("whoever sends a cookie is refused")
def vote(uid: str) -> Answer:
    _refuse_names()
    actions.vote(uid, posted())
    return "", 204


@room.page("/halls/<uid>/snapshot.json", may=May.ANYONE)
def snapshot(uid: str) -> Answer:
    _refuse_names()
    if not snapshot_queries.fits(uid, request.headers.get(KEY, "")):
        raise Forbidden
    found = snapshot_queries.latest(uid)
    if request.headers.get("If-None-Match") == found.tag:
        return Response(status=304, headers={"ETag": found.tag})
    squeezed = request.accept_encodings["gzip"] > 0
    coding = {"Content-Encoding": "gzip"} if squeezed else {}
    headers = {"ETag": found.tag, "Vary": "Accept-Encoding"} | coding
    return Response(found.squeezed if squeezed else found.plain, headers=headers, content_type="application/json")


def _refuse_names() -> None:
    # Whoever sends a cookie or a password along would tell us who they are: refused, so that no browser of ours can.
    if request.headers.get("Cookie") or request.headers.get("Authorization"):
        raise BadRequest
