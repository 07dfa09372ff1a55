"""What the host types to look after an installation: an administrator, a check-up, backups."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from pulse.access import actions as access
from pulse.admin import backup_jobs, messages, queries
from pulse.admin.backup_format import BadArchive
from pulse.admin.checkup import Level, findings, worst
from pulse.admin.health import Condition
from pulse.base import clock
from pulse.base.errors import Refusal
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.outbox import actions as outbox
from pulse.people.addresses import folded

EVERY_ROUND = 10**6
COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.FAILURE: "red"}


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="The administrator's name; the e-mail address when left out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
@click.option("--mail-link", is_flag=True, help="Set no password; mail a link to sign in with.")
@with_appcontext
def create_admin(email: str, name: str, password_stdin: bool, mail_link: bool) -> None:
    """Make EMAIL an administrator, who may sign in and see no results.

    Asks for a password unless told otherwise. Somebody who is there already keeps name, team and history.
    """
    if password_stdin and mail_link:
        raise click.UsageError("Choose one of --password-stdin and --mail-link.")
    password = None if mail_link else _password(from_input=password_stdin)
    now = clock.now()
    with transaction():
        person = access.create_admin(email, name, password, now=now)
        if mail_link:
            outbox.post("sign-in-link", person, {"next": "/"}, due_at=now)
    click.echo(f"{person.email} is an administrator and can sign in at {settings().base_url}/sign-in")
    if mail_link:
        click.echo("The link leaves with the next tick and works for a quarter of an hour.")


def _password(*, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for a password on: use --password-stdin or --mail-link.")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@click.command()
@click.option("--mail", "address", help="Also send a test mail to this address.")
@click.option("--all-rounds", is_flag=True, help="Read every sealed round again, not only the newest hundred.")
@with_appcontext
def doctor(address: str | None, all_rounds: bool) -> None:
    """Look whether everything is as it should be, and say what to do where it is not.

    Reads the tables, receipts and manifests of sealed rounds again and names the round that is not what was published.
    Ends with status 1 when something has failed; warnings alone end with 0.
    """
    with force_locale("en"):
        most = EVERY_ROUND if all_rounds else queries.MOST_READ_AGAIN
        found = findings(queries.facts(clock.now(), read_again=most))
        for finding in found:
            said = messages.line(finding)
            click.echo(click.style(f"{said.level.value:8}", fg=COLOURS[said.level]) + f"{said.about}: {said.said}")
            if said.advice:
                click.echo(f"{'':8}  -> {said.advice}")
    if address:
        _test_mail(address)
    if worst(found) is Level.FAILURE:
        sys.exit(1)


def _test_mail(address: str) -> None:
    """Send one mail now, past the outbox, so that an error is seen here."""
    text = "This mail shows that Pulse can send mail from this installation. Nobody has to do anything.\n"
    address = folded(address)
    problem = outbox.send_now(address, "Pulse can send mail", text)
    if problem:
        raise click.ClickException(f"The test mail could not be sent ({problem}); the mail server's log says why.")
    click.echo(f"A test mail to {address} has left.")


@click.command()
@with_appcontext
def resend() -> None:
    """Make mails due again that were given up or have failed, and try the mail server at once.

    They leave with the next tick. A mail whose reason is gone, as of a round that has closed, does not leave; one that
    left is never sent again. An address that the mail server refuses is HR's to change first.
    """
    now = clock.now()
    with transaction():
        count = outbox.resend(by=None, now=now)
    with force_locale("en"):
        click.echo(messages.resent(count))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write both databases, as they are in one instant, to FILE (a tar archive), while Pulse goes on serving.

    Keys are never in it: an open round can go on from it only beside the same key directory, and after the seal
    nothing opens its ballots any more. It does hold names and addresses, so encrypt it before it leaves the machine.
    """
    with transaction():
        well = queries.health(clock.now())
    if {well.people, well.ballots, well.migrations} != {Condition.OK}:
        raise click.ClickException("The databases do not answer, or are older than this program: see “doctor”.")
    told = backup_jobs.back_up(file.absolute(), clock.now())
    rows = sum(part.rows for part in told.parts.values())
    click.echo(f"{file}: {rows} rows of {len(told.parts)} tables. Rounds not sealed yet: {len(told.open_rounds)}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--overwrite", is_flag=True, help="Replace what is there; asks you to type the company's name.")
@click.option("--confirm", help="The company's name, for --overwrite without a terminal.")
@click.option("--without-keys", is_flag=True, help="Give up open rounds whose keys are lost.")
@click.option("--seal-now", is_flag=True, help="Close and seal every open round at once instead of going on with it.")
@with_appcontext
def restore(file: Path, overwrite: bool, confirm: str | None, without_keys: bool, seal_now: bool) -> None:
    """Bring both databases back to what FILE holds. Stop the server first.

    Wants an empty instance. What it means for a round that was open when the backup was made: with the same key
    directory it goes on. Votes cast after the backup are lost; who had not begun to answer when it was made can still
    answer. A round that was sealed after the backup cannot be opened again, since its keys were destroyed: it is
    marked as not held.
    """
    if not queries.is_empty():
        _confirm(overwrite, confirm)
    try:
        came = backup_jobs.restore(file.absolute(), without_keys=without_keys)
    except BadArchive as bad:
        raise click.ClickException(messages.unfit(bad.why)) from bad
    click.echo(f"Restored what there was at {came.made_at}.")
    if came.given_up:
        click.echo(f"Given up, their keys are destroyed: {len(came.given_up)} rounds. They are marked as not held.")
    if seal_now:
        backup_jobs.seal_now(came.going_on, clock.now())
        click.echo(f"Sealed now: {len(came.going_on)} rounds.")
    elif came.going_on:
        click.echo(
            f"Going on: {len(came.going_on)} rounds. Votes cast since the backup are lost; who had not begun to answer "
            "by then can still do so. Tell people, or seal at once: repeat with --overwrite --seal-now."
        )


def _confirm(overwrite: bool, confirm: str | None) -> None:
    if not overwrite:
        raise Refusal("There are people or rounds in this instance already. Use an empty one, or --overwrite.")
    company = settings().company
    typed = confirm if confirm is not None else click.prompt(f"Everything here is replaced. Type {company!r} to go on")
    if typed != company:
        raise Refusal("That is not the company's name; nothing was changed.")


COMMANDS: tuple[click.Command, ...] = (create_admin, doctor, resend, backup, restore)
