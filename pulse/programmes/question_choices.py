"""How each question is asked, the way the form shows it: every time, in turn, not at all; and back into lists."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from pulse.programmes.plan import Lists
from pulse.questions.library import Dimension
from pulse.questions.offers import Offer

# One of these a round, in turn; every other dimension has a place of its own in the pulse.
EXTRA: Final = frozenset({Dimension.OUTCOME.value, Dimension.OPEN.value})


class Asking(StrEnum):
    """How often one question is asked."""

    EVERY = "every"
    TURN = "turn"
    NEVER = "never"


def askings(lists: Lists, offers: Mapping[str, Offer]) -> dict[str, str]:
    """Return for each question on offer how these lists ask it."""
    turns = {*lists.rotation, *lists.extras}
    every = dict.fromkeys(lists.anchors, Asking.EVERY.value)
    return {code: every.get(code, Asking.TURN.value if code in turns else Asking.NEVER.value) for code in offers}


def lists(before: Lists, asked: Mapping[str, str], offers: Mapping[str, Offer]) -> Lists:
    """Return the lists these choices make; questions that were asked before keep their order, new ones follow."""
    turns = [code for code, how in asked.items() if how == Asking.TURN]
    return Lists(
        anchors=_ordered(before.anchors, [code for code, how in asked.items() if how == Asking.EVERY]),
        rotation=_ordered(before.rotation, [code for code in turns if offers[code].dimension not in EXTRA]),
        extras=_ordered(before.extras, [code for code in turns if offers[code].dimension in EXTRA]),
    )


def with_question(lists: Lists, offer: Offer, how: str) -> Lists:
    """Return the lists with one more question at their end."""
    if how == Asking.EVERY:
        return replace(lists, anchors=(*lists.anchors, offer.code))
    if offer.dimension in EXTRA:
        return replace(lists, extras=(*lists.extras, offer.code))
    return replace(lists, rotation=(*lists.rotation, offer.code))


def renamed(lists: Lists, old: str, new: str) -> Lists:
    """Return the lists with one code put for another."""
    anchors, rotation, extras = (
        tuple(new if code == old else code for code in codes) for codes in (lists.anchors, lists.rotation, lists.extras)
    )
    return Lists(anchors, rotation, extras)


def _ordered(before: tuple[str, ...], codes: list[str]) -> tuple[str, ...]:
    order = {code: position for position, code in enumerate(before)}
    return tuple(sorted(codes, key=lambda code: order.get(code, len(order))))
