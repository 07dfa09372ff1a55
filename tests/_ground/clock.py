"""One clock in a test: when it is moved, the times of files move with it; under `make dates` nobody's sleep stumbles.

Nobody can set when a file was changed (its ctime), so a moved clock and the stamps of files are two clocks. The product
reads stamps through `clock.touched` alone, and here it is told each stamp as the test's clock showed it at that moment.
"""

import os
import tempfile
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import NamedTuple

import pytest
import time_machine
from time_machine import Traveller

from pulse.base import clock

touched_by_the_system = clock.touched


class Stretch(NamedTuple):
    """A time without a move: since which stamp of a file, what the test's clock showed then, and whether it runs."""

    since: float
    shown: float
    runs: bool


class FileTimes:
    """Tells stamps of files by the test's clock: remembers each move of it."""

    def __init__(self) -> None:
        self.stretches: list[Stretch] = [Stretch(0.0, time.time() - _stamp(), True)]

    def moved(self) -> None:
        """Begin a stretch; stamps are coarse, so wait for one that no file written before the move can have."""
        before = _stamp()
        while (since := _stamp()) <= before:
            pass
        travellers = time_machine.traveller_stack
        if not travellers:
            self.stretches = [Stretch(since, time.time(), True)]
            return
        self.stretches.append(Stretch(since, travellers[-1]._destination_timestamp_ns / 1e9, travellers[-1]._tick))

    def shown(self, stamp: float) -> float:
        """Return what the test's clock showed when a file was stamped."""
        found = self.stretches[max(bisect_right(self.stretches, stamp, key=lambda each: each.since) - 1, 0)]
        return found.shown + (stamp - found.since if found.runs else 0.0)


def _stamp() -> float:
    """Return what a file that is written now is stamped with."""
    with tempfile.TemporaryFile() as probe:
        return os.fstat(probe.fileno()).st_ctime


def _told(move: Callable[..., object], times: FileTimes) -> Callable[..., object]:
    @wraps(move)
    def moving(*arguments, **more):
        done = move(*arguments, **more)
        times.moved()
        return done

    return moving


@pytest.fixture(autouse=True, scope="session")
def one_clock() -> Iterator[None]:
    """Keep files in step with whatever moves the clock, by fixture or by `travel`."""
    times = FileTimes()

    def touched(path: Path) -> datetime:
        return datetime.fromtimestamp(times.shown(touched_by_the_system(path).timestamp()), UTC)

    with pytest.MonkeyPatch.context() as patched:
        for owner, names in ((Traveller, ("move_to", "shift")), (time_machine.travel, ("start", "stop"))):
            for name in names:
                patched.setattr(owner, name, _told(getattr(owner, name), times))
        patched.setattr(clock, "touched", touched)
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Sleep by a condition under libfaketime, whose own sleep breaks where the monotonic clock is left alone."""
    if "FAKETIME" in os.environ:
        time.sleep = lambda seconds: threading.Event().wait(seconds) and None  # type: ignore[assignment]
