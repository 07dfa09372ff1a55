"""Whoever changes what was published, in the database itself, is noticed: by the tables' own hash or by the chain."""

import json
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from pulse.ballots import manifest, receipts
from pulse.ballots.models import Box, Receipt
from pulse.ballots.receipts import ChainLink
from pulse.base.errors import Conflict
from pulse.base.transactions import walled
from pulse.rounds import jobs, queries
from pulse.rounds.models import Step
from pulse.tallies import actions as tallies
from pulse.tallies.models import CellRow, Comment, CommentCell, Joint, Sealed, TookPart
from tests._ground.voting import invitation, make_programme
from tests.attacks._crowd import OPENS, Crowd, hire

VOTERS = 52  # enough for joint figures
ROUNDS = 3
WEEK = timedelta(weeks=1)


@pytest.fixture
def chain(app, time_machine):
    """Seal three rounds; in the first everybody votes and writes, in the others a few."""
    people = hire(VOTERS)
    make_programme()
    made = []
    for number in range(ROUNDS):
        time_machine.move_to(OPENS + number * WEEK, tick=False)
        jobs.advance(OPENS + number * WEEK)
        opened = queries.rounds(limit=1)[0]
        told = app.test_client().get(f"/rounds/{opened.uid}/pulse.json").json
        crowd = Crowd(app, opened, people, told, {person.id: invitation(opened, person) for person in people})
        for person in people[6:] if number else people:
            crowd.vote(person.id, 1 + person.id % 5, {"comment": f"Words of {person.id}"})
            if number and len(crowd.log) == 6:
                break
        jobs.advance(opened.closes_at)
        assert queries.round_(opened.uid).step == Step.SEALED.value
        made.append(opened.uid)
    return made


def read(client, uids):
    """Return what anybody reads of these rounds: what each left, and what the next says stood before it."""
    links, previous = [], []
    for uid in uids:
        header = client.get(f"/rounds/{uid}/manifest.json").json["header"]
        listed = client.get(f"/rounds/{uid}/receipts.json").json["receipts"]
        _, tables, _, *_ = re.findall(r'<code dir="ltr">([0-9a-f]{64})</code>', client.get(f"/rounds/{uid}").text)
        counted = receipts.receipts_hash(bytes.fromhex(receipt) for receipt in listed)
        links.append(ChainLink(manifest.fingerprint(header), tables, counted))
        named = json.loads(header)["previous"]
        previous.append(ChainLink(**named) if named else None)
    return links, previous


@contextmanager
def tampered(app, *statements, model):
    """Change a table by hand, as its administrator may, and put it back."""
    with walled(write=True) as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(model.__table__))]
        for statement in statements:
            assert connection.execute(statement).rowcount
    app.extensions["pulse.boxes"].clear()  # as after a restart
    yield
    with walled(write=True) as connection:
        connection.execute(delete(model))
        connection.execute(insert(model), rows)
    app.extensions["pulse.boxes"].clear()


def test_every_change_of_a_published_table_is_noticed(app, chain):
    first = chain[0]
    for model, change in (
        (CellRow, {"n": CellRow.n + 1}),
        (CellRow, {"favourable": CellRow.favourable + 1, "neutral": CellRow.neutral - 1}),
        (CommentCell, {"members": 1}),
        (Comment, {"text": "What HR would rather read"}),
        (Joint, {"value": 1}),
        (TookPart, {"collected": 3}),
    ):
        change_all = update(model).where(model.box == first).values(change)
        for statement in (change_all, delete(model).where(model.box == first)):
            with tampered(app, statement, model=model), pytest.raises(Conflict):
                tallies.read_back(first)
    extra = {"id": "f" * 32, "box": first, "question": "comment", "home": "x", "text": "Nobody wrote this"}
    with tampered(app, insert(Comment).values(extra), model=Comment), pytest.raises(Conflict):
        tallies.read_back(first)
    for uid in chain:
        tallies.read_back(uid)  # put back, it is what was counted


def test_a_change_that_comes_with_its_own_hash_breaks_the_chain_on_the_public_pages(app, client, chain):
    links, previous = read(client, chain)
    assert [link.manifest for link in links] == [queries.round_(uid).fingerprint for uid in chain]
    assert receipts.first_break(links, previous) is None
    first, second, _ = chain
    header = dict(_header(first))
    for model, forgery in (
        (Sealed, update(Sealed).where(Sealed.box == first).values(tables_hash="0" * 64)),
        (Receipt, delete(Receipt).where(Receipt.box == first, Receipt.nullifier == _receipt(first))),
        (Receipt, insert(Receipt).values(box=first, nullifier=b"\0" * 32)),
        (Box, update(Box).where(Box.uid == first).values(manifest=header | {"members": VOTERS - 1})),
    ):
        with tampered(app, forgery, model=model):
            assert receipts.first_break(*read(client, chain)) == 1
    forged = _header(second) | {"previous": None}
    with tampered(app, update(Box).where(Box.uid == second).values(manifest=forged), model=Box):
        assert receipts.first_break(*read(client, chain)) == 1
    assert receipts.first_break(*read(client, chain)) is None


def test_a_round_that_was_taken_out_is_noticed(client, chain):
    links, previous = read(client, [chain[0], chain[2]])
    assert receipts.first_break(links, previous) == 1


def test_whoever_rewrites_the_whole_chain_meets_the_fingerprints_in_the_mails(app, client, chain):
    """The chain alone cannot tell a whole forgery from the truth; what people were mailed can."""
    mailed = [queries.round_(uid).fingerprint for uid in chain]
    last = chain[-1]
    forged = _header(last) | {"members": VOTERS - 1}
    with tampered(app, update(Box).where(Box.uid == last).values(manifest=forged), model=Box):
        links, previous = read(client, chain)
        assert receipts.first_break(links, previous) is None
        assert [link.manifest for link in links] != mailed


def _header(uid):
    with walled() as connection:
        return dict(connection.scalar(select(Box.manifest).where(Box.uid == uid)))


def _receipt(uid):
    with walled() as connection:
        return connection.scalar(select(Receipt.nullifier).where(Receipt.box == uid).limit(1))
