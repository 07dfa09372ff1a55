"""Answers trade places inside a cell, and no page of anybody changes by a byte.

A company is asked and sealed once, asked again, and copied while its second round is open. Each copy gets other
ballots, is sealed, and is read. What a seal draws at random is masked: receipts, and the hashes of receipts and tables.
"""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.rounds.models import Round, Step
from pulse.tallies import queries as tables
from pulse.tallies.cells import Group, cells
from pulse.tallies.clamp import members_of
from pulse.tallies.layout import Layout
from pulse.tallies.publication import Tally, publish
from tests._ground.databases import Databases, Urls
from tests.attacks._crawl import crawl, guesses, readers
from tests.attacks._world import Vote, World, feel, hire, world

# What pages say is the same on both databases; a busy machine may take its time.
pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

ALL = ("/",)
RESULTS = ("/results", "/rounds")
EVERYBODY = ("nobody", "admin", "hr", "lead of level 1", "employee at the edge, shown")
Site = dict[tuple[str, str], str]  # reader, address -> what was answered


@dataclass
class Asked:
    """A company whose second round is open: its databases, and the ballots that its people are about to cast."""

    databases: Databases
    urls: Urls
    place: Path
    layout: Layout
    seats: list[tuple[int, str]]
    votes: list[Vote]
    copies: int = 0

    def sealed(self, votes: Sequence[Vote], below: Sequence[str] = RESULTS, *, everybody: bool = False) -> Site:
        """Return the whole site after these ballots; `everybody` took part, whether or not they cast."""
        self.copies += 1
        place = self.place.with_name(f"{self.place.name}-{self.copies}")
        shutil.copytree(self.place, place)
        urls = self.databases.copy_of(self.urls)
        voted = {vote.person for vote in votes}
        with world(urls, place) as made:
            opened = db.session.scalars(select(Round).where(Round.step == Step.OPEN.value)).one()
            silent = [person for person, _ in self.seats if person not in voted] if everybody else []
            made.seal(opened, votes, silent=silent)
            site = _read(made, opened.uid, below)
        self.databases.drop(urls)
        return site

    def cells(self, votes: Sequence[Vote], question: str) -> list[frozenset[str]]:
        """Return the sets of cohorts in which a question is counted."""
        return [cell.cohorts for (code, _), cell in self.published(votes).cells.items() if code == question]

    def published(self, votes: Sequence[Vote]):
        tally = Tally(self.layout.frame)
        for vote in votes:
            tally.add(vote.cohort, vote.bands, {"comment": vote.words} if vote.words else {})
        return publish(tally, {}, Random(0))


def _read(made: World, newest: str, below: Sequence[str]) -> Site:
    people = {who: person for who, person in readers(set()).items() if who in (EVERYBODY if below == ALL else ("hr",))}
    addresses, site = guesses(), {}
    for who, person in people.items():
        for start in below:
            for url, page in crawl(made.browser(person), addresses, newest, start).items():
                site[who, url] = f"{page.status} {_masked(url, page.body, newest)}"
    return site


def _masked(url: str, body: str, newest: str) -> str:
    body = re.sub(r'(name="csrf_token" value|name="csrf-token" content)="[^"]*"|\d+ MB are free', "", body)
    return re.sub(r"\b[0-9a-f]{64}\b", "#", body) if url.startswith(f"/rounds/{newest}") else body


def _asked(databases: Databases, migrated: Urls, place: Path, people: int, seed: int) -> Asked:
    random, urls = Random(seed), databases.copy_of(migrated)
    with world(urls, place) as made:
        hire(random, people, 7)
        for rate in (0.9, 0.8):
            opened = made.open()
            layout, seats = tables.layout(opened.uid), made.seats(opened)
            codes = [question.code for question in layout.questions if not question.is_open]
            votes = feel(random, seats, codes, rate, 0.4)
            if rate == 0.9:
                made.seal(opened, votes)
    return Asked(databases, urls, place, layout, seats, votes)


@pytest.fixture(scope="module")
def small(databases, migrated, tmp_path_factory):
    """A company of fewer than 50 ballots: no joint figure exists."""
    return _asked(databases, migrated, tmp_path_factory.mktemp("small") / "instance", 46, 3)


@pytest.fixture(scope="module")
def large(databases, migrated, tmp_path_factory):
    """A company of more than 50 ballots, with joint figures."""
    return _asked(databases, migrated, tmp_path_factory.mktemp("large") / "instance", 80, 5)


def permuted(asked: Asked, random: Random) -> list[Vote]:
    """Let every question's answers, skips too, trade places inside each of its cells."""
    votes = list(asked.votes)
    for question in asked.votes[0].bands:
        for cell in asked.cells(asked.votes, question):
            inside = [at for at, vote in enumerate(votes) if vote.cohort in cell]
            answers = [votes[at].bands[question] for at in inside]
            random.shuffle(answers)
            for at, answer in zip(inside, answers, strict=True):
                votes[at] = given(votes[at], question, answer)
    return votes


def given(vote: Vote, question: str, answer: int | None) -> Vote:
    return replace(vote, bands={**vote.bands, question: answer})


def traded(votes: Sequence[Vote], one: int, other: int, question: str) -> list[Vote]:
    found = list(votes)
    found[one] = given(votes[one], question, votes[other].bands[question])
    found[other] = given(votes[other], question, votes[one].bands[question])
    return found


def test_answers_that_trade_places_inside_a_cell_change_no_byte_for_anybody(small):
    before, after = small.sealed(small.votes, ALL), small.sealed(permuted(small, Random(1)), ALL)
    assert len(before) > 300
    assert {who for who, _ in before} == set(EVERYBODY)
    assert differing(before, after) == []


def differing(before: Site, after: Site) -> list[tuple[str, str]]:
    return [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]


def test_nor_do_they_where_joint_figures_exist_and_stay(large):
    votes, random, trades = list(large.votes), Random(2), 0
    joint = joint_figures(large, votes)
    assert joint
    for question in ("T1", "T2", "R1"):
        for cell in large.cells(votes, question):
            inside = [at for at, vote in enumerate(votes) if vote.cohort in cell]
            for one, other in _some(random, list(combinations(inside, 2))):
                if votes[one].bands[question] != votes[other].bands[question]:
                    tried = traded(votes, one, other, question)
                    if joint_figures(large, tried) == joint:
                        votes, trades = tried, trades + 1
    assert trades > 20
    assert differing(large.sealed(large.votes), large.sealed(votes)) == []


def _some(random: Random, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return random.sample(pairs, min(30, len(pairs)))


def joint_figures(asked: Asked, votes: Sequence[Vote]):
    found = asked.published(votes)
    return found.spreads, found.correlations


def test_answers_that_trade_places_across_cells_do_change_pages(small):
    one, other = next(
        (a, b)
        for cell, elsewhere in combinations(small.cells(small.votes, "T1"), 2)
        for a, first in enumerate(small.votes)
        for b, second in enumerate(small.votes)
        if first.cohort in cell and second.cohort in elsewhere
        if {first.bands["T1"], second.bands["T1"]} == {0, 2}
    )
    after = small.sealed(traded(small.votes, one, other, "T1"))
    assert {url.split("?")[0] for _, url in differing(small.sealed(small.votes), after)} >= {"/results"}


@pytest.fixture(scope="module")
def nearly_unanimous(large):
    """Every ballot that answers T2 in one cell; all six sets of bands that are published as one class."""
    cell = large.cells(large.votes, "T2")[0]
    inside = [at for at, vote in enumerate(large.votes) if vote.cohort in cell and vote.bands["T2"] is not None]
    sites = []
    for bands in members_of(len(inside), 0):
        votes = list(large.votes)
        said = [band for band, count in enumerate(bands) for _ in range(count)]
        for at, answer in zip(inside, said, strict=True):
            votes[at] = given(votes[at], "T2", answer)
        sites.append(large.sealed(votes))
    return sites


def test_all_members_of_a_near_unanimous_class_look_alike_to_the_byte(nearly_unanimous):
    first, *others = nearly_unanimous
    assert any("at least" in page for (_, url), page in first.items() if url.startswith("/results/teams"))
    assert [differing(first, other) for other in others] == [[]] * 5


def test_one_more_astray_is_no_member_and_looks_different(large, nearly_unanimous):
    cell = large.cells(large.votes, "T2")[0]
    inside = [at for at, vote in enumerate(large.votes) if vote.cohort in cell and vote.bands["T2"] is not None]
    votes = list(large.votes)
    for number, at in enumerate(inside):
        votes[at] = given(votes[at], "T2", 2 if number < 3 else 0)
    assert differing(nearly_unanimous[0], large.sealed(votes)) != []


def few(asked: Asked, count: int) -> list[Vote]:
    """Let `count` ballots of a small cohort's cell be its own, and all others of that cell those of a cohort beside it.

    The ballots of the cell are the same ones each time, so that nothing but whose they are can be seen.
    """
    small, beside, cell = _beside(asked)
    seats = {cohort: [person for person, sits in asked.seats if sits == cohort] for cohort in (small, beside)}
    inside = [vote for vote in asked.votes if vote.cohort in (small, beside)][: len(seats[beside])]
    own = [(person, small) for person in seats[small][:count]]
    places = own + [(person, beside) for person in seats[beside]][: len(inside) - count]
    others = [vote for vote in asked.votes if vote.cohort not in (small, beside)]
    votes = others + [
        replace(vote, person=person, cohort=cohort) for vote, (person, cohort) in zip(inside, places, strict=True)
    ]
    assert cell == next(group.labels for group in _partition(asked, votes) if small in group.labels)
    return votes


def _partition(asked: Asked, votes: Sequence[Vote]) -> tuple[Group, ...]:
    homes = {cohort.home: cohort for cohort in asked.layout.cohorts}
    count = {home: sum(vote.cohort == cohort.id for vote in votes) for home, cohort in homes.items()}
    members = {home: cohort.members for home, cohort in homes.items()}
    found = cells(asked.layout.parent, count, asked.layout.k, members)
    return tuple(Group(g.name, frozenset(homes[home].id for home in g.labels)) for g in found)


def _beside(asked: Asked) -> tuple[str, str, frozenset[str]]:
    """Return a cohort that is counted with another one as soon as it has too few ballots, and that cell."""
    for cohort in asked.layout.cohorts:
        votes = [vote for vote in asked.votes if vote.cohort != cohort.id]
        cell = next(group.labels for group in _partition(asked, votes) if cohort.id in group.labels)
        for beside in sorted(cell - {cohort.id}):
            if sum(vote.cohort == beside for vote in votes) >= 7:
                return cohort.id, beside, cell
    raise AssertionError("no cohort is counted with another one")


def test_a_team_that_gave_no_ballot_looks_like_one_that_gave_three(small):
    none, three = (small.sealed(few(small, count), everybody=True) for count in (0, 3))
    assert differing(none, three) == []


def test_who_took_part_reads_fewer_than_three_and_never_none_one_or_two(small):
    sites = [small.sealed(few(small, count)) for count in (0, 1, 2)]
    texts = [" ".join(page for page in site.values()) for site in sites]
    assert all("fewer than 3" in text for text in texts)
    assert not any(re.search(r"\b[012] of \d+ took part", text) for text in texts)
