"""Everything that every role can fetch, as equations: the algebraist finds no group under five, and no page says more.

Small random companies with joiners, leavers, moves and a reorganisation between their rounds, read by everybody.
"""

import re
from dataclasses import dataclass
from random import Random

import pytest
from sqlalchemy import delete, select

from pulse.base.db import db
from pulse.base.transactions import walled
from pulse.people.models import Person, Team
from pulse.questions import queries as questions
from pulse.reports import pdf_libraries
from pulse.rounds.models import Round
from pulse.scores import actions
from pulse.scores.published import DIMENSIONS
from pulse.tallies import tables
from pulse.tallies.clamp import Band, members_of
from pulse.tallies.models import CellRow, Joint
from tests.attacks._claims import Claim, Words, results
from tests.attacks._crawl import DRAWN, Fetched, crawl, guesses, readers
from tests.attacks._explained import Stored, explained, stored
from tests.attacks._files import Row, is_stored, taken
from tests.attacks._papers import beyond_pages
from tests.attacks._truth import Truth
from tests.attacks._world import World, feel, hire, stir, world

# What pages say is the same on both databases; a busy machine may take its time.
pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

ROUNDS = (3, 2)  # of each company that is crawled; people of the second cast their last ballots over HTTP
NUMBERED = frozenset({"note", "row", "card", "square", "cell"})  # where answers are counted, or scores stand
ELSEWHERE = ("/comments", "/results/health", "/results/noise")  # pages of results without a claim on any team
HARMLESS = re.compile(
    r"[A-Z][a-z]{2} \d+(, 2026)?|from 0 to 100|of 0 to 100|counts 100|in between 50|unfavourable one 0|"
    r"by 5 points|lies 5 points|than 40 points|9 or 10 of 10|0 to 6|from 10 answers|"
    r"\d+ teams? (cannot be judged|was compared|were compared)|\d+ more rounds? (is|are) needed|"
    r"from \d+ ballots, comments from \d+|from \d+ answers|fewer than 3"
)


@dataclass
class Crawled:
    """One company as all its readers together know it, and as it is."""

    truths: dict[str, Truth]
    rows: Stored
    fetched: dict[str, dict[str, Fetched]]  # by reader, by address
    claims: dict[str, list[Claim]]  # by address; of any reader
    rests: list[str]
    taken: dict[str, tuple[set[int], set[Row]]]  # statuses and rows of files and of the interface, by reader
    papers: dict[str, set[str]]  # numbers in PDF besides those of the page, by who asked and the page's address
    without_tables: dict[str, Fetched]  # what HR reads once the cells are gone: only what the seal stored is left

    @property
    def said(self) -> set[Claim]:
        return {claim for claims in self.claims.values() for claim in claims}


@pytest.fixture(scope="module")
def companies(databases, migrated, tmp_path_factory):
    """A few companies, asked three times, sealed and read by everybody."""
    return [
        _crawled(databases.copy_of(migrated), tmp_path_factory.mktemp("crawled"), seed, rounds)
        for seed, rounds in enumerate(ROUNDS)
    ]


def _crawled(urls, place, seed: int, rounds: int, *, alike: bool = False) -> Crawled:
    random = Random(seed)
    with world(urls, place) as made:
        hire(random, random.randint(45, 70), random.randint(6, 8))
        for number in range(rounds):
            if number:
                stir(random, 100 * number)
            opened = made.open()
            codes = [q.code for q in made.layout(opened.uid).questions if not q.is_open]
            votes = feel(random, made.seats(opened), codes, random.uniform(0.5, 0.95), 0.1 if alike else 0.4)
            made.seal(opened, votes, over_http=rounds == 2 and number == 1)
        rows = stored()
        truths = {
            uid: Truth(actions.published(uid, day), [(vote.cohort, vote.bands) for vote in made.votes[uid]])
            for uid, day in db.session.execute(select(Round.uid, Round.occurrence).order_by(Round.id)).all()
        }
        hidden = {team for (uid, team, of), mark in rows.marks.items() if mark.gap and of == "trust"}
        addresses, words, people = guesses(), _words(), readers(hidden)
        people = {"hr": people["hr"]} if alike else people
        newest, below = list(truths)[-1], "/results" if alike else "/"
        fetched = {who: crawl(made.browser(person), addresses, newest, below) for who, person in people.items()}
        away = {who: taken(made.browser(person), list(truths)) for who, person in people.items()}
        drawn = _papers(made, people) if rounds == min(ROUNDS) and pdf_libraries.is_possible() else {}
        _forget_tables()
        again = {} if alike else crawl(made.browser(people["hr"]), addresses, newest, "/results")
    claims, rests = {}, []
    for who, pages in fetched.items():
        for url, page in pages.items():
            if url.startswith("/results") and not any(part in url for part in ELSEWHERE) and page.status == 200:
                read = results(url, page.body, words)
                claims[f"{who} {url}"] = read.claims
                rests.append(read.rest)
    return Crawled(truths, rows, fetched, claims, rests, away, drawn, again)


def _papers(made: World, people: dict[str, Person | None]) -> dict[str, set[str]]:
    lead = people["lead of level 1"]
    page = f"/results/teams/{lead.team.uid}"
    asked = {"hr": ["/results", page], "lead of level 1": [page]}
    return {
        f"{who} {address}": besides
        for who, addresses in asked.items()
        for address, besides in beyond_pages(made.browser(people[who]), addresses).items()
    }


def _forget_tables() -> None:
    with walled(write=True) as connection:
        connection.execute(delete(CellRow))
        connection.execute(delete(Joint))


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


def learnt(company: Crawled, uid: str) -> set[tuple[str, frozenset[str]]]:
    """Return the groups under five that follow from every row and every number that any page shows of a round."""
    truth = company.truths[uid]
    known = truth.algebra()
    for claim in company.said:
        if claim.round == uid and claim.how == "question" and truth.cohorts_of(claim.team, claim.about):
            known.bands(claim.about, truth.cohorts_of(claim.team, claim.about))
        if claim.round == uid and claim.about in DIMENSIONS and re.search(r"\d", claim.said):
            known.mean({code: truth.cohorts_of(claim.team, code) for code in truth.asking(claim.about)})
    return known.groups()


def test_the_crawl_reaches_what_it_should(companies):
    for company in companies:
        assert {"nobody", "admin", "hr", "lead of level 1"} <= company.fetched.keys()
        assert not any(claims for page, claims in company.claims.items() if page.startswith(("nobody", "admin")))
        assert {claim.how for claim in company.said} >= {"card", "square", "row", "beside", "question", "part", "note"}
        assert {claim.round for claim in company.said} == company.truths.keys()


def test_every_number_on_a_page_is_that_of_a_stored_row(companies):
    for company in companies:
        strange = [claim for claim in company.said if not explained(claim, company.rows)]
        assert strange == []


def test_files_and_the_interface_say_what_was_stored_and_only_to_hr_and_leads(companies):
    for company in companies:
        assert company.taken["hr"][0] == {200}
        assert {row.kind for row in company.taken["hr"][1]} == {"dimension", "question", "taking part"}
        for who, (codes, rows) in company.taken.items():
            assert [row for row in rows if not is_stored(row, company.rows)] == []
            assert bool(rows) == (who == "hr" or who.startswith("lead"))
            assert rows or 200 not in codes


@pytest.mark.usefixtures("pango")
def test_no_pdf_says_a_number_that_its_page_does_not(companies):
    (drawn,) = [company.papers for company in companies if company.papers]
    assert len(drawn) == 3
    assert {address: besides for address, besides in drawn.items() if besides} == {}


def test_no_page_of_results_says_a_number_besides(companies):
    for company in companies:
        assert {HARMLESS.sub("", rest) for rest in company.rests if re.search(r"\d", HARMLESS.sub("", rest))} == set()


def test_programme_health_and_the_noise_lab_lead_to_no_team(companies):
    for company in companies:
        pages = {url: page.body for url, page in company.fetched["hr"].items() if url.startswith(ELSEWHERE[1:])}
        assert {url.split("?")[0] for url in pages} == {"/results/health", "/results/noise"}
        assert [url for url, body in pages.items() if "/results/teams/" in body] == []


def test_every_stored_row_is_a_true_count_of_whole_cells(companies):
    for company in companies:
        for truth in company.truths.values():
            assert all(truth.honest(cell) for cell in truth.cells)
        for (uid, team, code), row in company.rows.answered.items():
            if not row.gap:
                assert tuple(row.shown["bands"]) == company.truths[uid].shares(team, code)
        for (uid, team, dimension), mark in company.rows.marks.items():
            if not mark.gap:
                truth, effects = company.truths[uid], company.rows.effects[uid]
                assert mark.score == pytest.approx(truth.points(team, truth.asking(dimension), effects), abs=1e-6)


def test_no_group_under_five_follows_from_everything_that_all_of_them_read(companies):
    assert [learnt(company, uid) for company in companies for uid in company.truths] == [set()] * sum(ROUNDS)


def test_pages_are_made_of_what_the_seal_stored_and_of_nothing_else(companies):
    for company in companies:
        before = {url: page.body for url, page in company.fetched["hr"].items() if url.startswith("/results")}
        after = {url: page.body for url, page in company.without_tables.items() if url.startswith("/results")}
        assert len(before) > 30
        assert {url: _masked(body) for url, body in after.items()} == {u: _masked(body) for u, body in before.items()}


def _masked(body: str) -> str:
    return DRAWN.sub("", body)


def test_a_hidden_team_has_no_number_of_answers_anywhere(companies):
    seen = 0
    for company in companies:
        for claim in company.said:
            rows = [company.rows.marks.get((claim.round, claim.team, dimension)) for dimension in DIMENSIONS]
            if claim.how in NUMBERED and claim.about != "response" and not any(row and not row.gap for row in rows):
                seen += 1
                assert not re.search(r"\d", claim.said.replace("from 5 answers", "").replace("from 10 answers", ""))
    assert seen > 20


def test_the_administrator_and_who_is_not_signed_in_see_no_number_of_answers(companies):
    for company in companies:
        for who in ("admin", "nobody"):
            assert not [url for url, page in company.fetched[who].items() if re.search(r"\d answers?\b", _body(page))]


def _body(page: Fetched) -> str:
    return re.sub(r"(from|of|scores|comments) \d+ answers", "", page.body) if page.status == 200 else ""


def surely_known(company: Crawled) -> int:
    """Count the bars of single cells from which a member who knows their own answer knows those of all others."""
    found = 0
    for claim in {claim for claim in company.said if claim.how == "question" and claim.bar}:
        row = company.rows.answered[claim.round, claim.team, claim.about].shown
        if row["favourable"] is not None or row["clamped"] is not None:
            found += any(_all_alike(possible(claim, row["n"]), own) for own in Band)
    return found


def possible(claim: Claim, n: int) -> list[tuple[int, ...]]:
    """Return the bands that a bar may stand for: widths give every count, an open end gives a class."""
    pieces = dict(claim.bar)
    if "open" in pieces:
        return list(members_of(n, next(band for band in Band if band.name.lower() in pieces)))
    return [tuple(round(pieces.get(band.name.lower(), 0.0) * n / 100) for band in Band)]


def _all_alike(outcomes: list[tuple[int, ...]], own: Band) -> bool:
    rest = [[x - (band == own) for band, x in enumerate(bands)] for bands in outcomes if bands[own]]
    return bool(rest) and any(all(others[band] == sum(others) for others in rest) for band in Band)


def test_no_member_knows_from_a_page_what_all_others_of_a_group_answered(companies):
    assert [surely_known(company) for company in companies] == [0, 0]


def test_without_the_clamp_some_do(databases, migrated, tmp_path, monkeypatch):
    assert surely_known(_crawled(databases.copy_of(migrated), tmp_path / "clamped", 3, 1, alike=True)) == 0
    monkeypatch.setattr(tables, "clamp", lambda _bands: None)
    assert surely_known(_crawled(databases.copy_of(migrated), tmp_path / "open", 3, 1, alike=True)) > 2
