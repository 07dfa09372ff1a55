"""Import a roster, and name HR and administrators, from the command line."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from pulse.base import clock
from pulse.base.errors import Refusal
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.people import actions, queries
from pulse.people.actions import Wishes
from pulse.people.difference import Difference
from pulse.people.faults import place, sentence
from pulse.people.guards import Guard, doubts, open_doubts
from pulse.people.messages import confirmation, reason_place, reason_text, watched
from pulse.people.models import Role
from pulse.people.powers import leads_gained, leads_lost, with_field
from pulse.people.reasons import grouped
from pulse.people.roster import Roster

COUNTED: Final = ("added", "moved", "changed", "rejoined", "left", "unchanged", "held", "by_hand", "kept")
TEAMS: Final = ("teams_added", "teams_closed", "renamed")
ACCEPTED: Final = {
    Guard.RIGHTS: "Somebody with the rights of HR or administration leaves: that is right.",
    Guard.RIGHTS_CHANGE: "Somebody with these rights gets another name, address, number or team: that is right.",
    Guard.SWAP: "Somebody gets the name or address of another: no numbers are mixed up.",
    Guard.PEOPLE: "Somebody gets another name and address at once, and is still the same person.",
    Guard.LEADS: "Somebody begins or ceases to lead a team: that is right.",
    Guard.LEAD_IDENTITY: "A lead gets another name, address or number: that is right.",
    Guard.ABOVE: "Other leads stand above a team or its people: that is right.",
    Guard.LEAVERS: "Many people leave: that is right.",
    Guard.FEW: "The file holds fewer than half of the people here, and is complete.",
    Guard.UNREAD: "Many rows cannot be read: leave them out.",
    Guard.ADDRESSES: "Many people get another address: that is right.",
    Guard.NAMES: "Many people get another name: that is right.",
    Guard.MOVES: "Many people change team: that is right.",
}

Command = Callable[..., None]


def _guards(command: Command) -> Command:
    """Give a command one flag for each thing that has to be confirmed."""
    for guard, what in reversed(ACCEPTED.items()):
        command = click.option(f"--{guard}", is_flag=True, help=what)(command)
    return command


@click.command("import-roster")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--partial", is_flag=True, help="The file holds some people only: nobody leaves for not being in it.")
@click.option("--rename-company", is_flag=True, help="Take the company's name from the file.")
@_guards
@with_appcontext
def import_roster(file: Path, dry_run: bool, partial: bool, rename_company: bool, **accepted: Any) -> None:
    """Import a roster (CSV): people who are not in it any more have left. No right comes from it.

    Nothing is changed until a flag says that it is meant where many people would leave, move or get other names or
    addresses, or much of the file cannot be read; and, be it one person, where it concerns somebody with the rights of
    HR or administration, a lead, or somebody who seems to become another. Ends with 1 when nothing landed, or nothing
    would.
    """
    said = frozenset(name.replace("_", "-") for name, is_said in accepted.items() if is_said)
    wishes = Wishes(rename_company=rename_company, partial=partial, accepted=said)
    raw, now = file.read_bytes(), clock.now()
    try:
        with transaction(), force_locale("en"):
            actions.alone()
            roster, found = actions.compare(raw, by=None, today=local_day(now), wishes=wishes)
            _tell(roster, found)
            _land(roster, found, now, wishes, dry_run=dry_run)
    except Refusal as refused:
        raise click.ClickException(refused.message) from refused
    click.echo("Nothing was changed: this was a dry run." if dry_run else "Imported.")


def _land(roster: Roster, found: Difference, now: datetime, wishes: Wishes, *, dry_run: bool) -> None:
    left = open_doubts(doubts(roster, found, wishes.partial), wishes.accepted)
    if left and roster.rows:
        for doubt in left:
            click.echo(f"To be confirmed with --{doubt.guard}: {confirmation(doubt)}", err=True)
        flags = " ".join(f"--{doubt.guard}" for doubt in left)
        raise Refusal(f"Nothing was changed. Look at the file again, or repeat with {flags} if that is true.")
    if not dry_run or not roster.rows:
        actions.land(roster, found, by=None, now=now, wishes=wishes)


def _tell(roster: Roster, found: Difference) -> None:
    for fault in found.faults:
        click.echo(f"{place(fault)}: {sentence(fault)}", err=True)
    for reason in grouped(roster.notices):
        click.echo(f"{reason_place(reason)}: {reason_text(reason)}")
    for name in COUNTED + TEAMS:
        if count := len(getattr(found, name)):
            click.echo(f"{name.replace('_', ' ')}: {count}")
    for what, some in _who(found):
        for line in some:
            click.echo(f"{what}: {line}")
    for old, new in found.renamed:
        click.echo(f"team renamed: {'/'.join(old)} -> {'/'.join(new)}")
    for rename in found.suggested:
        click.echo(f"perhaps renamed: {'/'.join(rename.old)} -> {'/'.join(rename.new)} ({rename.together} people)")
    click.echo(f"rows left out: {len({fault.line for fault in found.faults if fault.line})}")


def _who(found: Difference) -> tuple[tuple[str, list[str]], ...]:
    """Return by name whatever nobody may miss: other names, teams, leads and days, and who leaves."""
    moved = [(c.row.email, "/".join(c.person.team), "/".join(c.row.team)) for c in with_field(found, "team")]
    return (
        ("look at", [f"{name} <{email}>: {why}" if email else f"{name}: {why}" for name, email, why in watched(found)]),
        ("other name", [f"{c.row.email}: {c.person.name} -> {c.row.name}" for c in with_field(found, "name")]),
        ("other address", [f"{c.person.email} -> {c.row.email}" for c in with_field(found, "email")]),
        ("other team", [f"{who}: {old} -> {new}" for who, old, new in moved]),
        ("team closes", ["/".join(path) for path in found.teams_closed]),
        ("leads from now on", [f"{row.email}: {'/'.join(row.team)}" for row in leads_gained(found)]),
        ("no longer leads", [f"{person.email}: {'/'.join(person.team)}" for person in leads_lost(found)]),
        (
            "other start date",
            [f"{c.row.email}: {c.person.started_on} -> {c.row.started_on}" for c in with_field(found, "started_on")],
        ),
        ("leaves", [f"{person.email}: {person.name}" for person in found.left]),
    )


@click.command("give-role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@with_appcontext
def give_role(email: str, role: str) -> None:
    """Make EMAIL somebody of HR or an administrator, or (employee) take that away. They must be here already.

    HR sees all results, imports people and starts programmes; administrators run the installation and see no results.
    They sign in with a link that is mailed to them.
    """
    with transaction():
        person = queries.person_by_email(email)
        if person is None:
            raise Refusal(f"Nobody here has the address {email}. Import them first, or add them on the page People.")
        was = person.role
        actions.give_role(person, Role(role), by=None)
        click.echo(f"{person.name} ({person.email}): {was} -> {role}")
