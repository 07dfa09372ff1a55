"""Which questions a round asks: anchors every time, the others in turn, the same for everybody."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pulse.questions.library import Dimension, of_dimension
from pulse.questions.scales import Scale

MOST_QUESTIONS: Final = 12
MANY_QUESTIONS: Final = 8
SCORED: Final = (Dimension.TRUST, Dimension.RESPECT, Dimension.EMPOWERMENT)

# What answering one question takes on a phone, reading included; a stated guess until rounds have been timed.
SECONDS: Final[Mapping[Scale, int]] = {Scale.AGREE5: 7, Scale.ZERO_TO_TEN: 8, Scale.KEPT: 7, Scale.TEXT: 18}


@dataclass(frozen=True)
class Place:
    """One place in the pulse that is filled in turn.

    No list is empty. With several lists the rounds alternate between them (an outcome, an open question, an outcome
    ...), each list moving on only when it is its turn.
    """

    name: str
    lists: tuple[tuple[str, ...], ...]

    def turn(self, occurrence: int) -> tuple[str, ...]:
        """Return the list whose turn it is, beginning with the question that is next."""
        codes = self.lists[occurrence % len(self.lists)]
        start = occurrence // len(self.lists) % len(codes)
        return codes[start:] + codes[:start]


@dataclass(frozen=True)
class Plan:
    """What a programme asks: `anchors` in every round, then one question for each place."""

    anchors: tuple[str, ...]
    places: tuple[Place, ...] = ()


class PlanFault(StrEnum):
    """What is wrong with a plan, or (MANY) what to think twice about."""

    NONE = "none"
    TOO_MANY = "too-many"
    MANY = "many"
    UNKNOWN = "unknown"
    TWICE = "twice"


@dataclass(frozen=True)
class Problem:
    """One fault, and the question it is about, if any; a warning does not stop the plan."""

    fault: PlanFault
    about: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the plan may be used all the same."""
        return self.fault is PlanFault.MANY


@dataclass(frozen=True)
class Lists:
    """A plan as HR edits it: what is asked every time, what takes turns per dimension, and one extra a round."""

    anchors: tuple[str, ...]
    rotation: tuple[str, ...]
    extras: tuple[str, ...]

    @property
    def codes(self) -> frozenset[str]:
        """Every question that is asked at some time."""
        return frozenset((*self.anchors, *self.rotation, *self.extras))


def default_lists() -> Lists:
    """Return the pulse of one minute: three anchors, three in turn, and an outcome or an open question."""
    anchors = tuple(question.code for dimension in SCORED for question in of_dimension(dimension) if question.anchor)
    # Shifted by two each, so that the reverse-keyed questions do not meet in one round.
    rotation = (
        code for position, dimension in enumerate(SCORED) for code in _shifted(_rotating(dimension), 2 * position)
    )
    extras = (
        question.code for dimension in (Dimension.OUTCOME, Dimension.OPEN) for question in of_dimension(dimension)
    )
    return Lists(anchors, tuple(rotation), tuple(extras))


def assembled(lists: Lists, dimension_of: Mapping[str, str]) -> Plan:
    """Return the plan of these lists: one place per dimension of the rotation, one for the extras.

    Among the extras open questions alternate with the others. A code without a known dimension has a place of its own
    kind, named "", so that `problems` can still name it.
    """
    by_dimension: dict[str, list[str]] = {}
    for code in lists.rotation:
        by_dimension.setdefault(dimension_of.get(code, ""), []).append(code)
    places = [Place(name, (tuple(codes),)) for name, codes in by_dimension.items()]
    opens = tuple(code for code in lists.extras if dimension_of.get(code) == Dimension.OPEN)
    others = tuple(code for code in lists.extras if code not in opens)
    if lists.extras:
        places.append(Place("extra", tuple(codes for codes in (others, opens) if codes)))
    return Plan(lists.anchors, tuple(places))


def asked(plan: Plan, occurrence: int, without: Collection[str] = ()) -> tuple[str, ...]:
    """Return the codes that a round asks, in order; `occurrence` counts the rounds already held, from 0.

    `without`: codes asked of anybody in the audience within the period, by another programme. An anchor among them
    is left out; in a place the next question of its turn that is free takes over. The result depends on nobody's
    person, and may be empty when everything was asked already.
    """
    codes = [code for code in plan.anchors if code not in without]
    for place in plan.places:
        free = (code for code in place.turn(occurrence) if code not in without and code not in codes)
        codes.extend(list(free)[:1])
    return tuple(codes)


def length(plan: Plan) -> int:
    """Return how many questions a round of this plan asks."""
    return len(plan.anchors) + len(plan.places)


def coverage(plan: Plan) -> dict[str, int]:
    """Return for each question within how many rounds in a row it is surely asked: 1 for an anchor."""
    every = dict.fromkeys(plan.anchors, 1)
    in_turn = {code: len(place.lists) * len(codes) for place in plan.places for codes in place.lists for code in codes}
    return in_turn | every


def seconds(codes: Iterable[str], scale_of: Mapping[str, Scale]) -> int:
    """Estimate how long a person takes to answer these questions, in seconds."""
    return sum(SECONDS[scale_of[code]] for code in codes)


def longest(plan: Plan, scale_of: Mapping[str, Scale]) -> int:
    """Estimate the seconds that the longest round of this plan takes."""
    anchors = seconds(plan.anchors, scale_of)
    return anchors + sum(max(seconds((code,), scale_of) for code in _codes(place)) for place in plan.places)


def problems(plan: Plan, known: Collection[str]) -> tuple[Problem, ...]:
    """Return what is wrong with a plan, given the codes that may be asked; an empty tuple when it is sound."""
    everywhere = [*plan.anchors, *(code for place in plan.places for code in _codes(place))]
    found = [Problem(PlanFault.UNKNOWN, code) for code in dict.fromkeys(everywhere) if code not in known]
    found += [Problem(PlanFault.TWICE, code) for code in dict.fromkeys(everywhere) if everywhere.count(code) > 1]
    if not everywhere:
        found.append(Problem(PlanFault.NONE))
    if length(plan) > MOST_QUESTIONS:
        found.append(Problem(PlanFault.TOO_MANY))
    elif length(plan) > MANY_QUESTIONS:
        found.append(Problem(PlanFault.MANY))
    return tuple(found)


def _codes(place: Place) -> tuple[str, ...]:
    return tuple(code for codes in place.lists for code in codes)


def _rotating(dimension: Dimension) -> tuple[str, ...]:
    return tuple(question.code for question in of_dimension(dimension) if not question.anchor)


def _shifted(codes: tuple[str, ...], by: int) -> tuple[str, ...]:
    return codes[by:] + codes[:by]
