"""A company whose second round is open, copied as often as an experiment needs: other ballots, sealed, read."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from random import Random

from sqlalchemy import select

from pulse.base.db import db
from pulse.people.models import Team
from pulse.rounds.models import Round, Step
from pulse.tallies import queries as tables
from pulse.tallies.cells import cells
from pulse.tallies.layout import Layout
from pulse.tallies.publication import Tally, publish
from tests._ground.databases import Databases, Urls
from tests.attacks._crawl import DRAWN, crawl, guesses, readers
from tests.attacks._world import Vote, World, feel, hire, world

ALL = ("/",)
RESULTS = ("/results", "/rounds")
EVERYBODY = ("nobody", "admin", "hr", "lead of level 1", "employee of a shown team")
Site = dict[tuple[str, str], str]  # reader, address -> what was answered
_COMMENT = re.compile(r"/comments/[0-9a-f]{32}")


@dataclass
class Asked:
    """A company whose second round is open: its databases, and the ballots that its people are about to cast."""

    databases: Databases
    urls: Urls
    place: Path
    layout: Layout
    seats: list[tuple[int, str]]
    votes: list[Vote]
    names: dict[str, str]  # of teams, by uid
    uid: str  # of the open round
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
    addresses, found = guesses(), dict[tuple[str, str], list[str]]()
    for who, person in people.items():
        for start in below:
            for url, page in crawl(made.browser(person), addresses, newest, start).items():
                named = _COMMENT.sub("/comments/id", url)  # drawn by lot at each seal
                found.setdefault((who, named), []).append(f"{page.status} {_masked(url, page.body, newest)}")
    return {place: "".join(sorted(said)) for place, said in found.items()}


def _masked(url: str, body: str, newest: str) -> str:
    body = re.sub(r'name="csrf-token" content="[^"]*"|\d+ MB are free', "", DRAWN.sub("", body))
    body = _COMMENT.sub("/comments/id", body)
    return re.sub(r"\b[0-9a-f]{64}\b", "#", body) if url.startswith(f"/rounds/{newest}") else body


def ask(databases: Databases, migrated: Urls, place: Path, people: int, seed: int) -> Asked:
    """Hire a company, hold one round, open the second, and let its people make up their minds."""
    random, urls = Random(seed), databases.copy_of(migrated)
    with world(urls, place) as made:
        hire(random, people, 7)
        for rate in (0.9, 0.8):
            opened = made.open()
            uid = opened.uid
            layout, seats = tables.layout(uid), made.seats(opened)
            codes = [question.code for question in layout.questions if not question.is_open]
            votes = feel(random, seats, codes, rate, 0.4)
            if rate == 0.9:
                made.seal(opened, votes)
        names = dict(db.session.execute(select(Team.uid, Team.name)).all())
    return Asked(databases, urls, place, layout, seats, votes, names, uid)


def few(asked: Asked, count: int) -> list[Vote]:
    """Let `count` ballots of a small cohort's cell be its own, and all others of that cell those of a cohort beside it.

    The ballots of the cell are the same ones each time, so that nothing but whose they are can be seen.
    """
    for small, beside in permutations([cohort.id for cohort in asked.layout.cohorts], 2):
        worlds = [_shared(asked, small, beside, own) for own in range(4)]
        if len({_partition(asked, votes) for votes in worlds}) == 1 and _together(asked, worlds[0], small, beside):
            return worlds[count]
    raise AssertionError("no small cohort is counted with another one")


def _shared(asked: Asked, small: str, beside: str, count: int) -> list[Vote]:
    seats = {cohort: [person for person, sits in asked.seats if sits == cohort] for cohort in (small, beside)}
    inside = [vote for vote in asked.votes if vote.cohort in (small, beside)][: len(seats[beside])]
    places = [(person, small) for person in seats[small][:count]]
    places += [(person, beside) for person in seats[beside]][: len(inside) - count]
    moved = zip(inside, places, strict=True)
    others = [vote for vote in asked.votes if vote.cohort not in (small, beside)]
    return others + [replace(vote, person=person, cohort=cohort) for vote, (person, cohort) in moved]


def _together(asked: Asked, votes: Sequence[Vote], small: str, beside: str) -> bool:
    return any({small, beside} <= cell for cell in _partition(asked, votes))


def _partition(asked: Asked, votes: Sequence[Vote]) -> frozenset[frozenset[str]]:
    homes = {cohort.home: cohort for cohort in asked.layout.cohorts}
    count = {home: sum(vote.cohort == cohort.id for vote in votes) for home, cohort in homes.items()}
    members = {home: cohort.members for home, cohort in homes.items()}
    found = cells(asked.layout.parent, count, asked.layout.k, members)
    return frozenset(frozenset(homes[home].id for home in group.labels) for group in found)


def given(vote: Vote, question: str, answer: int | None) -> Vote:
    return replace(vote, bands={**vote.bands, question: answer})


def traded(votes: Sequence[Vote], one: int, other: int, question: str) -> list[Vote]:
    found = list(votes)
    found[one] = given(votes[one], question, votes[other].bands[question])
    found[other] = given(votes[other], question, votes[one].bands[question])
    return found
