"""An answer without a name cannot be joined to whoever gave it: by no column, order, time or trace of the database."""

from itertools import pairwise

import pytest
from sqlalchemy import select, text

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.clients.models import Ask, Contact, Reply
from tests.clients.asked import GOOD, NOON, account, everybody, fresh, opened, unit

MANY = 12


@pytest.fixture
def wave(cast, time_machine):
    """A wave in which enough are asked of each level."""
    account(unit(cast), users=MANY, deciders=6)
    made = opened()
    time_machine.move_to(NOON)
    return made


def answered(client, codes):
    """Let contacts answer, one after the other, each with a comment that tells who it is."""
    for address, code in codes:
        client.post(f"/ask/{code}", data=GOOD | {"comment": address})
    db.session.rollback()


def test_an_answer_names_no_contact_no_time_and_no_code(wave, client):
    answered(client, sorted(everybody(wave).items()))
    for row in db.session.execute(select(Reply.__table__)).mappings():
        assert row["contact_id"] is None
        assert set(row) == {
            "uid", "wave_id", "unit_id", "account_id", "level", "contact_id", "answers", "comment"
        }  # fmt: skip


def test_the_names_of_answers_tell_nothing_of_the_order_they_came_in(wave, client):
    came = sorted(everybody(wave))
    answered(client, sorted(everybody(wave).items()))
    kept = list(db.session.scalars(select(Reply.comment)))  # as the database hands them out
    by_name = list(db.session.scalars(select(Reply.comment).order_by(Reply.uid)))
    assert sorted(kept) == came
    assert came not in (kept, by_name, kept[::-1], by_name[::-1])
    assert _agreement(kept, came) < 0.9


def _agreement(one, other):
    """Return the share of neighbours that stand in the same order, or in the opposite one, whichever is more."""
    place = {name: n for n, name in enumerate(other)}
    same = sum(place[a] < place[b] for a, b in pairwise(one)) / (len(one) - 1)
    return max(same, 1 - same)


def test_sqlite_keeps_no_row_numbers_of_answers(wave, client):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("row numbers are SQLite's")
    answered(client, sorted(everybody(wave).items()))
    for hidden in ("rowid", "_rowid_", "oid"):
        with pytest.raises(Exception, match="no such column"):
            db.session.execute(text(f"SELECT {hidden} FROM reply"))
        db.session.rollback()


def test_on_postgresql_no_transaction_and_no_place_joins_an_answer_to_whoever_was_asked(wave, client):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("transactions of rows are PostgreSQL's")
    came = sorted(everybody(wave).items())[: MANY // 2]
    answered(client, came)
    asks = db.session.execute(text("SELECT DISTINCT xmin::text FROM ask")).all()
    replies = db.session.execute(text("SELECT DISTINCT xmin::text FROM reply")).all()
    assert (len(asks), len(replies)) == (1, 1)
    before = list(db.session.execute(text("SELECT contact_id FROM ask ORDER BY ctid")).scalars())
    answered(client, sorted(everybody(wave).items())[MANY // 2 : MANY // 2 + 1])
    after = list(db.session.execute(text("SELECT contact_id FROM ask ORDER BY ctid")).scalars())
    moved = [one for one, other in zip(before, after, strict=True) if one != other]
    assert moved == [] or len(moved) > 1  # whoever answered does not stand out


def test_on_postgresql_one_row_written_by_itself_would_stand_out(wave, client):
    """The control: what the test above looks for is there when only the row of whoever answered is written."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("transactions of rows are PostgreSQL's")
    with transaction():
        db.session.scalars(select(Ask).limit(1)).one().answered_on = NOON.date()
    assert len(db.session.execute(text("SELECT DISTINCT xmin::text FROM ask")).all()) == 2


def test_days_and_mails_tell_only_that_somebody_answered(wave, client):
    answered(client, sorted(everybody(wave).items())[:3])
    days = list(db.session.scalars(select(Ask.answered_on).where(Ask.answered_on.is_not(None))))
    assert days == [NOON.date()] * 3
    assert not [column.name for column in Reply.__table__.columns if column.name.endswith(("_at", "_on"))]


SAID = [
    ((6, 6, 0), {(True, "user"), (True, "decider")}),
    ((6, 2, 0), {(True, None)}),  # who says no level would be one of two
    ((6, 6, 1), {(None, "user"), (None, "decider")}),  # who says no account would be the one of the other
    ((6, 2, 1), {(None, None)}),
    ((2, 1, 1), {(None, None)}),
]


@pytest.mark.parametrize(("asked", "said"), SAID)
def test_an_answer_says_no_account_and_no_level_that_few_were_asked_of(cast, client, time_machine, asked, said):
    (users, deciders, others), whose = asked, unit(cast)
    account(whose, users=users, deciders=deciders)
    account(whose, "Southwind", users=0, deciders=others)
    made = opened()
    time_machine.move_to(NOON)
    answered(client, everybody(made).items())
    northwind = fresh("Northwind").id
    replies = list(db.session.scalars(select(Reply)))
    assert {(one.account_id == northwind or None, one.level) for one in replies} == said


def test_the_export_of_a_contact_holds_no_answer_without_a_name(wave, client, signed_in, cast):
    answered(client, everybody(wave).items())
    found = db.session.scalars(select(Contact).where(Contact.email == "user1@northwind.example")).one()
    told = signed_in(cast.hana).get(f"/customers/contacts/{found.uid}/stored.json")
    assert '"answered on": "2026-06-01"' in told.text
    assert '"answers with the name": []' in told.text
