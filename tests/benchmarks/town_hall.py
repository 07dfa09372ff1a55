"""A thousand people in one hall: entering, then polling every two seconds while votes come in; when are votes seen?

`python -m tests.benchmarks.town_hall [sqlite|postgresql] [seconds]`. The server is the production one; the thousand
phones are connections of one process beside it, which shares its cores.
"""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from secrets import token_bytes

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from pulse.access import sessions
from pulse.ballots import credentials
from pulse.ballots.queries import ring
from pulse.base.db import db
from pulse.base.transactions import walled
from pulse.floor import actions as floors
from pulse.floor import guest
from pulse.floor.models import FloorVote
from pulse.people.models import Person, Team
from pulse.townhalls import snapshot_queries
from pulse.townhalls.models import Hall
from tests._ground.halls import make_hall
from tests.benchmarks._client import apart, post
from tests.benchmarks._company import application, hire, kinds
from tests.benchmarks._phones import Floor, Seen, watch
from tests.benchmarks._server import Server, serving, tidy
from tests.benchmarks._targets import Target, judged

PEOPLE, QUESTIONS, EARLIER = 1000, 40, 500  # votes for each question before the measurement
ENTERING, VOTING, AT_ONCE, RATE = 100, 200, 8, 10.0
MOST_SECONDS = 4.0
WORDS = "Why was the late shift moved without asking those who had arranged child care around the old hours? "


def main() -> int:
    """Measure each database this machine has, or the one named; say whether votes are seen in time."""
    os.environ["PULSE_SECRET_KEY"] = "t" * 32  # of those who prepare: sessions and the snapshot's key are theirs
    named = [argument.lower() for argument in sys.argv[1:] if not argument.isdigit()]
    seconds = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), 20)
    wanted = [opened for name, opened in kinds().items() if not named or name.lower() in named]
    return min(1, sum(_measured(opened, seconds) for opened in wanted))


def _measured(opened: object, seconds: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix="pulse-hall-"))
    with ExitStack() as stack:
        stack.callback(tidy, folder)
        place = stack.enter_context(opened(folder))  # type: ignore[operator]
        app = stack.enter_context(application(place))
        hire(PEOPLE, 1)
        hall = make_hall(db.session.get_one(Team, 3))
        server = stack.enter_context(serving(place))
        print(f"\n{db.engine.dialect.name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
        _run("entering", server, [(("enter", each),) for each in _entrances(app, hall)])
        slot = _filled(hall)[0]
        late = _watched(server, Floor(hall.uid, snapshot_queries.key(hall.uid), slot, EARLIER), seconds)
        _run("voting", server, [(("vote", each),) for each in _votes(hall.uid, slot, VOTING)])
        return judged([Target("seconds until a vote is seen, p95", late, MOST_SECONDS)])


def _run(label: str, server: Server, work: list[tuple[tuple[str, bytes]]]) -> None:
    before = server.cpu()
    run = apart(server.address, work, AT_ONCE)
    spent = 1000 * (server.cpu() - before) / run.done
    times = f"p50 {run.quantile('all', 0.5):.0f} ms, p95 {run.quantile('all', 0.95):.0f} ms"
    rate = f"{run.done / run.took:.1f} /s, {spent:.2f} CPU-ms each"
    print(f"{label:9} {AT_ONCE} at once: {rate}, {times}, {len(run.failed)} failed")


def _watched(server: Server, floor: Floor, seconds: int) -> float:
    """Print what polling costs, without and with votes; return the p95 of the seconds until a vote is seen."""
    for label, votes in (("quiet", []), (f"{RATE:.0f} votes/s", _votes(floor.uid, floor.slot, int(seconds * RATE)))):
        before = server.cpu()
        seen = watch(server.address, floor, PEOPLE, (votes, RATE), seconds)
        _poll_row(label, seen, server.cpu() - before)
    late = sorted(seen.votes)
    p95 = _at(late, 0.95)
    said = f"p50 {_at(late, 0.5):.2f} s, p95 {p95:.2f} s, at most {late[-1]:.2f} s"
    print(f"a vote is seen after {said}")
    return p95


def _poll_row(label: str, seen: Seen, spent: float) -> None:
    polls = sorted(seen.polls)
    each = f"{1000 * spent / len(polls):.2f} CPU-ms each, votes included"
    times = f"p50 {1000 * _at(polls, 0.5):.0f} ms, p95 {1000 * _at(polls, 0.95):.0f} ms"
    changed = f"{seen.changed / len(polls):.0%} changed"
    print(
        f"polls, {label}: {len(polls)}, {changed}, {each}, {times}, {seen.failed} failed, phones {seen.cpu:.1f} CPU-s"
    )


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


def _entrances(app: Flask, hall: Hall) -> list[bytes]:
    """Spell what signed-in browsers post to enter."""
    people = list(db.session.scalars(select(Person).order_by(Person.id).limit(ENTERING)))
    batches = [guest.entrance(guest.begin()) for _ in range(4)]
    made = [_signed(app, person, hall.uid, batches[number % 4]) for number, person in enumerate(people)]
    db.session.remove()  # nobody writes on SQLite while we read
    return made


def _signed(app: Flask, person: Person, uid: str, said: object) -> bytes:
    with app.test_request_context():
        g.pop("csrf_token", None)  # of the one before
        sessions.begin(person)
        token = generate_csrf()
        cookie = app.session_interface.get_signing_serializer(app).dumps(dict(session))  # type: ignore[attr-defined]
    head, _, body = post(f"/halls/{uid}/enter", said).partition(b"\r\n\r\n")
    return head + f"\r\nCookie: pulse={cookie}\r\nX-CSRFToken: {token}\r\n\r\n".encode() + body


def _right(uid: str, name: str) -> guest.Right:
    """Make a right as somebody holds it who drew it: nothing ties it to who that was."""
    nonce = token_bytes(32)
    return guest.Right(nonce, credentials.finalized(ring().key_pair(uid, name), nonce))


def _votes(uid: str, slot: int, count: int) -> list[bytes]:
    rights = (_right(uid, f"vote-{slot}") for _ in range(count))
    return [post(f"/halls/{uid}/votes", guest.vote(uid, slot, right)) for right in rights]


def _filled(hall: Hall) -> list[int]:
    """Put questions on the floor, and votes for each; return the slots."""
    rights = [_right(hall.uid, "ask-0") for _ in range(QUESTIONS)]
    asked = [floors.ask(hall.uid, guest.ask(hall.uid, 0, right, f"{n}: {WORDS * 3}")) for n, right in enumerate(rights)]
    slots = [question.slot for question in asked]
    rows = [{"floor": hall.uid, "slot": slot, "nullifier": token_bytes(32)} for slot in slots for _ in range(EARLIER)]
    with walled(write=True) as connection:
        connection.execute(insert(FloorVote), rows)
    return slots


if __name__ == "__main__":
    sys.exit(main())
