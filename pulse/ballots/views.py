"""The one address that takes a ballot: no cookie, no session, no log."""

from flask import request
from werkzeug.exceptions import BadRequest

from pulse.ballots import actions
from pulse.base.json_body import posted
from pulse.base.may import May
from pulse.base.routes import Answer, Room
from pulse.base.senders import tokenless

room = Room("ballots", __name__)


@room.page("/ballot", may=May.ANYONE, methods=("POST",))
@tokenless("whoever sends a cookie is refused")
def cast() -> Answer:
    # Whoever sends a cookie or a password along would tell us who they are: refused, so that no browser of ours can.
    if request.headers.get("Cookie") or request.headers.get("Authorization"):
        raise BadRequest
    actions.cast(posted())
    return "", 204
