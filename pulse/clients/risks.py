"""Which accounts are at risk, and why: falling, silent, or deciders below users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import mean

from pulse.clients.answers import OVERALL, points
from pulse.clients.standing import differ, told
from pulse.clients.terms import AT_LEAST, Level

STEP = 25.0  # points: one step of the five
SILENT = 2  # waves in a row
LEAST_ASKED = 2  # contacts in each of them: of one alone, silence says little


class Reason(StrEnum):
    """Why an account is at risk."""

    FALLING = "falling"
    DECIDERS = "deciders"
    SILENT = "silent"


@dataclass(frozen=True)
class AccountReply:
    """One reply of an account: its answers, the level, and whose it is where names are shown."""

    answers: Mapping[str, int]
    level: str | None = None
    contact: int | None = None


@dataclass(frozen=True)
class WaveTurn:
    """One wave as an account took part in it: how many were asked, how many answered, and what is known of it."""

    wave: int
    asked: int
    answered: int
    said: tuple[AccountReply, ...] = ()


@dataclass(frozen=True)
class Risk:
    """One reason: satisfaction now and before, or of deciders and of users, of n answers; or n waves of silence."""

    reason: Reason
    now: float = 0.0
    before: float = 0.0
    n: int = 0


def risks(turns: Sequence[WaveTurn]) -> tuple[Risk, ...]:
    """Return why an account is at risk, by its closed waves, the oldest first."""
    heard = [turn for turn in turns if turn.said]
    found = (_falling(heard), _deciders(heard[-1]) if heard else None, _silent(turns))
    return tuple(risk for risk in found if risk)


def can_judge(turns: Sequence[WaveTurn]) -> bool:
    """Tell whether a fall or a silence could have shown at all: else no risk is no good news."""
    heard = [turn for turn in turns if turn.said]
    asked = [turn for turn in turns[-SILENT:] if turn.asked >= LEAST_ASKED]
    return len(asked) == SILENT or (len(heard) >= SILENT and _compared(heard[-2], heard[-1]))


def _compared(before: WaveTurn, now: WaveTurn) -> bool:
    """Tell whether the same people answered twice, or enough people in both waves."""
    earlier = {one.contact for one, _ in _satisfied(before) if one.contact is not None}
    then, later = _satisfied(before), _satisfied(now)
    return any(one.contact in earlier for one, _ in later) or min(len(then), len(later)) >= AT_LEAST


def _falling(heard: Sequence[WaveTurn]) -> Risk | None:
    """Say whether those who answered twice fell by a step, or all of them by more than luck does."""
    if len(heard) < 2:
        return None
    before, now = heard[-2], heard[-1]
    earlier = {one.contact: value for one, value in _satisfied(before) if one.contact is not None}
    pairs = [(value, earlier[one.contact]) for one, value in _satisfied(now) if one.contact in earlier]
    if pairs:
        new, old = mean(value for value, _ in pairs), mean(value for _, value in pairs)
        return Risk(Reason.FALLING, new, old, len(pairs)) if old - new >= _step(len(pairs)) else None
    then, later = (told([value for _, value in _satisfied(turn)]) for turn in (before, now))
    if then and later and min(then.n, later.n) >= AT_LEAST and differ(later, then):
        return Risk(Reason.FALLING, later.mean, then.mean, later.n)
    return None


def _deciders(newest: WaveTurn) -> Risk | None:
    """Say whether those who decide lie a step below those who use it, or by more than luck does."""
    by = {level: [value for one, value in _satisfied(newest) if one.level == level] for level in Level}
    deciders, users = told(by[Level.DECIDER]), told(by[Level.USER])
    if deciders is None or users is None:
        return None
    several = min(users.n, deciders.n)
    clear = users.mean - deciders.mean >= _step(several) or (several >= AT_LEAST and differ(deciders, users))
    return Risk(Reason.DECIDERS, deciders.mean, users.mean, deciders.n + users.n) if clear else None


def _step(people: int) -> float:
    """Return how far answers must lie apart to be more than a mood: a step for several people, two for one."""
    return STEP if people > 1 else 2 * STEP


def _silent(turns: Sequence[WaveTurn]) -> Risk | None:
    """Say for how many waves nobody has answered, where enough were asked."""
    waves = 0
    for turn in reversed(turns):
        if turn.answered or turn.asked < LEAST_ASKED:
            break
        waves += 1
    return Risk(Reason.SILENT, n=waves) if waves >= SILENT else None


def _satisfied(turn: WaveTurn) -> list[tuple[AccountReply, float]]:
    found = ((one, points(OVERALL, one.answers[OVERALL])) for one in turn.said if OVERALL in one.answers)
    return [(one, value) for one, value in found if value is not None]
