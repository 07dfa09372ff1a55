"""Read how teams that serve others were rated; nothing is computed from ballots for a page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, select

from pulse.base.db import db
from pulse.rounds.models import Round
from pulse.service_ratings.models import Rendered, Weighed
from pulse.service_ratings.service import ALL, Rated

RECENT = 12  # rounds in which a team must have been asked about to be on the map


@dataclass(frozen=True)
class Asking:
    """A sealed round that asked about teams; `named`: raters named the teams themselves."""

    round_id: int
    uid: str
    programme_id: int
    on: date
    named: bool


@dataclass(frozen=True)
class RatingRow:
    """What one round says of one team; `joined`: by the same raters as before."""

    round_id: int
    joined: bool
    rated: Rated


_ASKING = (Round.id, Round.uid, Round.programme_id, Round.occurrence, Weighed.named)
_RATED = (
    *(Rendered.server_uid, Rendered.question, Rendered.branch_uid, Rendered.members, Rendered.gap, Rendered.n),
    *(Rendered.score, Rendered.low, Rendered.high, Rendered.bands, Rendered.clamped, Rendered.about),
)


def recent() -> list[Asking]:
    """Return the newest rounds that asked about teams, the newest first."""
    wanted = select(*_ASKING).join(Weighed, Weighed.round_id == Round.id)
    wanted = wanted.where(exists().where(Rendered.round_id == Round.id))
    return [Asking(*row) for row in db.session.execute(wanted.order_by(Round.opens_at.desc()).limit(RECENT))]


def of_team(server: str, limit: int = 24) -> list[Asking]:
    """Return the rounds that asked about one team, the newest first."""
    wanted = select(*_ASKING).join(Weighed, Weighed.round_id == Round.id)
    wanted = wanted.where(exists().where(Rendered.round_id == Round.id, Rendered.server_uid == server))
    return [Asking(*row) for row in db.session.execute(wanted.order_by(Round.opens_at.desc()).limit(limit))]


def rows(round_ids: Collection[int]) -> list[RatingRow]:
    """Return everything that is stored of some rounds."""
    return _read(_wanted().where(Rendered.round_id.in_(round_ids)))


def rows_of_team(server: str, round_ids: Collection[int]) -> list[RatingRow]:
    """Return everything that is stored of one team in some rounds."""
    return _read(_wanted().where(Rendered.round_id.in_(round_ids), Rendered.server_uid == server))


def is_rated(server: str) -> bool:
    """Tell whether a team was ever asked about."""
    return bool(db.session.scalar(select(exists().where(Rendered.server_uid == server, Rendered.branch_uid == ALL))))


def _wanted() -> Select[Any]:
    order = (Rendered.round_id, Rendered.server_uid, Rendered.question, Rendered.branch_uid)
    return select(Rendered.round_id, Rendered.joined, *_RATED).order_by(*order)


def _read(wanted: Select[Any]) -> list[RatingRow]:
    return [_row(*found) for found in db.session.execute(wanted)]


def _row(round_id: int, joined: bool, *found: Any) -> RatingRow:
    server, question, branch, members, gap, n, score, low, high, bands, clamped, about = found
    rated = Rated(
        *(server, question, branch, members, gap, n, score or 0.0, low, high, tuple(bands)),
        clamped=clamped,
        about=about,
    )
    return RatingRow(round_id, joined, rated)
