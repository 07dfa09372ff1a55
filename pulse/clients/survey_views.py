"""Pages on which HR asks customers: surveys, their waves, and links to print or paste."""

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from pulse.base import clock
from pulse.base.errors import NotFound, Refusal
from pulse.base.locale import local_day
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.clients import actions, codes, queries, wording
from pulse.clients.forms import SurveyForm
from pulse.clients.models import Account, Survey
from pulse.clients.terms import SurveyState
from pulse.customers import queries as customers
from pulse.customers.models import Unit
from pulse.programmes.recurrence import RhythmError

room = Room("surveying", __name__)


@room.page("/customers/surveys", may=May.MANAGE_ACCOUNTS)
def surveys() -> Answer:
    """List all surveys with their next day and their last wave."""
    found, today = queries.surveys(), local_day(clock.now())
    waves = {one.id: queries.waves(one)[:1] for one in found}
    turnout = queries.turnout([wave.id for some in waves.values() for wave in some])
    coming = {one.id: queries.coming(one, today, 1) for one in found if one.state == SurveyState.RUNNING.value}
    return render_template(
        "clients/surveys.html", surveys=found, waves=waves, turnout=turnout, coming=coming, **_words()
    )


@room.page("/customers/surveys/new", may=May.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def new() -> Answer:
    """Set up a survey."""
    return _edit(None)


@room.page("/customers/surveys/<string:uid>/edit", may=May.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def edit(uid: str) -> Answer:
    """Change a survey."""
    return _edit(queries.survey(uid))


@room.page("/customers/surveys/<string:uid>", may=May.MANAGE_ACCOUNTS)
def survey(uid: str) -> Answer:
    """Show one survey: what comes, what was, and the links."""
    found = queries.survey(uid)
    waves = queries.waves(found)
    units = [found.unit] if found.unit else customers.units()
    return render_template(
        "clients/survey.html",
        survey=found,
        waves=waves,
        turnout=queries.turnout([wave.id for wave in waves]),
        coming=queries.coming(found, local_day(clock.now())) if found.state != SurveyState.ENDED.value else (),
        links=[(unit, codes.public_address(found, unit)) for unit in units],
        **_words(),
    )


@room.page("/customers/surveys/<string:uid>/start", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def start(uid: str) -> Answer:
    """Start, or go on."""
    return _turn(uid, SurveyState.RUNNING)


@room.page("/customers/surveys/<string:uid>/pause", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def pause(uid: str) -> Answer:
    """Open no wave for a while."""
    return _turn(uid, SurveyState.PAUSED)


@room.page("/customers/surveys/<string:uid>/end", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def end(uid: str) -> Answer:
    """Open no wave any more."""
    return _turn(uid, SurveyState.ENDED)


def _turn(uid: str, state: SurveyState) -> Answer:
    actions.turn(queries.survey(uid), state, by=me())
    return redirect(url_for("surveying.survey", uid=uid), code=303)


@room.page("/customers/surveys/<string:uid>/print", may=May.MANAGE_ACCOUNTS)
def sheet(uid: str) -> Answer:
    """Show a sheet to print: a QR code of the public link, of a unit or an account."""
    found, about = queries.survey(uid), _about()
    address = codes.public_address(found, about)
    picture = segno.make(address, error="m").svg_inline(border=4, omitsize=True)
    return render_template("clients/sheet.html", survey=found, about=about, address=address, picture=Markup(picture))


def _about() -> Unit | Account:
    """Return the unit or account in the address."""
    if request.args.get("account"):
        return queries.account(request.args["account"])
    if request.args.get("unit"):
        return customers.unit(request.args["unit"])
    raise NotFound


def _words() -> dict[str, object]:
    return {"states": wording.states(), "paces": wording.paces(), "visibility": wording.visibility()}


def _edit(found: Survey | None) -> Answer:
    fixed = bool(found and queries.waves(found))
    form = SurveyForm.about(found, fixed=fixed)
    if form.validate_on_submit():
        made = found or Survey()
        before = (found.every, found.starts_on, found.open_days) if found else None
        form.put(made)
        try:
            if not found and made.starts_on < local_day(clock.now()):
                raise Refusal(_("This day is over. Choose today or a later one."))
            _saved(made, new=found is None, moved=before != (made.every, made.starts_on, made.open_days))
            return redirect(url_for("surveying.survey", uid=made.uid), code=303)
        except (Refusal, RhythmError) as refused:
            sentence = refused.message if isinstance(refused, Refusal) else _("Such days cannot be kept.")
            form.starts_on.errors = [*form.starts_on.errors, sentence]
    page = render_template("clients/survey_edit.html", form=form, survey=found, fixed=fixed)
    return page, 422 if form.is_submitted() else 200


def _saved(made: Survey, *, new: bool, moved: bool) -> None:
    if new:
        actions.create_survey(made, by=me())
    elif moved:
        queries.rhythm(made)
    flash(_("Saved."), "success")
