"""One sealed round's published tables: all that scores are ever computed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pulse.tallies.joint import Spread
from pulse.tallies.publication import Cohort, Question
from pulse.tallies.tables import Cell

DIMENSIONS = ("trust", "respect", "empowerment")  # the ones that get a score; other questions stand by themselves
RECOMMEND = "recommend"  # its score is that of one question: favourable minus unfavourable percent = 2 score - 100
RECOMMEND_QUESTION = "O1"
FEWEST_TO_RECOMMEND = 10  # answers
SCORED = (*DIMENSIONS, RECOMMEND)


@dataclass(frozen=True)
class PublishedRound:
    """A sealed round with the tree frozen at its opening; bands of reverse-keyed questions are turned already."""

    uid: str
    opened_on: date
    k: int
    parent: Mapping[str, str | None]  # team uid -> uid of the team above
    heads: Mapping[str, int]  # team uid -> members counted under that very label (a lead under the label above)
    cohorts: tuple[Cohort, ...]
    questions: tuple[Question, ...]
    cells: tuple[Cell, ...]
    spreads: tuple[Spread, ...] = ()
    took_part: Mapping[str, int | None] = field(default_factory=dict)  # cohort id -> collected; None: fewer than 3
    withheld: frozenset[str] = frozenset()  # cohort ids whose `took_part` nobody is shown

    def asking(self, dimension: str) -> tuple[Question, ...]:
        """Return the questions of this round that make up a dimension's score, by code."""
        asking = (question for question in self.questions if _makes(question, dimension))
        return tuple(sorted(asking, key=lambda question: question.code))


def spread_of(dimension: str) -> str:
    """Return the subject under which a dimension's spread is published."""
    return RECOMMEND_QUESTION if dimension == RECOMMEND else dimension


def _makes(question: Question, dimension: str) -> bool:
    if dimension == RECOMMEND:
        return question.code == RECOMMEND_QUESTION and not question.open
    return question.scored == dimension
