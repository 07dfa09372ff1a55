"""Pages that everybody may read: boards, one promise and its past, the ledger."""

from flask import render_template

from pulse.base.may import May
from pulse.base.routes import Answer, Room
from pulse.people import queries as people
from pulse.promises import queries

room = Room("promises", __name__)


@room.page("/promises", may=May.READ_PUBLISHED)
def board() -> Answer:
    """Show what was promised in the whole company."""
    return render_template("promises/board.html", team=None)


@room.page("/promises/teams/<string:uid>", may=May.READ_PUBLISHED)
def team(uid: str) -> Answer:
    """Show what was promised to one team."""
    return render_template("promises/board.html", team=people.team(uid))


@room.page("/promises/ledger", may=May.READ_PUBLISHED)
def ledger() -> Answer:
    """Show what was said, and what was done."""
    return render_template("promises/ledger.html")


@room.page("/promises/<string:uid>", may=May.READ_PUBLISHED)
def promise(uid: str) -> Answer:
    """Show one promise and its past."""
    return render_template("promises/promise.html", promise=queries.promise(uid))
