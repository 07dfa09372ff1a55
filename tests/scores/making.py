"""Published rounds for the tests: a company of two branches, named, small enough to reckon by hand."""

from datetime import date, timedelta

from pulse.scores.published import PublishedRound
from pulse.tallies.joint import Spread
from pulse.tallies.publication import Cohort, Question
from pulse.tallies.tables import cell

PARENT = {"company": None, "care": "company", "billing": "care", "claims": "care", "field": "company", "legal": "field"}
HEADS = {"company": 1, "care": 3, "billing": 8, "claims": 9, "field": 10, "legal": 3}
COHORTS = (
    Cohort("c1", "billing", frozenset({"billing"}), 8),
    Cohort("c2", "claims", frozenset({"claims"}), 9),
    Cohort("c3", "company", frozenset({"company", "care", "field", "legal"}), 17),
)
SIZE = {cohort.id: cohort.members for cohort in COHORTS}
QUESTIONS = (Question("T1", "trust"), Question("T2", "trust"), Question("R1", "respect"))


def row(question, cohorts, bands):
    """One published cell over cohorts named like "c1 c2"."""
    ids = frozenset(cohorts.split())
    return cell(question, ids, sum(SIZE[cohort] for cohort in ids), bands)


def a_round(*cells, number=0, **changed):
    """A round with these cells."""
    fields = {
        "uid": f"r{number}",
        "opened_on": date(2025, 1, 6) + timedelta(days=28 * number),
        "k": 5,
        "parent": PARENT,
        "heads": HEADS,
        "cohorts": COHORTS,
        "questions": QUESTIONS,
        "cells": cells,
        "spreads": (Spread("trust", 2, 24, 300), Spread("respect", 1, 30, 300), Spread("T1", 1, 31, 300)),
    }
    return PublishedRound(**(fields | changed))
