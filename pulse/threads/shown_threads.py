"""One comment and what was written below it, as its readers see it."""

from dataclasses import dataclass
from enum import StrEnum

from pulse.threads.letters import By, Letter, Said


class ThreadTurn(StrEnum):
    """Whose turn it is."""

    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    WROTE_BACK = "wrote-back"
    THANKED = "thanked"


@dataclass(frozen=True)
class Note:
    """One message; those of a comment's writer are seen once they have gone out, others while they wait too."""

    letter: Letter
    waiting: bool = False


@dataclass(frozen=True)
class Exchange:
    """What was written below one comment, oldest first, those that wait last."""

    comment: str
    notes: tuple[Note, ...] = ()

    @property
    def standing(self) -> ThreadTurn:
        """Tell where it stands by its last message."""
        if not self.notes:
            return ThreadTurn.UNANSWERED
        last = self.notes[-1].letter
        if last.by is not By.AUTHOR:
            return ThreadTurn.ANSWERED
        return ThreadTurn.THANKED if last.said is Said.THANKS else ThreadTurn.WROTE_BACK

    @property
    def waiting(self) -> int:
        """Return how many answers have not gone out yet."""
        return sum(note.waiting for note in self.notes)
