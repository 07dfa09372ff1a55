"""Apply rosters, all of what the preview showed or nothing; change people and teams by hand; forget people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, text

from pulse.audit import actions as audit
from pulse.base.csvfile import read
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.locale import local_day
from pulse.people import queries
from pulse.people.difference import Difference, Stay, diff
from pulse.people.guards import doubts, open_doubts
from pulse.people.models import Person, Role, RosterDraft, Team
from pulse.people.parsing import parse
from pulse.people.readings import clean
from pulse.people.roster import Roster, Row, Terms
from pulse.people.roster_actions import apply, hire, plant
from pulse.people.tops import Path, key
from pulse.people.tree import may_stand_under

DRAFTS_LAST: Final = timedelta(days=1)
_ONLY_ADMINS: Final = _l("Only an administrator may make administrators, or take that role away.")


def keep_draft(raw: bytes, filename: str, *, by: Person, now: datetime) -> RosterDraft:
    """Keep an uploaded file until its preview is confirmed, and forget those that nobody confirmed."""
    forget_drafts(now)
    draft = RosterDraft(by_person_id=by.id, filename=clean(filename)[:200], content=raw, made_at=now)
    db.session.add(draft)
    db.session.flush()
    return draft


def forget_drafts(now: datetime) -> None:
    """Delete files whose preview was not confirmed within a day."""
    db.session.execute(delete(RosterDraft).where(RosterDraft.made_at <= now - DRAFTS_LAST))


def discard(draft: RosterDraft) -> None:
    """Delete an uploaded file; whoever was faster has done so already."""
    db.session.execute(delete(RosterDraft).where(RosterDraft.id == draft.id))


def alone() -> None:
    """Let nobody else change people or teams until this transaction ends: what is compared now must be true then."""
    if db.engine.dialect.name == "postgresql":  # SQLite lets one writer in at a time anyhow
        db.session.execute(text("LOCK TABLE team, person IN SHARE ROW EXCLUSIVE MODE"))


@dataclass(frozen=True)
class Wishes:
    """What whoever brings a file has said about it: teams and a company renamed, some people only, what is meant."""

    renames: Mapping[Path, Path] = field(default_factory=dict)
    rename_company: bool = False
    partial: bool = False
    accepted: Collection[str] = ()


def compare(raw: bytes, *, by: Person | None, today: date, wishes: Wishes = Wishes()) -> tuple[Roster, Difference]:
    """Read a file and say what it would change; nothing is written. `by` None is the command line, an administrator."""
    people, teams = queries.known()
    by_admin = by is None or by.role == Role.ADMIN
    terms = Terms(today, queries.company(teams), rename_company=wishes.rename_company, by_admin=by_admin)
    roster = parse(read(raw), terms)
    admins = {person.id for person in people if person.role == Role.ADMIN and not by_admin}
    stay = Stay(wishes.partial, frozenset(admins | ({by.id} if by else set())))
    return roster, diff(roster, people, teams, wishes.renames, stay)


def import_roster(raw: bytes, *, by: Person | None, now: datetime, wishes: Wishes = Wishes()) -> Difference:
    """Read a file and land what it changes. Rows with faults are left out; nobody named in one counts as gone."""
    alone()
    roster, found = compare(raw, by=by, today=local_day(now), wishes=wishes)
    land(roster, found, by=by, now=now, wishes=wishes)
    return found


def land(roster: Roster, found: Difference, *, by: Person | None, now: datetime, wishes: Wishes = Wishes()) -> None:
    """Apply what a file changes.

    Raises Refusal when nothing can be read, or when something in it must be confirmed and was not.
    """
    if not roster.rows:
        raise Refusal(_("Nothing could be read from this file, so nothing was changed."))
    if open_doubts(doubts(roster, found, wishes.partial), wishes.accepted):
        raise Refusal(_("Something in this list has to be confirmed first. Nothing was changed."))
    apply(found, today=local_day(now))
    counts = {name: len(getattr(found, name)) for name in ("added", "moved", "changed", "rejoined", "left", "faults")}
    audit.record("imported-roster", "people", by=by, **counts)


def add(row: Row, *, by: Person) -> Person:
    """Take in one person by hand, as a roster that named them would."""
    may_have(row.email, None, by)
    hire((row,), {key(row.team): place(row.team, by=by)})
    made = queries.person_by_email(row.email)
    assert made is not None
    audit.record("added-person", f"person:{made.uid}", by=by)
    return made


def place(path: Path, *, by: Person) -> int:
    """Return the id of the open team with this path; make it, and those missing above it."""
    there = {key(each) for each in queries.open_paths().values()}
    if there and key(path[:1]) not in there:
        raise Refusal(_("A company has one team at the top. Choose the team it stands below."))
    steps = [path[:depth] for depth in range(1, len(path) + 1)]
    new = tuple(step for step in steps if key(step) not in there)
    team_of = plant(Difference(teams_added=new))
    for step in new:
        audit.record("added-team", f"team:{db.session.get_one(Team, team_of[key(step)]).uid}", by=by)
    return team_of[key(path)]


def change(person: Person, *, by: Person, **values: Any) -> None:
    """Change fields of a person's row by hand."""
    fields = sorted(name for name, value in values.items() if getattr(person, name) != value)
    if "email" in fields:
        may_have(values["email"], person, by)
    for name in fields:
        setattr(person, name, values[name])
    if fields:
        # The names of the fields and not what stood in them: erasing a person must not leave it in the trail.
        audit.record("changed-person", f"person:{person.uid}", by=by, fields=fields)


def give_role(person: Person, role: Role, *, by: Person | None) -> None:
    """Give somebody a role, or take it away; `by` None is the command line. No file does this."""
    may_give_role(person, role, by)
    if person.role != role:
        was, person.role = person.role, role.value
        audit.record("gave-role", f"person:{person.uid}", by=by, role=role.value, before=was)


def may_give_role(person: Person, role: Role, by: Person | None) -> None:
    """Refuse to let people change their own role, HR make or unmake administrators, or anybody name who has left."""
    if by is not None and person.id == by.id:
        raise Refusal(_("You cannot change your own role. Ask somebody else to do it."))
    if by is not None and Role.ADMIN in (role, person.role) and by.role != Role.ADMIN:
        raise Refusal(str(_ONLY_ADMINS))
    if person.left_on is not None and role != Role.EMPLOYEE:
        raise Refusal(_("%(name)s has left. Take them back on their page first.", name=person.name))


def may_have(email: str, person: Person | None, by: Person) -> None:
    """Refuse an address that is somebody else's, and to HR a new one for an administrator: whoever has it signs in."""
    owner = queries.person_by_email(email)
    if owner is not None and owner is not person:
        gone = _("%(name)s, who has left, had this address. Take them back on their page.", name=owner.name)
        raise Refusal(gone if owner.left_on else _("%(name)s has this address already.", name=owner.name))
    if person is not None and owner is not person and person.role == Role.ADMIN and by.role != Role.ADMIN:
        raise Refusal(_("Only an administrator may change the address of one."))


def mark_left(person: Person, *, by: Person, today: date) -> None:
    """Note that somebody left: they are asked no more and can no longer sign in."""
    may_remove(person, by)
    if person.left_on is None:
        person.left_on, person.is_lead = today, False
        audit.record("marked-left", f"person:{person.uid}", by=by)


def take_back(person: Person, *, by: Person) -> None:
    """Note that somebody works here after all; their team may be closed by now."""
    if person.team is not None and person.team.closed_on is not None:
        raise Refusal(_("Their team is closed. Choose another team for them first."))
    if person.left_on is not None:
        person.left_on = None
        audit.record("took-back", f"person:{person.uid}", by=by)


def is_removable(person: Person, by: Person) -> bool:
    """Tell whether somebody may remove this person, so that no page offers what would be refused."""
    try:
        may_remove(person, by)
    except Refusal:
        return False
    return True


def may_remove(person: Person, by: Person) -> None:
    """Refuse to let people remove themselves, or HR an administrator."""
    if person.id == by.id:
        raise Refusal(_("You cannot remove yourself. Ask somebody else to do it."))
    if person.role == Role.ADMIN and by.role != Role.ADMIN:
        raise Refusal(_("Only an administrator may remove an administrator."))


def mail_again(person: Person, *, by: Person) -> None:
    """Let mail to an address that was refused be tried once more: it is right, and its server was wrong."""
    if person.is_refused:
        person.refused_on = None
        audit.record("mailed-again", f"person:{person.uid}", by=by)


def forget(person: Person) -> None:
    """Erase a person's row and the files they uploaded; whoever calls has seen to the other rooms."""
    db.session.execute(delete(RosterDraft).where(RosterDraft.by_person_id == person.id))
    db.session.execute(delete(Person).where(Person.id == person.id))


def change_team(team: Team, *, by: Person, name: str, parent: Team | None) -> None:
    """Rename a team, or move its whole branch; the uid stays, so its trend goes on."""
    teams = {each.id: each for each in queries.open_teams()}
    above = queries.parents(teams)
    _may_stand(team, parent, above)
    beside = [each for each in teams.values() if each.parent_id == (parent.id if parent else None) and each is not team]
    if key((name,)) in {key((each.name,)) for each in beside}:
        raise Refusal(_("There is a team called “%(name)s” in the same place already.", name=name))
    if (team.name, team.parent_id) == (name, parent.id if parent else None):
        return
    audit.record("changed-team", f"team:{team.uid}", by=by, renamed=team.name != name, moved=team.parent is not parent)
    team.name, team.parent = name, parent


def _may_stand(team: Team, parent: Team | None, above: Mapping[int, int | None]) -> None:
    if team.id not in above or (parent is not None and parent.id not in above):
        raise Refusal(_("A closed team cannot be changed, and no team can be moved below one."))
    if (team.parent_id is None) != (parent is None):
        raise Refusal(_("The company stands at the top, and every other team below it."))
    if parent is not None and not may_stand_under(above, team.id, parent.id):
        raise Refusal(_("A team cannot be moved below itself."))


def close_team(team: Team, *, by: Person, today: date) -> None:
    """Close a team that nobody works in any more; its past results stay."""
    if team.parent_id is None:
        raise Refusal(_("The company itself cannot be closed."))
    ids = queries.below(team)
    if len(ids) > 1 or queries.members([team.id]):
        raise Refusal(_("Only a team without people and without teams below it can be closed."))
    if team.closed_on is None:
        team.closed_on = today
        audit.record("closed-team", f"team:{team.uid}", by=by)
