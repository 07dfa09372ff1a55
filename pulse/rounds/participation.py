"""What may be shown of who took part in a sealed round, group by group: pure arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

FEWEST = 3  # below it reads "fewer than 3"
MANY = 50  # from so many invited on an open round is counted by the hour, in steps: no single vote can be seen
STEP = 5


def hour_of(now: datetime) -> datetime:
    """Return the full hour a moment lies in: no count says more exactly when it was made."""
    return now.replace(minute=0, second=0, microsecond=0)


def counts_again(invited: int, counted_at: datetime, now: datetime, zone: str) -> bool:
    """Say whether an open round is to be counted anew: once an hour, or once a day of its zone where few are asked."""
    if invited >= MANY:
        return counted_at < hour_of(now)
    return counted_at.astimezone(ZoneInfo(zone)).date() < now.astimezone(ZoneInfo(zone)).date()


def stepped(collected: int, invited: int) -> int:
    """Return what an open round may say of how many took part: steps by the hour, the number itself by the day."""
    return collected - collected % STEP if invited >= MANY else collected


class ShownNumber(StrEnum):
    """How a group's number stands in the table."""

    NUMBER = "number"
    FEW = "few"
    WITHHELD = "withheld"  # so that "fewer than 3" elsewhere cannot be worked out from the company's figure


@dataclass(frozen=True)
class GroupPart:
    """One group's line: the number only where it may be shown."""

    cohort: str
    members: int
    shown: ShownNumber
    collected: int | None


def parts(took_part: Mapping[str, tuple[int, int | None]], collected: int) -> tuple[GroupPart, ...]:
    """Return the lines of a table, in the order given.

    took_part: cohort to (members, collected, or None for fewer than 3); collected: of the whole company, which is
    known. Whoever subtracts the shown numbers from it learns the sum of the others, so the smallest groups join them
    until each group of "fewer than 3" can still be 0, 1 or 2.
    """
    hidden = [cohort for cohort, (_, count) in took_part.items() if count is None]
    shown = {cohort: count for cohort, (_, count) in took_part.items() if count is not None}
    by_size = sorted(shown, key=lambda cohort: (shown[cohort], took_part[cohort][0], cohort), reverse=True)
    withheld: list[str] = []
    while by_size and hidden:
        if _open(len(hidden), [took_part[cohort][0] for cohort in withheld], collected - sum(shown.values())):
            break
        withheld.append(by_size.pop())
        del shown[withheld[-1]]
    return tuple(
        GroupPart(cohort, members, _how(cohort, hidden, withheld), shown.get(cohort))
        for cohort, (members, _) in took_part.items()
    )


def _open(hidden: int, withheld: list[int], left: int) -> bool:
    """Say whether each hidden group can still be 0, 1 or 2 when all that are not shown sum up to `left`."""
    least = FEWEST * len(withheld)
    most = sum(withheld) + (FEWEST - 1) * hidden
    return least + (FEWEST - 1) <= left <= most - (FEWEST - 1)


def _how(cohort: str, hidden: list[str], withheld: list[str]) -> ShownNumber:
    if cohort in hidden:
        return ShownNumber.FEW
    return ShownNumber.WITHHELD if cohort in withheld else ShownNumber.NUMBER
