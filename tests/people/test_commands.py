"""Importing a roster from the command line."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.people import actions, queries
from pulse.people.commands import import_roster
from pulse.people.models import Person

DATA = Path(__file__).parent.parent / "data"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(import_roster, [str(argument) for argument in arguments])


def count() -> int:
    return db.session.query(Person).count()


def test_a_roster_is_imported_and_counted(app):
    done = run(DATA / "roster.csv")
    assert (done.exit_code, count()) == (0, 183)
    assert "added: 183" in done.output


def test_a_dry_run_changes_nothing(app):
    done = run(DATA / "roster.csv", "--dry-run")
    assert (done.exit_code, count()) == (0, 0)
    assert "added: 183" in done.output


def test_faults_are_named_with_line_and_column_and_the_rest_lands(app):
    done = run(DATA / "roster-messy.csv")
    assert (done.exit_code, count()) == (0, 76)
    assert "Line 65, column “E-Mail”: “not-a-mail” is not an e-mail address." in done.output
    assert "rows left out: 10" in done.output


def test_many_leavers_end_with_1_until_they_are_confirmed(app):
    run(DATA / "roster.csv")
    refused = run(DATA / "roster-messy.csv")
    assert refused.exit_code == 1
    assert "--many-leavers" in refused.output
    assert queries.headcount(gone=True) == 0
    flags = re.findall(r"--[a-z]+-[a-z]+", refused.output.rsplit("repeat with", 1)[1])
    assert run(DATA / "roster-messy.csv", *flags[1:]).exit_code == 1
    assert queries.headcount(gone=True) == 0
    assert run(DATA / "roster-messy.csv", *flags).exit_code == 0
    assert queries.headcount(gone=True) > 100


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_nothing_that_lands_ends_with_1(app, tmp_path, dry):
    empty = tmp_path / "empty.csv"
    empty.write_text("name,email,team\nLea,nonsense,Acme\n")
    done = run(empty, *dry)
    assert (done.exit_code, count()) == (1, 0)
    assert "Line 2, column “email”" in done.output


def test_a_refusal_before_anything_was_compared_is_a_sentence_too(app, monkeypatch):
    def refuses(*_given, **_more):
        raise Refusal("Not this one.")

    monkeypatch.setattr(actions, "compare", refuses)
    done = run(DATA / "roster.csv")
    assert (done.exit_code, count()) == (1, 0)
    assert done.output == "Error: Not this one.\n"
