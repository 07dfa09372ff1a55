"""Pages on which promises are drafted, made, kept, renegotiated and dropped; each shows what everybody will read."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base import clock
from pulse.base.errors import Conflict, Refusal
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.people.tree import paths
from pulse.promises import actions, pages, queries
from pulse.promises.forms import ConfirmForm, DraftForm, HandForm, NoteForm, RenegotiateForm, Revised
from pulse.promises.models import Promise
from pulse.promises.terms import Deed
from pulse.promises.wording import buttons, hints

room = Room("promising", __name__)
WRITES = ("GET", "POST")


def _to(uid: str) -> Team:
    return queries.promise(uid).team


@room.page("/promises/teams/<string:uid>/new", may=May.MAKE_PROMISES, about=people.team, methods=("POST",))
def new(uid: str) -> Answer:
    """Draft a promise to a team."""
    made = actions.draft(people.team(uid), text="", by=me(), now=clock.now())
    return redirect(url_for("promising.edit", uid=made.uid), code=303)


@room.page("/promises/<string:uid>/edit", may=May.KEEP_PROMISE, about=queries.promise, methods=WRITES)
def edit(uid: str) -> Answer:
    """Change a draft."""
    found = queries.promise(uid)
    form = DraftForm.about(found, _teams(found))

    def done() -> None:
        actions.redraft(found, form.terms(), revision=form.seen())
        flash(_("Saved."), "success")

    return _written(found, form, done, "promises/edit.html", people=queries.suggested(found.team))


@room.page("/promises/<string:uid>/make", may=May.MAKE_PROMISES, about=_to, methods=WRITES)
def make(uid: str) -> Answer:
    """Make a promise in public, once its words have been read again."""
    found = queries.promise(uid)
    form = ConfirmForm(revision=found.revision)

    def done() -> None:
        actions.make(found, by=me(), revision=form.seen(), now=clock.now())
        flash(_("It is promised. Everybody can read it now."), "success")

    return _written(found, form, done, "promises/make.html")


@room.page("/promises/<string:uid>/discard", may=May.KEEP_PROMISE, about=queries.promise, methods=("POST",))
def discard(uid: str) -> Answer:
    """Throw a draft away."""
    found = queries.promise(uid)
    team = found.team
    actions.discard(found, revision=ConfirmForm().seen())
    flash(_("The draft is gone."), "success")
    return redirect(url_for("promises.team", uid=team.uid), code=303)


@room.page("/promises/<string:uid>/progress", may=May.KEEP_PROMISE, about=queries.promise, methods=WRITES)
def progress(uid: str) -> Answer:
    """Say how it goes."""
    return _said(uid, Deed.PROGRESS)


@room.page("/promises/<string:uid>/keep", may=May.KEEP_PROMISE, about=queries.promise, methods=WRITES)
def keep(uid: str) -> Answer:
    """Say that it is kept."""
    return _said(uid, Deed.KEPT)


@room.page("/promises/<string:uid>/partly", may=May.KEEP_PROMISE, about=queries.promise, methods=WRITES)
def partly(uid: str) -> Answer:
    """Say that it is partly kept."""
    return _said(uid, Deed.PARTLY)


@room.page("/promises/<string:uid>/drop", may=May.KEEP_PROMISE, about=queries.promise, methods=WRITES)
def drop(uid: str) -> Answer:
    """Drop it, for a reason."""
    return _said(uid, Deed.DROPPED)


@room.page("/promises/<string:uid>/reopen", may=May.KEEP_PROMISE, about=queries.promise, methods=WRITES)
def reopen(uid: str) -> Answer:
    """Take back that it was kept, or dropped."""
    return _said(uid, Deed.REOPENED)


def _said(uid: str, deed: Deed) -> Answer:
    found = queries.promise(uid)
    form = NoteForm(revision=found.revision)

    def done() -> None:
        actions.say(found, deed, form.note.data or "", by=me(), revision=form.seen(), now=clock.now())
        flash(_("It is written down. Everybody can read it now."), "success")

    return _written(found, form, done, "promises/say.html", deed=deed)


@room.page("/promises/<string:uid>/renegotiate", may=May.KEEP_PROMISE, about=queries.promise, methods=WRITES)
def renegotiate(uid: str) -> Answer:
    """Give a promise another date, for a reason."""
    found = queries.promise(uid)
    form = RenegotiateForm(text=found.text, proof=found.proof, revision=found.revision)

    def done() -> None:
        actions.renegotiate(found, form.changed(), by=me(), revision=form.seen(), now=clock.now())
        flash(_("It is written down. Everybody can read it now."), "success")

    return _written(found, form, done, "promises/say.html", deed=Deed.RENEGOTIATED)


@room.page("/promises/<string:uid>/hand", may=May.KEEP_PROMISE, about=queries.promise, methods=WRITES)
def hand(uid: str) -> Answer:
    """Give a promise to another owner."""
    found = queries.promise(uid)
    form = HandForm(revision=found.revision)

    def done() -> None:
        actions.hand(found, form.whom(), form.note.data or "", by=me(), revision=form.seen(), now=clock.now())
        flash(_("It is written down. Everybody can read it now."), "success")

    return _written(found, form, done, "promises/say.html", deed=Deed.HANDED, people=queries.suggested(found.team))


def _written(found: Promise, form: Revised, done: Callable[[], None], page: str, **more: object) -> Answer:
    """Show a form, or do what it says; what is refused, and what somebody else changed meanwhile, stays in it."""
    status, said, late = 200, "", False
    uid = found.uid
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                done()
                return redirect(url_for("promises.promise", uid=uid), code=303)
            except Refusal as refused:
                said = refused.message
            except Conflict as faster:
                status, said, late = 409, faster.message, True
                form.look_again(found.revision)
    more |= {"form": form, "promise": found, "refused": said, "late": late, "buttons": buttons(), "hints": hints()}
    return render_template(page, shown=pages.shown(found, clock.now()), **more), status


def _teams(found: Promise) -> list[tuple[Team, str]]:
    """Return the teams, with their paths, to which whoever edits may promise something, and the draft's own."""
    person = me()
    teams = {team.id: team for team in people.open_teams()}
    named = paths(people.parents(teams), {team.id: team.name for team in teams.values()})
    own = set(_led_by(person, teams)) | {found.team_id}
    return [(teams[i], " › ".join(path)) for i, path in named.items() if i in own]


def _led_by(person: Person, teams: dict[int, Team]) -> list[int]:
    if person.role == Role.HR:
        return list(teams)
    return people.below(person.team) if person.team and allowed(person, May.MAKE_PROMISES, person.team) else []
