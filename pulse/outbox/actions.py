"""Write messages as rows in the caller's transaction; take back what is no longer to be sent."""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from itertools import islice
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, or_, select, update

from pulse.audit import actions as audit
from pulse.base import clock, errands
from pulse.base.db import db
from pulse.base.locale import zone_of
from pulse.base.settings import settings
from pulse.base.signing import new_uid
from pulse.base.upsert import insert_into
from pulse.outbox import kinds, messages, notices, outage_actions, queries
from pulse.outbox.channels import opened
from pulse.outbox.models import Message, Notice, Post, QuietHours, Wished
from pulse.outbox.notices import Group, NoticeWish
from pulse.outbox.quiet import Hours, next_week
from pulse.people.models import Person

REFUSED = SMTPRecipientsRefused.__name__
MANY = 5000  # rows in one statement
_MESSAGES = cast(Table, Message.__table__)  # of the table, not of the class: 100,000 rows need no objects


def post(
    kind: str,
    person: Any,
    arguments: Mapping[str, str] | None = None,
    *,
    about: str = "",
    due_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Put one message in the outbox; with `about` (or `key`) the database refuses the same one a second time."""
    row = _row(kind, person.id, arguments or {}, about, due_at or clock.now())
    db.session.execute(insert(Message), [row | ({"key": key} if key else {})])
    if kinds.named(kind).urgent:
        errands.soon("outbox")


def post_many(
    kind: str,
    person_ids: Iterable[int],
    arguments: Mapping[str, str] | None = None,
    *,
    about: str,
    due_at: datetime | None = None,
) -> int:
    """Put the same message in the outbox for many people, in random order; return for how many."""
    shuffled = list(person_ids)
    random.SystemRandom().shuffle(shuffled)  # the order of rows must tell nothing
    due = due_at or clock.now()
    rows = (_row(kind, person_id, arguments or {}, about, due) for person_id in shuffled)
    for some in _batches(rows):
        db.session.execute(insert(_MESSAGES), some)
    return len(shuffled)


def post_to(
    kind: str,
    readers: Iterable[str],
    arguments: Mapping[str, str] | None = None,
    *,
    about: str,
    due_at: datetime | None = None,
) -> int:
    """Put the same message in the outbox for readers from outside, in random order; return for how many."""
    shuffled = list(readers)
    random.SystemRandom().shuffle(shuffled)
    due = due_at or clock.now()
    nobody = {"person_id": None}
    rows = (_row(kind, reader, arguments or {}, about, due) | nobody | {"reader": reader} for reader in shuffled)
    for some in _batches(rows):
        db.session.execute(insert(_MESSAGES), some)
    return len(shuffled)


def notify(kind: str, person_ids: Iterable[int], arguments: Mapping[str, str], *, about: str, now: datetime) -> None:
    """Tell people something as each of them wishes to hear it: at once, once a week, or not at all.

    What still waits and says the same about the same is not told twice.
    """
    told = notices.named(kind)
    row = notices.written(kind, arguments)
    mark = notices.mark(kind, arguments, about)
    everybody = list(set(person_ids))
    random.SystemRandom().shuffle(everybody)
    for start in range(0, len(everybody), MANY):
        heard = queries.listeners(everybody[start : start + MANY], told.group)
        soon = [
            each.id
            for each in heard
            if each.wish is NoticeWish.AT_ONCE or (told.duty and each.wish is NoticeWish.WEEKLY)
        ]
        _tell_at_once(soon, row, mark, about, now)
        _keep_for_the_week(
            [each for each in heard if each.wish is NoticeWish.WEEKLY and not told.duty], row, mark, about, now
        )


def _tell_at_once(person_ids: list[int], row: dict[str, str], mark: str, about: str, now: datetime) -> None:
    if not person_ids:
        return
    same = Message.key.startswith(f"notice|{mark}|", autoescape=True)
    waiting = (Message.sent_at.is_(None), Message.given_up_at.is_(None), Message.leased_until.is_(None))
    db.session.execute(delete(Message).where(Message.about == about, Message.person_id.in_(person_ids), same, *waiting))
    # A key of its own for each: the same words may be said again another day, and are another mail then.
    made = [_row("notice", each, row, about, now) | {"key": f"notice|{mark}|{new_uid()}"} for each in person_ids]
    db.session.execute(insert(_MESSAGES), made)


def _keep_for_the_week(
    heard: list[queries.Listener], row: dict[str, str], mark: str, about: str, now: datetime
) -> None:
    if not heard:
        return
    begins = cache(lambda hours, zone: next_week(hours, zone_of(zone), settings().weekend_days, now))
    kept = [
        {
            "person_id": each.id,
            "mark": mark,
            "about": about,
            "arguments": row,
            "made_at": now,
            "due_at": begins(each.hours, each.timezone),
        }
        for each in heard
    ]
    db.session.execute(insert_into(Notice).on_conflict_do_nothing(), kept)


def wish(person: Any, wishes: Mapping[Group, NoticeWish]) -> None:
    """Choose when to hear of some groups. What waits already is looked at once more when it is worded."""
    for group, chosen in wishes.items():
        values = {"wish": chosen.value, "before": ""}
        row = insert_into(Wished).values(person_id=person.id, topic=group.value, **values)
        db.session.execute(row.on_conflict_do_update(index_elements=["person_id", "topic"], set_=values))


def rest(person: Any, hours: Hours) -> None:
    """Choose one's quiet hours."""
    values = {"starts": hours.starts, "ends": hours.ends, "weekends": hours.weekends}
    row = insert_into(QuietHours).values(person_id=person.id, **values)
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=values))


def hush(person: Any, groups: Iterable[Group]) -> None:
    """Stop what is told of some groups, and remember how it was; what is stopped already stays so."""
    wished = queries.wishes(person)
    for group in groups:
        if wished[group] is not NoticeWish.NEVER:
            values = {"wish": NoticeWish.NEVER.value, "before": wished[group].value}
            row = insert_into(Wished).values(person_id=person.id, topic=group.value, **values)
            db.session.execute(row.on_conflict_do_update(index_elements=["person_id", "topic"], set_=values))


def unhush(person: Any, groups: Iterable[Group]) -> None:
    """Take back what a press in a mail has stopped; what was chosen since stays."""
    mine = update(Wished).where(Wished.person_id == person.id, Wished.topic.in_([group.value for group in groups]))
    db.session.execute(mine.where(Wished.before != "").values(wish=Wished.before, before=""))


def announce(kind: str, team_ids: Iterable[int], arguments: Mapping[str, str], *, about: str, now: datetime) -> None:
    """Tell the chat channels of these teams, of those above them, and of the whole company."""
    notices.named(kind)
    one = {
        "mark": notices.mark(kind, arguments, about),
        "about": about,
        "arguments": notices.written(kind, arguments),
        "made_at": now,
        "due_at": now,
        "attempts": 0,
    }
    rows = [one | {"channel_id": channel_id} for channel_id in queries.channels_of(list(team_ids))]
    if rows:
        db.session.execute(insert_into(Post).on_conflict_do_nothing(), rows)


def resend(*, by: Any, now: datetime) -> int:
    """Make due again what was given up or has failed, and ask the mail server at once; return how many.

    What left stays as it is, and so does what a process is sending now. Whether a mail still makes sense is looked at
    when it is worded. Who has an address that is refused gets mail when HR has looked at it.
    """
    refused = select(Person.id).where(Person.refused_address != "", Person.refused_address == func.lower(Person.email))
    reachable = or_(Message.person_id.is_(None), Message.person_id.not_in(refused), Message.problem != REFUSED)
    free = or_(Message.leased_until.is_(None), Message.leased_until <= now)
    idle = (Message.sent_at.is_(None), reachable, or_(free, Message.problem.startswith(outage_actions.AWAY)))
    failed = update(Message).where(*idle, or_(Message.given_up_at.is_not(None), Message.problem != ""))
    again = {"given_up_at": None, "due_at": now, "attempts": 0, "problem": "", "leased_until": None}
    count = int(db.session.execute(failed.values(again)).rowcount)  # type: ignore[attr-defined]
    audit.record("resent-mails", "outbox", by=by, mails=count)
    return count


def forget_reader(reader: str) -> None:
    """Delete every message to a reader from outside, sent or not."""
    db.session.execute(delete(Message).where(Message.reader == reader))


def drop(about: str) -> int:
    """Take back every message about something that has not been sent; return how many."""
    for model in (Notice, Post):
        db.session.execute(delete(model).where(model.about == about))
    unsent = delete(Message).where(Message.about == about, Message.sent_at.is_(None))
    return int(db.session.execute(unsent).rowcount)  # type: ignore[attr-defined]


def forget(person: Any) -> None:
    """Delete every message to a person, sent or not, and what they wish to hear; counts of what was sent stay."""
    for model in (Message, Notice, Wished, QuietHours):
        db.session.execute(delete(model).where(model.person_id == person.id))


def send_now(address: str, subject: str, text: str) -> str:
    """Send one plain letter past the outbox, for a host who wants to see the error: its class, or nothing."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = settings().mail_from, address, subject
    made["Date"], made["Message-ID"] = format_datetime(clock.now()), messages.message_id(f"by hand|{new_uid()}")
    made.set_content(text)
    try:
        with opened(settings()) as send:
            send(made)
    except (OSError, SMTPException) as error:
        return type(error).__name__
    return ""


def _row(
    kind: str, person_id: int | str, arguments: Mapping[str, str], about: str, due_at: datetime
) -> dict[str, object]:
    kinds.named(kind)  # an unknown kind fails here, where it is a bug to be seen, not when it is sent
    return {
        "key": f"{kind}|{about}|{person_id}" if about else f"{kind}||{new_uid()}",
        "kind": kind,
        "about": about,
        "person_id": person_id,
        "arguments": dict(arguments),
        "due_at": due_at,
        "attempts": 0,
        "problem": "",
    }


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while some := list(islice(rows, MANY)):
        yield some
