"""A round for 100,000 people in 2,000 teams, on PostgreSQL: time to open it, and to seal 100,000 ballots.

A tenth of them goes first: what one person costs may not grow with their number.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from pulse.ballots import actions as ballots
from pulse.ballots import voter
from pulse.ballots.envelopes import lock
from pulse.ballots.queries import ring, waiting
from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.rounds import actions, jobs, queries
from pulse.rounds.models import Round, Seat, Step
from pulse.scores import jobs as scores
from pulse.tallies import queries as tables
from tests._ground.voting import make_programme
from tests.benchmarks._company import application, hire, kinds
from tests.benchmarks._server import tidy
from tests.benchmarks._targets import Target, judged
from tests.benchmarks._voters import seal

PEOPLE, TEAMS = 100_000, 2_000
AT_ONCE = 2000
MOST_RATIO = 1.5  # of what one person costs among all, to one among a tenth

STEPS: dict[str, Callable[[Round], None]] = {
    "freeze": actions.freeze,
    "publish": actions.publish,
    "destroy": actions.destroy,
    "forget": lambda sealed: actions.forget(sealed, now=clock.now()),
}


def main() -> int:
    """Measure on PostgreSQL, or on what is named; a number says how many people."""
    people = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), PEOPLE)
    wanted = "SQLite" if "sqlite" in [argument.lower() for argument in sys.argv[1:]] else "PostgreSQL"
    if wanted not in kinds():
        print("There is no PostgreSQL on this machine.")
        return 0
    few, many = measured(wanted, max(people // 10, 20)), measured(wanted, people)
    return judged(
        Target(f"{name}, each of {people} to each of a tenth", many[name] / few[name], MOST_RATIO) for name in few
    )


def measured(wanted: str, people: int) -> dict[str, float]:
    """Open and seal one round; print each step, return the seconds that each of the people cost."""
    folder = Path(tempfile.mkdtemp(prefix="pulse-round-"))
    try:
        with kinds()[wanted](folder) as place, application(place):
            hire(people, max(1, people * TEAMS // PEOPLE))
            print(f"{wanted}, {people} people{'':14}{'seconds':>10}{'own CPU-s':>11}{'peak MiB':>10}")
            opened, took = opening()
            timed(f"(preparing {people} ballots)", lambda: answer(opened))
            return {"open": took / people, "seal": sealing(opened) / people}
    finally:
        tidy(folder)


def opening() -> tuple[Round, float]:
    """Open the round by the job, seats and invitations included; return it and the seconds it took."""
    now = clock.now()
    make_programme(weekday=now.weekday(), hour=now.hour, starts_on=local_day(now, "UTC"), timezone="UTC")
    took = timed("open", lambda: jobs.advance(now))
    opened = queries.rounds(limit=1)[0]
    if opened.step != Step.OPEN:
        raise RuntimeError("the round did not open")
    timed("rewrite seats, nobody has answered", lambda: jobs.shuffle(now + timedelta(hours=1)))
    return opened, took


def answer(opened: Round) -> None:
    """Let everybody answer: sealed as browsers do, put into the box many at once, which no server does."""
    seats = db.session.execute(select(Seat.person_id, Seat.cohort).where(Seat.round_id == opened.id)).all()
    box_key = ring().issue_keys(opened.uid).box_key
    for start in range(0, len(seats), AT_ONCE):
        some = seats[start : start + AT_ONCE]
        made = [seal(opened, cohort, voter.begin().nonce) for _, cohort in some]
        envelopes = [
            ballots.Envelope(opened.uid, each.receipt, lock(box_key, each.receipt, each.cohort, each.body))
            for each in made
        ]
        ballots.place(lambda envelopes=envelopes: envelopes)
    with transaction():
        db.session.execute(Seat.__table__.update().values(blinded=b"\1" * 32))
    if waiting(opened.uid) != len(seats):
        raise RuntimeError("ballots are missing")


def sealing(opened: Round) -> float:
    """Take every step of the seal, each in its transaction as the job does; return the seconds."""
    timed("rewrite ballots and seats", lambda: jobs.shuffle(clock.now() + timedelta(hours=2)))
    begun = time.perf_counter()
    step("close", opened.id, lambda closed: actions.close(closed, now=clock.now()))
    for name, act in STEPS.items():
        step(name, opened.id, act)
    took = time.perf_counter() - begun
    print(f"{'seal, all steps':38}{took:10.1f}")
    timed("scores", scores.compute)
    facts = tables.facts(opened.uid)
    print(f"{facts.ballots} ballots counted, {facts.unreadable} unreadable, {len(tables.cells(opened.uid))} cells")
    return took


def step(name: str, round_id: int, act: Callable[[Round], None]) -> None:
    """Take one step in a transaction of its own."""

    def taken() -> None:
        with transaction():
            act(db.session.get_one(Round, round_id))

    timed(name, taken)


def timed(label: str, act: Callable[[], object]) -> float:
    """Do something once; print how long it took, this process's CPU seconds and its largest size so far."""
    begun, spent = time.perf_counter(), time.process_time()
    act()
    took, spent = time.perf_counter() - begun, time.process_time() - spent
    print(f"{label:38}{took:10.1f}{spent:11.1f}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10.0f}")
    return took


if __name__ == "__main__":
    sys.exit(main())
