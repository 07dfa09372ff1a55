"""Pages of what customers answered."""

from flask import render_template
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.clients import queries, result_pages, wording
from pulse.clients.answers import CODES, ELEMENTS
from pulse.customers import queries as customers
from pulse.people.models import Team

room = Room("customer_pulse", __name__)


def _teams(uid: str) -> list[Team]:
    uids = customers.teams_of_units().get(customers.unit(uid).id, frozenset())
    return list(db.session.scalars(select(Team).where(Team.uid.in_(uids))))


@room.page("/customers/pulse", may=May.READ_CUSTOMERS)
def results() -> Answer:
    """Show all units, and the accounts at risk."""
    return render_template(
        "clients/results.html",
        page=result_pages.result_page(me()),
        names=wording.names(),
        elements=ELEMENTS,
        risk=wording.risk,
        running=queries.running(),
    )


@room.page("/customers/pulse/<string:uid>", may=May.READ_UNIT, about=_teams)
def unit(uid: str) -> Answer:
    """Show one unit: every question, by level, and comments."""
    return render_template(
        "clients/unit.html",
        found=result_pages.unit_result(customers.unit(uid)),
        names=wording.names(),
        levels=wording.levels(),
        codes=CODES,
        elements=ELEMENTS,
    )
