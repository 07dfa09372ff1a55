"""What whoever hosts Pulse types: `python -m pulse COMMAND --help`."""

import sys
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from pulse import HOUSE, create_app, scheduler
from pulse import demo as demo_company
from pulse.base import clock, logs
from pulse.base.errors import PulseError
from pulse.base.settings import Settings, load
from pulse.base.transactions import transaction
from pulse.questions import actions as questions
from pulse.server import Server


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False),
    default=HOUSE / "instance",
    show_default=True,
    help="Where settings, SQLite files and keys are.",
)
@click.pass_context
def pulse(context: click.Context, instance: Path) -> None:
    """Anonymous pulse rounds, self-hosted."""
    logs.configure()
    context.obj = instance


def application(instance: Path) -> Flask:
    """Build the application of an instance."""
    return create_app(load(instance))


@pulse.command()
@click.pass_obj
def migrate(instance: Path) -> None:
    """Bring both databases to this version, and stock the question library."""
    app = application(instance)
    with app.app_context():
        upgrade()
        with transaction():
            questions.stock(clock.now())
    click.echo("Both databases are up to date.")


@pulse.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there are people already.")
@click.pass_obj
def demo(instance: Path, if_empty: bool) -> None:
    """Make the demo company: eighteen months of sealed rounds, and an open one."""
    app = application(instance)
    with app.app_context():
        if not demo_company.is_empty():
            if if_empty:
                return
            raise click.ClickException("There are people in this instance already; the demo needs an empty one.")
        click.echo("Making the demo company …")
        made = demo_company.load(clock.now())
    scheduler.tick(app)
    click.echo(f"{made.rounds} rounds, {made.ballots} ballots. Every password is {demo_company.PASSWORD!r}:")
    for kind, email in made.sign_ins:
        click.echo(f"  {kind:9} {email}")
    click.echo(f"Mails are written to {instance / 'mails.txt'}")


@pulse.command()
@click.pass_obj
def tick(instance: Path) -> None:
    """Do everything that is due, once; for cron, where the server's own heartbeat is off."""
    for name, done in scheduler.tick(application(instance)).items():
        click.echo(f"{name}: {done}")


@pulse.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.pass_obj
def serve(instance: Path, host: str | None, port: int | None) -> None:
    """Serve the pages, with the scheduler running."""
    given = _overridden(load(instance), host, port)
    click.echo(f"Pulse listens on http://{given.host}:{given.port}")
    Server(given).run()


def _overridden(given: Settings, host: str | None, port: int | None) -> Settings:
    changes = {name: value for name, value in (("host", host), ("port", port)) if value}
    return Settings(**{**given.__dict__, **changes})


def main() -> None:
    """Run a command; what can be refused is a sentence, not a traceback."""
    try:
        pulse(standalone_mode=True)
    except PulseError as refused:
        click.echo(refused.message, err=True)
        sys.exit(1)
