"""Pages of town halls: the list, one of them, and its calendar entry."""

from flask import render_template

from pulse.base.may import May
from pulse.base.routes import Answer, Room
from pulse.townhalls import queries

room = Room("townhalls", __name__)


@room.page("/halls", may=May.READ_PUBLISHED)
def halls() -> Answer:
    return render_template("townhalls/halls.html")


@room.page("/halls/<uid>", may=May.ENTER_HALL, about=queries.team_of)
def hall(uid: str) -> Answer:
    return render_template("townhalls/hall.html", hall=queries.hall(uid))
