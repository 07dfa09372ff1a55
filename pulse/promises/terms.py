"""Where a promise stands, what can be said of it, and how long words may be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

LONGEST_TEXT: Final = 500
LONGEST_NOTE: Final = 2000  # reasons, notes, and what was heard before
LONGEST_SOURCE: Final = 160
DAYS: Final = 30  # until a fresh draft is due
FURTHEST: Final = 730  # days: who promises for later than two years promises nothing
ANSWER_WITHIN: Final = 14  # days for the owner's word, once the team has said that a promise was not kept


class State(StrEnum):
    """Where a promise stands; a draft is nobody's promise yet, and has no past."""

    DRAFT = "draft"
    MADE = "made"
    PROGRESS = "in progress"
    RENEGOTIATED = "renegotiated"
    REOPENED = "reopened"  # the team says that it was not kept
    BROKEN = "broken"  # past due without a word
    KEPT = "kept"
    PARTLY = "partly kept"
    DROPPED = "dropped"


class Deed(StrEnum):
    """What an entry of the ledger says was done."""

    MADE = "made"
    PROGRESS = "progress"
    RENEGOTIATED = "renegotiated"
    HANDED = "handed"  # to another owner
    KEPT = "kept"
    PARTLY = "partly"
    DROPPED = "dropped"
    BROKEN = "broken"
    HEARD = "heard"  # the team's word
    REOPENED = "reopened"  # somebody takes back that it was kept, or dropped


@dataclass(frozen=True)
class PromiseTerms:
    """What is promised: to which team (uid), by whom (uid), until when, and how we will know."""

    team: str
    text: str
    said: str
    proof: str
    owner: str
    due: date


@dataclass(frozen=True)
class Changed:
    """What is promised instead, and why."""

    text: str
    proof: str
    due: date
    reason: str


AWAITED: Final = frozenset({State.MADE, State.PROGRESS, State.RENEGOTIATED, State.REOPENED})
OPEN: Final = AWAITED | {State.BROKEN}
SPOKEN: Final = frozenset({Deed.PROGRESS, Deed.RENEGOTIATED, Deed.KEPT, Deed.PARTLY, Deed.DROPPED, Deed.REOPENED})
SETTLED: Final = frozenset({State.KEPT, State.PARTLY, State.DROPPED})
