"""The team's word on a promise: what those to whom it was made answered, from the published cells and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from pulse.reports import charts
from pulse.reports.marks import Part
from pulse.tallies.clamp import Band, members_of
from pulse.tallies.tables import Cell

Share = tuple[int, int]  # the fewest and the most there can be: the two differ where nearly everybody answered alike


@dataclass(frozen=True)
class Word:
    """Who said yes, partly and no in one round; "cannot tell" and skips are not counted. Nobody: too few to say.

    `latest`: no other asking of the same promise has come after it.
    """

    round: str  # uid
    n: int = 0
    yes: Share = (0, 0)
    partly: Share = (0, 0)
    no: Share = (0, 0)
    latest: bool = True

    @property
    def too_few(self) -> bool:
        """Whether so few could tell that nothing is said."""
        return self.n == 0

    @property
    def reopens(self) -> bool:
        """Whether the promise is taken up again: fewer than half of those who could tell say yes, for certain."""
        return self.latest and 2 * self.yes[1] < self.n

    @property
    def bar(self) -> tuple[Part, ...]:
        """Return the pieces of a bar: counts, or one class; none where a sum holds both."""
        shares = dict(zip(("favourable", "neutral", "unfavourable"), (self.yes, self.partly, self.no), strict=True))
        if self.too_few or all(least == most for least, most in shares.values()):
            return () if self.too_few else charts.stacked(self.yes[0], self.partly[0], self.no[0])
        alike = [kind for kind, share in shares.items() if share == (self.n - 2, self.n)]
        return charts.stacked_class(alike[0], self.n) if alike else ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain lists."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild a word from what `as_json` returned."""
        yes, partly, no = ((stored[name][0], stored[name][1]) for name in ("yes", "partly", "no"))
        return cls(stored["round"], stored["n"], yes, partly, no, stored["latest"])


def word(asked_in: str, cells: Iterable[Cell], *, latest: bool = True) -> Word:
    """Return the team's word from the whole cells of its question in one round, summed."""
    held = list(cells)
    shares = [_share(held, band) for band in Band]
    return Word(asked_in, sum(cell.n for cell in held), shares[0], shares[1], shares[2], latest)


def _share(cells: Iterable[Cell], band: Band) -> Share:
    """Return the fewest and the most who gave an answer; a near-unanimous cell stands for its whole class."""
    ends = [_ends(cell, band) for cell in cells]
    return sum(least for least, _ in ends), sum(most for _, most in ends)


def _ends(cell: Cell, band: Band) -> Share:
    if cell.clamped is None:
        assert cell.bands is not None
        return cell.bands[band], cell.bands[band]
    found = [bands[band] for bands in members_of(cell.n, cell.clamped)]
    return min(found), max(found)
