"""What HR may ask: the library's questions and their own, and what a question of their own must be."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from unicodedata import category

from pulse.questions.library import Dimension
from pulse.questions.scales import Scale

LONGEST: Final = 300
CONTROLS: Final = frozenset({"Cc", "Cs"})  # control characters, halves of surrogate pairs
OWN_SCALES: Final = (Scale.AGREE5, Scale.ZERO_TO_TEN, Scale.TEXT)


class OfferFault(StrEnum):
    """What is wrong with a question of HR's own."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    DIMENSION = "dimension"
    SCALE = "scale"
    TEXT_IS_OPEN = "text-is-open"
    OPEN_IS_TEXT = "open-is-text"
    BRACES = "braces"


@dataclass(frozen=True)
class Offer:
    """A question that can be put into a pulse, in its reader's words."""

    code: str
    dimension: str
    scale: Scale
    text: str
    own: bool = False
    retired: bool = False
    sensitive: bool = False


@dataclass(frozen=True)
class Draft:
    """A question of HR's own before it is written down; `texts` by language, at least one of them."""

    dimension: str
    scale: str
    texts: Mapping[str, str]
    sensitive: bool = False


def faults(draft: Draft) -> tuple[OfferFault, ...]:
    """Return what is wrong with a question; an empty tuple when it can be asked."""
    texts = [text for text in draft.texts.values() if text.strip()]
    is_text, is_open = draft.scale == Scale.TEXT, draft.dimension == Dimension.OPEN
    checks = {
        OfferFault.EMPTY: not texts,
        OfferFault.TOO_LONG: any(len(text) > LONGEST for text in texts),
        OfferFault.DIMENSION: draft.dimension not in set(Dimension),
        OfferFault.SCALE: draft.scale not in set(OWN_SCALES),
        OfferFault.TEXT_IS_OPEN: is_text and not is_open,
        OfferFault.OPEN_IS_TEXT: is_open and not is_text,
        OfferFault.BRACES: any("{" in text or "}" in text for text in texts),
    }
    return tuple(fault for fault, is_wrong in checks.items() if is_wrong)


def on_one_line(text: str) -> str:
    """Return a text without line breaks and control characters, which no wording needs and PostgreSQL refuses."""
    return " ".join("".join(" " if category(letter) in CONTROLS else letter for letter in text).split())
