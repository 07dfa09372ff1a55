"""Texts trade places between ballots of a comment cell, and no page of comments, search or theme changes by a byte."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.people.models import Person, Role
from pulse.rounds.models import Round, Step
from tests.attacks._copies import Asked, ask
from tests.attacks._world import Vote, world

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

SEARCHES = ({}, {"q": "shift"}, {"q": "the"}, {"q": "zzz"}, {"theme": "planning"}, {"theme": "pay", "q": "late"})
WORDS = ("The night shift number {}.", "Late pay, number {}.", "", "Thanks, number {}.", "Shift {} is late.")


@pytest.fixture(scope="module")
def asked(databases, migrated, tmp_path_factory):
    """A company whose people write; most of them of shifts and pay."""
    made = ask(databases, migrated, tmp_path_factory.mktemp("writing") / "instance", 46, 3)
    made.votes = [replace(vote, words=WORDS[n % len(WORDS)].format(n)) for n, vote in enumerate(made.votes)]
    return made


def pages(asked: Asked, votes: Sequence[Vote]) -> dict[str, str]:
    """Seal a copy with these ballots; return what HR reads of every team's comments, whatever is looked for."""
    asked.copies += 1
    place = asked.place.with_name(f"{asked.place.name}-{asked.copies}")
    shutil.copytree(asked.place, place)
    urls = asked.databases.copy_of(asked.urls)
    with world(urls, place) as made:
        made.seal(db.session.scalars(select(Round).where(Round.step == Step.OPEN.value)).one(), votes)
        browser = made.browser(db.session.scalars(select(Person).where(Person.role == Role.HR.value)).one())
        browser.post(f"/results/teams/{next(iter(asked.names))}/comments/before")
        addresses = [f"/results/teams/{uid}/comments?{urlencode(wish)}" for uid in asked.names for wish in SEARCHES]
        found = {address: settled(browser.get(address).get_data(as_text=True)) for address in addresses}
    asked.databases.drop(urls)
    return found


def settled(page: str) -> str:
    """Put what chance ordered into one order, and take out the session's token."""
    page = re.sub(r'(name="(?:csrf_token|form_mark)" value|name="csrf-token" content)="[^"]*"', "", page)
    page = re.sub(r"/comments/[0-9a-f]{32}", "/comments/id", page)  # drawn by lot at each seal
    return re.sub(r'<ul class="remarks">(.*?)</ul>', lambda found: "".join(sorted(found[1].split("<li>"))), page)


def traded(asked: Asked, random: Random) -> list[Vote]:
    """Let texts, and having written none, trade places between the ballots of each comment cell."""
    votes = list(asked.votes)
    published = asked.published(votes)
    for (code, _home), part in published.comment_cells.items():
        inside = [at for at, vote in enumerate(votes) if code == "comment" and vote.cohort in part.cohorts]
        words = [votes[at].words for at in inside]
        random.shuffle(words)
        for at, text in zip(inside, words, strict=True):
            votes[at] = replace(votes[at], words=text)
    return votes


def test_whose_a_text_is_changes_no_byte_of_any_page_of_comments(asked):
    votes = traded(asked, Random(4))
    assert sum(a.words != b.words for a, b in zip(asked.votes, votes, strict=True)) > 20
    before, after = pages(asked, asked.votes), pages(asked, votes)
    assert {address for address in before if before[address] != after[address]} == set()
    assert sum("<mark>" in page for page in before.values()) > 3
    assert any('aria-current="true">Planning and hours' in page for page in before.values())


def test_a_text_in_another_cell_or_with_other_words_does_change_pages(asked):
    votes = [replace(vote, words=vote.words.replace("shift", "salary")) for vote in asked.votes]
    before, after = pages(asked, asked.votes), pages(asked, votes)
    assert {address for address in before if before[address] != after[address]}
