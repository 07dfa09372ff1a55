"""Pages to sign in, to sign out, and about oneself."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.access import actions, messages, queries, sessions, tokens, unsubscribe
from pulse.access.destinations import destination
from pulse.access.forms import (
    LinkForm,
    MailForm,
    MailsForm,
    NoticesForm,
    PasswordForm,
    ProfileForm,
    SignInForm,
    TokenForm,
)
from pulse.access.passwords import SHORTEST
from pulse.access.permissions import allowed
from pulse.access.wording import words_of_mails
from pulse.base import clock, once
from pulse.base.errors import Forbidden, Refusal, TooMany
from pulse.base.limits import limiter
from pulse.base.locale import reader_changed, spoken
from pulse.base.may import May
from pulse.base.me import me, viewer
from pulse.base.routes import Answer, Room
from pulse.base.senders import from_anywhere
from pulse.base.settings import settings
from pulse.outbox import actions as outbox_actions
from pulse.outbox import queries as outbox

room = Room("access", __name__)
few = limiter.shared_limit(lambda: settings().sign_in_limit, scope="sign-in", methods=["POST"])
BY_MAIL = "a mail program posts by itself, wherever it runs: the code in the address is all it takes"
KINDS = (messages.SIGN_IN_LINK, messages.NOTICE)


@room.page("/sign-in", may=May.ANYONE, methods=("GET", "POST"))
@few
def sign_in() -> Answer:
    form = SignInForm(next=request.args.get("next", ""))
    if viewer() is not None and request.method == "GET":
        return redirect(destination(form.next.data))
    if not form.validate_on_submit():
        return render_template("access/sign_in.html", form=form), 422 if form.is_submitted() else 200
    try:
        person = actions.with_password(form.email.data or "", form.password.data or "", _address(), now=clock.now())
    except TooMany as wait:
        return render_template("access/sign_in.html", form=form, wait=wait.message), wait.status
    if person is None:  # 200, not 4xx: the count of tries must be committed
        return render_template("access/sign_in.html", form=form, wrong=True)
    sessions.begin(person)
    return redirect(destination(form.next.data), code=303)


@room.page("/sign-in/mail", may=May.ANYONE, methods=("GET", "POST"))
@few
def mail() -> Answer:
    form = MailForm()
    if request.method == "GET":
        return render_template("access/mailed.html", minutes=_minutes())
    if not form.validate_on_submit():
        return render_template("access/sign_in.html", form=SignInForm(), wrong_mail=True), 422
    try:
        actions.mail_link(form.email.data or "", destination(form.next.data), _address(), now=clock.now())
    except TooMany as wait:
        return render_template("access/sign_in.html", form=SignInForm(), wait=wait.message), wait.status
    return redirect(url_for("access.mail"), code=303)


@room.page("/sign-in/link", may=May.ANYONE, methods=("GET", "POST"))
@few
def link() -> Answer:
    form = LinkForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_template("access/link.html", form=form), 422 if form.is_submitted() else 200
    try:
        person = actions.with_link(form.token.data or "", now=clock.now())
    except Refusal as refused:
        return render_template("access/link.html", form=form, refused=refused.message), refused.status
    sessions.begin(person, by="link")
    return redirect(destination(form.next.data), code=303)


@room.page("/sign-out", may=May.SIGNED_IN, methods=("POST",))
def sign_out() -> Answer:
    sessions.end()
    return redirect(url_for("access.sign_in"), code=303)


@room.page("/sign-out/everywhere", may=May.SIGNED_IN, methods=("POST",))
def sign_out_everywhere() -> Answer:
    actions.end_sessions(me())
    sessions.end()
    reader_changed()
    flash(_("You have been signed out on every device."), "success")
    return redirect(url_for("access.sign_in"), code=303)


@room.page("/me", may=May.OWN_DATA, methods=("GET", "POST"))
def profile() -> Answer:
    person = me()
    form = ProfileForm(locale=spoken(person.locale) or settings().locale, timezone=person.timezone)
    form.offer(person.timezone)
    if form.validate_on_submit():
        actions.set_profile(person, locale=form.locale.data, timezone=form.timezone.data)
        reader_changed()
        flash(_("Saved."), "success")
        return redirect(url_for("access.profile"), code=303)
    status = 422 if form.is_submitted() else 200
    shown = {"has_password": queries.has_password(person), "reads_results": _reads_results()}
    chosen = {"mails": MailsForm(formdata=None, wanted=unsubscribe.is_wanted(person)), "notices": _notices_form()}
    return render_template("access/profile.html", form=form, **chosen, **shown), status


@room.page("/me/mails", may=May.OWN_DATA, methods=("POST",))
def own_mails() -> Answer:
    unsubscribe.choose(me(), wanted=bool(MailsForm().wanted.data))
    flash(_("Saved."), "success")
    return redirect(url_for("access.profile"), code=303)


@room.page("/me/notices", may=May.OWN_DATA, methods=("GET", "POST"))
def own_notices() -> Answer:
    form = NoticesForm()
    if not form.is_submitted():
        form = _notices_form()
    elif form.validate():
        outbox_actions.wish(me(), form.wishes())
        outbox_actions.rest(me(), form.hours())
        flash(_("Saved."), "success")
        return redirect(url_for("access.profile"), code=303)
    return render_template("access/notices.html", notices=form), 422 if form.is_submitted() else 200


def _notices_form() -> NoticesForm:
    return NoticesForm.of(outbox.wishes(me()), outbox.hours(me().id))


@room.page("/notices/stop/<code>", may=May.ANYONE, methods=("GET", "POST"))
@from_anywhere(BY_MAIL)
def stop_notices(code: str) -> Answer:
    """Stop what one mail tells, or take that back: a person presses the button, or a mail program posts by itself."""
    person, what = unsubscribe.stopped(code)
    undone = request.method == "POST" and "undo" in request.form
    results = request.form.get("undo") == "results"
    if undone:
        unsubscribe.resume(person, what, results=results)
    elif request.method == "POST":
        results = unsubscribe.stop(person, what)
    stopped = request.method == "POST" and not undone
    given = {"stopped": stopped, "undone": undone, "results": results}
    return render_template("access/stop.html", what=what, named=words_of_mails(), **given)


@room.page("/mails/stop/<code>", may=May.ANYONE, methods=("GET", "POST"))
@from_anywhere(BY_MAIL)
def stop_mails(code: str) -> Answer:
    """Stop the mails about results, or take that back: by hand, or a mail program posts by itself (RFC 8058)."""
    person, posted, undone = unsubscribe.whose(code), request.method == "POST", "undo" in request.form
    if posted:
        unsubscribe.choose(person, wanted=undone)
    given = {"stopped": posted and not undone, "undone": posted and undone}
    return render_template("access/stop.html", what="results", named=words_of_mails(), results=True, **given)


def _reads_results() -> bool:
    """Say whether somebody reads more than what everybody does: a program could, and a mail tells them of it."""
    return allowed(me(), May.READ_RESULTS, me().team)


@room.page("/me/tokens", may=May.OWN_DATA, methods=("GET", "POST"))
@few
def own_tokens() -> Answer:
    form, made, pushes = TokenForm(), "", allowed(me(), May.MANAGE_CUSTOMERS)
    if request.method == "POST" and not _reads_results():
        raise Forbidden
    if form.validate_on_submit():
        wanted = pushes and bool(form.writes_ratings.data)
        made = tokens.make(me(), form.name.data or "", now=clock.now(), writes_ratings=wanted)
        once.done_here()
    status = 422 if form.is_submitted() and not made else 200
    shown = {"tokens": tokens.own(me()), "made": made, "ready": _reads_results(), "pushes": pushes}
    return render_template("access/tokens.html", form=form, **shown), status


@room.page("/me/tokens/<uid>/revoke", may=May.OWN_DATA, methods=("POST",))
def revoke_token(uid: str) -> Answer:
    tokens.revoke(me(), uid)
    flash(_("The token has been revoked."), "success")
    return redirect(url_for("access.own_tokens"), code=303)


@room.page("/me/password", may=May.OWN_DATA, methods=("GET", "POST"))
@few
def password() -> Answer:
    person, form = me(), PasswordForm()
    ask = queries.has_password(person) and not sessions.began_by_link()
    try:
        if form.validate_on_submit():
            return _new_password(form, ask=ask)
    except (Refusal, TooMany) as refused:
        form.password.errors = [refused.message]
    status = 422 if form.is_submitted() else 200
    return render_template("access/password.html", form=form, ask=ask, shortest=SHORTEST), status


def _new_password(form: PasswordForm, *, ask: bool) -> Answer:
    person = me()
    if ask and actions.with_password(person.email, form.current.data or "", _address(), now=clock.now()) is None:
        form.current.errors = [_("This is not your current password.")]
        return render_template("access/password.html", form=form, ask=ask, shortest=SHORTEST)
    actions.set_password(person, form.password.data or "")
    sessions.begin(person)
    flash(_("Your password is set. You have been signed out everywhere else."), "success")
    return redirect(url_for("access.profile"), code=303)


def _address() -> str:
    return request.remote_addr or ""


def _minutes() -> int:
    return int(actions.LINK_LASTS.total_seconds() // 60)
