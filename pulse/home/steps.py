"""What a new installation needs, one step after the other."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """One step from nothing to the first results."""

    PEOPLE = "people"
    PROGRAMME = "programme"
    ROUND = "round"
    RESULTS = "results"


@dataclass(frozen=True)
class Next:
    """A step, whether it is done, and whether it is the one to do now."""

    step: Step
    done: bool
    now: bool


def steps(*, people: bool, programme: bool, opened: bool, sealed: bool) -> tuple[Next, ...]:
    """Return all steps; empty when the last one is done. A later step that is done proves the earlier ones."""
    if sealed:
        return ()
    done = {
        Step.PEOPLE: people or opened,
        Step.PROGRAMME: programme or opened,
        Step.ROUND: opened,
        Step.RESULTS: False,
    }
    first = next(step for step, is_done in done.items() if not is_done)
    return tuple(Next(step, is_done, step is first) for step, is_done in done.items())
