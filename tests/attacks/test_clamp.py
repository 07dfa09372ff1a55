"""What a reader, or a member who knows their own answer, can be certain of from one published cell."""

from collections import defaultdict
from itertools import product

from pulse.tallies.clamp import Band, clamp

SIZES = range(5, 16)


def every_outcome(n: int):
    return [(f, u, n - f - u) for f, u in product(range(n + 1), repeat=2) if f + u <= n]


def with_clamp(bands):
    band = clamp(bands)
    return bands if band is None else (sum(bands), band)


def certain(publish) -> tuple[int, int]:
    """Count outcomes in which all others' answers are known: to an outsider, and to a member by own answer."""
    outsider = member = 0
    for n in SIZES:
        seen = defaultdict(list)
        for bands in every_outcome(n):
            seen[publish(bands)].append(bands)
        for bands in every_outcome(n):
            possible = seen[publish(bands)]
            outsider += any(all(other[band] == n for other in possible) for band in Band)
            for own in (band for band in Band if bands[band]):
                rest = [[x - (band == own) for band, x in enumerate(other)] for other in possible if other[own]]
                member += any(all(others[band] == n - 1 for others in rest) for band in Band)
    return outsider, member


def test_without_the_clamp_readers_know_answers_for_certain():
    assert certain(lambda bands: bands) == (33, 99)


def test_with_the_clamp_nobody_knows_an_answer_for_certain():
    assert certain(with_clamp) == (0, 0)


def test_a_clamp_of_one_astray_would_still_tell_members():
    def too_weak(bands):
        top = max(bands)
        return (sum(bands), bands.index(top)) if top >= sum(bands) - 1 else bands

    assert certain(too_weak) == (0, 66)
