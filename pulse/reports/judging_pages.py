"""Gathers what a page says of its own tests: which teams could be judged, when others can be, who stands low."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select

from pulse.base import clock
from pulse.people.models import Team
from pulse.programmes import queries as programmes
from pulse.reports import branch_queries, queries, readings
from pulse.reports.branch_queries import Node
from pulse.reports.queries import Chosen
from pulse.scores import queries as stored
from pulse.scores.all_clear import Calm, Tested
from pulse.scores.change import FIRST_TEST
from pulse.scores.silence import BEFORE, LATELY
from pulse.scores.stored import Score

FIRST_SILENCE = LATELY + BEFORE  # rounds
MOST = 5  # teams that are named


@dataclass(frozen=True)
class JudgedLevel:
    """A team's score on a dimension, and the company's; `is_wide`: only the range is told."""

    score: Score
    company: float

    @property
    def is_wide(self) -> bool:
        """Whether the range is so wide that the score says too little."""
        return readings.is_wide(self.score)


@dataclass(frozen=True)
class Far:
    """A team whose whole range on some dimensions lies below the company's score."""

    place: Node
    levels: tuple[JudgedLevel, ...]


@dataclass(frozen=True)
class Wait:
    """What is missing before a change can be judged: rounds, and when the last of them closes if that is known.

    No rounds: there are enough, and a team was not shown in enough of them.
    """

    rounds: int
    until: datetime | None = None


@dataclass(frozen=True)
class Judging:
    """What was tested below a team in one round, what was not, and where those stand that were not."""

    changes: Tested
    silence: Calm  # clear: it was looked for, since the rounds are enough and of some team all of them are known
    wait: Wait
    far: tuple[Far, ...]

    @property
    def calm(self) -> Calm:
        """Return what may be said where nothing was found: all is clear only if silence was looked for, too."""
        found = self.changes.calm
        return Calm.PARTLY if found is Calm.CLEAR and self.silence is not Calm.CLEAR else found


def gather(chosen: Chosen, top: Team, company: str) -> Judging:
    """Return what could be judged of the teams below one, in a few statements at any size."""
    course = [each.id for each in chosen.course]
    teams = branch_queries.uids_below(top)
    tested, heard = stored.tested(course, teams, FIRST_SILENCE)
    return Judging(
        changes=tested,
        silence=Calm.CLEAR if heard else Calm.CANNOT_JUDGE,
        wait=wait(chosen),
        far=_far(course[-1], teams, company) if tested.untested else (),
    )


def wait(chosen: Chosen) -> Wait:
    """Return how many rounds are missing at the chosen one, and when they are over if it is the newest."""
    missing = max(0, FIRST_TEST - len(chosen.course))
    if not missing or chosen.round is not chosen.rounds[0]:
        return Wait(missing)
    coming = [*queries.under_way(chosen.round), *programmes.closings(chosen.programme, clock.now(), missing)]
    return Wait(missing, coming[missing - 1] if len(coming) >= missing else None)


def _far(round_id: int, teams: Select[tuple[str]], company: str) -> tuple[Far, ...]:
    levels: dict[str, list[JudgedLevel]] = {}
    for score, beside in stored.far_below(round_id, teams, company, 3 * MOST):
        levels.setdefault(score.team, []).append(JudgedLevel(score, beside))
    named = list(levels.items())[:MOST]
    ways = branch_queries.paths([team for team, _levels in named]) if named else {}
    return tuple(Far(ways[team][-1], tuple(found)) for team, found in named if team in ways)
