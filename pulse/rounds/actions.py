"""Open a round, hand out credentials, remind, seal: each function is one step and may be repeated after a crash."""

import secrets
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, delete, func, insert, select, text, update

from pulse.audit import actions as audit
from pulse.ballots import actions as ballots
from pulse.ballots import manifest
from pulse.ballots import queries as boxes
from pulse.ballots.credentials import derive
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.signing import new_uid
from pulse.outbox import actions as outbox
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.programmes import actions as programme_actions
from pulse.programmes import queries as programmes
from pulse.programmes.models import Programme
from pulse.programmes.recurrence import Occurrence
from pulse.rounds import freeze_actions, messages, queries
from pulse.rounds.cohorts import Division, Member, divide
from pulse.rounds.comment_readers import EVERYWHERE, branches
from pulse.rounds.lines import Became
from pulse.rounds.models import CommentReader, Round, SaidDone, Seat, Step
from pulse.rounds.participation import hour_of, stepped
from pulse.tallies import actions as tallies
from pulse.tallies import queries as tables
from pulse.tallies.layout import Layout

_SEATS = cast(Table, Seat.__table__)  # of the table, not of the class: 100,000 rows need no objects


def announce(programme: Programme, occurrence: Occurrence) -> Round:
    """Write down that a round is to be opened; the unique key lets only one process do so."""
    held = db.session.query(Round).filter_by(programme_id=programme.id).count()
    reminders = [*occurrence.reminds_at[: programme.reminders], None, None]
    made = Round(
        uid=new_uid(),
        programme=programme,
        occurrence=occurrence.key,
        number=held + 1,
        opens_at=occurrence.opens_at,
        closes_at=occurrence.closes_at,
        remind_at=reminders[0],
        remind_again_at=reminders[1],
        step=Step.OPENING.value,
    )
    db.session.add(made)
    db.session.flush()
    programme_actions.note_round(programme, number=made.number, key=made.occurrence)
    return made


def open_round(opened: Round, *, now: datetime) -> None:
    """Freeze the roster, form cohorts, make keys, box, seats and invitations."""
    programme = opened.programme
    teams, today = programmes.audience(programme), local_day(now, programme.timezone)
    members = people.members(list(teams))
    members = [person for person in members if person.started_on is None or person.started_on <= today]
    parent = {t.uid: teams[t.parent_id].uid if t.parent_id in teams else None for t in teams.values()}
    division = divide(
        parent, [Member(p.id, teams[p.team_id].uid, p.is_lead) for p in members if p.team_id], programme.min_cohort
    )
    layout = freeze_actions.layout(opened, teams, members, division) if division.groups else None
    if layout is None or not layout.questions:
        _skip(opened, "no-questions" if layout else "too-few")
        return
    opened.fingerprint = _open_box(opened, layout, programme.min_cohort)
    opened.questions = ",".join(question.version for question in layout.questions if not question.about)
    _seat(opened, members, division, layout)
    _name_readers(opened, parent, today)
    freeze_actions.note(opened, layout)
    opened.members = len(members)
    opened.step = Step.OPEN.value
    outbox.post_many(
        messages.INVITATION.name, [p.id for p in members], {"round": opened.uid}, about=_about(opened), due_at=now
    )
    audit.record("opened", _about(opened), by=None, members=len(members))


def _skip(opened: Round, why: str) -> None:
    opened.step, opened.why_skipped = Step.SKIPPED.value, why
    audit.record("skipped", _about(opened), by=None, why=why)


def _open_box(opened: Round, layout: Layout, smallest: int) -> str:
    ring = boxes.ring()
    sealing_key = ring.create(opened.uid)
    seed = ring.issue_keys(opened.uid).oprf_seed
    cohorts = freeze_actions.cohorts(layout, ((c, derive(seed, opened.uid, c.id).public_key) for c in layout.cohorts))
    thresholds = {"cohort": smallest, **layout.thresholds}
    before = next(iter(queries.sealed(opened.programme_id, limit=1)), None)
    previous = tables.link(before.uid) if before else None
    return ballots.open_box(manifest.Round(opened.uid, thresholds, sealing_key, previous), cohorts, layout.as_json())


def _seat(opened: Round, members: list[Person], division: Division, layout: Layout) -> None:
    """Make one seat a member, in random order, all of one size."""
    cohort_of = {label: cohort.id for cohort in layout.cohorts for label in cohort.labels}
    rows = [
        {
            "round_id": opened.id,
            "person_id": person.id,
            "cohort": cohort_of[division.label_of[person.id]],
            "blinded": queries.NOT_COLLECTED,
        }
        for person in members
    ]
    secrets.SystemRandom().shuffle(rows)
    db.session.execute(delete(Seat).where(Seat.round_id == opened.id))
    for start in range(0, len(rows), 5000):
        db.session.execute(insert(_SEATS), rows[start : start + 5000])


def _name_readers(opened: Round, parent: dict[str, str | None], today: date) -> None:
    """Write down who reads the comments: the writer is told, and nobody is added later."""
    uid_of = {team.id: team.uid for team in people.open_teams()}
    upper = {team.uid: uid_of.get(team.parent_id or 0) for team in people.open_teams()}
    readers = [(person_id, EVERYWHERE) for person_id in queries.hr(today)]
    readers += [
        (person_id, branch)
        for person_id, team_id in queries.leads(today)
        for branch in branches(parent, upper, uid_of.get(team_id, ""))
    ]
    db.session.execute(delete(CommentReader).where(CommentReader.round_id == opened.id))
    rows = [{"round_id": opened.id, "person_id": person_id, "team_uid": branch} for person_id, branch in readers]
    if rows:
        db.session.execute(insert(CommentReader), rows)


def remind(opened: Round, *, now: datetime) -> None:
    """Remind those who have not taken part yet; the rows are deleted on delivery, nobody can list them."""
    again = opened.remind_again_at is not None and opened.remind_again_at <= now
    wanted = select(Seat.person_id).where(
        Seat.round_id == opened.id, Seat.blinded == queries.NOT_COLLECTED, Seat.person_id > 0
    )
    kind = messages.SECOND_REMINDER if again else messages.REMINDER
    outbox.post_many(
        kind.name, list(db.session.scalars(wanted)), {"round": opened.uid}, about=_about(opened), due_at=now
    )
    opened.reminded = 2 if again else 1


def count(opened: Round, *, now: datetime) -> None:
    """Note how many of the whole company took part so far, as exactly as an open round may say."""
    opened.collected = stepped(queries.collected(opened.id), opened.members)
    opened.counted_at = hour_of(now)


def close(opened: Round, *, now: datetime) -> None:
    """End the answering: nobody collects any more."""
    opened.collected, opened.counted_at = queries.collected(opened.id), hour_of(now)
    opened.step = Step.CLOSED.value
    outbox.drop(_about(opened))


def freeze(closed: Round) -> None:
    """Freeze the box: nobody casts any more."""
    ballots.freeze(closed.uid)
    ballots.rewrite()
    closed.step = Step.FROZEN.value


def publish(frozen: Round) -> None:
    """Count, publish and read back."""
    tallies.count(frozen.uid, queries.collected_by_cohort(frozen.id))
    tallies.read_back(frozen.uid)
    frozen.step = Step.PUBLISHED.value


def destroy(published: Round) -> None:
    """Destroy ballots and keys: from here on nobody can open anything."""
    ballots.destroy(published.uid)
    published.step = Step.DESTROYED.value


def forget(destroyed: Round, *, now: datetime) -> None:
    """Forget who took part; counts stay."""
    _lay_seats_anew(without=destroyed.id)
    outbox.drop(_about(destroyed))
    destroyed.step, destroyed.sealed_at = Step.SEALED.value, now
    audit.record("sealed", _about(destroyed), by=None)


def collect(uid: str, person_id: int, blinded: bytes) -> tuple[str, bool]:
    """Put a blinded element on a person's seat: (cohort, whether it is the one on file).

    The first one stays for good: a reset would allow two ballots. Raises NotFound for who has no seat.
    """
    place = {"uid": uid, "person": person_id, "blinded": blinded, "none": queries.NOT_COLLECTED}
    row = db.session.execute(_COLLECT, place).first()
    if row:
        return row.cohort, True
    row = db.session.execute(_ON_FILE, place).first()
    return (row.cohort, False) if row else ("", False)


_COLLECT = text(
    "UPDATE seat SET blinded = :blinded WHERE person_id = :person AND (blinded = :none OR blinded = :blinded)"
    " AND round_id = (SELECT id FROM round WHERE uid = :uid AND step = 'open') RETURNING cohort"
)
_ON_FILE = text(
    "SELECT cohort FROM seat WHERE person_id = :person"
    " AND round_id = (SELECT id FROM round WHERE uid = :uid AND step = 'open')"
)


def forget_person(person_id: int) -> None:
    """Make a person's seats anonymous, so that no count moves before the seal; they read no comments any more."""
    db.session.execute(delete(CommentReader).where(CommentReader.person_id == person_id))
    db.session.execute(
        update(Seat).where(Seat.person_id == person_id).values(person_id=-secrets.randbelow(2**31 - 1) - 1)
    )


def rewrite_seats() -> None:
    """On PostgreSQL write every seat anew, so that no row tells when it was written; SQLite overwrites in place."""
    if _on_postgres():
        _lay_seats_anew()


def _lay_seats_anew(*, without: int = 0) -> None:
    for statement in _ANEW if _on_postgres() else (_DROP,):
        db.session.execute(statement, {"round": without})


_DROP = text("DELETE FROM seat WHERE round_id = :round")
_ANEW = (
    text("LOCK TABLE seat IN ACCESS EXCLUSIVE MODE"),  # first: two who delete before would wait for each other
    _DROP,
    text("CREATE TEMPORARY TABLE seat_anew ON COMMIT DROP AS SELECT * FROM seat"),
    text("TRUNCATE seat"),  # a new file: the old one held what was deleted
    text("INSERT INTO seat SELECT * FROM seat_anew ORDER BY round_id, cohort, md5(person_id::text || random()::text)"),
)


def empty_log() -> None:
    """Empty SQLite's write-ahead log, which holds the seats as they were; PostgreSQL recycles its own."""
    if _on_postgres():
        return
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _on_postgres() -> bool:
    return db.engine.dialect.name == "postgresql"


def _about(opened: Round) -> str:
    return f"round:{opened.uid}"


def tell(name: str, team_uid: str, *, said: str, did: str, became: Became, day: date) -> None:
    """Put a line "You said → we did" on the first screen of a team's next pulses; `name` is the promise's uid."""
    last = db.session.scalar(select(func.max(SaidDone.turn))) or 0
    line = db.session.get(SaidDone, name) or SaidDone(name=name)
    line.team_uid, line.said, line.did = team_uid, said, did
    line.became, line.day, line.turn = became.value, day, last + 1
    db.session.add(line)
    db.session.flush()
