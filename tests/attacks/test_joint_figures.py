"""What a company-wide figure that looks at two answers of one ballot tells about ballots, next to the rows."""

from dataclasses import replace
from functools import cache
from itertools import product
from math import sqrt
from random import Random

import pytest

from pulse.tallies import joint
from pulse.tallies.clamp import POINTS, Band, clamp, members_of
from pulse.tallies.joint import JointColumn, disclosed, moments, products, spreads
from pulse.tallies.tables import cell

TEAMS, EACH = 7, 8  # 56 ballots: just above the fewest from which there is a joint figure
STEP = 2500  # the product of two answers, 0 / 50 / 100 each, is so many steps of this


def margins(table):
    return tuple(map(sum, table)), tuple(map(sum, zip(*table, strict=True)))


def steps(table) -> int:
    return sum(POINTS[a] * POINTS[b] * table[a][b] for a, b in product(Band, repeat=2)) // STEP


@cache
def tables_with(rows, columns):
    """Return every cross-table with these bands: all that a reader of the two published rows can think of."""
    found = []
    for a, b, c, d in product(range(EACH + 1), repeat=4):
        upper = (a, b, rows[0] - a - b), (c, d, rows[1] - c - d)
        lower = tuple(total - x - y for total, x, y in zip(columns, *upper, strict=True))
        if min(*upper[0], *upper[1], *lower) >= 0:
            found.append((*upper, lower))
    return tuple(found)


def told(tables) -> set:
    """Return what is certain: that all who gave one answer to one question gave another to the other."""
    turned = [tuple(zip(*table, strict=True)) for table in tables]
    return {
        (side, a, b)
        for side, seen in enumerate((tables, turned))
        for a, b in product(Band, repeat=2)
        if all(0 < sum(table[a]) == table[a][b] for table in seen)
    }


def without(table, own):
    return tuple(tuple(n - ((a, b) == own) for b, n in enumerate(row)) for a, row in enumerate(table))


def all_told(truth, tables) -> int:
    """Count what is certain to a reader, and to each member who takes their own ballot away."""
    count = len(told(tables))
    for own in product(Band, repeat=2):
        if truth[own[0]][own[1]]:
            count += len(told([without(table, own) for table in tables if table[own[0]][own[1]]]))
    return count


def added(first: int, second: int) -> int:
    """Return the set of sums of two sets of numbers, each a mask of bits."""
    found = 0
    while first:
        lowest = first & -first
        found |= second * lowest
        first ^= lowest
    return found


def told_by(figure, company) -> int:
    """Count what the figure makes certain that the rows alone do not, over all teams of the company."""
    sums = [sum(each) for each in zip(*map(products, company), strict=True)]
    choices = [tables_with(*margins(table)) for table in company]
    masks = [sum({1 << steps(table) for table in tables}) for tables in choices]
    total = sum(map(steps, company))
    fitting = [
        w for w in range(4 * TEAMS * EACH) if figure([sums[0], sums[1] + (w - total) * STEP, *sums[2:]]) == figure(sums)
    ]
    more = 0
    for team, (truth, tables) in enumerate(zip(company, choices, strict=True)):
        others = 1
        for place, mask in enumerate(masks):
            others = others if place == team else added(mask, others)
        left = [t for t in tables if any(w >= steps(t) and others >> (w - steps(t)) & 1 for w in fitting)]
        more += all_told(truth, left) - all_told(truth, tables)
    return more


def make(seed: int, likeness: float):
    """Return one company: cross-tables of teams that are published with all bands for both questions."""
    random = Random(seed)
    company = []
    while len(company) < TEAMS:
        firsts = [random.choice((0, 1, 2)) for _ in range(EACH)]
        ballots = [(a, a if random.random() < likeness else random.choice((0, 1, 2))) for a in firsts]
        table = tuple(tuple(ballots.count((a, b)) for b in Band) for a in Band)
        if all(clamp(bands) is None for bands in margins(table)):
            company.append(table)
    return company


@pytest.mark.parametrize("likeness", [0.5, 0.8, 0.95, 1])
def test_a_correlation_makes_nothing_certain(likeness):
    assert sum(told_by(disclosed, make(seed, likeness)) for seed in range(15)) == 0


def test_at_half_the_distance_from_the_bounds_it_would(monkeypatch):
    monkeypatch.setattr(joint, "DISTANCE", joint.EXCHANGE)
    assert sum(told_by(disclosed, make(seed, 0.8)) > 0 for seed in range(15)) > 0


def test_at_the_bounds_it_would_tell_everything():
    def bare(sums):
        return round(100 * sums[1] / sqrt(sums[4] * sums[5]))

    assert all(told_by(bare, make(seed, 1)) > 0 for seed in range(15))


def with_a_clamped_team(seed: int):
    """Return bands of one question: six open teams, and the class of a seventh."""
    random = Random(seed)
    rows = []
    while len(rows) < TEAMS - 1:
        given = [random.choice((0, 1, 2)) for _ in range(EACH)]
        bands = tuple(given.count(band) for band in Band)
        if clamp(bands) is None:
            rows.append(bands)
    return rows, members_of(EACH, Band(random.choice((0, 1, 2))))


def exact_points(rows) -> int:
    """Return the spread over all teams, clamped or not, to a whole point: the figure that must not be published."""
    open_rows = [replace(cell("T1", frozenset(), EACH, bands), bands=bands, clamped=None) for bands in rows]
    return round(sqrt(sum(moments(row).squares for row in open_rows) / sum(row.n - 1 for row in open_rows)))


def published_spread(rows):
    column = JointColumn({str(n): cell("T1", frozenset(), EACH, b) for n, b in enumerate(rows)}, frozenset(), {})
    return spreads({"T1": column}, {}, {})


def test_a_spread_over_clamped_teams_would_tell_what_the_clamp_hides():
    narrowed = 0
    for seed in range(100):
        rows, hidden = with_a_clamped_team(seed)
        narrowed += len({exact_points([*rows, bands]) for bands in hidden}) > 1
    assert narrowed > 80


def test_the_published_spread_is_the_same_for_every_member_of_a_class():
    for seed in range(100):
        rows, hidden = with_a_clamped_team(seed)
        assert len({published_spread([*rows, bands]) for bands in hidden}) == 1
        assert published_spread([*rows, hidden[0]])
