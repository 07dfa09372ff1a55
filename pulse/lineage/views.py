"""Pages on which HR says which older team a team follows."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.base import clock
from pulse.base.errors import Refusal
from pulse.base.locale import local_day, timezone
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.lineage import actions, queries
from pulse.lineage.forms import PART, FollowForm
from pulse.people import actions as people_actions
from pulse.people import queries as people
from pulse.people.models import Team

room = Room("lineage", __name__)
OFFERS = 40  # on one page


@room.page("/people/teams/<string:uid>/follows", may=May.IMPORT_PEOPLE)
def follows(uid: str) -> Answer:
    found = people.team(uid)
    return _follows(found, FollowForm.about(found, request.args))


@room.page("/people/teams/<string:uid>/follows", may=May.IMPORT_PEOPLE, methods=("POST",))
def follow(uid: str) -> Answer:
    people_actions.alone()
    found = people.team(uid)
    form = FollowForm.about(found, {})
    if not form.validate_on_submit():
        return _follows(found, form), 422
    try:
        actions.follow(found, form.team(), on=form.day(), part=form.part.data == PART, by=me())
    except Refusal as refused:
        form.follows.errors = [refused.message]
        return _follows(found, form), refused.status
    flash(_("Recorded. Its line is drawn anew within minutes."), "success")
    offers = request.args.getlist("offer")
    back = url_for("lineage.heirs", offer=offers) if offers else url_for("lineage.follows", uid=uid)
    return redirect(back, code=303)


@room.page("/people/teams/<string:uid>/follows/undo", may=May.IMPORT_PEOPLE, methods=("POST",))
def unfollow(uid: str) -> Answer:
    actions.unfollow(queries.succession(request.form.get("succession", ""), people.team(uid)), by=me())
    flash(_("Taken back. Each team keeps its own results."), "success")
    return redirect(url_for("lineage.follows", uid=uid), code=303)


@room.page("/people/teams/changes", may=May.IMPORT_PEOPLE)
def heirs() -> Answer:
    offers = request.args.getlist("offer")[:OFFERS]
    return render_template(
        "lineage/heirs.html", offers=offers, offered=queries.offered(offers), today=local_day(clock.now(), timezone())
    )


def _follows(found: Team, form: FollowForm) -> str:
    recorded, after = queries.successions(found), queries.followers(found)
    return render_template("lineage/follows.html", team=found, recorded=recorded, after=after, form=form)
