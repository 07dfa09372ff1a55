"""The algebraist over all that pages are made of, in 200 companies whose tree changes between two rounds."""

from datetime import date
from random import Random

import pytest

from pulse.scores.answers import answers_everywhere
from pulse.scores.dimension import Gap, published_scores
from pulse.scores.items import item_effects, item_sums
from pulse.scores.published import PublishedRound
from pulse.scores.spread import pool
from pulse.tallies import publication
from pulse.tallies.cells import Group, Tree, cells
from pulse.tallies.publication import Cohort, Frame
from tests.attacks._rounds import QUESTIONS, seal, vote
from tests.attacks._trees import RandomCompany
from tests.attacks._truth import Truth

COMPANIES = 200


def rounds(seed: int) -> list[Truth]:
    """Ask a random company, reorganise it, ask again; nobody knows it better than its truths."""
    company, random = RandomCompany(seed), Random(seed)
    found = [asked(company, random)]
    for _ in range(3):
        reorganise(company, random)
    return [*found, asked(company, random)]


def asked(company: RandomCompany, random: Random) -> Truth:
    formed = cells(company.parent, company.members, 7, company.members)
    cohorts = tuple(
        Cohort(f"c-{g.name}", g.name, g.labels, sum(company.members[label] for label in g.labels)) for g in formed
    )
    frame = Frame(company.parent, cohorts, QUESTIONS)
    ballots = vote(frame, random)
    found = seal(frame, ballots)
    took_part = {turnout.cohort: turnout.collected for turnout in found.turnout}
    return Truth(
        PublishedRound(
            uid=f"{random.random()}",
            opened_on=date(2026, 3, 2),
            k=frame.k,
            parent=dict(company.parent),
            heads=dict(company.members),
            cohorts=cohorts,
            questions=QUESTIONS,
            cells=tuple(found.cells.values()),
            spreads=found.spreads,
            took_part=took_part,
        ),
        [(cohort, answers) for cohort, answers, _ in ballots],
    )


def reorganise(company: RandomCompany, random: Random) -> None:
    """Hang a team under another that is not below it; let some join and some leave."""
    moved = random.choice([name for name, above in company.parent.items() if above])
    tree = Tree(company.parent)
    below = tree.order[tree.first[moved] : tree.last[moved] + 1]
    company.parent[moved] = random.choice([name for name in company.parent if name not in below])
    joins, leaves = random.choice(list(company.parent)), random.choice(list(company.parent))
    company.members[joins] += 1
    company.members[leaves] = max(0, company.members[leaves] - 1)


def learnt(truths: list[Truth]) -> list[set]:
    """Return, for each round, the groups under five that follow from its rows and from every page."""
    found = []
    for truth in truths:
        known, effects = truth.algebra(), item_effects(item_sums(truth.published))
        for (team, dimension), mark in published_scores(truth.published, effects, pool([])).items():
            if not isinstance(mark, Gap):
                known.mean({code: truth.cohorts_of(team, code) for code in truth.asking(dimension)})
        for (team, code), shown in answers_everywhere(truth.published, pool([])).items():
            if not isinstance(shown, Gap):
                assert shown.bands == truth.shares(team, code)
                known.bands(code, truth.cohorts_of(team, code))
        found.append(known.groups())
    return found


def test_no_group_under_five_follows_from_any_page_of_200_companies():
    assert sum(bool(groups) for seed in range(COMPANIES) for groups in learnt(rounds(seed))) == 0


@pytest.fixture
def plain(monkeypatch):
    """Take the cells away: whatever subtree has enough answers is a row."""

    def alone(_parent, _count, _at_least, members):
        return tuple(Group(name, frozenset({name})) for name in sorted(members) if members[name])

    def above_threshold(gate, count, at_least, asked):
        tree, found = Tree(gate.frame.parent), {}
        for node in tree.order[1:]:
            below = frozenset(home for home in count if tree.holds(node, [home]))
            if sum(count[home] for home in below) >= at_least:
                held = frozenset(gate.at_home[home].id for home in below)
                found[publication.Part(node, held, 99)] = below
        return found

    monkeypatch.setattr(publication, "cells", alone)
    monkeypatch.setattr(publication._Gate, "coarsen", above_threshold)


@pytest.mark.usefixtures("plain")
def test_with_a_plain_threshold_the_same_algebraist_finds_groups():
    assert sum(bool(truth.algebra().groups()) for seed in range(40) for truth in rounds(seed)[:1]) > 20
