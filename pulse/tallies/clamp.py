"""When nearly everybody gave the same answer, say only that: the rule that hides a dissenter and a unanimous team."""

from enum import IntEnum

SMALLEST = 5  # below this two bands could both hold n-2 of n, and nothing is published anyway


class Band(IntEnum):
    """The three bands in which answers leave the gate."""

    FAVOURABLE = 0
    NEUTRAL = 1
    UNFAVOURABLE = 2


POINTS = (100, 50, 0)  # of a favourable, a neutral and an unfavourable answer
Bands = tuple[int, int, int]


def clamp(bands: Bands) -> Band | None:
    """Return the band that holds n-2 or more of the n answers, or None when none does. ValueError below n = 5."""
    if sum(bands) < SMALLEST or min(bands) < 0:
        raise ValueError("a cell has at least five answers")
    return next((band for band in Band if bands[band] >= sum(bands) - 2), None)


def stand_in(n: int, band: Band) -> tuple[float, float, float]:
    """Return the bands that stand for a clamped class in every sum: n-1 in its band, a half in each other."""
    shares = [0.5, 0.5, 0.5]
    shares[band] = n - 1
    return shares[0], shares[1], shares[2]


def members_of(n: int, band: Band) -> tuple[Bands, ...]:
    """Return every set of bands that is published as this class: up to two answers stand in the other bands."""
    left, right = (other for other in Band if other != band)
    found = []
    for astray in range(3):
        for leftward in range(astray + 1):
            bands = [0, 0, 0]
            bands[band], bands[left], bands[right] = n - astray, leftward, astray - leftward
            found.append((bands[0], bands[1], bands[2]))
    return tuple(found)
