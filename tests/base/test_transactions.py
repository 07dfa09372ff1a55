"""Where transactions end: after a page, and around each unit of a job."""

import pytest
from sqlalchemy import select, text

from pulse.base import transactions
from pulse.base.db import db
from pulse.base.transactions import transaction, walled
from pulse.people.models import Person
from tests.base.conftest import rename


def name_of_omar():
    db.session.remove()
    return db.session.scalar(select(Person.name).where(Person.email == "omar@acme.example"))


def fail_after(unit, work):
    with unit() as given:
        work(given)
        raise ZeroDivisionError


def test_a_page_that_writes_and_succeeds_is_committed(scratch, cast):
    assert scratch.test_client().post("/scratch/Written/200").status_code == 200
    assert name_of_omar() == "Written"


def test_a_redirect_after_writing_is_committed(scratch, cast):
    scratch.test_client().post("/scratch/Redirected/303")
    assert name_of_omar() == "Redirected"


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_page_that_answers_with_an_error_is_rolled_back(scratch, cast, status):
    assert scratch.test_client().post(f"/scratch/Written/{status}").status_code == status
    assert name_of_omar() == "Omar Haddad"


def test_a_page_that_is_only_read_commits_nothing(scratch, cast):
    for method in ("get", "head"):
        assert getattr(scratch.test_client(), method)("/scratch/Written/200").status_code == 200
    assert name_of_omar() == "Omar Haddad"


@pytest.mark.parametrize(("page", "status"), [("refused", 422), ("crashed", 500)])
def test_what_is_raised_rolls_back(scratch, cast, page, status):
    assert scratch.test_client().post(f"/scratch/{page}").status_code == status
    assert name_of_omar() == "Omar Haddad"


def test_an_error_page_sees_nothing_of_what_was_rolled_back(scratch, cast):
    seen = []
    wanted = select(Person.name).where(Person.email == "omar@acme.example")
    scratch.context_processor(lambda: {"seen": seen.append(db.session.scalar(wanted))})
    scratch.test_client().post("/scratch/refused")
    assert set(seen) == {"Omar Haddad"}


def test_a_unit_of_a_job_is_committed_at_its_end(app, cast):
    with transaction():
        rename("By a job")
    assert name_of_omar() == "By a job"


def test_a_unit_of_a_job_that_fails_leaves_nothing(app, cast):
    with pytest.raises(ZeroDivisionError):
        fail_after(transaction, lambda _nothing: rename("By a job"))
    assert name_of_omar() == "Omar Haddad"


def test_the_ballot_side_has_a_transaction_of_its_own(app, cast):
    receipt = text("INSERT INTO receipt (box, nullifier) VALUES ('b', 'n')")
    with pytest.raises(ZeroDivisionError):
        fail_after(lambda: walled(write=True), lambda connection: connection.execute(receipt))
    with walled() as connection:
        assert connection.execute(text("SELECT count(*) FROM receipt")).scalar() == 0


def test_whether_a_request_may_write_is_known_before_its_first_statement(scratch, cast):
    seen = []
    scratch.before_request(lambda: seen.append(transactions.writing.get()))
    scratch.test_client().get("/scratch/Read/200")
    assert seen  # the default holds until the page itself is reached
    with scratch.test_request_context(method="GET"):
        transactions.begin_request()
        assert transactions.writing.get() is False
    with scratch.test_request_context(method="POST"):
        transactions.begin_request()
        assert transactions.writing.get() is True
