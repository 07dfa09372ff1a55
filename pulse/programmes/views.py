"""Pages of programmes: the list, the one form with its preview, and the steps of a programme's life."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_gmt
from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_date, format_time, get_locale, get_timezone
from flask_babel import gettext as _

from pulse.base import clock
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.tongues import OWN_NAMES
from pulse.programmes import actions, length_wording, queries
from pulse.programmes.forms import ProgrammeSheet
from pulse.programmes.help_forms import HelpForm
from pulse.programmes.models import Programme
from pulse.programmes.preview import Preview

room = Room("programmes", __name__)


@room.page("/programmes", may=May.MANAGE_PROGRAMMES)
def programmes() -> Answer:
    return render_template(
        "programmes/programmes.html", listed=queries.listed(clock.now()), at=at, length=length_wording
    )


@room.page("/programmes/new", may=May.MANAGE_PROGRAMMES, methods=("GET", "POST"))
def new() -> Answer:
    return _edited(ProgrammeSheet(None, clock.now()))


@room.page("/programmes/help-lines", may=May.MANAGE_PROGRAMMES, methods=("GET", "POST"))
def help_lines() -> Answer:
    form = HelpForm(data=queries.help_lines())
    if form.validate_on_submit():
        changed = actions.write_help_lines({language: form[language].data for language in OWN_NAMES}, by=me())
        flash(_("Saved. Who answers sees it within five minutes.") if changed else _("Nothing was changed."), "success")
        return redirect(url_for("programmes.help_lines"), 303)
    page = render_template(
        "programmes/help_lines.html", form=form, tongues=OWN_NAMES, default=queries.default_help(),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@room.page("/programmes/<string:uid>", may=May.MANAGE_PROGRAMMES, methods=("GET", "POST"))
def programme(uid: str) -> Answer:
    return _edited(ProgrammeSheet(queries.programme(uid), clock.now()))


@room.page("/programmes/<string:uid>/start", may=May.MANAGE_PROGRAMMES, methods=("GET", "POST"))
def start(uid: str) -> Answer:
    draft, now = queries.programme(uid), clock.now()
    if request.method == "POST":
        actions.start(draft, by=me(), now=now, at_once=request.form.get("opens") == "now")
        flash(_("The programme runs. Pulse opens, reminds and closes its rounds by itself."), "success")
        return redirect(url_for("programmes.programme", uid=uid), 303)
    sheet = ProgrammeSheet(draft, now)
    preview = sheet.preview()
    return render_template(
        "programmes/start.html", programme=draft, at=at, preview=preview, cautions=sheet.cautions(preview),
        beginnings=queries.beginnings(draft, now),
    )  # fmt: skip


@room.page("/programmes/<string:uid>/pause", may=May.MANAGE_PROGRAMMES, methods=("POST",))
def pause(uid: str) -> Answer:
    actions.pause(queries.programme(uid), by=me())
    flash(_("The programme is paused. A round that is open goes on; no further round opens."), "success")
    return redirect(url_for("programmes.programme", uid=uid), 303)


@room.page("/programmes/<string:uid>/resume", may=May.MANAGE_PROGRAMMES, methods=("POST",))
def resume(uid: str) -> Answer:
    actions.resume(queries.programme(uid), by=me(), now=clock.now())
    flash(_("The programme runs again from its next date on."), "success")
    return redirect(url_for("programmes.programme", uid=uid), 303)


@room.page("/programmes/<string:uid>/end", may=May.MANAGE_PROGRAMMES, methods=("GET", "POST"))
def end(uid: str) -> Answer:
    running = queries.programme(uid)
    if request.method == "POST":
        actions.end(running, by=me())
        flash(_("The programme has ended. Its results stay."), "success")
        return redirect(url_for("programmes.programmes"), 303)
    return render_template("programmes/end.html", programme=running)


def _edited(sheet: ProgrammeSheet) -> Answer:
    """Answer the one form: show it, preview it without saving anything, or save it."""
    if request.method == "GET":
        return _page(sheet, sheet.preview())
    action = request.form.get("action", "save")
    wanted = sheet.read(saves=action in {"save", "start"})
    status = 422 if sheet.form.errors else 200
    preview = sheet.preview(wanted) if wanted else None
    if action == "fragment":
        return render_template("programmes/_preview.html", sheet=sheet, preview=preview, **_HELPS)
    if action == "preview" or wanted is None or sheet.form.errors:
        return _page(sheet, preview), status
    saved = sheet.save(wanted, by=me())
    if action == "start":
        return redirect(url_for("programmes.start", uid=saved.uid), 303)
    flash(_saved(saved), "success")
    return redirect(url_for("programmes.programme", uid=saved.uid), 303)


def _page(sheet: ProgrammeSheet, preview: Preview | None) -> str:
    unreached = queries.unreached(sheet.programme)
    return render_template("programmes/programme.html", sheet=sheet, preview=preview, unreached=unreached, **_HELPS)


def _saved(programme: Programme) -> str:
    if programme.started_at:
        return str(_("Saved. The changes count from the next round on; a round that is open stays as it is."))
    return str(_("Saved as a draft. Nobody is asked before you start it."))


def at(moment: datetime, zone: str) -> str:
    """Word a moment in a programme's own time zone, with its day of the week; the zone where it is not the reader's."""
    local = moment.astimezone(ZoneInfo(zone))
    day, time = format_date(local.date(), "full"), format_time(local, "short", rebase=False)
    said = str(_("%(day)s, %(time)s", day=day, time=time))
    if local.utcoffset() == moment.astimezone(get_timezone()).utcoffset():
        return said
    return f"{said} ({get_timezone_gmt(local, locale=get_locale())})"


_HELPS = {"at": at, "length": length_wording}  # what the preview words things with
