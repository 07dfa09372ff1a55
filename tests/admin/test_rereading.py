"""The check-up reads sealed rounds again and names the one that is not what was published."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, event, select, update

from pulse.admin import queries as admin
from pulse.admin.checkup import Check, Facts, Level, findings
from pulse.admin.commands import doctor
from pulse.admin.health import Condition
from pulse.ballots.models import Box, Receipt
from pulse.base.db import db
from pulse.base.transactions import transaction, walled
from pulse.people import queries as people
from pulse.rounds import jobs, queries, recheck_queries
from pulse.rounds.models import Round
from pulse.tallies.models import CellRow, Comment, Sealed
from tests._ground.voting import MONDAY, make_programme, open_round, vote

OPEN = MONDAY + timedelta(hours=1, minutes=1)
WEEK = timedelta(weeks=1)
ROUNDS = 3


@pytest.fixture
def sealed(app, cast, client, time_machine):
    """Three sealed rounds, the oldest first."""
    make_programme()
    found = []
    for week in range(ROUNDS):
        time_machine.move_to(OPEN + week * WEEK)
        opened = open_round(OPEN + week * WEEK)
        for person in people.members():
            vote(client, opened, person, 1 + person.id % 5, {"comment": f"Words of {person.id}"})
        jobs.advance(opened.closes_at)
        found.append(opened.uid)
    assert all(queries.round_(uid).step == "sealed" for uid in found)
    return found


def altered(most=100):
    db.session.remove()
    return {each.round.uid: each.what for each in recheck_queries.reread(most).altered}


def change(*statements):
    with walled(write=True) as connection:
        assert all(connection.execute(statement).rowcount for statement in statements)


def test_what_nobody_touched_is_as_published(sealed):
    assert altered() == {}
    again = recheck_queries.reread(100)
    assert (again.read, again.sealed) == (ROUNDS, ROUNDS)


@pytest.mark.parametrize(
    ("model", "values"),
    [(CellRow, {"n": CellRow.n + 1}), (Comment, {"text": "What HR would rather read"}), (Sealed, {"salt": "00" * 32})],
)
def test_a_row_that_was_altered_names_its_round_and_no_other(sealed, model, values):
    change(update(model).where(model.box == sealed[1]).values(values))
    assert altered() == {sealed[1]: ("tables",)}


def test_a_receipt_that_was_taken_out_is_noticed(sealed):
    with walled() as connection:
        one = connection.scalar(select(Receipt.nullifier).where(Receipt.box == sealed[0]).limit(1))
    change(delete(Receipt).where(Receipt.nullifier == one))
    assert altered() == {sealed[0]: ("receipts",)}


def test_tables_that_are_gone_are_noticed(sealed):
    change(delete(Sealed).where(Sealed.box == sealed[2]))
    assert altered() == {sealed[2]: ("tables", "receipts")}


def test_a_change_that_comes_with_a_hash_of_its_own_breaks_the_chain(sealed):
    change(update(Sealed).where(Sealed.box == sealed[0]).values(tables_hash="0" * 64))
    assert altered() == {sealed[0]: ("tables",), sealed[1]: ("chain",)}


def test_an_altered_manifest_and_an_altered_fingerprint_are_noticed(sealed):
    with walled() as connection:
        header = dict(connection.scalar(select(Box.manifest).where(Box.uid == sealed[0])))
    change(update(Box).where(Box.uid == sealed[0]).values(manifest=header | {"members": 4}))
    assert altered() == {sealed[0]: ("manifest",), sealed[1]: ("chain",)}
    change(update(Box).where(Box.uid == sealed[0]).values(manifest=header))
    with transaction():
        db.session.execute(update(Round).where(Round.uid == sealed[2]).values(fingerprint="f" * 64))
    assert altered() == {sealed[2]: ("manifest",)}


def test_a_round_whose_box_is_gone_is_named(sealed):
    change(delete(Box).where(Box.uid == sealed[2]))
    assert altered() == {sealed[2]: ("manifest",)}


def test_only_so_many_rounds_are_read_as_is_said(sealed):
    change(update(CellRow).where(CellRow.box == sealed[0]).values(n=CellRow.n + 1))
    assert altered(2) == {}
    assert (recheck_queries.reread(2).read, recheck_queries.reread(2).sealed) == (2, ROUNDS)


def test_a_round_costs_the_same_however_many_there_are(sealed):
    """Two rounds cost no more than one twice: nothing is read that grows with other rounds."""
    counts = []
    for most in (1, 2):
        db.session.remove()
        asked = []
        listeners = [(engine, lambda *_, asked=asked: asked.append(1)) for engine in db.engines.values()]
        for engine, listener in listeners:
            event.listen(engine, "before_cursor_execute", listener)
        recheck_queries.reread(most)
        for engine, listener in listeners:
            event.remove(engine, "before_cursor_execute", listener)
        counts.append(len(asked))
    assert 0 < counts[0] < counts[1] <= 2 * counts[0]


def test_doctor_names_the_round_and_ends_with_one(app, sealed):
    run = app.test_cli_runner().invoke
    assert "Rounds: 3" in run(doctor).output
    change(update(CellRow).where(CellRow.box == sealed[1]).values(n=CellRow.n + 1))
    done = run(doctor)
    assert done.exit_code == 1
    assert f"The tables of Weekly pulse, 2026-03-09 ({sealed[1]}) are not what was published." in done.output


def test_the_page_of_the_host_leaves_it_to_doctor(sealed):
    told = admin.facts(OPEN, ask_mail=False, read_again=0)
    assert told.read_again is None
    assert [each.how for each in findings(told) if each.check is Check.SEALED] == ["unread"]


@pytest.mark.parametrize(
    ("read", "changed", "levels"),
    [
        (3, (), [(Level.OK, "ok")]),
        (2, (), [(Level.OK, "newest")]),
        (3, (("chain", "A"), ("tables", "B")), [(Level.FAILURE, "chain"), (Level.FAILURE, "tables")]),
    ],
)
def test_what_was_read_becomes_findings(read, changed, levels):
    told = Facts(Condition.OK, Condition.OK, Condition.OK, sealed=3, read_again=read, altered=changed)
    assert [(each.level, each.how) for each in findings(told) if each.check is Check.SEALED] == levels
