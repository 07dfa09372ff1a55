"""Pages of accounts and their contacts."""

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base import clock
from pulse.base.errors import Forbidden, Refusal
from pulse.base.locale import local_day
from pulse.base.may import May
from pulse.base.me import me, viewer
from pulse.base.routes import Answer, Room
from pulse.clients import actions, queries, risk_pages, wording
from pulse.clients.forms import AccountForm, ContactForm, StageForm
from pulse.clients.models import Account, Contact
from pulse.clients.terms import Stage
from pulse.people import queries as people

room = Room("accounts", __name__)


def _own() -> queries.Held | None:
    person = viewer()  # the guard comes after: there may be none
    return queries.held_by(person) if person else None


@room.page("/customers/accounts", may=May.READ_ACCOUNT, about=_own)
def accounts() -> Answer:
    page = risk_pages.account_list(me(), request.args.get("page", 1, int))
    return render_template(
        "clients/accounts.html",
        page=page,
        stages=wording.stages(),
        risk=wording.risk,
        url=lambda number: url_for("accounts.accounts", page=number),
        unasked=len(queries.long_unasked(local_day(clock.now()))) if allowed(me(), May.MANAGE_ACCOUNTS) else 0,
    )


@room.page("/customers/accounts/<string:uid>", may=May.READ_ACCOUNT, about=queries.held)
def account(uid: str) -> Answer:
    return _account(queries.account(uid))


@room.page("/customers/accounts/<string:uid>/stage", may=May.READ_ACCOUNT, about=queries.held, methods=("POST",))
def set_stage(uid: str) -> Answer:
    found = queries.account(uid)
    if not risk_pages.sets_stage(me(), found):
        raise Forbidden
    form = StageForm.about(found)
    if not form.validate_on_submit():
        return _account(found, form), 422
    actions.set_stage(found, Stage(form.stage.data), by=me(), today=local_day(clock.now()))
    flash(_("Saved."), "success")
    return redirect(url_for("accounts.account", uid=uid), code=303)


@room.page("/customers/accounts/new", may=May.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def new() -> Answer:
    return _edit(None)


@room.page("/customers/accounts/<string:uid>/edit", may=May.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def edit(uid: str) -> Answer:
    return _edit(queries.account(uid))


@room.page("/customers/accounts/<string:uid>/remove", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def remove(uid: str) -> Answer:
    actions.remove_account(queries.account(uid), by=me())
    flash(_("The account is deleted."), "success")
    return redirect(url_for("accounts.accounts"), code=303)


@room.page("/customers/accounts/<string:uid>/contacts/new", may=May.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def add_contact(uid: str) -> Answer:
    return _contact(queries.account(uid), None)


@room.page("/customers/contacts/<string:uid>", may=May.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def contact(uid: str) -> Answer:
    found = queries.contact(uid)
    return _contact(found.account, found)


@room.page("/customers/contacts/<string:uid>/stored.json", may=May.MANAGE_ACCOUNTS)
def stored(uid: str) -> Answer:
    told = json.dumps(queries.stored_about(queries.contact(uid)), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="pulse-contact.json"'}
    return Response(told + "\n", mimetype="application/json", headers=headers)


@room.page("/customers/contacts/<string:uid>/stop", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def stop(uid: str) -> Answer:
    actions.stop(queries.contact(uid), today=local_day(clock.now()))
    flash(_("This contact gets no more mails."), "success")
    return redirect(url_for("accounts.contact", uid=uid), code=303)


@room.page("/customers/contacts/<string:uid>/erase", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def erase(uid: str) -> Answer:
    found = queries.contact(uid)
    back = found.account.uid
    actions.erase([found], by=me())
    flash(_("The contact is erased."), "success")
    return redirect(url_for("accounts.account", uid=back), code=303)


@room.page("/customers/contacts/long-unasked", may=May.MANAGE_ACCOUNTS)
def long_unasked() -> Answer:
    return render_template("clients/unasked.html", contacts=queries.long_unasked(local_day(clock.now())))


@room.page("/customers/contacts/long-unasked", may=May.MANAGE_ACCOUNTS, methods=("POST",))
def erase_unasked() -> Answer:
    chosen = set(request.form.getlist("contact"))
    gone = [one for one in queries.long_unasked(local_day(clock.now())) if one.uid in chosen]
    if not gone:
        raise Refusal(_("Choose at least one contact."))
    actions.erase(gone, by=me())
    flash(_("The contacts are erased."), "success")
    return redirect(url_for("accounts.long_unasked"), code=303)


def _account(found: Account, form: StageForm | None = None) -> str:
    return render_template(
        "clients/account.html",
        account=found,
        page=risk_pages.account_page(me(), found),
        contacts=queries.contacts(found),
        history=queries.stages(found),
        form=form or StageForm.about(found),
        stages=wording.stages(),
        levels=wording.levels(),
        names=wording.names(),
        risk=wording.risk,
    )


def _edit(found: Account | None) -> Answer:
    form = AccountForm.about(found)
    if form.validate_on_submit():
        name, unit, owner = form.chosen()
        try:
            if found:
                actions.change_account(found, name, unit, owner, by=me())
            else:
                found = actions.create_account(name, unit, owner, by=me())
            flash(_("Saved."), "success")
            return redirect(url_for("accounts.account", uid=found.uid), code=303)
        except Refusal as refused:
            form.name.errors = [refused.message]
    page = render_template("clients/edit.html", form=form, account=found, owners=people.members())
    return page, 422 if form.is_submitted() else 200


def _contact(account: Account, found: Contact | None) -> Answer:
    form, today = ContactForm.about(found), local_day(clock.now())
    if form.validate_on_submit():
        given = (form.name.data or "", form.email.data or "", form.level.data, form.locale.data)
        try:
            if found:
                actions.change_contact(found, *given, today=today)
            else:
                actions.add_contact(account, *given, today=today)
            flash(_("Saved."), "success")
            return redirect(url_for("accounts.account", uid=account.uid), code=303)
        except Refusal as refused:
            form.email.errors = [refused.message]
    page = render_template("clients/contact.html", form=form, account=account, contact=found)
    return page, 422 if form.is_submitted() else 200
