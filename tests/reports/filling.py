"""Companies of any size with stored results, written straight into the tables that pages read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import insert

from pulse.ballots.models import Box
from pulse.base.db import db
from pulse.base.transactions import transaction, walled
from pulse.people.models import Person, Role, Team
from pulse.questions import actions as questions
from pulse.rounds.models import Round, Step
from pulse.scores.models import Answered, Conclusion, Mark, Response
from pulse.scores.published import DIMENSIONS
from tests._ground.voting import make_programme

BEGAN = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
ASKED = "T1@1,T2@1,R1@1,R2@1,E1@1,E2@1,O1@1,comment@1"
FAN_OUT = 6
BATCH = 20_000


@dataclass(frozen=True)
class Filled:
    """Whom to sign in as, and which teams and rounds there are."""

    hana: Person
    teams: tuple[str, ...]  # the company first; team i stands under team (i - 1) // FAN_OUT
    rounds: tuple[str, ...]


def fill(teams: int, rounds: int, people: int = 0) -> Filled:
    """Make a company of so many teams, with results of so many weekly rounds."""
    draw = Random(f"{teams}/{rounds}")
    programme = make_programme(starts_on=BEGAN.date())
    with transaction():
        uids = _teams(teams)
        _people(people, teams)
        hana = Person(name="Hana", email="hana@filled.example", role=Role.HR.value, locale="en")
        db.session.add(hana)
        questions.stock(BEGAN)
        _rounds(programme.id, rounds)
        _many(Mark, _marks(draw, uids, rounds))
        _many(Response, _responses(draw, uids, rounds))
        _many(Answered, _answers(draw, uids, rounds))
    with walled(write=True) as connection:
        connection.execute(insert(Box), [_box(number) for number in range(1, rounds + 1)])
    return Filled(hana, tuple(uids), tuple(_uid(number) for number in range(1, rounds + 1)))


def _uid(number: int) -> str:
    return f"round{number:011d}"


def _many(model: type, rows: Iterator[dict[str, object]]) -> None:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            db.session.execute(insert(model), batch)
            batch = []
    if batch:
        db.session.execute(insert(model), batch)


def _teams(count: int) -> list[str]:
    uids = [f"team{number:012d}" for number in range(count)]
    _many(
        Team,
        (
            {
                "id": number + 1,
                "uid": uid,
                "name": f"Team {number}",
                "parent_id": (number - 1) // FAN_OUT + 1 if number else None,
            }
            for number, uid in enumerate(uids)
        ),
    )
    return uids


def _people(count: int, teams: int) -> None:
    _many(
        Person,
        (
            {"name": f"Person {n}", "email": f"p{n}@filled.example", "team_id": n % teams + 1, "uid": f"person{n:010d}"}
            for n in range(count)
        ),
    )


def _rounds(programme_id: int, count: int) -> None:
    for number in range(1, count + 1):
        opens_at = BEGAN + timedelta(weeks=number)
        db.session.add(
            Round(
                id=number,
                uid=_uid(number),
                programme_id=programme_id,
                occurrence=opens_at.date(),
                number=number,
                opens_at=opens_at,
                closes_at=opens_at + timedelta(days=4),
                step=Step.SEALED.value,
                questions=ASKED,
            )
        )
    db.session.flush()
    _many(Conclusion, ({"round_id": number, "effects": {}, "sums": {}} for number in range(1, count + 1)))


def _marks(draw: Random, uids: list[str], rounds: int) -> Iterator[dict[str, object]]:
    for round_id in range(1, rounds + 1):
        for place, uid in enumerate(uids):
            for dimension in DIMENSIONS:
                yield _mark(draw, round_id, uid, dimension, place)


def _mark(draw: Random, round_id: int, uid: str, dimension: str, place: int) -> dict[str, object]:
    score = min(100.0, max(0.0, draw.gauss(65, 12)))
    hidden = draw.random() < 0.1
    news = not hidden and place in (3, 7) and dimension == "trust"
    empty = dict.fromkeys(
        ("score", "low", "high", "favourable", "n", "members", "least", "most", "change", "place", "agreement")
    )
    numbers = {
        "score": score,
        "low": max(0.0, score - 7),
        "high": min(100.0, score + 7),
        "favourable": score,
        "n": 41,
        "members": 50,
        "least": score,
        "most": score,
        "change": -9.0 if news else 1.0,
        "place": place,
        "agreement": 0.1 if place in (4, 9) and dimension == "respect" else 0.7,
    }
    return {
        "round_id": round_id,
        "team_uid": uid,
        "dimension": dimension,
        "gap": draw.choice(["too few", "counted higher up"]) if hidden else "",
        "joined": round_id > 1,
        "about": False,
        "verdict": "changed down" if news else "not clearly changed",
        "beyond": None,
        "q": None,
        "news": news,
        **(empty if hidden else numbers),
    }


def _responses(draw: Random, uids: list[str], rounds: int) -> Iterator[dict[str, object]]:
    for round_id in range(1, rounds + 1):
        for place, uid in enumerate(uids):
            took_part = draw.randint(30, 50)
            yield {
                "round_id": round_id,
                "team_uid": uid,
                "took_part": took_part,
                "least": took_part,
                "invited": 50,
                "fell": place == 5,
            }


def _answers(draw: Random, uids: list[str], rounds: int) -> Iterator[dict[str, object]]:
    codes = [name.split("@")[0] for name in ASKED.split(",")[:-1]]
    for round_id in range(1, rounds + 1):
        for uid in uids:
            for code in codes:
                bands = [20 + draw.randint(0, 5), 10, 11]
                yield {"round_id": round_id, "team_uid": uid, "question": code, "gap": "", "shown": _shown(code, bands)}


def _shown(code: str, bands: list[int]) -> dict[str, object]:
    return {
        "question": code,
        "n": sum(bands),
        "members": 50,
        "bands": bands,
        "clamped": None,
        "about": False,
        "score": 60.0,
        "range": {"low": 53.0, "high": 67.0},
        "favourable": None,
    }


def _box(number: int) -> dict[str, object]:
    return {
        "uid": _uid(number),
        "state": "destroyed",
        "fingerprint": "0" * 64,
        "manifest": {"thresholds": {"cohort": 7, "ballots": 5, "comments": 10}},
        "leaves": [],
        "layout": {"parent": {}, "heads": {}, "cohorts": [], "questions": [], "k": 5, "comments_from": 10},
    }
