"""What whoever hosts Pulse types: `python -m pulse COMMAND --help`."""

import os
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click
import structlog
from flask.cli import ScriptInfo, with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from pulse import HOUSE, create_app, scheduler
from pulse.admin import queries as admin
from pulse.admin.commands import COMMANDS
from pulse.admin.health import Condition
from pulse.base import clock, logs
from pulse.base.db import db
from pulse.base.errors import PulseError, Refusal
from pulse.base.settings import Settings, load, not_ours, own_address
from pulse.base.transactions import transaction
from pulse.base.version import VERSION
from pulse.demo import build as demo_company
from pulse.people import commands as people
from pulse.promises import commands as promises
from pulse.questions import actions as questions
from pulse.scores import jobs as scores
from pulse.server import Server


class Instance(ScriptInfo):
    """One installation, named by its directory; the application is built by the commands that need it.

    `host` and `port` are what the command line says of where it is served.
    """

    def __init__(self, directory: Path, host: str | None = None, port: int | None = None) -> None:
        super().__init__(create_app=lambda: create_app(self.settings()), set_debug_flag=False)
        self.directory, self.host, self.port = directory, host, port

    def settings(self) -> Settings:
        """Return the settings with what the command line says; links on a laptop follow the port."""
        given = load(self.directory)
        changed = replace(given, host=self.host or given.host, port=self.port or given.port)
        follows = given.base_url == own_address(given.host, given.port)
        return replace(changed, base_url=own_address(changed.host, changed.port)) if follows else changed


_host = click.option("--host", help="Address to listen on.")
_port = click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="Pulse", message="%(prog)s %(version)s")
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False),
    default=HOUSE / "instance",
    show_default="instance/ beside the program",
    help="Where settings, SQLite files and keys are.",
)
@click.pass_context
def pulse(context: click.Context, instance: Path) -> None:
    """Anonymous pulse rounds, self-hosted. Each command has its own --help.

    \b
    A new installation: migrate, create-admin, import-roster, give-role, serve.
    One to look at:     demo, serve.
    """
    os.umask(0o077)  # whatever is written here is nobody else's business
    close_own(instance.absolute(), HOUSE / "instance")
    logs.configure()
    if beside := not_ours(os.environ):
        click.echo(f"Note: no settings of Pulse, so nothing follows from them: {', '.join(beside)}", err=True)
    context.obj = Instance(instance.absolute())


def close_own(instance: Path, own: Path) -> None:
    """Close the directory that came with the program to others; a directory the host has made is the host's."""
    if instance == own and own.is_dir():
        with suppress(PermissionError):  # somebody else runs Pulse, and has closed it or not
            own.chmod(0o700)


@pulse.command()
@with_appcontext
def migrate() -> None:
    """Bring both databases to the tables of this program, and stock the question library.

    Run it on a new installation and after each upgrade, with the server stopped. May be repeated.
    """
    upgrade()
    with transaction():
        questions.stock(clock.now())
    scores.compute()  # a revision may have forgotten results that must be computed anew before anybody reads them
    scores.piece()
    click.echo("Both databases are up to date.")


@pulse.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there are people already.")
@_host
@_port
@click.pass_obj
def demo(instance: Instance, if_empty: bool, host: str | None, port: int | None) -> None:
    """Make the demo company: eighteen months of sealed rounds, and an open one. Takes less than a minute.

    Its sign-ins are printed, and kept in demo.txt of the instance. Its mails lead to --host and --port: say here what
    serve will be told.
    """
    app = Instance(instance.directory, host, port).load_app()
    with app.app_context():
        if demo_company.was_interrupted():
            click.echo("The demo was interrupted last time; it is made anew.")
            demo_company.start_anew()
        elif if_empty and not demo_company.is_empty():
            return
        logs.configure(quiet=True)  # eighteen months of opened and sealed rounds are no news
        with click.progressbar(length=demo_company.MONTHS + 1, label="Making the demo company") as bar:
            try:
                made = demo_company.load(clock.now(), told=lambda: bar.update(1))
            except Refusal as refused:
                raise click.ClickException(refused.message) from None
        text = demo_company.notes(made)
    click.echo("Writing the invitations of the open round …")
    scheduler.tick(Instance(instance.directory, host, port).load_app())  # with the settings that the demo has written
    logs.configure()
    click.echo(f"{made.rounds} rounds, {made.ballots} ballots.\n{text}")


@pulse.command()
@click.pass_obj
def tick(instance: Instance) -> None:
    """Do everything that is due, once; for a timer, where the server's own heartbeat is off (tick_seconds = 0).

    Ends with status 1 when one of the jobs has failed; the others are done all the same.
    """
    done = scheduler.tick(instance.load_app())
    for name, outcome in done.items():
        click.echo(f"{name}: {'done' if outcome is None else outcome}")
    if any(isinstance(outcome, scheduler.Failed) for outcome in done.values()):
        sys.exit(1)


@pulse.command()
@_host
@_port
@click.pass_obj
def serve(instance: Instance, host: str | None, port: int | None) -> None:
    """Serve the pages, with the scheduler running in each process. Ends with Ctrl-C."""
    given = Instance(instance.directory, host, port).settings()
    _be_ready(instance)
    _be_free(given)
    click.echo(f"Pulse listens on http://{given.host}:{given.port}")
    notes = demo_company.notes_path(given)
    if notes.exists() and not given.production:
        click.echo(notes.read_text("utf-8"), nl=False)
    Server(given).run()


def _be_ready(instance: Instance) -> None:
    """Refuse to serve on tables of another version."""
    with instance.load_app().app_context():
        found = admin.health(clock.now())
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()  # the server's processes open connections of their own
    if Condition.BROKEN in {found.people, found.ballots}:
        raise click.ClickException("A database does not answer. See “python -m pulse doctor”.")
    if {found.migrations, found.ballots} != {Condition.OK}:
        raise click.ClickException("The tables are not those of this program. Run “python -m pulse migrate” first.")


def _be_free(given: Settings) -> None:
    """Say in one sentence that a port is taken; the server would try five times."""
    family = socket.AF_INET6 if ":" in given.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((given.host, given.port))
        except OSError as error:
            reason = error.strerror or "it is taken"
            free = given.port + 1 if given.port < 65535 else 8000
            raise click.ClickException(
                f"Pulse cannot listen on {given.host}:{given.port} ({reason}). "
                f'Choose another port, for example with --port {free}, or make run ARGS="--port {free}".'
            ) from error


for command in (people.import_roster, people.give_role, promises.verify_ledger, *COMMANDS):
    pulse.add_command(command)


def main() -> None:
    """Run a command; what can be refused is a sentence, and nothing is a traceback."""
    try:
        pulse(standalone_mode=True)
    except PulseError as refused:
        click.echo(f"Error: {refused.message}", err=True)
        sys.exit(1)
    except SQLAlchemyError as error:
        structlog.get_logger("pulse").error("command failed", error=type(error).__name__)
        click.echo("Error: A database did not do what was asked. “python -m pulse doctor” says more.", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"Error: {error.strerror or type(error).__name__}: {error.filename or ''}", err=True)
        sys.exit(1)
