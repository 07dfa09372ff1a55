"""Whether the installation is well: each part by itself, and all together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

LEAST_PATIENCE: Final = timedelta(minutes=5)


class Condition(StrEnum):
    """How one part is."""

    OK = "ok"
    BROKEN = "broken"
    OUTDATED = "outdated"  # migrations are missing
    LATE = "late"  # the scheduler has not been seen for too long
    NEVER = "never"  # it has not been seen yet: a new installation
    OFF = "off"  # the host runs `tick` from elsewhere
    FULL = "full"  # nothing more can be written


WELL: Final = frozenset({Condition.OK, Condition.NEVER, Condition.OFF})


@dataclass(frozen=True)
class Health:
    """The parts of an installation."""

    people: Condition
    ballots: Condition
    migrations: Condition
    tick: Condition
    tick_age: int | None  # seconds
    keys: Condition = Condition.OK  # of open rounds
    mail: Condition = Condition.OK
    disk: Condition = Condition.OK

    @property
    def well(self) -> bool:
        """Whether every part is."""
        return self.ready and {self.tick, self.mail} <= WELL

    @property
    def ready(self) -> bool:
        """Whether people can read and answer here; whether mails leave and rounds go on is another matter."""
        return {self.people, self.ballots, self.migrations, self.keys, self.disk} <= WELL


def ticking(last: datetime | None, every_seconds: int, now: datetime) -> Condition:
    """Judge the scheduler by when it was last seen; a tick that sends many mails may take a while."""
    if last is None:
        return Condition.NEVER if every_seconds else Condition.OFF
    patience = max(LEAST_PATIENCE, timedelta(seconds=6 * every_seconds))
    late = now - last > patience
    return Condition.LATE if late and every_seconds else Condition.OK
