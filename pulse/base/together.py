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


class Together(Generic[Work, Outcome]):
    """Whoever's turn it is does the work of all who wait; each thread returns after its own work is committed.

    `act` gets the pieces of work and returns one outcome for each, in the same order, after its commit.
    """

    def __init__(self, act: Callable[[Sequence[Work]], Sequence[Outcome]]) -> None:
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
                self._take_all()
        if place.fault is not None:
            raise place.fault
        return place.outcome  # type: ignore[return-value]  # done without a fault: the outcome is there

    def _take_all(self) -> None:
        with self._queue:
            places, self._waiting = self._waiting, []
        try:
            outcomes = self._act([place.work for place in places])
            for place, outcome in zip(places, outcomes, strict=True):
                place.outcome = outcome
        except BaseException as fault:  # noqa: BLE001  every thread of the batch must hear of it
            for place in places:
                place.fault = fault
        finally:
            for place in places:
                place.done = True
