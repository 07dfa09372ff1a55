"""Which numbers a page may say of a team, worked out from what the seal stored, against those that it says."""

import re
from dataclasses import dataclass
from math import floor
from typing import Any

from sqlalchemy import select

from pulse.base.db import db
from pulse.rounds.models import Round
from pulse.scores.models import Answered, Conclusion, Mark, Response
from tests.attacks._claims import Claim

ALWAYS = re.compile(r"from \d+ answers")  # the threshold, in the sentence that says why something is hidden
COUNTED = 9.0  # percent of a bar from which its piece bears a number


@dataclass(frozen=True)
class Stored:
    """The rows that pages are made of, by the round's uid."""

    marks: dict[tuple[str, str, str], Any]
    answered: dict[tuple[str, str, str], Any]
    responses: dict[tuple[str, str], Any]
    effects: dict[str, dict[str, float]]
    number: dict[str, int]  # how many rounds had been sealed by then


def stored() -> Stored:
    """Read all of them."""
    by_uid = dict(db.session.execute(select(Round.id, Round.uid).order_by(Round.id)).all())
    return Stored(
        {(by_uid[row.round_id], row.team_uid, row.dimension): row for row in _rows(Mark)},
        {(by_uid[row.round_id], row.team_uid, row.question): row for row in _rows(Answered)},
        {(by_uid[row.round_id], row.team_uid): row for row in _rows(Response)},
        {by_uid[row.round_id]: dict(row.effects) for row in _rows(Conclusion)},
        {uid: number for number, uid in enumerate(by_uid.values(), 1)},
    )


def _rows(model: type) -> list[Any]:
    return list(db.session.execute(select(*model.__table__.columns)))


def explained(claim: Claim, rows: Stored) -> bool:
    """Tell whether the numbers of a claim are those of its stored row, in this order, and no others."""
    said = [int(digits) for digits in re.findall(r"\d+", ALWAYS.sub("", claim.said))]
    return said in (expected(claim, rows), [])


def expected(claim: Claim, rows: Stored) -> list[int]:
    """Return the numbers that the stored row allows this kind of claim to say."""
    if claim.about == "response":
        return _took_part(claim, rows.responses.get((claim.round, claim.team)))
    if claim.how == "question":
        return _question(claim, rows.answered[claim.round, claim.team, claim.about])
    if claim.how == "note":
        marks = [rows.marks.get((claim.round, claim.team, each)) for each in ("trust", "respect", "empowerment")]
        return [max((mark.n for mark in marks if mark is not None and mark.n), default=-1)]
    if claim.how == "outlier":
        return _outlier(claim, rows)
    mark = rows.marks.get((claim.round, claim.team, claim.about))
    rounds = [rows.number[claim.round]]
    if mark is None or mark.gap:
        return rounds if claim.how == "course" else []
    return _scored(claim, mark, rounds)


def _scored(claim: Claim, mark: Any, rounds: list[int]) -> list[int]:
    score, around, n = [whole(mark.score)], [], [mark.n]
    if mark.low is not None:
        around = [whole(mark.low), whole(mark.high)]
    changed = re.search(r"changed: [+−](\d+)$|[▲▼].*?(\d+)", claim.said)
    by = [whole(abs(mark.change))] if changed and mark.change is not None else []
    if claim.about == "recommend":
        return _recommend(claim, mark)
    if claim.how == "card":
        hard = [whole(mark.floor), whole(mark.ceiling)] if "whatever the others" in claim.said else []
        wide = claim.said.startswith("Too few answers to say")
        return [*around, 100, *hard, *by] if wide else [*score, 100, *around, *n, *hard, *by]
    return {
        "move": by,
        "cell": [*([] if claim.said.startswith("wide range") else score), *around, *by],
        "course": [*rounds, *score, 100, *around],
        "square": [*score, *by],
        "far": around if claim.said.startswith("wide range") else [*score, *around],
        "far beside": score,
        "row": [*score, *around, *n],
        "tip": [*score, *around],
        "beside": [*score, *around],
        "instead": [*score, *around],
    }[claim.how]


def _recommend(claim: Claim, mark: Any) -> list[int]:
    """Return the recommend score, the ends of its scale, its range, the number of answers and the change."""
    ends = [] if mark.low is None else [abs(floor(2 * end - 99.5)) for end in (mark.low, mark.high)]
    shown = [] if claim.said.startswith("Too few answers to say") else [abs(floor(2 * mark.score - 99.5)), 100, 100]
    by = [whole(abs(2 * mark.change))] if re.search(r"changed: [+−](\d+)$", claim.said) else []
    return [*shown, *ends, mark.n, *by]


def _outlier(claim: Claim, rows: Stored) -> list[int]:
    """Return a question's score, its range, and what it is compared with."""
    shown = rows.answered[claim.round, claim.team, claim.about].shown
    every = [row for (uid, _team, code), row in rows.answered.items() if uid == claim.round and code == claim.about]
    company = max((row.shown for row in every if not row.gap), key=lambda found: found["members"])
    if claim.said.split(" · ")[-1].startswith("Mean"):
        own = [
            row.shown["score"]
            for (uid, team, code), row in rows.answered.items()
            if (uid, team) == (claim.round, claim.team) and code[0] in "TRE" and not row.gap
        ]
        return [*_with_range(shown), whole(sum(own) / len(own))]
    return [*_with_range(shown), whole(company["score"])]


def _with_range(shown: dict[str, Any]) -> list[int]:
    around = shown["range"]
    return [whole(shown["score"]), *([whole(around["low"]), whole(around["high"])] if around else [])]


def _question(claim: Claim, answered: Any) -> list[int]:
    """Return: the sentence, the score with its range, the number of answers, and the counts on the bar's pieces."""
    if answered.gap:
        return []
    shown = answered.shown
    n = shown["n"]
    if shown["clamped"] is not None:
        return [n - 2, n, *_with_range(shown), n, n - 2, n]
    counts = [width if len(shown["favourable"] or ()) == 0 else round(width * n / 100) for _, width in claim.bar]
    written = [whole(count) for count, (_, width) in zip(counts, claim.bar, strict=True) if width >= COUNTED]
    if shown["favourable"] is None:
        return [written_share(shown), *_with_range(shown), n, *written]
    fewest, most = shown["favourable"]
    return [*dict.fromkeys((fewest, most)), shown["members"], *_with_range(shown), n, *written]


def written_share(shown: dict[str, Any]) -> int:
    """Return percent favourable as it is written: the three are rounded so that they are 100 together."""
    parts = [100 * band / shown["n"] for band in shown["bands"]]
    floors = [int(part) for part in parts]
    first = sorted(range(3), key=lambda band: (floors[band] - parts[band], band))
    return floors[0] + (0 in first[: 100 - sum(floors)])


def _took_part(claim: Claim, row: Any) -> list[int]:
    if row is None or not row.invited:
        return []
    share = [whole(100 * row.took_part / row.invited)]
    if claim.how in ("row", "tip"):
        return share if row.least == row.took_part else [*share, whole(100 * row.least / row.invited), *share]
    if claim.how == "share":
        return share
    if row.least == row.took_part:
        return [row.took_part, row.invited]
    return [3, row.invited] if row.took_part < 3 else [row.least, row.took_part, row.invited]


def whole(number: float) -> int:
    """Round halves up."""
    return int(number + 0.5)
