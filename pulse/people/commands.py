"""Import a roster from the command line."""

from datetime import datetime
from pathlib import Path
from typing import Final

import click
from flask.cli import with_appcontext

from pulse.base import clock
from pulse.base.csvfile import Fault
from pulse.base.errors import Refusal
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.people import actions
from pulse.people.difference import Difference
from pulse.people.faults import place, sentence
from pulse.people.roster import Roster

COUNTED: Final = ("added", "moved", "changed", "rejoined", "left", "unchanged", "held", "by_hand")
TEAMS: Final = ("teams_added", "teams_closed", "renamed")


@click.command("import-roster")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--many-leavers", is_flag=True, help="Go on although more than one in five people would leave.")
@with_appcontext
def import_roster(file: Path, dry_run: bool, many_leavers: bool) -> None:
    """Import a roster (CSV): people who are not in it any more have left. Ends with 1 when nothing landed."""
    raw, now = file.read_bytes(), clock.now()
    try:
        with transaction():
            actions.alone()
            roster, found = actions.compare(raw, by=None, today=local_day(now))
            _tell(found, roster.notices)
            if not dry_run or not roster.rows:
                _land(roster, found, now, many_leavers)
    except Refusal as refused:
        raise click.ClickException(refused.message) from refused
    click.echo("Nothing was changed: this was a dry run." if dry_run else "Imported.")


def _land(roster: Roster, found: Difference, now: datetime, many_leavers: bool) -> None:
    try:
        actions.land(roster, found, by=None, now=now, many_leavers=many_leavers)
    except Refusal as refused:
        more = " Repeat with --many-leavers if that is true." if found.many_leave else ""
        raise Refusal(refused.message + more) from refused


def _tell(found: Difference, notices: tuple[Fault, ...]) -> None:
    for fault in found.faults:
        click.echo(f"{place(fault)}: {sentence(fault)}", err=True)
    for notice in notices:
        click.echo(f"{place(notice)}: {sentence(notice)}")
    for name in COUNTED + TEAMS:
        if count := len(getattr(found, name)):
            click.echo(f"{name.replace('_', ' ')}: {count}")
    for rename in found.suggested:
        click.echo(f"perhaps renamed: {'/'.join(rename.old)} -> {'/'.join(rename.new)} ({rename.together} people)")
    rows = len({fault.line for fault in found.faults if fault.line})
    click.echo(f"rows left out: {rows}")
