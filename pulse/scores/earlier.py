"""The earlier part of a line: several teams together in one round, from whole cells like everything else."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pulse.scores.dimension import Gap, ScorePoint, published_scores
from pulse.scores.published import PublishedRound
from pulse.scores.spread import Spreads
from pulse.tallies.cells import TOP, Tree
from pulse.tallies.tables import Cell

TOGETHER, ELSEWHERE = "+", "-"  # no team's uid


def inside(tree: Tree, teams: Iterable[str]) -> frozenset[str]:
    """Return the teams that the tree knows, with all below them."""
    stretches = [tree.order[tree.first[team] : tree.last[team] + 1] for team in teams if team in tree.first]
    return frozenset(node for stretch in stretches for node in stretch if node != TOP)


def together(
    published: PublishedRound, teams: Iterable[str], effects: Mapping[str, float], spreads: Spreads
) -> dict[str, ScorePoint | Gap]:
    """Return the score of some teams as one, by dimension: of the cells wholly inside, if they hold 80 % of members.

    They and all below them hang under one node that is put there for them, everybody else under another; what counts
    as inside a team then counts as inside their union.
    """
    nodes = inside(Tree(published.parent), teams)
    if not nodes:
        return {}
    scores = published_scores(_hung(published, nodes), effects, spreads)
    return {dimension: result for (team, dimension), result in scores.items() if team == TOGETHER}


def _hung(published: PublishedRound, nodes: frozenset[str]) -> PublishedRound:
    """Hang the nodes under one, and leave out what has no part in them: a round's cost is that of the union."""
    touching = {cohort.id for cohort in published.cohorts if cohort.labels & nodes}
    cells: list[Cell] = [cell for cell in published.cells if cell.cohorts & touching]
    asked = {cell.question for cell in cells}
    for cell in published.cells:  # whether a question is published anywhere is part of why a team has no score
        if cell.question not in asked:
            asked.add(cell.question)
            cells.append(cell)
    held = touching.union(*(cell.cohorts for cell in cells))
    cohorts = tuple(cohort for cohort in published.cohorts if cohort.id in held)
    labels = nodes.union(*(cohort.labels for cohort in cohorts))
    parent: dict[str, str | None] = {label: TOGETHER if label in nodes else ELSEWHERE for label in labels}
    hung = {TOGETHER: None, ELSEWHERE: None, **parent}
    return replace(published, parent=hung, cohorts=cohorts, cells=tuple(cells))


def counted(published: PublishedRound, teams: Iterable[str], family: Mapping[str, str]) -> Counter[str]:
    """Return how many members were counted where, in some teams; teams that follow each other are one place."""
    found: Counter[str] = Counter()
    for node in inside(Tree(published.parent), teams):
        found[family.get(node, node)] += published.heads.get(node, 0)
    return found


def runs_on(before: Counter[str], after: Counter[str]) -> bool:
    """Tell whether a line may run on: at least 80 % of either side are counted in the same place on the other."""
    same = (before & after).total()
    return same > 0 and 5 * same >= 4 * before.total() and 5 * same >= 4 * after.total()
