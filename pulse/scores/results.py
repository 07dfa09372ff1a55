"""What the seal works out once and stores: points, changes, silences and the order of teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.scores.change import BEFORE, LATELY, Change, Verdict, company_changes, differences, is_news, verdicts
from pulse.scores.dimension import Gap, ScorePoint, Scores, Subject, published_scores
from pulse.scores.items import ItemSums, item_effects, item_sums
from pulse.scores.level import in_order
from pulse.scores.published import DIMENSIONS, RECOMMEND, SCORED, PublishedRound
from pulse.scores.silence import Silence, silences, turnouts
from pulse.scores.spread import Spreads, Width, pool
from pulse.scores.tree import roots, todays
from pulse.tallies.cells import Tree

ROUNDS = LATELY + BEFORE  # of one programme, this one included, that a seal looks at

Announced = Mapping[Subject, Sequence[Verdict]]


@dataclass(frozen=True)
class Results:
    """The results of one sealed round; they are stored with it, once."""

    scores: Mapping[Subject, ScorePoint | Gap]
    changes: Mapping[Subject, Change]  # of every team and dimension; the company's own under its root
    news: frozenset[Subject]  # changes said for the first time
    silences: Mapping[str, Silence]
    order: Mapping[str, tuple[str, ...]]  # dimension -> teams by usual level, highest first
    effects: Mapping[str, float]  # question code -> points
    sums: ItemSums  # of all rounds so far: give it to the next seal


def conclude(rounds: Sequence[PublishedRound], before: ItemSums, announced: Announced) -> Results:
    """Return the results of the last of `rounds` (the latest nine of one programme, oldest first).

    `before`: the item sums of all earlier rounds (`items.NOTHING` at first); `announced`: for each team and dimension
    what was announced in the last `change.SAID_BEFORE` rounds.
    """
    sums = before.plus(item_sums(rounds[-1]))
    effects = item_effects(sums)
    spreads = pool([published.spreads for published in rounds])
    history = [published_scores(published, effects, spreads) for published in rounds[-ROUNDS:]]
    changes = _changes(rounds[-ROUNDS:], history, spreads)
    return Results(
        scores=history[-1],
        changes=changes,
        news=frozenset(s for s, change in changes.items() if is_news(change.verdict, announced.get(s, ()))),
        silences=silences([turnouts(each, each.withheld) for each in rounds[-ROUNDS:]], rounds[-1].parent),
        order={of: _order(history, of, spreads.of(of, len(rounds[-1].asking(of)))) for of in DIMENSIONS},
        effects=effects,
        sums=sums,
    )


def _changes(rounds: Sequence[PublishedRound], history: Sequence[Scores], spreads: Spreads) -> dict[Subject, Change]:
    """Return a verdict for every team and dimension."""
    trees = [(Tree(published.parent), published.heads) for published in rounds]
    same = todays(trees)
    items = {dimension: len(rounds[-1].asking(dimension)) for dimension in SCORED}
    whole = frozenset(roots(rounds[-1].parent))
    everything = differences(history, same, spreads, items)
    changes = {subject: Change(Verdict.CANNOT_JUDGE) for subject in history[-1]}
    for family in (DIMENSIONS, (RECOMMEND,)):  # the score of one question is not one of the team's three
        found = {subject: change for subject, change in everything.items() if subject[1] in family}
        company = company_changes(found, whole)
        changes |= verdicts(found, company, whole)
        changes |= {(team, dimension): change for team in whole for dimension, change in company.items()}
    return changes


def _order(history: Sequence[Scores], dimension: str, width: Width) -> tuple[str, ...]:
    """Order teams by their usual level: the n-weighted mean of up to nine rounds.

    The same few people answer again and again, so its variance is that of one round's mean.
    """
    teams = {}
    for team in (team for team, of in history[-1] if of == dimension):
        points = [point for scores in history if isinstance(point := scores.get((team, dimension)), ScorePoint)]
        if points:
            n = sum(point.n for point in points)
            mean = sum(point.n * point.score for point in points) / n
            teams[team] = (mean, width[0] ** 2 * len(points) / n)
    return in_order(teams)
