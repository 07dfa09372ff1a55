"""Pages of units and what is measured of their customers."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.customers import actions, loyalty_pages, measure_pages, outside_in_pages, queries
from pulse.customers.forms import GoalForm, state_of
from pulse.customers.models import Unit
from pulse.customers.wording import words_of_quarters
from pulse.people.models import Team

room = Room("customers", __name__)


def _teams(uid: str) -> list[Team]:
    uids = queries.teams_of_units().get(queries.unit(uid).id, frozenset())
    return list(db.session.scalars(select(Team).where(Team.uid.in_(uids))))


@room.page("/customers", may=May.READ_CUSTOMERS)
def customers() -> Answer:
    measures = queries.measures_with_figures()
    if not measures:
        return render_template("customers/nothing.html")
    wanted = request.args.get("measure", "")
    chosen = queries.measure(wanted) if wanted else measures[0]
    page = measure_pages.measure_page(me(), chosen, request.args.get("page", 1, int))
    return render_template(
        "customers/customers.html",
        measures=measures,
        page=page,
        month_of=lambda month: format_date(month, "MMMM yyyy"),
        unit_page=lambda number: url_for("customers.customers", measure=chosen.uid, page=number),
    )


@room.page("/customers/units/<string:uid>", may=May.READ_UNIT, about=_teams)
def unit(uid: str) -> Answer:
    return _unit(queries.unit(uid), GoalForm())


@room.page("/customers/units/<string:uid>/goal", may=May.MANAGE_CUSTOMERS, methods=("POST",))
def set_goal(uid: str) -> Answer:
    found, measure = queries.unit(uid), queries.measure(request.form.get("measure", ""))
    form = GoalForm(goal=queries.goal(found, measure))
    if not form.validate_on_submit():
        return _unit(found, form), 422
    actions.set_goal(found, measure, form.goal.data, by=me())
    flash(_("Saved."), "success")
    return redirect(url_for("customers.unit", uid=uid), code=303)


@room.page("/customers/loyalty", may=May.READ_CUSTOMERS)
def loyalty() -> Answer:
    page = loyalty_pages.loyal(me())
    return render_template("customers/loyalty.html", page=page, quarters=words_of_quarters())


@room.page("/customers/outside", may=May.READ_CUSTOMERS, look="customers")
def outside() -> Answer:
    return render_template("customers/outside.html", page=outside_in_pages.outside(me()))


def _unit(found: Unit, form: GoalForm) -> str:
    teams, panels = _teams(found.uid), measure_pages.panels(found)
    return render_template("customers/unit.html", unit=found, teams=teams, panels=panels, form=form, state_of=state_of)
