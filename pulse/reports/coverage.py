"""Which questions of a plan were asked when, and when each is due: the same for everybody in a round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.programmes.plan import Plan, asked, coverage

SHOWN = 12  # rounds


@dataclass(frozen=True)
class Covered:
    """One question: whether each of the latest rounds asked it, oldest first; how often all of them did; what is next.

    `last`: how many rounds ago it was asked, 0 the latest round; `due`: how many rounds ahead it is asked, 1 the next.
    None where it never was, or is not going to be.
    """

    code: str
    every: bool
    planned: bool
    asked: tuple[bool, ...]
    times: int
    last: int | None
    due: int | None


def covered(rounds: Sequence[Sequence[str]], plan: Plan, held: int) -> dict[str, Covered]:
    """Return the coverage of each question that is planned or was asked.

    rounds: the codes each round asked, oldest first; held: rounds announced so far. Another programme may ask a
    question first; then it is due later than is said here.
    """
    within = coverage(plan)
    ahead = [asked(plan, held + step) for step in range(max(within.values(), default=0))]
    codes = dict.fromkeys([*within, *(code for codes in rounds for code in codes)])
    return {code: _covered(code, rounds, ahead, within) for code in codes}


def _covered(
    code: str, rounds: Sequence[Sequence[str]], ahead: Sequence[Sequence[str]], within: Mapping[str, int]
) -> Covered:
    held = [code in codes for codes in rounds]
    return Covered(
        code=code,
        every=within.get(code) == 1,
        planned=code in within,
        asked=tuple(held[-SHOWN:]),
        times=sum(held),
        last=next((ago for ago, was in enumerate(reversed(held)) if was), None),
        due=next((step for step, codes in enumerate(ahead, start=1) if code in codes), None),
    )
