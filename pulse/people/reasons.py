"""What is worth a look in a roster, one line for each reason instead of one for each row."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulse.base.csvfile import Fault

NAMED = 5  # lines that are named
CELLS = 12  # values that are


@dataclass(frozen=True, slots=True)
class Reason:
    """All notices of one kind in one column; `first` is one of them, `values` the different cells they are about."""

    first: Fault
    lines: tuple[int, ...]
    values: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """Return the next few cells besides the first."""
        return self.values[1:CELLS]

    @property
    def more(self) -> int:
        """Return how many different cells are not named."""
        return max(0, len(self.values) - CELLS)


def grouped(notices: Iterable[Fault]) -> tuple[Reason, ...]:
    """Return the notices by reason, in the order in which the reasons come up; each row of a reason counts once."""
    by_reason: dict[tuple[str, str], list[Fault]] = {}
    for notice in notices:
        same = (notice.code, notice.column if notice.line else notice.value)
        if notice.code == "column_ignored":
            same = (notice.code, "")
        by_reason.setdefault(same, []).append(notice)
    return tuple(_reason(some) for some in by_reason.values())


def _reason(some: list[Fault]) -> Reason:
    lines = tuple(dict.fromkeys(notice.line for notice in some))
    return Reason(some[0], lines, tuple(dict.fromkeys(notice.value for notice in some)))
