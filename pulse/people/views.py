"""Pages of people and teams, and of rosters that wait to be confirmed."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.base import clock, once
from pulse.base.csvfile import write
from pulse.base.errors import NotFound, Refusal
from pulse.base.locale import local_day, reader_changed
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.settings import settings
from pulse.base.tongues import OWN_NAMES
from pulse.people import actions, messages, queries
from pulse.people.actions import Wishes
from pulse.people.difference import Difference
from pulse.people.faults import place, sentence
from pulse.people.forms import ConfirmForm, PersonForm, TeamForm, UploadForm
from pulse.people.guards import doubts, open_doubts
from pulse.people.models import Person, Role, RosterDraft, Team
from pulse.people.powers import leads_gained, leads_lost, with_field
from pulse.people.preview import SHOWN, fingerprint, read_renames, shown, written
from pulse.people.readings import zone_names
from pulse.people.reasons import grouped
from pulse.people.roster import Roster
from pulse.people.successor_teams import suggest
from pulse.people.wording import buttons_of_roles, titles_of_roles

room = Room("people", __name__)
TEAMS_SHOWN = 200


@room.page("/people", may=May.READ_PEOPLE)
def people() -> Answer:
    words, gone = request.args.get("q", ""), request.args.get("who") == "left"
    team = queries.team(request.args["team"]) if request.args.get("team") else None
    ids = queries.below(team) if team and team.parent_id else None
    found = queries.search(words, team_ids=ids, gone=gone, page=request.args.get("page", 1, int))
    counts = {"here": queries.headcount(), "left": queries.headcount(gone=True)}
    return render_template("people/people.html", found=found, words=words, gone=gone, team=team, counts=counts)


@room.page("/people/teams", may=May.READ_PEOPLE)
def teams() -> Answer:
    branches = queries.branches()
    pages = max(1, -(-len(branches) // TEAMS_SHOWN))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    some = branches[(page - 1) * TEAMS_SHOWN : page * TEAMS_SHOWN]
    return render_template("people/teams.html", branches=some, total=len(branches), page=page, pages=pages)


@room.page("/people/teams/<string:uid>", may=May.READ_PEOPLE)
def team(uid: str) -> Answer:
    found = queries.team(uid)
    return _team(found, TeamForm.about(found, queries.places(found)))


@room.page("/people/teams/<string:uid>", may=May.IMPORT_PEOPLE, methods=("POST",))
def change_team(uid: str) -> Answer:
    actions.alone()
    found = queries.team(uid)
    form = TeamForm.about(found, queries.places(found))
    if not form.validate_on_submit():
        return _team(found, form), 422
    parents = {each.id: each for each in queries.open_teams()}
    try:
        actions.change_team(found, by=me(), name=form.name.data or "", parent=parents.get(form.parent.data))
    except Refusal as refused:
        form.name.errors = [refused.message]
        return _team(found, form), refused.status
    flash(_("Saved. Past results stay with this team."), "success")
    return redirect(url_for("people.team", uid=uid), code=303)


@room.page("/people/teams/<string:uid>/close", may=May.IMPORT_PEOPLE, methods=("POST",))
def close_team(uid: str) -> Answer:
    actions.alone()
    found = queries.team(uid)
    actions.close_team(found, by=me(), today=local_day(clock.now()))
    flash(_("%(name)s is closed. Its past results stay.", name=found.name), "success")
    return redirect(url_for("people.teams"), code=303)


@room.page("/people/<string:uid>", may=May.READ_PEOPLE)
def person(uid: str) -> Answer:
    found = queries.person_by_uid(uid)
    path = queries.every_path().get(found.team_id or 0, ())
    given = {"path": messages.path_text(path), "removable": actions.is_removable(found, me())}
    return render_template("people/person.html", one=found, **given, **_words())


@room.page("/people/<string:uid>/edit", may=May.IMPORT_PEOPLE, methods=("GET", "POST"))
def edit(uid: str) -> Answer:
    if request.method == "POST":
        actions.alone()
    found = queries.person_by_uid(uid)
    form = PersonForm(found, me(), queries.branches())
    if not form.validate_on_submit():
        page = render_template("people/edit.html", one=found, form=form, **_choices())
        return page, 422 if form.is_submitted() else 200
    path = form.path()
    actions.change(found, by=me(), team_id=actions.place(path, by=me()) if path else None, **form.values())
    reader_changed()  # who changes their own row may have changed their language
    flash(_("Saved."), "success")
    return redirect(url_for("people.person", uid=uid), code=303)


@room.page("/people/new", may=May.IMPORT_PEOPLE, methods=("GET", "POST"))
def new() -> Answer:
    if request.method == "POST":
        actions.alone()
    team = queries.team(request.args["team"]).id if request.args.get("team") else 0
    form = PersonForm(None, me(), queries.branches(), team=team)
    if not form.validate_on_submit():
        page = render_template("people/new.html", form=form, **_choices())
        return page, 422 if form.is_submitted() else 200
    made = actions.add(form.row(), by=me())
    flash(_("%(name)s was added.", name=made.name), "success")
    return redirect(url_for("people.person", uid=made.uid), code=303)


@room.page("/people/<string:uid>/role/<string:code>", may=May.IMPORT_PEOPLE)
def role(uid: str, code: str) -> Answer:
    found, wanted = queries.person_by_uid(uid), _role(code)
    actions.may_give_role(found, wanted, me())
    given = {"title": titles_of_roles(found.name)[wanted], "button": buttons_of_roles()[wanted]}
    return render_template("people/role.html", one=found, wanted=wanted.value, **given, **_words())


@room.page("/people/<string:uid>/role/<string:code>", may=May.IMPORT_PEOPLE, methods=("POST",))
def give_role(uid: str, code: str) -> Answer:
    found, wanted = queries.person_by_uid(uid), _role(code)
    actions.give_role(found, wanted, by=me())
    said = {"name": found.name, "role": messages.words_of_roles()[wanted]}
    flash(_("Saved. %(name)s now has this role: %(role)s.", **said), "success")
    return redirect(url_for("people.person", uid=uid), code=303)


@room.page("/people/<string:uid>/left", may=May.IMPORT_PEOPLE)
def leave(uid: str) -> Answer:
    found = queries.person_by_uid(uid)
    actions.may_remove(found, me())
    return render_template("people/leave.html", one=found, days=settings().forget_people_days)


@room.page("/people/<string:uid>/left", may=May.IMPORT_PEOPLE, methods=("POST",))
def mark_left(uid: str) -> Answer:
    found = queries.person_by_uid(uid)
    actions.mark_left(found, by=me(), today=local_day(clock.now()))
    flash(_("%(name)s is asked no more and cannot sign in any longer.", name=found.name), "success")
    return redirect(url_for("people.person", uid=uid), code=303)


@room.page("/people/<string:uid>/back", may=May.IMPORT_PEOPLE, methods=("POST",))
def take_back(uid: str) -> Answer:
    found = queries.person_by_uid(uid)
    actions.take_back(found, by=me())
    flash(_("%(name)s works here again.", name=found.name), "success")
    return redirect(url_for("people.person", uid=uid), code=303)


@room.page("/people/<string:uid>/mail-again", may=May.IMPORT_PEOPLE, methods=("POST",))
def mail_again(uid: str) -> Answer:
    found = queries.person_by_uid(uid)
    actions.mail_again(found, by=me())
    flash(_("Mail to this address is tried again within a minute."), "success")
    return redirect(url_for("people.person", uid=uid), code=303)


@room.page("/people/import", may=May.IMPORT_PEOPLE, methods=("GET", "POST"))
def import_roster() -> Answer:
    form = UploadForm()
    if form.validate_on_submit():
        draft = actions.keep_draft(form.raw(), form.filename(), by=me(), now=clock.now())
        return redirect(url_for("people.preview", uid=draft.uid), code=303)
    limit, columns = settings().upload_megabytes, messages.words_of_columns()
    page = render_template("people/import.html", form=form, limit=limit, columns=columns, first=not queries.root())
    return page, 422 if form.is_submitted() else 200


@room.page("/people/import/sample.csv", may=May.IMPORT_PEOPLE)
def sample() -> Answer:
    return _table(write(messages.sample()), "pulse-roster-sample.csv")


@room.page("/people/import/<string:uid>", may=May.IMPORT_PEOPLE)
def preview(uid: str) -> Answer:
    draft = queries.draft(uid, me())
    return _preview(draft, *_compare(draft), ConfirmForm())


@room.page("/people/import/<string:uid>", may=May.IMPORT_PEOPLE, methods=("POST",))
def confirm(uid: str) -> Answer:
    actions.alone()
    try:
        draft, form, wishes = queries.draft(uid, me()), ConfirmForm(), _wishes()
    except NotFound as missing:
        return once.or_done(f"roster:{uid}", missing)
    roster, found = _compare(draft)
    changed = form.changed(found)
    unsure = open_doubts(doubts(roster, found, wishes.partial), wishes.accepted)
    if not form.validate() or changed or unsure or not roster.rows:
        return _preview(draft, roster, found, form), 409 if changed else 422
    heirs = suggest(found.whereabouts, found.teams_closed, found.teams_added)
    actions.land(roster, found, by=me(), now=clock.now(), wishes=wishes)
    actions.discard(draft)
    reader_changed()  # whoever imports stands in the file, perhaps with another language
    flash(messages.landed(found), "success")
    offers = queries.offers(heirs)
    place = url_for("lineage.heirs", offer=offers) if offers else url_for("people.people")
    return once.remember(f"roster:{uid}", make_response(redirect(place, code=303)))


@room.page("/people/import/<string:uid>/discard", may=May.IMPORT_PEOPLE, methods=("POST",))
def discard(uid: str) -> Answer:
    actions.discard(queries.draft(uid, me()))
    flash(_("The file is deleted. Nothing was changed."), "success")
    return redirect(url_for("people.import_roster"), code=303)


@room.page("/people/import/<string:uid>/changes.csv", may=May.IMPORT_PEOPLE)
def changes(uid: str) -> Answer:
    roster, found = _compare(queries.draft(uid, me()))
    return _table(write(messages.table(found, roster.notices)), "pulse-roster-changes.csv")


def _wishes() -> Wishes:
    """Return what was said of a list, on its preview or in the address of one."""
    said = request.values
    ticked = {name: bool(said.get(name)) for name in ("rename_company", "partial")}
    return Wishes(read_renames(said.getlist("rename")), accepted=frozenset(said.getlist("accept")), **ticked)


def _compare(draft: RosterDraft) -> tuple[Roster, Difference]:
    return actions.compare(draft.content, by=me(), today=local_day(clock.now()), wishes=_wishes())


def _preview(draft: RosterDraft, roster: Roster, found: Difference, form: ConfirmForm) -> str:
    wishes, changed = _wishes(), form.is_submitted() and form.changed(found)
    form.seen.data = fingerprint(found)
    unsure = doubts(roster, found, wishes.partial)
    asked = {old: new for old, new in found.renamed if wishes.renames.get(old) == new}
    return render_template(
        "people/preview.html",
        draft=draft,
        roster=roster,
        found=found,
        form=form,
        changed=changed,
        doubts=unsure,
        unsure=open_doubts(unsure, wishes.accepted) if form.is_submitted() and not changed else (),
        wishes=wishes,
        asked=asked,
        renames=[written(rename) for rename in asked.items()],
        reasons=grouped(roster.notices),
        leads=(leads_gained(found), leads_lost(found)),
        watched=messages.watched(found),
        left_out=len({fault.line for fault in found.faults if fault.line}),
        many=SHOWN,
        **_words(),
    )


def _role(text: str) -> Role:
    if text not in set(Role):
        raise NotFound
    return Role(text)


def _words() -> dict[str, object]:
    return {
        "roles": messages.words_of_roles(),
        "fields": messages.words_of_fields(),
        "path_text": messages.path_text,
        "value_text": messages.value_text,
        "language_text": messages.language_text,
        "place": place,
        "confirmation": messages.confirmation,
        "reason_place": messages.reason_place,
        "reason_text": messages.reason_text,
        "with_field": with_field,
        "sentence": sentence,
        "shown": shown,
        "written": written,
    }


def _choices() -> dict[str, object]:
    return {"zones": zone_names(), "tongues": OWN_NAMES}


def _table(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/csv", headers=headers)


def _team(found: Team, form: TeamForm) -> str:
    branches = {branch.team.id: branch for branch in queries.branches()}
    return render_template(
        "people/team.html",
        team=found,
        branch=branches.get(found.id),
        above=list(reversed(queries.ancestry(found.id)))[:-1],
        under=[branch for branch in branches.values() if branch.team.parent_id == found.id],
        leads=[one for one in _members(found) if one.is_lead],
        form=form,
    )


def _members(found: Team) -> list[Person]:
    return queries.members([found.id])
