"""The ledger goes and comes with its triggers, and a backup brings it back entry for entry."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from pulse.admin import backup_jobs
from pulse.base.db import db
from pulse.promises import chain
from pulse.promises.terms import Deed
from pulse.reports.models import Event
from tests.promises.promising import NOON, kinds, past, promised, say


def let_go():
    """Leave no connection open, so that tables can be dropped."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def refuses_changes() -> bool:
    """Say whether the database refuses to change the past."""
    with pytest.raises(DatabaseError, match="only be added to"), db.engine.begin() as connection:
        connection.execute(text("UPDATE promise_entry SET kind = 'kept'"))
    return True


def test_the_tables_go_with_data_in_them_and_come_back_with_their_triggers(app, cast):
    promised(cast.support, cast.lea)
    assert db.session.query(Event).count() == 1
    let_go()
    downgrade(revision="0018")
    with db.engine.connect() as connection:
        assert not {"promise", "promise_entry"} & set(db.inspect(connection).get_table_names())
        assert connection.scalar(text("SELECT count(*) FROM event")) == 0
    let_go()
    upgrade()
    assert past() == []
    promised(db.session.merge(cast.support), db.session.merge(cast.lea))
    db.session.rollback()
    assert refuses_changes()


def test_a_backup_brings_the_ledger_back_entry_for_entry(app, cast, tmp_path):
    uid = promised(cast.support, cast.lea).uid
    say(uid, Deed.KEPT, cast.lea)
    before = past()
    backup_jobs.back_up(tmp_path / "pulse.tar", NOON)
    say(uid, Deed.REOPENED, cast.lea)
    let_go()
    backup_jobs.restore(tmp_path / "pulse.tar")
    assert past() == before
    assert chain.fault(past()) is None
    assert kinds(uid) == ["made", "kept"]
    db.session.rollback()
    assert refuses_changes()
