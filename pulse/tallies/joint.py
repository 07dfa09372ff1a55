"""The company-wide joint figures: how far persons of one cell lie apart, and which answers go together.

A joint figure sees answers side by side, so it could undo what cells and clamp hide. A spread taken over clamped
cells too, less what the published bands explain, tells whether "nearly everybody" was everybody; a correlation to
two decimals pins a sum of products exactly below some 180 ballots, and with it such a cell. Hence the safe side:
- the only numbers that look at two answers of one ballot are `pairs`: for each pair of questions one correlation inside
  cells, pooled over the cells that are published with all bands for both questions, from 50 ballots in those cells,
  rounded to two decimals and kept two exchanges of opposite answers away from the bounds that the published bands
  set (at a bound every cross-table would be known);
- all else here is arithmetic on published rows (stand-ins for clamped ones) and those numbers. Whoever has them could
  compute it, so it tells nothing more; the spread of one question tells nothing at all.
`tests/attacks/test_joint_figures.py` measures what is left.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from pulse.tallies.clamp import POINTS, Band
from pulse.tallies.tables import Cell

FROM = 50  # ballots, of the pair: below it no joint figure exists
SQUARES = tuple(points * points for points in POINTS)
EXCHANGE = POINTS[0] ** 2  # what two opposite answers that change places can move a sum of products, at most
DISTANCE = 2 * EXCHANGE  # with one exchange, a member who was the exception could tell the others' answers
Pair = tuple[str, str]


@dataclass(frozen=True)
class JointColumn:
    """One question: its published cells by home, those that are one cell of the round, and the answers in each such."""

    cells: Mapping[str, Cell]
    alone: frozenset[str]
    answers: Mapping[str, Sequence[object]]


@dataclass(frozen=True)
class Spread:
    """Pooled standard deviation inside cells of a question's or a dimension's person scores: whole points of 100."""

    subject: str
    questions: int
    points: int
    freedom: int


@dataclass(frozen=True)
class Correlation:
    """Correlation of two questions over the company in hundredths, and the pairs behind it to the nearest ten."""

    first: str
    second: str
    hundredths: int
    pairs: int


@dataclass(frozen=True)
class Within:
    """What one pair of questions shows inside cells: the only figure that looks at two answers of one ballot."""

    hundredths: int
    pairs: int


@dataclass(frozen=True)
class Moments:
    """Mean and sum of squares of one published row, on the scale 0 / 50 / 100."""

    n: int
    mean: float
    squares: float


def moments(cell: Cell) -> Moments:
    """Return the moments of a row; of a clamped one, those of its stand-in."""
    total = sum(p * share for p, share in zip(POINTS, cell.shares, strict=True))
    squares = sum(p * share for p, share in zip(SQUARES, cell.shares, strict=True))
    return Moments(cell.n, total / cell.n, squares - total * total / cell.n)


def pairs(columns: Mapping[str, JointColumn]) -> dict[Pair, Within]:
    """Return the correlation inside cells of every pair of questions that 50 ballots in open cells answered."""
    found = {pair: _within(columns[pair[0]], columns[pair[1]]) for pair in combinations(sorted(columns), 2)}
    return {pair: within for pair, within in found.items() if within is not None}


def _within(first: JointColumn, second: JointColumn) -> Within | None:
    sums = [0.0] * 6
    for home in _open(first) & _open(second):
        together = Counter(zip(first.answers[home], second.answers[home], strict=True))
        table = [[together[a, b] for b in Band] for a in Band]
        if any(map(sum, table)):
            sums = [a + b for a, b in zip(sums, products(table), strict=True)]
    return disclosed(sums)


def disclosed(sums: Sequence[float]) -> Within | None:
    """Return what leaves the gate of these sums of `products`, added up over cells."""
    n, product, lowest, highest, left, right = sums
    if n < FROM or highest - lowest < 2 * DISTANCE:
        return None
    bounded = min(max(product, lowest + DISTANCE), highest - DISTANCE)
    return Within(round(100 * bounded / sqrt(left * right)), _tens(n))


def _open(column: JointColumn) -> set[str]:
    """Return the cells of the round that this question publishes by themselves and with all bands."""
    return {home for home in column.alone if column.cells[home].clamped is None}


def products(table: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """Return n, the sum of products, the least and the most its bands allow, and both sums of squares."""
    lefts, rights = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    n, left, right = sum(lefts), _weighed(lefts, POINTS), _weighed(rights, POINTS)
    even = left * right / n
    return (
        n,
        sum(a * _weighed(row, POINTS) for a, row in zip(POINTS, table, strict=True)) - even,
        _matched(lefts, rights[::-1], POINTS[::-1]) - even,
        _matched(lefts, rights, POINTS) - even,
        _weighed(lefts, SQUARES) - left**2 / n,
        _weighed(rights, SQUARES) - right**2 / n,
    )


def _weighed(counts: Sequence[int], weights: Sequence[int]) -> int:
    return counts[0] * weights[0] + counts[1] * weights[1] + counts[2] * weights[2]


def _matched(lefts: Sequence[int], rights: Sequence[int], weights: Sequence[int]) -> int:
    """Return the sum of products when both questions' answers are laid side by side in this order of bands."""
    total, left, right = 0, list(lefts), list(rights)
    while any(left):
        a, b = (next(place for place, count in enumerate(side) if count) for side in (left, right))
        together = min(left[a], right[b])
        total += POINTS[a] * weights[b] * together
        left[a] -= together
        right[b] -= together
    return total


def spreads(
    columns: Mapping[str, JointColumn], within: Mapping[Pair, Within], scales: Mapping[str, Iterable[frozenset[str]]]
) -> tuple[Spread, ...]:
    """Return the spread of every question and of every (dimension, number of questions) with enough ballots.

    The variance of a mean of M answers is (sum of their variances + 2 sum of r s s') / M^2, with the published spreads
    inside cells and the rounded r of `within`. Several sets of equal size in one dimension are averaged.
    """
    single = {code: _pooled(column.cells.values()) for code, column in columns.items()}
    known = {code: pooled for code, pooled in single.items() if pooled is not None}
    found = [_spread(code, 1, [known[code]]) for code in sorted(known)]
    for dimension in sorted(scales):
        by_size: dict[int, list[tuple[float, int]]] = {}
        for codes in sorted(scales[dimension], key=sorted):
            pooled = _pooled_mean(sorted(codes), known, within)
            if pooled is not None:
                by_size.setdefault(len(codes), []).append(pooled)
        found += [_spread(dimension, size, by_size[size]) for size in sorted(by_size)]
    return tuple(found)


def _pooled(cells: Iterable[Cell]) -> tuple[float, int] | None:
    """Return variance inside cells and degrees of freedom, or None below 50 answers."""
    rows = [moments(cell) for cell in cells]
    freedom = sum(row.n - 1 for row in rows)
    return (sum(row.squares for row in rows) / freedom, freedom) if sum(row.n for row in rows) >= FROM else None


def _pooled_mean(
    codes: Sequence[str], known: Mapping[str, tuple[float, int]], within: Mapping[Pair, Within]
) -> tuple[float, int] | None:
    """Return the variance inside cells of the mean of these questions, or None when a part of it is not known."""
    together = list(combinations(codes, 2))
    if not (known.keys() >= set(codes) and within.keys() >= set(together)):
        return None
    variance = sum(known[code][0] for code in codes)
    for a, b in together:
        variance += 2 * within[a, b].hundredths / 100 * sqrt(known[a][0] * known[b][0])
    return max(0.0, variance) / len(codes) ** 2, min(known[code][1] for code in codes)


def _spread(subject: str, questions: int, pooled: Sequence[tuple[float, int]]) -> Spread:
    variance = sum(variance for variance, _ in pooled) / len(pooled)
    return Spread(subject, questions, round(sqrt(variance)), _tens(min(freedom for _, freedom in pooled)))


def correlations(columns: Mapping[str, JointColumn], within: Mapping[Pair, Within]) -> tuple[Correlation, ...]:
    """Return the correlation over the whole company of every pair: inside cells from `within`, between from rows."""
    found = []
    for (first, second), inside in sorted(within.items()):
        homes = sorted(columns[first].alone & columns[second].alone)
        rows = [(moments(columns[first].cells[home]), moments(columns[second].cells[home])) for home in homes]
        found.append(Correlation(first, second, round(100 * _overall(rows, inside)), inside.pairs))
    return tuple(found)


def _overall(rows: Sequence[tuple[Moments, Moments]], inside: Within) -> float:
    """Return r of all ballots from r inside cells and the rows: total = inside + between, cell by cell."""
    left, right = (sum(pair[side].squares for pair in rows) for side in (0, 1))
    weights = [(a.n + b.n) / 2 for a, b in rows]
    centre = [sum(w * pair[side].mean for w, pair in zip(weights, rows, strict=True)) / sum(weights) for side in (0, 1)]
    apart = [(w, a.mean - centre[0], b.mean - centre[1]) for w, (a, b) in zip(weights, rows, strict=True)]
    product = inside.hundredths / 100 * sqrt(left * right) + sum(w * a * b for w, a, b in apart)
    return product / sqrt((left + sum(w * a * a for w, a, _ in apart)) * (right + sum(w * b * b for w, _, b in apart)))


def _tens(number: float) -> int:
    return 10 * round(number / 10)
