"""Whether a team fell silent: who took part in the last two rounds, against the five before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pulse.scores.dimension import SHARE
from pulse.scores.discoveries import adjusted
from pulse.scores.distributions import hypergeometric_at_most
from pulse.scores.published import PublishedRound
from pulse.scores.tree import heads_below, path, subtree_sums
from pulse.tallies.cells import Tree

LATELY = 2  # rounds
BEFORE = 5
FALSE_DISCOVERIES = 0.10
FEWER_THAN_THREE = 2  # what "fewer than 3" enters as


@dataclass(frozen=True)
class Turnout:
    """How many took part of how many invited; `unsure`: by how many it may be fewer."""

    took_part: int
    invited: int
    unsure: int = 0

    @property
    def least(self) -> int:
        """Return how many took part at least."""
        return self.took_part - self.unsure


@dataclass(frozen=True)
class Silence:
    """A team's turnout lately and before; `fell` is the alert."""

    lately: Turnout
    before: Turnout
    q: float
    fell: bool


def turnouts(published: PublishedRound, withheld: Collection[str] = ()) -> dict[str, Turnout]:
    """Return the turnout of every team whose own cohorts hold 80 % of its members, from the participation table.

    A team with a cohort that is `withheld` (ids) has none: its number would tell how few took part elsewhere.
    """
    tree = Tree(published.parent)
    at = np.zeros((len(tree.order), 4))
    for cohort in published.cohorts:
        took_part = published.took_part.get(cohort.id)
        at[tree.first[tree.common(cohort.labels)]] += (
            FEWER_THAN_THREE if took_part is None else took_part,
            cohort.members,
            FEWER_THAN_THREE if took_part is None else 0,
            cohort.id in withheld,
        )
    sums, heads = subtree_sums(tree, at), heads_below(tree, published.heads)
    shown = (heads > 0) & (sums[:, 1] >= SHARE * heads) & (sums[:, 3] == 0)
    return {
        team: Turnout(*(int(number) for number in sums[place, :3]))
        for place, team in enumerate(tree.order)
        if team and shown[place]
    }


def silences(rounds: Sequence[Mapping[str, Turnout]], parent: Mapping[str, str | None]) -> dict[str, Silence]:
    """Return the test of every lowest team with a turnout in all of the last seven rounds (oldest first); {} before.

    One-sided hypergeometric: as few or fewer of those who took part fall into the last two rounds by luck;
    Benjamini-Hochberg over the teams. A team above a tested one is not tested: the same silence would count twice and
    lower the bar for the others. Nor is one whose number was withheld in one of the rounds, since an alert would tell
    of it. `parent` is the tree of the last round.
    """
    if len(rounds) < LATELY + BEFORE:
        return {}
    recent = rounds[-(LATELY + BEFORE) :]
    known = frozenset(recent[0]).intersection(*recent[1:], parent)
    teams = sorted(known - _above(Tree(parent), known))
    pairs = [(_sum(recent[BEFORE:], team), _sum(recent[:BEFORE], team)) for team in teams]
    q = adjusted(np.array([_p(lately, before) for lately, before in pairs]))
    return {
        team: Silence(lately, before, round(float(value), 10), bool(value <= FALSE_DISCOVERIES))
        for team, (lately, before), value in zip(teams, pairs, q, strict=True)
    }


def _above(tree: Tree, teams: frozenset[str]) -> frozenset[str]:
    return frozenset(node for team in teams for node in path(tree, team)[1:])


def _sum(rounds: Sequence[Mapping[str, Turnout]], team: str) -> Turnout:
    return Turnout(sum(r[team].took_part for r in rounds), sum(r[team].invited for r in rounds))


def _p(lately: Turnout, before: Turnout) -> float:
    took_part, invited = lately.took_part + before.took_part, lately.invited + before.invited
    return hypergeometric_at_most(lately.took_part, invited, took_part, lately.invited)
