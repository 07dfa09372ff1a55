"""Which groups are asked about which teams in a round: a function of the groups and of its number, of no person."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

MOST_TEAMS: Final = 2  # that one group is asked about in one round
ANCHOR: Final = "S1"
IN_TURN: Final = ("S2", "S3", "S4", "S5", "S6")
EACH_TIME: Final = 2  # of those in turn

Below = Callable[[str], frozenset[str]]  # a team -> it and all below it
Rates = Mapping[str, frozenset[str]]  # a team that serves -> the groups that are asked about it


@dataclass(frozen=True)
class Crowd:
    """People who are counted together: the teams whose ballots it holds, and those its people work in.

    The two differ: the lead of a team is counted with the team above, and is its member all the same.
    """

    id: str
    labels: frozenset[str]
    teams: frozenset[str]


def served(services: Iterable[tuple[str, str]], crowds: Iterable[Crowd], below: Below) -> dict[str, frozenset[str]]:
    """Return who may rate whom: groups that lie wholly inside what a team serves, and hold nobody of that team.

    `services` are pairs of a team that serves and a team it serves, with all below it.
    """
    reach: dict[str, frozenset[str]] = {}
    for server, branch in services:
        reach[server] = reach.get(server, frozenset()) | below(branch)
    held = list(crowds)
    return {
        server: frozenset(c.id for c in _strangers(held, below(server)) if c.labels <= inside)
        for server, inside in reach.items()
    }


def nameable(teams: Iterable[str], crowds: Iterable[Crowd], below: Below) -> dict[str, frozenset[str]]:
    """Return which groups may name which team as one they relied on: all that hold nobody of it."""
    held = list(crowds)
    return {team: frozenset(c.id for c in _strangers(held, below(team))) for team in teams}


def _strangers(crowds: Iterable[Crowd], own: frozenset[str]) -> Iterable[Crowd]:
    return (crowd for crowd in crowds if not crowd.teams & own)


def turn(rates: Rates, number: int) -> tuple[dict[str, frozenset[str]], tuple[str, ...]]:
    """Return what the `number`-th round (from 0) asks of whom, and which questions.

    A team whose turn it is is rated by all its groups at once, so that its rounds compare like with like. Teams take
    turns where one group has more than two. The questions change when every team has had its turn: within one such
    cycle all are asked the same.
    """
    turns = _turns({team: groups for team, groups in sorted(rates.items()) if groups})
    if not turns:
        return {}, ()
    cycle, place = divmod(number, len(turns))
    return turns[place], questions(cycle)


def questions(cycle: int) -> tuple[str, ...]:
    """Return the questions of a cycle: the first always, two of the others in turn."""
    return ANCHOR, *(IN_TURN[(EACH_TIME * cycle + more) % len(IN_TURN)] for more in range(EACH_TIME))


def _turns(rates: Rates) -> list[dict[str, frozenset[str]]]:
    """Return what is asked round by round until every team has had its turn: each begins two teams further on."""
    teams, turns, done = list(rates), list[dict[str, frozenset[str]]](), set[str]()
    while len(done) < len(teams):
        start = MOST_TEAMS * len(turns)
        turns.append(_chosen(rates, teams[start:] + teams[:start]))
        done |= turns[-1].keys()
    return turns


def _chosen(rates: Rates, order: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the teams in this order that fit: no group is asked about more than two."""
    asked, chosen = Counter[str](), dict[str, frozenset[str]]()
    for team in order:
        if all(asked[group] < MOST_TEAMS for group in rates[team]):
            asked.update(rates[team])
            chosen[team] = rates[team]
    return chosen
