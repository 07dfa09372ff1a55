"""Check an exported ledger of promises, on any machine: no database is needed."""

import json
from pathlib import Path
from typing import Any

import click

from pulse.promises.chain import FORMAT, ChainFault, LedgerWrong, departs, fault

SENTENCES = {
    LedgerWrong.SHAPE: "entry {number} is not an entry of a ledger",
    LedgerWrong.NUMBER: "entry {number} is missing, or stands elsewhere",
    LedgerWrong.PREVIOUS: "entry {number} does not follow the one before it",
    LedgerWrong.CHANGED: "entry {number} was changed after it was written",
    LedgerWrong.EARLIER: "entry {number} is not what the earlier file holds",
}


@click.command("verify-ledger")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--earlier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file that was downloaded before: FILE must begin with all of it.",
)
def verify_ledger(file: Path, earlier: Path | None) -> None:
    """Check a ledger of promises that was downloaded to FILE: whether its chain of hashes holds.

    Whoever can write to the database could write a whole new chain; a file that was kept from before shows it
    (--earlier). Ends with 1 when something is wrong, and says which entry is the first.
    """
    entries = _read(file)
    _refuse(fault(entries), file)
    if earlier is not None:
        before = _read(earlier)
        _refuse(fault(before), earlier)
        _refuse(departs(before, entries), file)
    last = entries[-1]["hash"] if entries else "none"
    click.echo(f"The chain holds: {len(entries)} entries, the last hash is {last}")


def _read(file: Path) -> list[Any]:
    """Return the entries of a file."""
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as broken:
        raise click.ClickException(f"{file} is not a ledger: it is not JSON.") from broken
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("entries"), list):
        raise click.ClickException(f"{file} is not a ledger of promises that this version can read.")
    return list(found["entries"])


def _refuse(found: ChainFault | None, file: Path) -> None:
    if found is not None:
        raise click.ClickException(f"{file}: {SENTENCES[found.wrong].format(number=found.number)}.")
