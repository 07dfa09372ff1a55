"""Conclude a sealed round: compute its results from the published tables and store them, once."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select

from pulse.base.db import db
from pulse.lineage import queries as lineage
from pulse.lineage.links import Link, families, made_of
from pulse.rounds import participation
from pulse.rounds import queries as rounds
from pulse.rounds.models import Round
from pulse.rounds.participation import FEWEST, ShownNumber
from pulse.scores import earlier
from pulse.scores.answers import Answers, agreements, answers_everywhere
from pulse.scores.change import SAID_BEFORE, Verdict
from pulse.scores.dimension import Gap, ScorePoint, Subject
from pulse.scores.health import deviation, variation
from pulse.scores.items import NOTHING, ItemSums
from pulse.scores.models import ANNOUNCED, Answered, Conclusion, Earlier, Health, Mark, Pieced, Response
from pulse.scores.published import PublishedRound
from pulse.scores.results import ROUNDS, Results, conclude
from pulse.scores.silence import Turnout, turnouts
from pulse.scores.spread import ROUNDS as SPREAD_OVER
from pulse.scores.spread import pool
from pulse.scores.tree import path, unbroken
from pulse.tallies import queries as tables
from pulse.tallies.cells import Tree
from pulse.tallies.joint import Spread
from pulse.tallies.tables import Cell

BATCH = 2000


def published(uid: str, opened_on: date) -> PublishedRound:
    """Return a sealed round's published tables, all that is ever computed from; not what was asked about teams."""
    layout = tables.layout(uid)
    return PublishedRound(
        uid=uid,
        opened_on=opened_on,
        k=layout.k,
        parent=layout.parent,
        heads=layout.heads,
        cohorts=layout.cohorts,
        questions=tuple(question for question in layout.frame.questions if not question.about),
        cells=tables.cells(uid),
        spreads=_spreads(uid),
        took_part={cohort: collected for cohort, (_, collected) in tables.took_part(uid).items()},
    )


def _withheld(sealed: Round) -> frozenset[str]:
    """Return the cohorts whose number the round's own page withholds."""
    lines = participation.parts(tables.took_part(sealed.uid), sealed.collected)
    return frozenset(part.cohort for part in lines if part.shown is ShownNumber.WITHHELD)


def _spreads(uid: str) -> tuple[Spread, ...]:
    return tuple(
        Spread(key.split("/")[0], int(key.split("/")[1]), value, weight)
        for kind, key, value, weight in tables.joint([uid]).get(uid, [])
        if kind == "spread"
    )


def conclude_round(sealed: Round) -> None:
    """Compute and store the results of a round; doing it again changes nothing."""
    if db.session.get(Conclusion, sealed.id):
        return
    history = [r for r in reversed(rounds.sealed(sealed.programme_id)) if r.opens_at <= sealed.opens_at][-ROUNDS:]
    tabled = [replace(published(r.uid, r.occurrence), withheld=_withheld(r)) for r in history]
    found = conclude(tabled, _sums_before(history), _announced([r.id for r in history[:-1]][-SAID_BEFORE:]))
    db.session.add(Conclusion(round_id=sealed.id, effects=dict(found.effects), sums=_stored(found.sums)))
    answers = answers_everywhere(tabled[-1], pool([one.spreads for one in tabled]))
    near = agreements(tabled[-1], answers)
    marks = _marks(sealed.id, found, _joined(tabled))
    _insert(Mark, ({**mark, "agreement": near.get((mark["team_uid"], mark["dimension"]))} for mark in marks))
    _insert(Response, _responses(sealed, tabled[-1], found))
    _insert(Answered, _answered(sealed.id, answers))


def assess_round(sealed: Round) -> None:
    """Store what a round's cells say of its questions; doing it again changes nothing."""
    if db.session.get(Health, sealed.id) is None:
        by_question: dict[str, list[Cell]] = {}
        for cell in tables.cells(sealed.uid):
            by_question.setdefault(cell.question, []).append(cell)
        found = {code: asdict(variation(cells)) for code, cells in sorted(by_question.items())}
        deviations = {code: {"deviation": deviation(cells)} for code, cells in by_question.items()}
        questions = {code: found[code] | deviations[code] for code in found}
        joint = [list(row) for row in tables.joint([sealed.uid]).get(sealed.uid, [])]
        db.session.add(Health(round_id=sealed.id, questions=questions, joint=joint))


def _insert(model: type, rows: Iterable[dict[str, Any]]) -> None:
    waiting = list(rows)
    for start in range(0, len(waiting), BATCH):
        db.session.execute(insert(model), waiting[start : start + BATCH])


def _joined(tabled: list[PublishedRound]) -> frozenset[str]:
    if len(tabled) < 2:
        return frozenset()
    return unbroken([(Tree(one.parent), one.heads) for one in tabled[-2:]])


def _marks(round_id: int, found: Results, joined: frozenset[str]) -> Iterable[dict[str, Any]]:
    places = {(t, dimension): at for dimension, teams in found.order.items() for at, t in enumerate(teams)}
    for subject, result in found.scores.items():
        team, dimension = subject
        change = found.changes[subject]
        yield {
            "round_id": round_id,
            "team_uid": team,
            "dimension": dimension,
            "joined": team in joined,
            "verdict": change.verdict.value,
            "change": change.points,
            "beyond": change.beyond,
            "q": change.q,
            "news": subject in found.news,
            "place": places.get(subject),
            **_scored(result),
        }


def _scored(result: ScorePoint | Gap) -> dict[str, Any]:
    names = ("score", "low", "high", "favourable", "n", "members", "least", "most")
    if isinstance(result, Gap):
        return {"gap": result.value, "about": False, **dict.fromkeys((*names, "floor", "ceiling"))}
    numbers = {name: getattr(result, name) for name in names}
    hard = result.bounds
    return {"gap": "", "about": result.about, "floor": hard and hard.low, "ceiling": hard and hard.high, **numbers}


def _responses(sealed: Round, tabled: PublishedRound, found: Results) -> Iterable[dict[str, Any]]:
    """Store what may be said of who took part: nothing where the round's own page withholds a number."""
    told = turnouts(tabled, tabled.withheld)
    everybody = sum(cohort.members for cohort in tabled.cohorts)
    for team, turnout in turnouts(tabled).items():
        silence = found.silences.get(team)
        said = told.get(team, Turnout(0, 0))
        if turnout.invited == everybody and sealed.collected >= FEWEST:
            said = Turnout(sealed.collected, everybody)  # of the whole company it is public
        yield {
            "round_id": sealed.id,
            "team_uid": team,
            "took_part": said.took_part,
            "least": said.least,
            "invited": said.invited,
            "fell": bool(silence and silence.fell),
        }


def _answered(round_id: int, answers: Mapping[tuple[str, str], Answers | Gap]) -> Iterable[dict[str, Any]]:
    for (team, question), result in answers.items():
        shown = {} if isinstance(result, Gap) else _plain(result)
        gap = result.value if isinstance(result, Gap) else ""
        yield {"round_id": round_id, "team_uid": team, "question": question, "gap": gap, "shown": shown}


def _plain(result: Answers) -> dict[str, Any]:
    return asdict(result) | {"clamped": None if result.clamped is None else int(result.clamped)}


def _sums_before(history: list[Round]) -> ItemSums:
    if len(history) < 2:
        return NOTHING
    stored = db.session.get(Conclusion, history[-2].id)
    return _restored(stored.sums) if stored else NOTHING


def _stored(sums: ItemSums) -> dict[str, Any]:
    shared = [[one, other, value] for (one, other), value in sums.shared.items()]
    plain = {"dimension": sums.dimension, "weight": sums.weight, "offset": sums.offset}
    return {name: dict(values) for name, values in plain.items()} | {"shared": shared}


def _restored(stored: Mapping[str, Any]) -> ItemSums:
    shared = {(one, other): value for one, other, value in stored["shared"]}
    return ItemSums(stored["dimension"], stored["weight"], stored["offset"], shared)


def _announced(round_ids: list[int]) -> dict[Subject, list[Verdict]]:
    wanted = select(Mark.team_uid, Mark.dimension, Mark.verdict).where(Mark.round_id.in_(round_ids), ANNOUNCED)
    said: dict[Subject, list[Verdict]] = {}
    for team, dimension, verdict in db.session.execute(wanted.order_by(Mark.round_id)):
        said.setdefault((team, dimension), []).append(Verdict(verdict))
    return said


def to_piece() -> list[tuple[int, int | None, list[Link], str]]:
    """Return the rounds whose lines across changes are not up to date: round, the one before, what matters, its name.

    A change matters to the rounds before it and to the first one after it.
    """
    every = lineage.links()
    pieced = dict(db.session.execute(select(Pieced.round_id, Pieced.fingerprint)).tuples().all())
    if not every and not pieced:
        return []
    wanted = select(Round.id, Round.programme_id, Round.occurrence).join(Conclusion, Conclusion.round_id == Round.id)
    last: dict[int, tuple[int, date]] = {}
    due = []
    for round_id, programme, day in db.session.execute(wanted.order_by(Round.opens_at, Round.id)):
        before_id, since = last.get(programme, (None, day))
        last[programme] = (round_id, day)
        links = sorted((link for link in every if link.on > since), key=repr)
        name = sha256(repr(links).encode()).hexdigest() if links else ""
        if pieced.get(round_id, "") != name:
            due.append((round_id, before_id, links, name))
    return due


def piece_round(round_id: int, before_id: int | None, links: list[Link], fingerprint: str) -> None:
    """Store what the teams that follow others were in a round, all together, and whether lines run on into it."""
    for model in (Earlier, Pieced):
        db.session.execute(delete(model).where(model.round_id == round_id))
    if not links:
        return
    db.session.add(Pieced(round_id=round_id, fingerprint=fingerprint))
    db.session.flush()
    about = db.session.get_one(Round, round_id)
    before = db.session.get(Round, before_id) if before_id else None
    _insert(Earlier, _earlier(about, before, links))


def _earlier(about: Round, before: Round | None, links: list[Link]) -> Iterable[dict[str, Any]]:
    tabled, lately = published(about.uid, about.occurrence), rounds.sealed(about.programme_id, SPREAD_OVER - 1, about)
    was = published(before.uid, before.occurrence) if before else None
    spreads = pool([*(_spreads(each.uid) for each in reversed(lately)), tabled.spreads])
    effects, family = db.session.get_one(Conclusion, about.id).effects, families(links)
    for team in _concerned(tabled, links):
        now, joined = made_of(team, links, about.occurrence), False
        if was is not None:
            then = made_of(team, links, was.opened_on)
            joined = earlier.runs_on(earlier.counted(was, then, family), earlier.counted(tabled, now, family))
            if now == then == {team} and not joined:
                continue
        for dimension, result in earlier.together(tabled, now, effects, spreads).items():
            scored = {name: value for name, value in _scored(result).items() if name in Earlier.__table__.columns}
            place = {"round_id": about.id, "team_uid": team, "dimension": dimension}
            yield {**place, "made_of": sorted(now), "joined": joined, **scored}


def _concerned(tabled: PublishedRound, links: list[Link]) -> list[str]:
    """Return the teams that follow others, and those above a change since the round before: their line may run on."""
    teams, tree = {link.team for link in links if not link.part}, Tree(tabled.parent)
    for link in links:
        if link.on <= tabled.opened_on and link.team in tree.first:
            teams.update(path(tree, link.team)[1:])
    return sorted(teams)
