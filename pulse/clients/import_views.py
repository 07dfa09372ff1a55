"""Pages that bring contacts in: choose a list, see what would change, confirm."""

import hashlib

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.base import clock, once
from pulse.base.csvfile import read, write
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.locale import local_day
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.clients import actions, faults, queries, wording
from pulse.clients.contact_lists import ContactsDifference, compare
from pulse.clients.forms import ContactsConfirmForm, ListForm
from pulse.clients.models import ContactFile
from pulse.customers import queries as customers

room = Room("contacts", __name__)
SHOWN = 200  # rows of a kind
SAMPLE = [
    ["account", "name", "mail", "level", "language", "unit", "owner"],
    ["Northwind", "Ida Berg", "ida@northwind.example", "decider", "de", "Support", ""],
    ["Northwind", "Tom Park", "tom@northwind.example", "user", "en", "Support", ""],
]


@room.page("/customers/accounts/import", may=May.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def bring() -> Answer:
    """Choose a list of contacts."""
    form = ListForm()
    if form.validate_on_submit():
        kept = actions.keep_file(form.raw(), by=me(), now=clock.now())
        return redirect(url_for("contacts.preview", uid=kept.uid), code=303)
    page = render_template("clients/bring.html", form=form, units=customers.units())
    return page, 422 if form.is_submitted() else 200


@room.page("/customers/accounts/import/sample.csv", may=May.MANAGE_ACCOUNTS)
def sample() -> Answer:
    """Hand out a small list to begin with."""
    headers = {"Content-Disposition": 'attachment; filename="pulse-contacts-sample.csv"'}
    return Response(write(SAMPLE), mimetype="text/csv", headers=headers)


@room.page("/customers/accounts/import/<string:uid>", may=May.MANAGE_ACCOUNTS)
def preview(uid: str) -> Answer:
    """Show what a list would change, before it happens."""
    return _preview(queries.contact_file(uid, me()))


@room.page("/customers/accounts/import/<string:uid>", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def confirm(uid: str) -> Answer:
    """Do what was seen; when it is no longer the same, show it again."""
    try:
        kept, form = queries.contact_file(uid, me()), ContactsConfirmForm()
    except NotFound as missing:
        return once.or_done(f"contacts:{uid}", missing)
    found = compare(read(kept.content), actions.known())
    if not form.validate() or form.seen.data != _fingerprint(found) or found.is_empty:
        return _preview(kept, changed=True), 409
    actions.bring_in(found, by=me(), today=local_day(clock.now()))
    db.session.delete(kept)
    new, changed = len(found.new), len(found.changed)
    made = ngettext("%(num)s contact was added", "%(num)s contacts were added", new)
    flash(_("%(added)s, %(changed)s changed.", added=made, changed=changed), "success")
    return once.remember(f"contacts:{uid}", make_response(redirect(url_for("accounts.accounts"), code=303)))


@room.page("/customers/accounts/import/<string:uid>/discard", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def discard(uid: str) -> Answer:
    """Delete a list that is not wanted."""
    db.session.delete(queries.contact_file(uid, me()))
    flash(_("The list is deleted. Nothing was changed."), "success")
    return redirect(url_for("contacts.bring"), code=303)


def _fingerprint(found: ContactsDifference) -> str:
    """Return the same text for the same changes: only what was seen is confirmed."""
    parts = (found.new_accounts, found.changed_accounts, found.new, found.changed)
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _preview(kept: ContactFile, *, changed: bool = False) -> str:
    known = actions.known()
    found = compare(read(kept.content), known)
    form = ContactsConfirmForm(formdata=None, seen=_fingerprint(found))
    return render_template(
        "clients/preview.html",
        kept=kept,
        found=found,
        form=form,
        changed=changed,
        known=known,
        units={unit.id: unit.name for unit in customers.units()},
        owners={owner_id: mail for mail, owner_id in known.owners.items()},
        levels=wording.levels(),
        place=faults.place,
        sentence=faults.sentence,
        most=SHOWN,
    )
