"""Pages of inside customers: the service map, and a serving team's own page."""

from flask import render_template

from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.service_ratings import comparing, pages

room = Room("inside", __name__)


def _team(uid: str) -> Team:
    return people.team(uid)


@room.page("/customers/inside", may=May.READ_CUSTOMERS, look="services")
def service_map() -> Answer:
    return render_template("service_ratings/map.html", page=pages.service_map(me()), radius=comparing.radius)


@room.page("/customers/inside/<string:uid>", may=May.READ_SERVICE, about=_team, look="service")
def server(uid: str) -> Answer:
    team = _team(uid)
    return render_template("service_ratings/server.html", team=team, page=pages.server_page(team))
