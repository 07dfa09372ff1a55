"""The two addresses of those who wrote a comment: no cookie, no session, no log."""

from flask import Response, request
from werkzeug.exceptions import BadRequest

from pulse.base.json_body import posted
from pulse.base.may import May
from pulse.base.routes import Answer, Room
from pulse.base.senders import tokenless
from pulse.threads import actions, queries

room = Room("threads", __name__)


def _refuse_known() -> None:
    """Whoever sends a cookie along would tell us who they are: refused, so that no browser of ours can."""
    if request.headers.get("Cookie") or request.headers.get("Authorization"):
        raise BadRequest


@room.page("/replies.bin", may=May.ANYONE)
def file() -> Answer:
    _refuse_known()
    return Response(queries.file(), content_type="application/octet-stream")


@room.page("/replies", may=May.ANYONE, methods=("POST",))
@tokenless("whoever sends a cookie is refused")
def write() -> Answer:
    _refuse_known()
    actions.write(posted())
    return "", 204
