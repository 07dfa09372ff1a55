"""What a process may keep for a while: public values and a cohort's own. Never who asked, nor when."""

from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Generic, TypeVar

from flask import current_app

from pulse.base import clock

Value = TypeVar("Value")

LASTS = timedelta(minutes=5)
MOST = 2000


class Cache(Generic[Value]):
    """Values by name. All are dropped together, every so often and when they become too many.

    Together, so that nothing says when one of them was asked for.
    """

    def __init__(self, *, lasts: timedelta, most: int) -> None:
        self._lasts, self._most = lasts, most
        self._stretch = 0
        self._held: dict[Hashable, Value] = {}

    def get(self, name: Hashable, make: Callable[[], Value]) -> Value:
        """Return what is kept under a name, or make it. Two threads may make the same at once; either will do."""
        stretch = int(clock.now().timestamp() // self._lasts.total_seconds())
        if stretch != self._stretch or len(self._held) >= self._most:
            self._stretch, self._held = stretch, {}
        held = self._held
        if name not in held:
            held[name] = make()
        return held[name]


def cached(name: Hashable, make: Callable[[], Value]) -> Value:
    """Return what this application keeps under a name, or make it."""
    held: Cache[Value] = current_app.extensions.setdefault("pulse.cache", Cache(lasts=LASTS, most=MOST))
    return held.get(name, make)
