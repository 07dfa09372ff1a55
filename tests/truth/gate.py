"""Runs a synthetic company through the gate (cells, clamp, joint figures) and the scores, round by round."""

import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np

from pulse.demo.company import Company, synthetic
from pulse.questions.library import sensitive
from pulse.scores.change import SAID_BEFORE
from pulse.scores.items import NOTHING
from pulse.scores.published import DIMENSIONS, PublishedRound
from pulse.scores.results import ROUNDS, Results, conclude
from pulse.tallies.cells import cells
from pulse.tallies.publication import Cohort, Frame, Question, Tally, publish

SEEDS = range(int(os.environ.get("PULSE_TRUTH_SEEDS", "40")))
K = 5
SMALLEST_COHORT = 7
Made = TypeVar("Made")
SHARED: list[Path] = []  # a directory of this run of the tests, where workers run side by side


def asked_in(month: int, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The anchor and the rotating question of each dimension in a month (0 first), in the default plan's order."""
    found = []
    for position, dimension in enumerate(DIMENSIONS):
        own = [code for code in codes if code[0].lower() == dimension[0]]
        found += [own[0], own[1 + (month + 2 * position) % (len(own) - 1)]]
    return tuple(found)


def bands_of(answers: np.ndarray) -> np.ndarray:
    """Five-point answers as bands: 0 favourable, 1 neutral, 2 unfavourable."""
    return np.where(answers >= 4, 0, np.where(answers == 3, 1, 2))


def census_scores(answers: np.ndarray) -> np.ndarray:
    """Five-point answers on the band scale."""
    return 100.0 - 50.0 * bands_of(answers)


@dataclass
class Gated:
    """A company, its published rounds, and what was concluded at each seal."""

    company: Company
    labels: list[str]
    rounds: list[PublishedRound]
    results: list[Results]

    def census(self, team: str, month: int, codes: tuple[str, ...]) -> float:
        """What the team's score on these questions would be if all had answered."""
        seats = [seat for seat, label in enumerate(self.labels) if label == team]
        columns = [self.company.codes.index(code) for code in codes]
        return float(census_scores(self.company.census[month][np.ix_(seats, columns)]).mean())


def cohorts_of(company: Company, labels: list[str]) -> tuple[dict[str, str | None], dict[str, int], tuple[Cohort, ...]]:
    parent = {team.uid: team.above for team in company.teams}
    heads = {team: labels.count(team) for team in parent}
    groups = cells(parent, heads, SMALLEST_COHORT, heads)
    cohorts = tuple(
        Cohort(f"c-{group.name}", group.name, group.labels, sum(heads[label] for label in group.labels))
        for group in groups
    )
    return parent, heads, cohorts


def published(company: Company, labels: list[str], month: int) -> PublishedRound:
    """One month's round, through the product's own gate."""
    parent, heads, cohorts = cohorts_of(company, labels)
    of = {label: cohort.id for cohort in cohorts for label in cohort.labels}
    codes = asked_in(month, company.codes)
    questions = tuple(
        Question(c, next(d for d in DIMENSIONS if d[0] == c[0].lower()), sensitive=c in sensitive()) for c in codes
    )
    columns = [company.codes.index(code) for code in codes]
    tally = Tally(Frame(parent, cohorts, questions, K))
    collected = dict.fromkeys(of.values(), 0)
    for seat in np.flatnonzero(company.takes_part[month]):
        bands = bands_of(company.census[month, seat, columns])
        tally.add(of[labels[seat]], {code: int(band) for code, band in zip(codes, bands, strict=True)}, {})
        collected[of[labels[seat]]] += 1
    out = publish(tally, collected, Random(month))
    return PublishedRound(
        uid=f"r{month}",
        opened_on=date(2024, 1, 1) + timedelta(days=30 * month),
        k=K,
        parent=parent,
        heads=heads,
        cohorts=cohorts,
        questions=questions,
        cells=tuple(out.cells.values()),
        spreads=out.spreads,
        took_part={turnout.cohort: turnout.collected for turnout in out.turnout},
    )


@cache
def gated(seed: int) -> Gated:
    """The company of a seed with every seal concluded, as the product would one after the other.

    Workers that run side by side share what each of them has made.
    """
    return shared(f"truth-{seed}", lambda: run(synthetic(seed)))


def shared(name: str, make: Callable[[], Made]) -> Made:
    """What is made once by whichever worker comes first."""
    if not SHARED:
        return make()
    with (SHARED[0] / name).open("a+b") as file:
        flock(file, LOCK_EX)
        file.seek(0)
        if known := file.read():
            found: Made = pickle.loads(known)
            return found
        made = make()
        file.write(pickle.dumps(made))
        return made


def counted_under(company: Company) -> list[str]:
    """Return for each seat the uid of the team it is counted under: a lead's answers count in the team above."""
    found = []
    for team, lead in zip(company.team_of_seat, company.lead_seat, strict=True):
        own = company.teams[team]
        found.append(own.above if lead and own.above else own.uid)
    return found


def run(company: Company) -> Gated:
    labels = counted_under(company)
    rounds = [published(company, labels, month) for month in range(company.plan.months)]
    results: list[Results] = []
    for month in range(len(rounds)):
        announced = {
            subject: [result.changes[subject].verdict for result in results[-SAID_BEFORE:] if subject in result.news]
            for subject in (results[-1].changes if results else ())
        }
        before = results[-1].sums if results else NOTHING
        results.append(conclude(rounds[max(0, month + 1 - ROUNDS) : month + 1], before, announced))
    return Gated(company, labels, rounds, results)
