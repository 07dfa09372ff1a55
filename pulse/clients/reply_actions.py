"""Write down what a customer answered: once, and where names are not shown so that no row tells whose it is."""

import random
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update

from pulse.base.db import db
from pulse.base.errors import Gone
from pulse.base.locale import local_day
from pulse.base.signing import new_uid
from pulse.base.upsert import insert_into
from pulse.clients.answers import Filled
from pulse.clients.models import Account, Ask, Contact, Reply, Wave
from pulse.clients.queries import named_reply
from pulse.clients.standing import may_say
from pulse.clients.terms import AT_LEAST
from pulse.customers.models import Unit


def by_code(asked: Ask, filled: Filled, *, now: datetime) -> bool:
    """Keep what a contact answered; return False when that is no news.

    Where names are shown it may be changed until the wave closes; where not, the first answer stands: nobody can tell
    which one it was.
    """
    wave = _alone(asked.wave_id, now)
    db.session.refresh(asked)
    if wave.survey.named:
        _keep_with_name(asked, filled, now)
        return True
    if asked.answered_on is not None:
        return False
    contact = asked.contact
    account, level = _may_say(wave, contact)
    _keep_without_name(
        wave,
        {
            "uid": new_uid() + new_uid(),
            "unit_id": contact.account.unit_id,
            "account_id": contact.account_id if account else None,
            "level": contact.level if level else None,
        },
        filled,
    )
    # One statement over all rows: on PostgreSQL each is written anew, and none tells by its place or its transaction
    # which one it was about.
    mine = Ask.contact_id == asked.contact_id
    day = case((mine, local_day(now)), else_=Ask.answered_on)
    db.session.execute(
        update(Ask).where(Ask.wave_id == wave.id).values(answered_on=day).execution_options(synchronize_session=False)
    )
    return True


def by_anybody(wave: Wave, filled: Filled, uid: str, about: Unit | Account, *, now: datetime) -> bool:
    """Keep what somebody answered by a public address; return False when this very form came before."""
    wave = _alone(wave.id, now)
    if db.session.get(Reply, uid) is not None:
        return False
    account = about if isinstance(about, Account) else None
    place = {
        "uid": uid,
        "unit_id": account.unit_id if account else about.id,
        "account_id": account.id if account else None,
        "level": filled.level.value if filled.level else None,
    }
    _keep_without_name(wave, place, filled)
    return True


def _alone(wave_id: int, now: datetime) -> Wave:
    """Return the wave, which nobody else writes to until the end; raise Gone when it has closed."""
    wave = db.session.get_one(Wave, wave_id, with_for_update=True, populate_existing=True)
    if wave.closed_at is not None or wave.closes_at <= now:
        raise Gone
    return wave


def _may_say(wave: Wave, contact: Contact) -> tuple[bool, bool]:
    """Return whether a reply without a name may say the account, and the level: never one that few were asked of."""
    wanted = (
        select(Contact.account_id, Contact.level, func.count())
        .join(Ask, Ask.contact_id == Contact.id)
        .join(Account, Account.id == Contact.account_id)
        .where(Ask.wave_id == wave.id, Account.unit_id == contact.account.unit_id)
        .group_by(Contact.account_id, Contact.level)
    )
    asked = {(row[0], row[1]): row[2] for row in db.session.execute(wanted)}
    return may_say(contact.account_id, contact.level, asked, AT_LEAST)


def _keep_with_name(asked: Ask, filled: Filled, now: datetime) -> None:
    contact, before = asked.contact, named_reply(asked)
    said: dict[str, Any] = {"answers": filled.answers, "comment": filled.comment}
    if before is not None:
        before.answers, before.comment = filled.answers, filled.comment
    else:
        place = {"unit_id": contact.account.unit_id, "account_id": contact.account_id, "level": contact.level}
        written = insert_into(Reply).values(
            uid=new_uid() + new_uid(), wave_id=asked.wave_id, contact_id=contact.id, **place, **said
        )
        db.session.execute(written)
    asked.answered_on = local_day(now)


def _keep_without_name(wave: Wave, place: dict[str, Any], filled: Filled) -> None:
    """Write all replies of the wave anew, in an order of no meaning, the new one among them.

    SQLite keeps them by their random names anyhow. On PostgreSQL the place of a row, and the transaction that wrote
    it, would tell the order in which they came.
    """
    columns = [column.name for column in Reply.__table__.columns]
    rows = [dict(row._mapping) for row in db.session.execute(select(Reply.__table__).where(Reply.wave_id == wave.id))]
    rows.append(
        dict.fromkeys(columns)
        | {"wave_id": wave.id, "contact_id": None, "answers": filled.answers, "comment": filled.comment}
        | place
    )
    random.SystemRandom().shuffle(rows)
    db.session.execute(delete(Reply).where(Reply.wave_id == wave.id).execution_options(synchronize_session=False))
    db.session.execute(insert(Reply), rows)
