"""Pages on which somebody says whom a team serves, and on which HR chooses who can be named."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.base.errors import Refusal
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.people import actions as people_actions
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.team_services import actions, queries
from pulse.team_services.forms import NameForm, ServeForm

room = Room("serving", __name__)


def _team(uid: str) -> Team:
    return people.team(uid)


@room.page("/people/teams/<string:uid>/serves", may=May.RECORD_SERVICES, about=_team)
def serves(uid: str) -> Answer:
    return _serves(_team(uid), ServeForm.about(_team(uid)))


@room.page("/people/teams/<string:uid>/serves", may=May.RECORD_SERVICES, about=_team, methods=("POST",))
def serve(uid: str) -> Answer:
    people_actions.alone()
    server = _team(uid)
    form = ServeForm.about(server)
    if not form.validate_on_submit():
        return _serves(server, form), 422
    actions.serve(server, form.team(), by=me())
    flash(_("Recorded. It counts from the next round on."), "success")
    return redirect(url_for("serving.serves", uid=uid), code=303)


@room.page("/people/teams/<string:uid>/serves/undo", may=May.RECORD_SERVICES, about=_team, methods=("POST",))
def serve_no_more(uid: str) -> Answer:
    actions.serve_no_more(queries.service(request.form.get("service", ""), _team(uid)), by=me())
    flash(_("Taken back. It counts from the next round on; what was rated already stays."), "success")
    return redirect(url_for("serving.serves", uid=uid), code=303)


@room.page("/programmes/named-teams", may=May.MANAGE_PROGRAMMES, methods=("GET", "POST"))
def named_teams() -> Answer:
    form = NameForm.filled()
    if request.method == "POST" and form.validate():
        try:
            changed = actions.let_name(form.teams.data or [], by=me())
        except Refusal as refused:
            form.teams.errors = [refused.message]
        else:
            flash(_("Saved. It counts from the next round on.") if changed else _("Nothing was changed."), "success")
            return redirect(url_for("serving.named_teams"), code=303)
    page = render_template(
        "team_services/named_teams.html", form=form, branches=people.branches(), most=actions.MOST_NAMEABLE
    )
    return page, 422 if form.is_submitted() else 200


def _serves(server: Team, form: ServeForm) -> str:
    every = queries.about(server)
    given = [each for each in every if each.server_id == server.id]
    got = [each for each in every if each.served_id == server.id]
    return render_template("team_services/serves.html", team=server, given=given, got=got, form=form)
