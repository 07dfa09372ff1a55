"""Durable writes in company: threads that wait for the disk at the same moment share one commit."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Work = TypeVar("Work")
Outcome = TypeVar("Outcome")


class _Place(Generic[Work, Outcome]):
    """One thread's place in the queue."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.done = False
        self.outcome: Outcome | None = None
        self.fault: BaseException | None = None


class GroupCommit(Generic[Work, Outcome]):
    """Whoever's turn it is does the work of all who wait; each thread returns after its own work is committed.

    `act` calls what it is given once, as late as it can, to learn what there is to do, and returns one outcome for
    each piece of work, in the same order, after its commit.
    """

    def __init__(self, act: Callable[[Callable[[], Sequence[Work]]], Sequence[Outcome]]) -> None:
        self._act = act
        self._queue = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[_Place[Work, Outcome]] = []

    def do(self, work: Work) -> Outcome:
        """Do one piece of work, alone or with others; raises what `act` raised."""
        place = _Place[Work, Outcome](work)
        with self._queue:
            self._waiting.append(place)
        with self._turn:
            if not place.done:
                self._lead()
        if place.fault is not None:
            raise place.fault
        return place.outcome  # type: ignore[return-value]  # done without a fault: the outcome is there

    def _lead(self) -> None:
        taken: list[_Place[Work, Outcome]] = []

        def take() -> Sequence[Work]:
            with self._queue:
                taken.extend(self._waiting)
                self._waiting.clear()
            return [place.work for place in taken]

        try:
            outcomes = self._act(take)
            for place, outcome in zip(taken, outcomes, strict=True):
                place.outcome = outcome
        except BaseException as fault:  # noqa: BLE001  every thread of the batch must hear of it
            if not taken:
                take()  # it failed before it asked what there is to do
            for place in taken:
                place.fault = fault
        finally:
            for place in taken:
                place.done = True
