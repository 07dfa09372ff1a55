"""The tables go and come again with data in them, and mails to readers from outside go with them."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select

from pulse.base.db import db
from pulse.outbox.models import Message
from tests.clients.asked import account, opened, unit


def test_what_came_before_stands_when_accounts_go_and_come(app, cast):
    account(unit(cast))
    opened()
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
    downgrade(revision="0015")
    with db.engine.connect() as connection:
        tables = set(db.inspect(connection).get_table_names())
    assert not tables & {"account", "contact", "survey", "wave", "ask", "reply"}
    assert {"person", "unit", "message"} <= tables
    upgrade()
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
