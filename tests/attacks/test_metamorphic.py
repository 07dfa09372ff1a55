"""Answers trade places inside a cell, and no page of anybody changes by a byte.

A company is asked and sealed once, asked again, and copied while its second round is open. Each copy gets other
ballots, is sealed, and is read. What a seal draws at random is masked: receipts, and the hashes of receipts and tables.
"""

import re
from collections.abc import Sequence
from itertools import combinations, permutations
from random import Random

import pytest

from pulse.tallies.clamp import members_of
from tests.attacks._copies import ALL, EVERYBODY, Asked, Site, ask, few, given, traded
from tests.attacks._world import Vote

# What pages say is the same on both databases; a busy machine may take its time.
pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def small(databases, migrated, tmp_path_factory):
    """A company of fewer than 50 ballots: no joint figure exists."""
    return ask(databases, migrated, tmp_path_factory.mktemp("small") / "instance", 46, 3)


@pytest.fixture(scope="module")
def large(databases, migrated, tmp_path_factory):
    """A company of more than 50 ballots, with joint figures."""
    return ask(databases, migrated, tmp_path_factory.mktemp("large") / "instance", 80, 5)


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
    published = small.published(small.votes).cells
    worlds = (across(small.votes, *pair) for pair in permutations(small.cells(small.votes, "T1"), 2))
    votes = next(votes for votes in worlds if small.published(votes).cells != published)
    changed = {url.split("?")[0] for _, url in differing(small.sealed(small.votes), small.sealed(votes))}
    assert changed & {"/results", *(f"/results/teams/{team}" for team in small.names)}


def across(votes: list[Vote], cell: frozenset[str], elsewhere: frozenset[str]) -> list[Vote]:
    """Let favourable answers of one cell trade places with others of another one."""
    pleased = [at for at, vote in enumerate(votes) if vote.cohort in cell and vote.bands["T1"] == 0]
    others = [at for at, vote in enumerate(votes) if vote.cohort in elsewhere and vote.bands["T1"] in (1, 2)]
    for one, other in zip(pleased, others, strict=False):
        votes = traded(votes, one, other, "T1")
    return votes


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


def test_a_team_that_gave_no_ballot_looks_like_one_that_gave_three(small):
    none, three = (small.sealed(few(small, count), everybody=True) for count in (0, 3))
    assert differing(none, three) == []


def test_who_took_part_reads_fewer_than_three_and_never_none_one_or_two(small):
    sites = [small.sealed(few(small, count)) for count in (0, 1, 2)]
    texts = [" ".join(page for page in site.values()) for site in sites]
    assert all("fewer than 3" in text for text in texts)
    assert not any(re.search(r"\b[012] of \d+ took part", text) for text in texts)
