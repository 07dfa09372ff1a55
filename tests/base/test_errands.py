"""What somebody waits for is begun when it is committed, and only then."""

import pytest

from pulse.base import errands
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import actions, kinds


@pytest.fixture
def begun(app):
    names = []
    errands.take(app, names.append)
    return names


def test_it_is_begun_after_the_commit(begun, cast):
    with transaction():
        db.session.get(type(cast.omar), cast.omar.id)
        errands.soon("outbox")
        assert begun == []
    assert begun == ["outbox"]
    with transaction():
        db.session.get(type(cast.omar), cast.omar.id)
    assert begun == ["outbox"], "each order once"


def break_off(cast):
    with transaction():
        db.session.get(type(cast.omar), cast.omar.id)
        errands.soon("outbox")
        raise LookupError


def test_what_is_rolled_back_begins_nothing(begun, cast):
    with pytest.raises(LookupError):
        break_off(cast)
    with transaction():
        db.session.get(type(cast.omar), cast.omar.id)
    assert begun == []


def test_where_nothing_ticks_it_waits_for_whoever_does(app, cast):
    with transaction():
        errands.soon("outbox")


def test_a_link_to_sign_in_is_such_work_and_an_invitation_is_not(begun, client, cast):
    client.post("/sign-in/mail", data={"email": cast.omar.email})
    assert begun == ["outbox"]
    patient = next(name for name in ("invitation", "reminder") if name not in kinds.urgent())
    with transaction():
        actions.post(patient, cast.omar)
    assert begun == ["outbox"]
