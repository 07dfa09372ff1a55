"""Which questions a round asks: anchors every time, the others in turn, the same for everybody."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Self

from pulse.questions.library import Dimension, of_dimension
from pulse.questions.scales import Scale

MOST_QUESTIONS: Final = 12
MANY_QUESTIONS: Final = 8

# What answering one question takes on a phone, reading included; a stated guess until rounds have been timed.
SECONDS: Final[Mapping[Scale, int]] = {Scale.AGREE5: 7, Scale.ZERO_TO_TEN: 8, Scale.KEPT: 7, Scale.TEXT: 18}


@dataclass(frozen=True)
class Place:
    """One place in the pulse that is filled in turn.

    With several lists the rounds alternate between them (an outcome, an open question, an outcome ...), each list
    moving on only when it is its turn.
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

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain lists, to be stored."""
        places = [{"name": place.name, "lists": [list(codes) for codes in place.lists]} for place in self.places]
        return {"anchors": list(self.anchors), "places": places}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild a plan from what `as_json` returned."""
        places = (Place(place["name"], tuple(map(tuple, place["lists"]))) for place in stored["places"])
        return cls(tuple(stored["anchors"]), tuple(places))


class Fault(StrEnum):
    """What is wrong with a plan, or (MANY) what to think twice about."""

    NONE = "none"
    TOO_MANY = "too-many"
    MANY = "many"
    UNKNOWN = "unknown"
    TWICE = "twice"
    EMPTY_PLACE = "empty-place"


@dataclass(frozen=True)
class Problem:
    """One fault, and the question or place it is about, if any; a warning does not stop the plan."""

    fault: Fault
    about: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the plan may be used all the same."""
        return self.fault is Fault.MANY


def default_plan() -> Plan:
    """Return the pulse of one minute: three anchors, three in turn, and an outcome or an open question."""
    scored = (Dimension.TRUST, Dimension.RESPECT, Dimension.EMPOWERMENT)
    anchors = tuple(question.code for dimension in scored for question in of_dimension(dimension) if question.anchor)
    # Shifted by two each, so that the reverse-keyed questions do not meet in one round.
    places = tuple(
        Place(dimension.value, (_shifted(_rotating(dimension), 2 * position),))
        for position, dimension in enumerate(scored)
    )
    outcomes, opens = (
        tuple(question.code for question in of_dimension(dimension))
        for dimension in (Dimension.OUTCOME, Dimension.OPEN)
    )
    return Plan(anchors, (*places, Place("outcome-or-open", (outcomes, opens))))


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


def pinned(plan: Plan, code: str) -> Plan:
    """Return the plan with a question asked every time, after the other anchors."""
    rest = without_question(plan, code)
    return replace(rest, anchors=(*rest.anchors, code))


def rotated(plan: Plan, code: str, place_name: str) -> Plan:
    """Return the plan with a question taking its turn, last, in the named place (made when there is none)."""
    rest = without_question(plan, code)
    if place_name not in {place.name for place in rest.places}:
        return replace(rest, places=(*rest.places, Place(place_name, ((code,),))))
    joined = (
        Place(place.name, (*place.lists[:-1], (*place.lists[-1], code))) if place.name == place_name else place
        for place in rest.places
    )
    return replace(rest, places=tuple(joined))


def without_question(plan: Plan, code: str) -> Plan:
    """Return the plan without a question; a list or a place left empty goes with it."""
    kept = (
        Place(place.name, tuple(filter(None, (tuple(c for c in codes if c != code) for codes in place.lists))))
        for place in plan.places
    )
    return Plan(tuple(c for c in plan.anchors if c != code), tuple(place for place in kept if place.lists))


def problems(plan: Plan, known: Collection[str]) -> tuple[Problem, ...]:
    """Return what is wrong with a plan, given the codes that may be asked; an empty tuple when it is sound."""
    everywhere = [*plan.anchors, *(code for place in plan.places for code in _codes(place))]
    found = [Problem(Fault.EMPTY_PLACE, place.name) for place in plan.places if not place.lists or not all(place.lists)]
    found += [Problem(Fault.UNKNOWN, code) for code in dict.fromkeys(everywhere) if code not in known]
    found += [Problem(Fault.TWICE, code) for code in dict.fromkeys(everywhere) if everywhere.count(code) > 1]
    if not everywhere:
        found.append(Problem(Fault.NONE))
    if length(plan) > MOST_QUESTIONS:
        found.append(Problem(Fault.TOO_MANY))
    elif length(plan) > MANY_QUESTIONS:
        found.append(Problem(Fault.MANY))
    return tuple(found)


def _codes(place: Place) -> tuple[str, ...]:
    return tuple(code for codes in place.lists for code in codes)


def _rotating(dimension: Dimension) -> tuple[str, ...]:
    return tuple(question.code for question in of_dimension(dimension) if not question.anchor)


def _shifted(codes: tuple[str, ...], by: int) -> tuple[str, ...]:
    return codes[by:] + codes[:by]
