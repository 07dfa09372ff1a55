"""The wall of thanks, thanking somebody, and the values of the company."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.access.permissions import allowed, had_part
from pulse.base import clock
from pulse.base.errors import Refusal
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.recognition import actions, queries
from pulse.recognition.forms import TakeBackForm, ThanksForm, ValueForm, words_of_customers
from pulse.recognition.terms import MOST_VALUES, Customer

room = Room("recognition", __name__)


@room.page("/thanks", may=May.SIGNED_IN)
def wall() -> Answer:
    return _wall(None)


@room.page("/thanks/teams/<string:uid>", may=May.SIGNED_IN)
def team_wall(uid: str) -> Answer:
    return _wall(people.team(uid))


def _wall(team: Team | None) -> str:
    person, about = me(), team or people.root()
    sees = about is not None and allowed(person, May.READ_RESULTS, about)
    return render_template(
        "recognition/wall.html",
        team=team,
        wall=queries.wall(team, request.args.get("page", 1, type=int)),
        missed=queries.unthanked(about, clock.now()) if sees and about else None,
        days=queries.LOOKS_BACK.days,
        customers=words_of_customers(),
        url=lambda number: _wall_url(team, page=number),
    )


def _wall_url(team: Team | None, **more: Any) -> str:
    return url_for("recognition.team_wall", uid=team.uid, **more) if team else url_for("recognition.wall", **more)


@room.page("/thanks/new", may=May.SIGNED_IN)
def choose() -> Answer:
    words = request.args.get("q", "")[:200]
    return render_template("recognition/choose.html", words=words, offered=queries.offered(words, me()))


@room.page("/thanks/new/person/<string:uid>", may=May.SIGNED_IN, methods=("GET", "POST"))
def thank_person(uid: str) -> Answer:
    return _thank(queries.person(uid))


@room.page("/thanks/new/team/<string:uid>", may=May.SIGNED_IN, methods=("GET", "POST"))
def thank_team(uid: str) -> Answer:
    return _thank(queries.team(uid))


def _thank(whom: Person | Team) -> Answer:
    form = ThanksForm.offered()
    if form.validate_on_submit():
        try:
            customer = Customer(form.customer.data)
            actions.thank(whom, form.words.data or "", customer, form.chosen(), by=me(), now=clock.now())
            flash(_("%(name)s is told. Thank you for saying it.", name=whom.name), "success")
            return redirect(url_for("recognition.wall"), code=303)
        except Refusal as refused:
            form.words.errors = [refused.message]
    page = render_template("recognition/thank.html", whom=whom, form=form, is_team=isinstance(whom, Team))
    return page, 422 if form.is_submitted() else 200


@room.page("/thanks/<string:uid>/take-back", may=May.TAKE_BACK_THANKS, about=queries.thanks, methods=("GET", "POST"))
def take_back(uid: str) -> Answer:
    found, form = queries.thanks(uid), TakeBackForm()
    if form.validate_on_submit():
        try:
            actions.take_back(found, by=me(), reason=form.reason.data or "", now=clock.now())
            flash(_("The thanks are gone from every wall."), "success")
            return redirect(url_for("recognition.wall"), code=303)
        except Refusal as refused:
            form.reason.errors = [refused.message]
    page = render_template("recognition/take_back.html", found=found, form=form, own=had_part(me(), found))
    return page, 422 if form.is_submitted() else 200


@room.page("/thanks/values", may=May.MANAGE_VALUES, methods=("GET", "POST"))
def values() -> Answer:
    form = ValueForm()
    if form.validate_on_submit():
        try:
            actions.add_value(form.name.data or "", form.words.data or "", by=me())
            flash(_("Saved."), "success")
            return redirect(url_for("recognition.values"), code=303)
        except Refusal as refused:
            form.name.errors = [refused.message]
    now, before = queries.values(), queries.values(retired=True)
    page = render_template("recognition/values.html", form=form, values=now, retired=before, most=MOST_VALUES)
    return page, 422 if form.is_submitted() else 200


@room.page("/thanks/values/<string:uid>/retire", may=May.MANAGE_VALUES, methods=("POST",))
def retire_value(uid: str) -> Answer:
    actions.retire_value(queries.value(uid), by=me(), now=clock.now())
    flash(_("It is no longer offered. Thanks that were linked to it keep it."), "success")
    return redirect(url_for("recognition.values"), code=303)


@room.page("/thanks/values/<string:uid>/bring-back", may=May.MANAGE_VALUES, methods=("POST",))
def bring_back_value(uid: str) -> Answer:
    actions.bring_back_value(queries.value(uid), by=me())
    flash(_("Saved."), "success")
    return redirect(url_for("recognition.values"), code=303)
