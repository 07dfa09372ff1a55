"""Whether all may be called well: only where tests were made, and as far as they were."""

from dataclasses import dataclass
from enum import StrEnum


class Calm(StrEnum):
    """What may be said where nothing was found."""

    CANNOT_JUDGE = "cannot be judged yet"  # nothing was tested: neither that all is well nor that it is not
    PARTLY = "partly"  # nothing was found in what could be tested; the rest cannot be judged yet
    CLEAR = "clear"  # all that is shown was tested, and nothing was found


@dataclass(frozen=True)
class Tested:
    """How many of those that are shown could be tested, and how many could not."""

    tested: int
    untested: int

    @property
    def calm(self) -> Calm:
        """Return what may be said if no test found anything; without a test nothing may."""
        if not self.tested:
            return Calm.CANNOT_JUDGE
        return Calm.PARTLY if self.untested else Calm.CLEAR
