"""Teams are renamed, merged, split and moved between rounds, and HR records it: no new line isolates anybody.

What stands on an earlier part of a line is a number of its own, about a set of teams that never were one. The
algebraist gets every such number beside everything else that is published of the round.
"""

import re
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.lineage.models import Succession
from pulse.people.models import Person, Role, Team
from pulse.rounds.models import Round
from pulse.scores import actions, earlier, jobs
from pulse.scores.dimension import Gap
from pulse.scores.models import Conclusion, Earlier, Mark
from pulse.scores.published import DIMENSIONS
from pulse.scores.spread import pool
from pulse.tallies.clamp import POINTS
from tests.attacks._trees import RandomCompany
from tests.attacks._truth import Truth
from tests.attacks._world import OPENS, WEEK, feel, hire, world
from tests.attacks.test_algebra_of_pages import asked, reorganise

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

COMPANIES = 40


@pytest.fixture(scope="module")
def company(databases, migrated, tmp_path_factory):
    """A company whose teams are renamed, merged, split and moved, read by HR after the fourth round."""
    with world(databases.copy_of(migrated), tmp_path_factory.mktemp("reorganised")) as made:
        random = Random(5)
        hire(random, 70, 8)
        for number in range(4):
            if number:
                [_rename, _merge, _split][number - 1](OPENS + number * WEEK - timedelta(days=2))
            opened = made.open()
            codes = [question.code for question in made.layout(opened.uid).questions if not question.is_open]
            made.seal(opened, feel(random, made.seats(opened), codes, 0.9, 0.4))
        marks = _rows(Mark)
        assert jobs.piece() == 4
        assert _rows(Mark) == marks  # never restated
        made.truths = {
            each.id: Truth(
                actions.published(each.uid, each.occurrence), [(v.cohort, v.bands) for v in made.votes[each.uid]]
            )
            for each in db.session.scalars(select(Round).order_by(Round.id))
        }
        made.rows = list(db.session.scalars(select(Earlier)))
        hana = db.session.scalars(select(Person).where(Person.role == Role.HR.value)).one()
        made.pages = _read(made.browser(hana))
        yield made


def _rows(model):
    db.session.remove()
    return sorted(map(repr, db.session.execute(select(*model.__table__.columns)).all()))


def _read(browser):
    """Return every team's page of every round, as HR reads it, by address."""
    rounds = [f"?round={each.uid}&programme={each.programme.uid}" for each in db.session.scalars(select(Round))][:-1]
    addresses = [f"/results/teams/{uid}{of}" for uid in db.session.scalars(select(Team.uid)) for of in ["", *rounds]]
    return {address: browser.get(address).get_data(as_text=True) for address in addresses}


def _lowest(count):
    """Return some open teams without teams below, the largest first."""
    teams = list(db.session.scalars(select(Team).where(Team.closed_on.is_(None), Team.parent_id.is_not(None))))
    above = {team.parent_id for team in teams}
    size = {team.id: len(list(_members(team))) for team in teams}
    return sorted((team for team in teams if team.id not in above), key=lambda team: -size[team.id])[:count]


def _members(team):
    return db.session.scalars(select(Person).where(Person.team_id == team.id).order_by(Person.id))


def _new(name, parent_id):
    team = Team(uid=name.lower(), name=name, parent_id=parent_id)
    db.session.add(team)
    db.session.flush()
    return team


def _go(older, newer, day, *, people=None, part=False):
    for person in list(_members(older))[:people]:
        person.team_id = newer.id
    if not list(_members(older)):
        older.closed_on = day.date()
    db.session.add(Succession(team_uid=newer.uid, follows_uid=older.uid, on=day.date(), part=part))


def _rename(day):
    with transaction():
        (older,) = _lowest(1)
        _go(older, _new("Renamed", older.parent_id), day)


def _merge(day):
    with transaction():
        some, others = _lowest(2)
        moved, newer = _lowest(3)[2], _new("Merged", some.parent_id)
        _go(some, newer, day)
        _go(others, newer, day)
        moved.parent_id = newer.id


def _split(day):
    with transaction():
        (older,) = [team for team in _lowest(4) if team.name != "Merged"][:1]
        half = len(list(_members(older))) // 2
        _go(older, _new("North", older.parent_id), day, people=half, part=True)
        _go(older, _new("South", older.parent_id), day, part=True)


def learnt(truth, rows):
    """Return the groups under five that follow from all of a round and from its earlier parts of lines."""
    known = truth.algebra()
    for team, dimension in [(team, of) for team in truth.published.parent for of in DIMENSIONS]:
        known.mean({code: truth.cohorts_of(team, code) for code in truth.asking(dimension)})
    for teams, dimension in rows:
        held = _inside(truth, teams)
        known.mean({code: held(code) for code in truth.asking(dimension)})
    return known.groups()


def _inside(truth, teams):
    """Return, for a question, the cohorts of the cells wholly inside some teams, found without the product."""
    below = {team: truth._below[team] for team in teams if team in truth._below}
    nodes = frozenset().union(*below.values()) if below else frozenset()

    def of(code):
        cells = [c for c in truth.cells if c.question == code and truth._labels[c.cohorts] <= nodes]
        return frozenset().union(*(cell.cohorts for cell in cells))

    return of


def test_the_changes_left_lines_of_several_teams(company):
    shown = [row for row in company.rows if len(row.made_of) > 1 and not row.gap]
    assert {row.team_uid for row in shown} >= {"merged"}
    assert {row.round_id for row in shown} >= {1, 2}


def points(truth, teams, dimension, effects):
    """Return the score of some teams from the true ballots of the cells wholly inside them, and its fewest answers."""
    held, codes = _inside(truth, teams), truth.asking(dimension)
    inside = {
        code: [cell for cell in truth.cells if cell.question == code and cell.cohorts <= held(code)] for code in codes
    }
    shares = {code: [sum(row) for row in zip(*map(truth._share, some), strict=True)] for code, some in inside.items()}
    means = [
        sum(p * share for p, share in zip(POINTS, row, strict=True)) / sum(row) - effects.get(code, 0.0)
        for code, row in shares.items()
    ]
    return min(100.0, max(0.0, sum(means) / len(means))), min(sum(cell.n for cell in some) for some in inside.values())


def test_every_number_of_an_earlier_part_is_that_of_whole_cells(company):
    shown = [row for row in company.rows if not row.gap and row.dimension in DIMENSIONS]
    assert len(shown) > 5
    for row in shown:
        effects = db.session.get_one(Conclusion, row.round_id).effects
        score, n = points(company.truths[row.round_id], row.made_of, row.dimension, effects)
        assert (row.score, row.n) == (pytest.approx(score, abs=1e-6), n)
        assert row.n >= 5


def test_no_group_under_five_follows_from_the_lines_of_a_reorganised_company(company):
    for round_id, truth in company.truths.items():
        rows = [(row.made_of, row.dimension) for row in company.rows if row.round_id == round_id and not row.gap]
        assert learnt(truth, rows) == set()


def test_pages_show_the_earlier_part_and_say_what_it_is_made_of(company):
    page = company.pages["/results/teams/merged"]
    assert re.search(r"Before \w+ \d+, 2026 the lines show .* and .* together\.", page)
    assert re.search(r"Before \w+ \d+, 2026 the lines show Merged", page) is None
    shown = {row.round_id for row in company.rows if row.team_uid == "merged" and not row.gap and len(row.made_of) > 1}
    assert len(re.findall(r'<circle class="dot', page)) >= len(shown)
    assert "a part of what was" in company.pages["/results/teams/north"]
    assert "a part of what was" in company.pages["/results/teams/south"]


def test_numbers_on_the_earlier_part_are_those_of_stored_rows(company):
    page = company.pages["/results/teams/merged"]
    for row in company.rows:
        if row.team_uid == "merged" and row.dimension == "trust" and len(row.made_of) > 1 and not row.gap:
            day = db.session.get(Round, row.round_id).occurrence
            assert re.search(rf"<title>{day:%b} {day.day}: (about )?{int(row.score + 0.5)}\b", page)


def test_doing_it_again_changes_nothing_and_taking_back_takes_all_away(company):
    before = _rows(Earlier)
    assert jobs.piece() == 0
    with transaction():
        kept = [(s.team_uid, s.follows_uid, s.on, s.part) for s in db.session.scalars(select(Succession))]
        for one in db.session.scalars(select(Succession)):
            db.session.delete(one)
    assert jobs.piece() == 4
    assert _rows(Earlier) == []
    assert jobs.piece() == 0
    with transaction():
        db.session.add_all(Succession(team_uid=t, follows_uid=f, on=on, part=part) for t, f, on, part in kept)
    assert jobs.piece() == 4
    assert _rows(Earlier) == before


def unions(seed):
    """Ask a random company, reorganise it, and lay any two or three of its teams together, as HR may."""
    random, company = Random(seed), RandomCompany(seed)
    truths = [asked(company, random)]
    reorganise(company, random)
    truths.append(asked(company, random))
    found = []
    for truth in truths:
        teams = sorted(truth.published.parent)
        some = [random.sample(teams, min(len(teams), random.choice((2, 2, 3)))) for _ in range(6)]
        shown = []
        for union in some:
            for dimension, result in earlier.together(truth.published, union, {}, pool([])).items():
                if not isinstance(result, Gap) and dimension in DIMENSIONS:
                    assert result.score == pytest.approx(points(truth, union, dimension, {})[0], abs=1e-6)
                    shown.append((union, dimension))
        found.append((truth, shown))
    return found


def test_no_group_under_five_follows_from_any_teams_together_in_40_companies():
    every = [pair for seed in range(COMPANIES) for pair in unions(seed)]
    assert sum(len(shown) for _truth, shown in every) > 60
    assert [shown for truth, shown in every if learnt(truth, shown)] == []


def test_without_whole_cells_the_same_algebraist_finds_groups(monkeypatch):
    """The control: cohorts that merely touch the teams are cut out of their cells."""

    def cut(truth, teams):
        nodes = frozenset().union(*(truth._below[team] for team in teams if team in truth._below))
        inside = frozenset(c.id for c in truth.published.cohorts if c.labels <= nodes)
        return lambda _code: inside

    monkeypatch.setattr(f"{__name__}._inside", cut)
    assert sum(bool(learnt(truth, shown)) for seed in range(20) for truth, shown in unions(seed)) > 2
