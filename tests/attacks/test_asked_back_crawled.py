"""The crawler reads teams' words on promises, as everybody, on every page and in every file that bears them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from random import Random

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from pulse.base.db import db
from pulse.base.transactions import transaction, walled
from pulse.people.models import Person, Role, Team
from pulse.programmes.models import AskedBack
from pulse.promises import actions, askback_answer_jobs
from pulse.promises.models import Promise
from pulse.promises.team_word import Word, word
from pulse.promises.terms import Deed, PromiseTerms
from pulse.rounds.models import Round
from pulse.tallies import queries as tables
from pulse.tallies.models import CellRow
from pulse.tallies.tables import Cell
from tests.attacks._algebra import Algebra, answered
from tests.attacks._crawl import DRAWN, Fetched, crawl, readers
from tests.attacks._world import OPENS, Vote, World, feel, hire, world

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

BELOW = "/promises"


@dataclass
class Crawled:
    """One company: the true ballots of its rounds, the words on promises, and what everybody could fetch."""

    made: World
    words: dict[tuple[str, int], tuple[str, str]]  # promise and number of the asking -> round, team
    cells: dict[str, list[Cell]]  # by round
    heard: list[Word]
    fetched: dict[str, dict[str, Fetched]]
    without_tables: dict[str, Fetched]


@pytest.fixture(scope="module")
def company(databases, migrated, tmp_path_factory):
    """A small company that is asked about a promise to every team, in two rounds; one promise is kept twice."""
    random = Random(7)
    with world(databases.copy_of(migrated), tmp_path_factory.mktemp("asked-back")) as made:
        hire(random, 70, 6, inside="served")
        for number, team in enumerate(db.session.scalars(select(Team.uid).order_by(Team.id)).all()):
            promise(team, number)
        for number in range(2):
            opened = made.open()
            votes = [judged(random, v) for v in feel(random, made.seats(opened), made.asked(opened), 0.85, 0.6)]
            made.seal(opened, votes)
            assert askback_answer_jobs.hear(OPENS + timedelta(weeks=number, days=5)) >= 2
            keep_again(OPENS + timedelta(weeks=number, days=6))
        uids = list(db.session.scalars(select(Round.uid)))
        asked = db.session.scalars(select(AskedBack).where(AskedBack.round_uid != "")).all()
        words = {(each.name, each.number): (each.round_uid, each.team_uid) for each in asked}
        names = {name for name, _ in words}
        cells = {uid: [cell for name in names for cell in tables.kept(uid, name)] for uid in uids}
        people = readers(set())
        starts = [BELOW, f"{BELOW}/ledger", f"{BELOW}/ledger.json"]
        starts += [f"{BELOW}/teams/{uid}" for uid in db.session.scalars(select(Team.uid))]
        starts += [f"{BELOW}/{uid}" for uid in db.session.scalars(select(Promise.uid))]
        found = crawl(made.browser(people["hr"]), starts, below=BELOW)
        plain = [url for url in found if "?" not in url]  # boards that show less are read by one of them
        fetched = {who: fetch(made.browser(person), plain) for who, person in people.items() if who != "hr"}
        heard = [Word.of(each) for each in db.session.scalars(select(Promise.word)) if each]
        with walled(write=True) as connection:
            connection.execute(delete(CellRow))
        again = fetch(made.browser(people["hr"]), starts)
        yield Crawled(made, words, cells, heard, fetched | {"hr": found}, again)


def fetch(browser: FlaskClient, urls: Iterable[str]) -> dict[str, Fetched]:
    """Return what this browser is answered at these addresses."""
    answers = {url: browser.get(url) for url in urls}
    return {url: Fetched(url, each.status_code, each.get_data().decode()) for url, each in answers.items()}


def promise(team: str, number: int) -> None:
    """Promise something to a team and say at once that it is kept."""
    now = OPENS - timedelta(days=9 - number)
    with transaction():
        hr = db.session.scalars(select(Person).where(Person.role == Role.HR.value)).one()
        given = db.session.scalars(select(Team).where(Team.uid == team)).one()
        made = actions.draft(given, text="A second desk.", by=hr, now=now)
        terms = PromiseTerms(
            team, "A second desk.", "We stand.", "We sit.", hr.uid, (OPENS + timedelta(days=90)).date()
        )
        actions.redraft(made, terms, revision=made.revision)
        actions.make(made, by=hr, revision=made.revision, now=now)
        actions.say(made, Deed.KEPT, "It is there.", by=hr, revision=made.revision, now=now)


def judged(random: Random, vote: Vote) -> Vote:
    """Let somebody find every second promise not kept, and be of another mind than on anything else."""
    weights = {code: ((6, 2, 1), (1, 2, 4))[place % 2] for place, code in enumerate(sorted(vote.bands))}
    given = {code: random.choices(range(3), weights[code])[0] for code in vote.bands if code.startswith("PB1/")}
    kept = {code: None if vote.bands[code] is None else band for code, band in given.items()}
    return replace(vote, bands={**vote.bands, **kept})


def keep_again(now) -> None:
    """Say of every promise that the team has opened again that it is kept now."""
    with transaction():
        hr = db.session.scalars(select(Person).where(Person.role == Role.HR.value)).one()
        for each in db.session.scalars(select(Promise).where(Promise.state == "reopened")):
            actions.say(each, Deed.KEPT, "Now it is.", by=hr, revision=each.revision, now=now)


def pages(company: Crawled) -> list[str]:
    return [page.body for found in company.fetched.values() for page in found.values() if page.status == 200]


SAID = re.compile(r"Yes: [^<\"]*? · Partly: [^<\"]*? · No: [^<\"]*")


def worded(said: Word) -> str:
    """Say a word as it may be said at most."""
    shares = (_share(each, said.n) for each in (said.yes, said.partly, said.no))
    return " · ".join(f"{name}: {share}" for name, share in zip(("Yes", "Partly", "No"), shares, strict=True))


def _share(ends: tuple[int, int], n: int) -> str:
    least, most = ends
    if least == most:
        return f"{least} of {n}"
    if most == n:
        return f"at least {least} of {n}"
    return f"{least} to {most} of {n}" if least else f"at most {most} of {n}"


def test_words_were_heard_in_both_rounds_and_some_promises_were_asked_about_twice(company):
    assert {uid for uid, _ in company.words.values()} == set(company.cells)
    assert max(number for _, number in company.words) == 2
    assert sum(not said.too_few for said in company.heard) >= 3


def test_every_word_on_every_page_is_a_sum_of_whole_published_cells(company):
    shown = {unescape(said).strip() for body in pages(company) for said in SAID.findall(body)}
    assert len(shown) >= 3
    ledger = json.loads(company.fetched["hr"][f"{BELOW}/ledger.json"].body)
    heard = [each for each in _entries(ledger) if each["kind"] == Deed.HEARD]
    assert shown <= {worded(Word.of(each["payload"])) for each in heard}
    for each in heard:
        said, code = Word.of(each["payload"]), f"PB1/{each['promise']}"
        whole = [cell for cell in company.cells[said.round] if cell.question == code]
        assert said == word(said.round, whole, latest=said.latest)


def asked_in(company: Crawled, uid: str) -> set[str]:
    return {f"PB1/{name}" for (name, _), (where, _) in company.words.items() if where == uid}


def _entries(found) -> list[dict]:
    if isinstance(found, list):
        return found
    return next(value for value in found.values() if isinstance(value, list))


def said_of_promises(company: Crawled, uid: str) -> list[tuple[str, dict[str, int | None]]]:
    """Return (cohort, answers on promises) of every ballot of a round."""
    votes = company.made.votes[uid]
    return [(v.cohort, {code: band for code, band in v.bands.items() if code.startswith("PB1/")}) for v in votes]


def test_no_group_under_five_follows_from_all_of_it(company):
    for uid, cells in company.cells.items():
        codes = sorted(asked_in(company, uid))
        ballots = said_of_promises(company, uid)
        known = Algebra(answered(ballots, codes))
        for cell in cells:
            known.bands(cell.question, cell.cohorts)
        for code in codes:
            known.bands(code, frozenset[str]().union(*(cell.cohorts for cell in cells if cell.question == code)))
        assert known.groups() == set()
        assert all(cell.n >= 5 for cell in cells)


def test_were_a_word_told_of_the_team_without_who_is_counted_with_it_a_small_group_would_follow(company):
    broken = 0
    for uid in company.cells:
        codes = sorted(asked_in(company, uid))
        ballots = said_of_promises(company, uid)
        known = Algebra(answered(_only_some(ballots), codes))
        for code in codes:
            for cohort in {cohort for cohort, _ in ballots}:
                known.bands(code, [cohort])
        broken += bool(known.groups())
    assert broken


def _only_some(ballots):
    """Let two thirds of the people skip, so that groups are as small as they are in a weak round."""
    return [each for number, each in enumerate(ballots) if number % 3 == 0]


def test_pages_are_made_of_the_ledger_and_of_nothing_else(company):
    def masked(found: dict[str, Fetched]) -> dict[str, str]:
        return {url: DRAWN.sub("", page.body) for url, page in found.items()}

    before = {url: company.fetched["hr"][url] for url in company.without_tables}
    assert masked(company.without_tables) == masked(before)


def test_nobody_signed_out_and_no_administrator_reads_a_word(company):
    for who in ("nobody", "admin"):
        assert not any(SAID.search(page.body) for page in company.fetched[who].values())


def test_a_ballot_says_nothing_of_a_promise_that_its_group_was_not_asked_about(company):
    for uid, cells in company.cells.items():
        layout = company.made.layout(uid)
        for cell in cells:
            assert cell.cohorts <= layout.rates[cell.question.removeprefix("PB1/")]
