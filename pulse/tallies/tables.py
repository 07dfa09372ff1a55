"""The rows every number is computed from: what one question got from one set of cohorts in one round."""

from dataclasses import dataclass

from pulse.tallies.clamp import Band, Bands, clamp, stand_in


@dataclass(frozen=True)
class Cell:
    """One published row. Either `bands` or `clamped` is there, never both."""

    question: str
    cohorts: frozenset[str]
    members: int
    n: int
    bands: Bands | None
    clamped: Band | None

    @property
    def shares(self) -> tuple[float, float, float]:
        """Return favourable, neutral, unfavourable for sums: the bands, or the stand-in of a clamped class."""
        if self.clamped is not None:
            return stand_in(self.n, self.clamped)
        if self.bands is None:
            raise ValueError("a cell has bands or a class")
        return self.bands


def cell(question: str, cohorts: frozenset[str], members: int, bands: Bands) -> Cell:
    """Return the row to publish for these answers, with the clamp applied. ValueError below five answers."""
    band = clamp(bands)
    return Cell(question, cohorts, members, sum(bands), None if band is not None else bands, band)
