"""HR fetches all there is, of rounds sealed before and after the library knew what is sensitive, and subtracts."""

from dataclasses import dataclass, replace
from random import Random

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, update

from pulse.base.db import db
from pulse.base.transactions import transaction, walled
from pulse.people.models import Person, Role, Team
from pulse.programmes.models import Programme
from pulse.questions import queries as questions
from pulse.questions.library import sensitive
from pulse.questions.models import Question
from pulse.reports import pdf_libraries
from pulse.rounds.models import Round
from pulse.scores import actions, jobs
from pulse.scores.models import Answered, Conclusion, Health, Mark, Restated
from pulse.tallies import layout
from pulse.tallies import queries as tables
from pulse.tallies.models import CellRow
from tests.attacks._claims import Claim, Words, results
from tests.attacks._crawl import guesses
from tests.attacks._papers import beyond_pages
from tests.attacks._sensitive import Figure, near, of_files, of_pages, small, tree
from tests.attacks._truth import Truth
from tests.attacks._world import Vote, World, feel, hire, world

# What pages say is the same on both databases; a busy machine may take its time.
pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

ASKED = ["T1", "R1", "R2", "R8", "O2"]
BEFORE, AFTER = 2, 1  # rounds sealed by the old library, and by today's
CODES = ("R8", "O2")


@dataclass
class Read:
    """What HR has fetched, and what is true."""

    figures: set[Figure]
    near: list[tuple[Figure, int]]
    claims: set[Claim]
    pages: dict[str, str]
    truths: dict[str, Truth]
    marks: dict[tuple[str, str, str], Mark]
    effects: dict[str, dict[str, float]]
    answered: list[Answered]
    health: dict[str, Health]
    changed: dict[str, tuple[tables.Differs, ...]]
    raw: list[tuple[str, str, int]]  # round, question, answers: of the tables as they are on disk
    noted: dict[str, list[str]]
    papers: dict[str, set[str]]


@pytest.fixture(scope="module")
def read(databases, migrated, tmp_path_factory):
    """A company that was upgraded between its rounds."""
    return _read(databases.copy_of(migrated), tmp_path_factory.mktemp("sensitive"), remedy=True)


def _read(urls, place, *, remedy: bool) -> Read:
    random = Random(11)
    with world(urls, place) as made, pytest.MonkeyPatch.context() as patched:
        hire(random, 110, 7)
        with transaction():
            db.session.execute(update(Programme).values(anchors=ASKED, comment=False))
            db.session.execute(update(Question).values(sensitive=False))
        patched.setattr(layout, "sensitive", frozenset)
        _rounds(made, random, BEFORE)
        if remedy:
            patched.undo()
            _upgraded()
        _rounds(made, random, AFTER)
        return _fetched(made)


def _rounds(made: World, random: Random, count: int) -> None:
    for _number in range(count):
        opened = made.open()
        codes = [q.code for q in made.layout(opened.uid).questions if not q.is_open]
        made.seal(opened, _silently(feel(random, made.seats(opened), codes, 0.85)))


def _silently(votes: list[Vote]) -> list[Vote]:
    return [replace(vote, words="") for vote in votes]


def _upgraded() -> None:
    """Run the revision over what an older program has stored."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
    downgrade(revision="0025")
    upgrade()
    assert db.session.scalar(select(func.count()).select_from(Answered)) == 0
    db.session.rollback()
    jobs.compute()


def _fetched(made: World) -> Read:
    rounds = dict(db.session.execute(select(Round.id, Round.uid).order_by(Round.id)).all())
    hana = db.session.scalars(select(Person).where(Person.role == Role.HR.value)).one()
    truths = {
        uid: Truth(actions.published(uid, day), [(vote.cohort, vote.bands) for vote in made.votes[uid]])
        for uid, day in db.session.execute(select(Round.uid, Round.occurrence).order_by(Round.id))
    }
    browser = made.browser(hana)
    addresses = [each for each in guesses() if each.startswith(("/results", "/rounds/")) and "/comments" not in each]
    pages = {each: browser.get(each).get_data(as_text=True) for each in [*addresses, "/results/health"]}
    words = _words()
    claims = {
        claim
        for url, body in pages.items()
        if url.startswith("/results") and "/health" not in url
        for claim in results(url, body, words).claims
    }
    with walled() as connection:
        raw = [tuple(row) for row in connection.execute(select(CellRow.box, CellRow.question, CellRow.n))]
    drawn = ["/results", *(f"/results/teams/{uid}" for uid in db.session.scalars(select(Team.uid).limit(2)))]
    figures = of_files(browser, list(rounds.values()), CODES) | of_pages(claims, CODES)
    return Read(
        figures=figures,
        near=near(figures, tree()),
        claims=claims,
        pages=pages,
        truths=truths,
        marks={(rounds[m.round_id], m.team_uid, m.dimension): m for m in db.session.scalars(select(Mark))},
        effects={rounds[each.round_id]: each.effects for each in db.session.scalars(select(Conclusion))},
        answered=list(db.session.scalars(select(Answered).where(Answered.question.in_(CODES)))),
        health={rounds[each.round_id]: each for each in db.session.scalars(select(Health))},
        changed={uid: tables.differences(uid) for uid in rounds.values()},
        raw=raw,
        noted={rounds[each.round_id]: each.without for each in db.session.scalars(select(Restated))},
        papers=beyond_pages(browser, drawn) if pdf_libraries.is_possible() else {},
    )


def _words() -> Words:
    teams = {name: uid for uid, name in db.session.execute(select(Team.uid, Team.name)).all()}
    dimensions = {name: code for code, name in questions.words_of_dimensions().items()}
    texts = {
        questions.text_in(version, "en"): code
        for code, question in questions.by_code().items()
        for version in question.versions
    }
    days = {f"{day:%b} {day.day}": uid for uid, day in db.session.execute(select(Round.uid, Round.occurrence)).all()}
    return Words(teams, dimensions, texts, days)


def test_the_old_tables_hold_small_cells_and_the_new_ones_do_not(read):
    old = list(read.truths)[:BEFORE]
    counts = {uid: [n for box, code, n in read.raw if box == uid and code in CODES] for uid in read.truths}
    assert all(min(counts[uid]) < 20 for uid in old)
    assert all(min(counts[uid]) >= 20 for uid in read.truths if uid not in old)


def test_no_figure_on_a_sensitive_question_is_of_fewer_than_twenty(read):
    assert {figure.question for figure in read.figures} == {*CODES}
    assert small(read.figures) == []
    assert [row for row in read.answered if not row.gap and row.shown["n"] < 20] == []


def test_no_two_figures_on_it_differ_by_fewer_than_ten(read):
    assert len(read.figures) > 2
    assert read.near == []


def test_respect_is_the_score_without_it_wherever_it_is_shown(read):
    seen = 0
    for (uid, team, dimension), mark in read.marks.items():
        if dimension == "respect" and not mark.gap:
            seen += 1
            own = read.truths[uid].points(team, ["R1", "R2"], read.effects[uid])
            assert mark.score == pytest.approx(own, abs=1e-6)
    assert seen > 2 * len(read.truths)
    assert not {"R8", "O2"} & {code for effects in read.effects.values() for code in effects}


def test_every_rendering_of_respect_says_the_stored_score(read):
    cards = [
        claim for claim in read.claims if claim.about == "respect" and claim.how == "card" and "/ 100" in claim.said
    ]
    assert len(cards) > 5
    for claim in cards:
        whole = int(read.marks[claim.round, claim.team, "respect"].score + 0.5)
        assert f"{whole} / 100" in claim.said


def test_no_joint_figure_holds_a_sensitive_answer(read):
    old = list(read.truths)[:BEFORE]
    for uid, health in read.health.items():
        keys = {(kind, key) for kind, key, _value, _weight in health.joint}
        assert not [key for kind, key in keys if kind == "correlation" and {*CODES} & set(key.split("/"))]
        assert ("spread", "respect/3") not in keys
        assert uid not in old or not [key for _kind, key in keys if key.split("/")[0] in CODES]


def test_tables_still_have_their_hash_and_pages_say_what_is_kept_back(read):
    assert set(read.changed.values()) == {()}
    old = list(read.truths)[:BEFORE]
    said = {uid for uid in read.truths if "No page, no file and no program" in read.pages[f"/rounds/{uid}"]}
    assert said == set(old)
    assert read.noted == {uid: ["R8"] for uid in old}
    assert "Recomputed without" in read.pages["/results"]


@pytest.mark.usefixtures("pango")
def test_no_pdf_says_a_number_that_its_page_does_not(read):
    assert len(read.papers) == 3
    assert {address: besides for address, besides in read.papers.items() if besides} == {}


def test_without_the_remedy_small_groups_are_shown(databases, migrated, tmp_path):
    found = _read(databases.copy_of(migrated), tmp_path / "open", remedy=False)
    assert len(small(found.figures)) > 20
    assert set(sensitive()) >= {*CODES}


def test_who_subtracts_finds_what_a_figure_leaves_of_another():
    above = {"top": None, "west": "top", "east": "top", "desk": "west"}

    def left(**shown: int) -> list[int]:
        return sorted(rest for _, rest in near({Figure("r", team, "R8", n) for team, n in shown.items()}, above))

    assert left(top=60, west=30, east=30, desk=20) == []
    assert left(top=60, west=31, east=27, desk=24) == [2, 7, 7]
    assert left(top=60, desk=54) == [6, 6]
