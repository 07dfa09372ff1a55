"""Pages on which HR brings customer scores in, sees what would land, confirms it, and takes it back."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from pulse.base import clock
from pulse.base.csvfile import Cell, Fault, write
from pulse.base.csvstream import open_stream
from pulse.base.errors import Conflict, Refusal
from pulse.base.locale import local_day
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.settings import settings
from pulse.customers import queries as of_customers
from pulse.customers import unit_actions
from pulse.customers.actions import batches
from pulse.customers.models import Delivery, DeliveryState, Unit, Way
from pulse.customers.scales import SCALES
from pulse.customers.wording import titles_of_deliveries, words_of_deliveries, words_of_ways
from pulse.deliveries import actions, queries, reading
from pulse.deliveries.faults import sentence, worded
from pulse.deliveries.forms import WORDS, ColumnsForm, DeliveryConfirmForm, FileForm, UnitForm
from pulse.deliveries.plans import Plan, from_json
from pulse.deliveries.team_names import folded
from pulse.people.faults import place


def month_text(month: date) -> str:
    """Return a month as people read it."""
    return str(format_date(month, "MMMM yyyy"))


room = Room("deliveries", __name__)
room.add_app_template_filter(format_decimal, "number")
room.add_app_template_filter(month_text, "month")
room.add_app_template_global(words_of_ways)
room.add_app_template_global(words_of_deliveries)

LEFT_OUT: Final = "-"  # in the form of teams: rows that are left out
UNDER_WAY: Final = (DeliveryState.CONFIRMED.value, DeliveryState.LEAVING.value)


@room.page("/customers/import", may=May.MANAGE_CUSTOMERS, methods=("GET", "POST"))
def bring() -> Answer:
    form = FileForm()
    if form.validate_on_submit():
        kept = _kept(form.file.data)
        fault = open_stream(reading.file_of(kept.uid)).fault
        if fault is None:
            return _planned(kept)
        reading.forget(kept.uid)
        form.file.errors = [sentence(fault)]
    limit = settings().customer_megabytes
    page = render_template("deliveries/import.html", form=form, limit=limit, api=url_for("guide.explained"))
    return page, 422 if form.is_submitted() else 200


def _kept(file: FileStorage) -> Delivery:
    return actions.keep(file.filename or "", file.save, by=me(), way=Way.FILE, now=clock.now())


def _planned(kept: Delivery) -> Answer:
    """Read a file as one with the same columns was read before; without one, ask what the columns mean."""
    plan = actions.remembered(actions.header_of(kept))
    if plan is None:
        return redirect(url_for("deliveries.columns", uid=kept.uid), code=303)
    actions.set_plan(kept, plan, local_day(clock.now()))
    return redirect(url_for("deliveries.delivery", uid=kept.uid), code=303)


@room.page("/customers/import/sample.csv", may=May.MANAGE_CUSTOMERS)
def sample() -> Answer:
    rows: list[list[Cell]] = [
        ["ticket", "date", "team", "score"],
        ["T1001", "2026-05-04", "Acme/Operations/Support", 4],
        ["T1002", "2026-05-04", "Acme/Operations/Field", 5],
    ]
    return Response(write(rows), mimetype="text/csv", headers=_named("pulse-scores-sample.csv"))


@room.page("/customers/deliveries/<string:uid>/columns", may=May.MANAGE_CUSTOMERS, methods=("GET", "POST"))
def columns(uid: str) -> Answer:
    found = queries.open_delivery(uid)
    before = from_json(found.plan) if found.plan else None
    form = ColumnsForm(open_stream(reading.file_of(uid)), before)
    if not form.validate_on_submit():
        page = render_template("deliveries/columns.html", delivery=found, form=form)
        return page, 422 if form.is_submitted() else 200
    actions.set_plan(found, form.plan(before), local_day(clock.now()))
    return redirect(url_for("deliveries.delivery", uid=uid), code=303)


@room.page("/customers/deliveries", may=May.MANAGE_CUSTOMERS)
def all_deliveries() -> Answer:
    page = queries.deliveries(request.args.get("page", 1, int))
    return render_template("deliveries/deliveries.html", page=page, folder=settings().customer_folder)


@room.page("/customers/deliveries/<string:uid>", may=May.MANAGE_CUSTOMERS)
def delivery(uid: str) -> Answer:
    return _shown(queries.delivery(uid), DeliveryConfirmForm())


def _shown(found: Delivery, form: DeliveryConfirmForm, *, changed: bool = False) -> Answer:
    if found.state == DeliveryState.WAITING and not found.plan:
        return redirect(url_for("deliveries.columns", uid=found.uid), code=303)
    if found.state != DeliveryState.READ:
        title = titles_of_deliveries()[DeliveryState(found.state)]
        given = {"touched": queries.touched(found), "why": _why(found), "title": title}
        return render_template("deliveries/delivery.html", shown=queries.shown(found), percent=percent(found), **given)
    form.seen.data = _seen(found)
    plan = from_json(found.plan)
    return render_template(
        "deliveries/preview.html",
        delivery=found,
        outcome=found.outcome,
        plan=plan,
        form=form,
        changed=changed,
        scale=next((WORDS[name] for name, each in SCALES.items() if each == plan.scale), ""),
        faults=[Fault(*each) for each in found.outcome.get("faults", ())],
        damage=_damage(found),
        seen=queries.preview(found),
        teams=queries.choices() if found.outcome.get("strangers") else [],
        place=place,
        sentence=sentence,
        LEFT_OUT=LEFT_OUT,
    )


def _why(found: Delivery) -> str:
    return sentence(Fault(0, "", found.fault)) if found.fault else ""


def _damage(found: Delivery) -> str:
    code = found.outcome.get("fault", "")
    if not code:
        return ""
    fault = Fault(found.outcome.get("fault_line", 0), "", code)
    return f"{place(fault)}: {sentence(fault)}"


def _seen(found: Delivery) -> str:
    """Return what stands for a preview: something else must not be confirmed."""
    said = json.dumps([found.plan, found.outcome], sort_keys=True)
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def percent(found: Delivery) -> int:
    """Return how far the step under way has come."""
    return min(99, found.done * 100 // found.total) if found.total else 0


@room.page("/customers/deliveries/<string:uid>/progress", may=May.MANAGE_CUSTOMERS)
def progress(uid: str) -> Answer:
    found = queries.delivery(uid)
    return {"state": found.state, "percent": percent(found)}


@room.page("/customers/deliveries/<string:uid>/teams", may=May.MANAGE_CUSTOMERS, methods=("POST",))
def teams(uid: str) -> Answer:
    found = queries.open_delivery(uid)
    plan, open_teams = from_json(found.plan), {choice[0] for choice in queries.choices()}
    said = dict(zip(request.form.getlist("text"), request.form.getlist("team"), strict=False))
    chosen = {folded(text): "" if uid == LEFT_OUT else uid for text, uid in said.items() if uid}
    right = {text: uid for text, uid in chosen.items() if text and (not uid or uid in open_teams)}
    plan = Plan(**{**plan.as_json(), "teams": {**plan.teams, **right}})
    actions.set_plan(found, from_json(plan.as_json()), local_day(clock.now()))
    return redirect(url_for("deliveries.delivery", uid=uid), code=303)


@room.page("/customers/deliveries/<string:uid>/confirm", may=May.MANAGE_CUSTOMERS, methods=("POST",))
def confirm(uid: str) -> Answer:
    found, form = queries.delivery(uid), DeliveryConfirmForm()
    if not form.validate() or found.state != DeliveryState.READ or form.seen.data != _seen(found):
        return make_response(_shown(found, form, changed=True), 409)
    actions.confirm(found, by=me(), now=clock.now())
    flash(
        _("Nothing is lost if you leave this page.") if found.state in UNDER_WAY else _("The scores count now."),
        "success",
    )
    return redirect(url_for("deliveries.delivery", uid=uid), code=303)


@room.page("/customers/deliveries/<string:uid>/discard", may=May.MANAGE_CUSTOMERS, methods=("POST",))
def discard(uid: str) -> Answer:
    actions.discard(queries.delivery(uid))
    flash(_("The file is deleted. Nothing was changed."), "success")
    return redirect(url_for("deliveries.bring"), code=303)


@room.page("/customers/deliveries/<string:uid>/take-back", may=May.MANAGE_CUSTOMERS, methods=("GET", "POST"))
def take_back(uid: str) -> Answer:
    found = queries.delivery(uid)
    if not queries.may_go(found):
        raise Conflict(_("This cannot be taken back."))
    if request.method == "GET":
        return render_template("deliveries/take_back.html", shown=queries.shown(found))
    actions.take_back(found, by=me())
    flash(_("Taken back. No figure counts these rows any more."), "success")
    return redirect(url_for("deliveries.delivery", uid=uid), code=303)


@room.page("/customers/deliveries/<string:uid>/faults.csv", may=May.MANAGE_CUSTOMERS)
def faults(uid: str) -> Answer:
    found = queries.delivery(uid)
    headings: list[Cell] = [_("Line"), _("Column"), _("What stands there"), _("What is wrong")]
    lines = _lines(reading.faults(reading.file_of(found.uid, "faults")), worded(), headings)
    return Response(lines, mimetype="text/csv", headers=_named("pulse-scores-not-read.csv"))


def _lines(found: Iterator[Fault], say: Callable[[Fault], str], headings: list[Cell]) -> Iterator[bytes]:
    """Yield a table of all that is wrong, a thousand rows at a time; the request has ended by then."""
    yield write([headings])
    for some in batches(found, 1000):
        rows: list[list[Cell]] = [[each.line or "", each.column, each.value, say(each)] for each in some]
        yield write(rows).removeprefix(b"\xef\xbb\xbf")


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@room.page("/customers/units", may=May.MANAGE_CUSTOMERS)
def units() -> Answer:
    return render_template("customers/units.html", units=queries.units())


@room.page("/customers/units/new", may=May.MANAGE_CUSTOMERS, methods=("GET", "POST"))
def new_unit() -> Answer:
    return _unit(None, UnitForm())


@room.page("/customers/units/<string:uid>/teams", may=May.MANAGE_CUSTOMERS, methods=("GET", "POST"))
def change_unit(uid: str) -> Answer:
    found = of_customers.unit(uid)
    held = of_customers.teams_of_units().get(found.id, frozenset())
    return _unit(found, UnitForm(name=found.name, teams=sorted(held)))


def _unit(found: Unit | None, form: UnitForm) -> Answer:
    form.edits = found is not None
    form.teams.choices = [SelectChoice(uid, path) for uid, path in queries.choices(found)]
    if form.validate_on_submit():
        try:
            unit_actions.put_together(found, form.name.data or "", form.teams.data or [], by=me())
        except Refusal as refused:
            form.teams.errors = [refused.message]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("deliveries.units"), code=303)
    page = render_template("customers/unit_teams.html", unit=found, form=form)
    return make_response(page, 422 if form.is_submitted() else 200)
