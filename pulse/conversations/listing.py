"""A page of threads: those in which somebody waits for an answer first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pulse.threads.shown_threads import Exchange, ThreadTurn

PAGE = 50
ORDER = (ThreadTurn.WROTE_BACK, ThreadTurn.THANKED, ThreadTurn.ANSWERED, ThreadTurn.UNANSWERED)


class HasExchange(Protocol):
    """Whatever holds a thread."""

    @property
    def exchange(self) -> Exchange | None:
        """Return the thread."""


Row = TypeVar("Row", bound=HasExchange)


@dataclass(frozen=True)
class ThreadWish:
    """Which threads somebody wants to see: "" is all."""

    standing: str = ""
    page: int = 1


@dataclass(frozen=True)
class ListedThreads(Generic[Row]):
    """One page of threads, and how many stand where."""

    wish: ThreadWish
    rows: tuple[Row, ...]
    counts: dict[ThreadTurn, int]
    pages: int

    @property
    def total(self) -> int:
        """Return how many there are, whatever is wanted."""
        return sum(self.counts.values())


def listed(rows: Sequence[Row], wish: ThreadWish) -> ListedThreads[Row]:
    """Return the page somebody wants; a standing that is not there is not looked for."""
    stands = [(row, row.exchange.standing) for row in rows if row.exchange]
    counts = {one: sum(standing is one for _row, standing in stands) for one in ORDER}
    counts = {one: count for one, count in counts.items() if count}
    wanted = wish.standing if wish.standing in counts else ""
    kept = [(row, standing) for row, standing in stands if wanted in ("", standing)]
    kept.sort(key=lambda pair: ORDER.index(pair[1]))
    pages = max(1, -(-len(kept) // PAGE))
    page = min(max(1, wish.page), pages)
    found = tuple(row for row, _standing in kept[(page - 1) * PAGE : page * PAGE])
    return ListedThreads(ThreadWish(wanted, page), found, counts, pages)
