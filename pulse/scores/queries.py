"""Read what seals have stored; nothing is computed for a page, so its cost does not grow with the company."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Integer, Select, case, func, select, type_coerce
from sqlalchemy.orm import aliased, joinedload

from pulse.base.db import db
from pulse.programmes.models import Programme
from pulse.rounds.models import Round
from pulse.scores.agreement import SPLIT_BELOW
from pulse.scores.all_clear import Tested
from pulse.scores.change import Verdict
from pulse.scores.lasting import silent_since
from pulse.scores.models import ANNOUNCED, Answered, Conclusion, Earlier, Health, Mark, Response, Restated
from pulse.scores.published import DIMENSIONS
from pulse.scores.stored import Given, Healthy, Score, Silent, TookPart

COURSE = 52  # rounds that are looked back on
APART = 5.0  # points by which a whole range must lie below the company's score to be named for it

_SCORE = (
    Mark.round_id,
    Mark.team_uid,
    Mark.dimension,
    Mark.gap,
    Mark.joined,
    Mark.score,
    Mark.low,
    Mark.high,
    Mark.n,
    Mark.members,
    Mark.about,
    Mark.verdict,
    Mark.change,
    Mark.beyond,
    Mark.news,
    Mark.agreement,
    Mark.floor,
    Mark.ceiling,
)
_TOOK_PART = (
    Response.round_id,
    Response.team_uid,
    Response.took_part,
    Response.least,
    Response.invited,
    Response.fell,
)


def programmes() -> list[Programme]:
    """Return the programmes that have results, the one with the newest first."""
    wanted = select(Programme).join(Round, Round.programme_id == Programme.id)
    wanted = wanted.join(Conclusion, Conclusion.round_id == Round.id).group_by(Programme.id)
    return list(db.session.scalars(wanted.order_by(func.max(Round.opens_at).desc(), Programme.id.desc())))


def rounds(programme_id: int, limit: int | None) -> list[Round]:
    """Return a programme's rounds that have results, the newest first; all of them without a limit."""
    wanted = select(Round).join(Conclusion, Conclusion.round_id == Round.id).options(joinedload(Round.programme))
    wanted = wanted.where(Round.programme_id == programme_id).order_by(Round.opens_at.desc(), Round.id.desc())
    return list(db.session.scalars(wanted.limit(limit)))


def scores(round_ids: Collection[int], teams: Collection[str]) -> list[Score]:
    """Return the scores of some teams in some rounds, on every dimension."""
    wanted = select(*_SCORE).where(Mark.round_id.in_(round_ids), Mark.team_uid.in_(teams))
    return [Score(*row) for row in db.session.execute(wanted)]


def news(round_id: int) -> list[Score]:
    """Return the changes that a round's seal announced, in every team."""
    wanted = select(*_SCORE).where(Mark.round_id == round_id, ANNOUNCED)
    return [Score(*row) for row in db.session.execute(wanted)]


def split(round_id: int, inside: Select[tuple[str]] | None, limit: int) -> list[Score]:
    """Return the scores of teams whose opinions lie furthest apart, of all or of those `inside`."""
    wanted = select(*_SCORE).where(Mark.round_id == round_id, Mark.agreement < SPLIT_BELOW)
    if inside is not None:
        wanted = wanted.where(Mark.team_uid.in_(inside))
    return [Score(*row) for row in db.session.execute(wanted.order_by(Mark.agreement).limit(limit))]


def restated(round_ids: Collection[int]) -> dict[int, list[str]]:
    """Return which of some rounds were computed anew, each with the questions that are no part of its scores now."""
    wanted = select(Restated.round_id, Restated.without).where(Restated.round_id.in_(round_ids))
    return dict(db.session.execute(wanted).tuples().all())


def took_part(round_ids: Collection[int], teams: Collection[str]) -> list[TookPart]:
    """Return how many of some teams took part in some rounds."""
    wanted = select(*_TOOK_PART).where(Response.round_id.in_(round_ids), Response.team_uid.in_(teams))
    return [TookPart(*row) for row in db.session.execute(wanted)]


def course(about: Round) -> list[int]:
    """Return a round of results and those before it of its programme, oldest first."""
    wanted = select(Round.id).join(Conclusion, Conclusion.round_id == Round.id)
    wanted = wanted.where(Round.programme_id == about.programme_id, Round.opens_at <= about.opens_at)
    newest = db.session.scalars(wanted.order_by(Round.opens_at.desc(), Round.id.desc()).limit(COURSE)).all()
    return list(reversed(newest))


def silent(round_ids: Sequence[int]) -> dict[str, Silent]:
    """Return the teams that are silent in the last of some rounds (oldest first), whenever they were found so."""
    fell = select(Response.team_uid).where(Response.round_id.in_(round_ids), Response.fell)
    wanted = select(*_TOOK_PART).where(Response.round_id.in_(round_ids), Response.team_uid.in_(fell))
    rows = {(row.team_uid, row.round_id): TookPart(*row) for row in db.session.execute(wanted)}
    found = {}
    for team in sorted({team for team, _round in rows}):
        since = silent_since([rows.get((team, round_id)) for round_id in round_ids])
        if since is not None:
            found[team] = Silent(team, round_ids[since], anew=since == len(round_ids) - 1)
    return found


def tested(round_ids: Sequence[int], teams: Select[tuple[str]], lately: int) -> tuple[Tested, bool]:
    """Return of how many of some teams every score that the last round shows could be tested, and of how many not.

    And whether of one of them at least it is known in each of the last `lately` rounds how many took part.
    """
    shown = (Mark.gap == "") & Mark.dimension.in_(DIMENSIONS)
    untested = func.max(case((Mark.verdict == Verdict.CANNOT_JUDGE.value, 1), else_=0)).label("untested")
    marks = select(untested).where(Mark.round_id == round_ids[-1], shown, Mark.team_uid.in_(teams))
    each = marks.group_by(Mark.team_uid).subquery()
    known = Response.round_id.in_(round_ids[-lately:]), Response.invited > 0, Response.team_uid.in_(teams)
    heard = select(Response.team_uid).where(*known).group_by(Response.team_uid).having(func.count() == lately)
    counted = select(func.count(), func.coalesce(func.sum(each.c.untested), 0), heard.exists()).select_from(each)
    every, not_yet, is_heard = db.session.execute(counted).one()
    return Tested(int(every - not_yet), int(not_yet)), bool(is_heard)


def far_below(round_id: int, teams: Select[tuple[str]], company: str, limit: int) -> list[tuple[Score, float]]:
    """Return scores that no test could judge and whose whole range lies below the company's, furthest first; and its.

    It says where a team stands, and nothing of change.
    """
    whole = aliased(Mark)
    same = (whole.round_id == Mark.round_id) & (whole.dimension == Mark.dimension) & (whole.team_uid == company)
    wanted = select(*_SCORE, whole.score).join(whole, same)
    wanted = wanted.where(Mark.round_id == round_id, Mark.dimension.in_(DIMENSIONS), Mark.team_uid.in_(teams))
    wanted = wanted.where(Mark.gap == "", Mark.verdict == Verdict.CANNOT_JUDGE.value, whole.gap == "")
    wanted = wanted.where(func.coalesce(Mark.high, Mark.score) <= whole.score - APART)
    rows = db.session.execute(wanted.order_by(Mark.score - whole.score, Mark.team_uid, Mark.dimension).limit(limit))
    return [(Score(*row[:-1]), row[-1]) for row in rows]


def answers(round_id: int, team: str) -> list[Given]:
    """Return a team's answers to each question of a round, by question code."""
    wanted = select(Answered.question, Answered.gap, Answered.shown)
    wanted = wanted.where(Answered.round_id == round_id, Answered.team_uid == team).order_by(Answered.question)
    return [given(*row) for row in db.session.execute(wanted)]


def given(question: str, gap: str, shown: dict[str, Any]) -> Given:
    """Return what a row says of a team's answers."""
    if gap:
        return Given(question, gap)
    of_score, of_members = shown["range"] or {}, shown["favourable"] or (None, None)
    return Given(
        question=question,
        gap="",
        n=shown["n"],
        members=shown["members"],
        bands=tuple(shown["bands"]),
        clamped=shown["clamped"],
        about=shown["about"],
        score=shown["score"],
        low=of_score.get("low"),
        high=of_score.get("high"),
        fewest=of_members[0],
        most=of_members[1],
    )


def every_score(round_ids: Collection[int]) -> Select[Any]:
    """Return the statement for what a file says of all scores of some rounds, by round and team: a stream."""
    about, news = (type_coerce(column, Integer) for column in (Mark.about, Mark.news))
    numbers = (Mark.score, Mark.low, Mark.high, Mark.n, about, Mark.verdict, Mark.change, news)
    wanted = select(Mark.round_id, Mark.team_uid, Mark.dimension, Mark.gap, *numbers, Mark.favourable)
    return wanted.where(Mark.round_id.in_(round_ids)).order_by(Mark.round_id, Mark.team_uid, Mark.dimension)


def every_response(round_ids: Collection[int]) -> Select[Any]:
    """Return the statement for how many of every team took part in some rounds."""
    wanted = select(*_TOOK_PART).where(Response.round_id.in_(round_ids))
    return wanted.order_by(Response.round_id, Response.team_uid)


def every_answer(round_ids: Collection[int]) -> Select[Any]:
    """Return the statement for the answers of every team in some rounds; `given` reads the last three columns."""
    wanted = select(Answered.round_id, Answered.team_uid, Answered.question, Answered.gap, Answered.shown)
    wanted = wanted.where(Answered.round_id.in_(round_ids))
    return wanted.order_by(Answered.round_id, Answered.team_uid, Answered.question)


def health(round_ids: Collection[int]) -> dict[int, Healthy]:
    """Return what rounds say of their questions, by round."""
    rows = db.session.execute(
        select(Health.round_id, Health.questions, Health.joint).where(Health.round_id.in_(round_ids))
    )
    return {
        row[0]: Healthy(row[1], tuple((kind, key, value, weight) for kind, key, value, weight in row[2]))
        for row in rows
    }


def earlier(round_ids: Collection[int], teams: Collection[str]) -> list[tuple[frozenset[str], Score]]:
    """Return lines across recorded changes: what a team was made of in a round, and the score of all of it."""
    columns = (Earlier.made_of, *(getattr(Earlier, name) for name in _OF_EARLIER))
    wanted = select(*columns).where(Earlier.round_id.in_(round_ids), Earlier.team_uid.in_(teams))
    rows: list[Any] = list(db.session.execute(wanted))
    return [(frozenset(row[0]), Score(*row[1:], *_NO_CHANGE)) for row in rows]


_NO_CHANGE: tuple[Any, ...] = ("", None, None, False)  # a verdict is of the team as it is
_OF_EARLIER = ["round_id", "team_uid", "dimension", "gap", "joined", "score", "low", "high", "n", "members", "about"]
