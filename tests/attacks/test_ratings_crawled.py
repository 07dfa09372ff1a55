"""Everything that every role can fetch about serving teams: true sums of whole cells, and no group under five."""

import re
from dataclasses import dataclass, replace
from html import unescape
from random import Random

import pytest
from sqlalchemy import delete, select

from pulse.base.db import db
from pulse.base.transactions import walled
from pulse.people.models import Person
from pulse.rounds.models import Round
from pulse.scores import actions
from pulse.service_ratings import queries
from pulse.service_ratings.service import ALL, Rated
from pulse.tallies import queries as tables
from pulse.tallies.models import CellRow
from tests.attacks._algebra import Algebra
from tests.attacks._crawl import DRAWN, Fetched, crawl, guesses, readers
from tests.attacks._truth import Truth
from tests.attacks._world import World, feel, hire, stir, world

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

INSIDE = "/customers/inside"


@dataclass
class Crawled:
    """One company: the true ratings of its rounds, what was stored of them, and what everybody could fetch."""

    truths: dict[str, Truth]
    stored: dict[str, list[Rated]]
    fetched: dict[str, dict[str, Fetched]]
    without_tables: dict[str, Fetched]
    own_raters: int


@pytest.fixture(scope="module", params=["served", "named"])
def company(request, databases, migrated, tmp_path_factory):
    """A small company whose teams rate each other in two rounds, reorganised in between."""
    random = Random(11)
    with world(databases.copy_of(migrated), tmp_path_factory.mktemp("rated")) as made:
        hire(random, 90, 7, inside=request.param)
        own = 0
        for number in range(2):
            if number:
                stir(random, 100 * number)
            opened = made.open()
            own += own_raters(made, opened)
            votes = feel(random, made.seats(opened), chosen(random, made, opened), 0.85, 0.6)
            made.seal(opened, votes, over_http=number == 1)
        rounds = list(db.session.execute(select(Round.uid, Round.occurrence, Round.id).order_by(Round.id)))
        truths = {uid: rated_truth(made, uid, day) for uid, day, _ in rounds}
        stored = {uid: [row.rated for row in queries.rows([round_id])] for uid, _, round_id in rounds}
        people = readers(set())
        addresses = [address for address in guesses() if address.startswith(INSIDE)]
        fetched = {who: crawl(made.browser(person), addresses, below=INSIDE) for who, person in people.items()}
        with walled(write=True) as connection:
            connection.execute(delete(CellRow))
        again = crawl(made.browser(people["hr"]), addresses, below=INSIDE)
    return Crawled(truths, stored, fetched, again, own)


def chosen(random: Random, made: World, opened: Round) -> dict[str, list[str]]:
    """Return what each cohort answers; where teams are named, two of them, the same for all of a cohort."""
    layout, asked = made.layout(opened.uid), made.asked(opened)
    if not layout.named:
        return asked
    teams = sorted(layout.rates)[:2]
    return {cohort: [c for c in codes if "/" not in c or c.split("/")[1] in teams] for cohort, codes in asked.items()}


def own_raters(made: World, opened: Round) -> int:
    """Count the people of a rated team, or of one below it, whose cohort may rate it."""
    rates, found = made.layout(opened.uid).rates, 0
    for person_id, cohort in made.seats(opened):
        team = db.session.get(Person, person_id).team
        while team is not None:
            found += cohort in rates.get(team.uid, ())
            team = team.parent
    return found


def rated_truth(made: World, uid: str, day) -> Truth:
    """Return what is true of a round's questions about teams."""
    rating = tuple(question for question in made.layout(uid).frame.questions if question.about)
    published = replace(actions.published(uid, day), questions=rating, cells=tables.ratings(uid))
    votes = [(v.cohort, {code: band for code, band in v.bands.items() if "/" in code}) for v in made.votes[uid]]
    return Truth(published, votes)


def test_ratings_were_published_in_every_round(company):
    assert all(truth.cells for truth in company.truths.values())
    assert all(truth.honest(cell) for truth in company.truths.values() for cell in truth.cells)


def test_what_is_stored_is_a_true_sum_of_whole_cells(company):
    shown = 0
    for uid, rows in company.stored.items():
        truth = company.truths[uid]
        for row in rows:
            if not row.gap and row.question != ALL:
                shown += 1
                assert row.bands == shares(truth, row)
    assert shown > 5


def shares(truth: Truth, row: Rated) -> tuple[float, ...]:
    code = f"{row.question}/{row.server}"
    if row.branch:
        return truth.shares(row.branch, code)
    rows = [truth._share(cell) for cell in truth.cells if cell.question == code]
    return tuple(sum(each[band] for each in rows) for band in range(3))


def test_no_group_under_five_follows_from_all_of_it(company):
    for uid, rows in company.stored.items():
        truth = company.truths[uid]
        known: Algebra = truth.algebra()
        for row in rows:
            if row.branch and not row.gap:
                codes = [c for c in truth.codes if c.endswith(f"/{row.server}")]
                known.mean({code: truth.cohorts_of(row.branch, code) for code in codes})
        assert known.groups() == set()


def test_where_raters_named_the_team_there_is_one_cell_of_ten_or_more(company):
    for truth in company.truths.values():
        if any(question.named for question in truth.published.questions):
            assert {cell.n >= 10 for cell in truth.cells} == {True}
            assert len({cell.question for cell in truth.cells}) == len(truth.cells)


ROW = re.compile(r"<tr[^>]*>\s*<th scope=\"row\".*?</tr>", re.DOTALL)


def said(body: str) -> set[tuple[str, str]]:
    """Return (rating with its range, number of answers) of every row of the tables of ratings."""
    found = set()
    for row in ROW.findall(body):
        cells = [
            " ".join(unescape(re.sub(r"<[^>]*>", " ", cell)).split())
            for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        if len(cells) == 4 and re.search(r"\d", cells[0]):
            found.add((cells[0], cells[-1]))
    return found


def sayable(rows: list[Rated]) -> set[tuple[str, str]]:
    """Return what such a row may say, by what was stored."""
    return {(_worded(row), str(row.n)) for row in rows if not row.gap and row.question == ALL}


def _worded(row: Rated) -> str:
    score = f"{'about ' if row.about else ''}{int(row.score + 0.5)}"
    return score if row.low is None else f"{score} {int(row.low + 0.5)}–{int(row.high + 0.5)}"


def test_every_rating_on_a_page_was_stored(company):
    stored = sayable([row for rows in company.stored.values() for row in rows])
    pages = [page for found in company.fetched.values() for page in found.values() if page.status == 200]
    shown = set().union(*(said(page.body) for page in pages))
    assert shown
    assert shown - stored == set()


def test_pages_are_made_of_what_was_stored_and_of_nothing_else(company):
    def masked(pages: dict[str, Fetched]) -> dict[str, str]:
        return {url: DRAWN.sub("", page.body) for url, page in pages.items()}

    assert masked(company.without_tables) == masked(company.fetched["hr"])


def test_who_may_read_what(company):
    status = {who: {url: page.status for url, page in pages.items()} for who, pages in company.fetched.items()}
    assert set(status["nobody"].values()) <= {302, 303, 401}
    assert set(status["admin"].values()) == {403}
    assert set(status["hr"].values()) == {200}
    for who, found in status.items():
        if who.startswith("employee"):
            assert found[INSIDE] == 403
            assert sum(code == 200 for code in found.values()) == 1  # the own team's page
        if who.startswith("lead of level"):
            assert found[INSIDE] == 200


def test_nobody_could_rate_the_own_team(company):
    assert company.own_raters == 0
