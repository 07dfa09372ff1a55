"""The rows of a file of results: what pages show of a team on a dimension or question, or why they show nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from pulse.base.csvfile import Cell
from pulse.reports.counts import KINDS, Saying, said
from pulse.scores.change import Verdict
from pulse.scores.intervals import TOO_WIDE
from pulse.scores.published import RECOMMEND
from pulse.scores.stored import Given

WIDE = "wide range"  # the page says "too few answers to say" and shows the range alone

# What a row is about, then what is said of it. The names are the same in every language: programs read them.
ABOUT = ("round", "programme", "opened", "team_uid", "team", "part_of")
SAID = (
    "kind",
    "code",
    "text",
    "score",
    "low",
    "high",
    "about",
    "answers",
    "favourable_percent",
    "least",
    "most",
    "of",
    "nearly_all",
    "verdict",
    "change",
    "announced",
    "hidden",
)
COLUMNS = (*ABOUT, *SAID)
Tail = tuple[Cell, ...]
_CLEAR = frozenset({Verdict.CHANGED_UP.value, Verdict.CHANGED_DOWN.value})
_NOTHING = (None, None, None, "", None, None, None, None, None)


@dataclass(frozen=True)
class Words:
    """How dimensions are called in the reader's language, by code, and questions as a round asked them."""

    dimensions: Mapping[str, str]
    questions: Mapping[int, Mapping[str, str]]  # by round


def of_score(row: Sequence[Any], names: Mapping[str, str]) -> Tail:
    """Return a dimension's row: whole points, as on the page; the recommend score runs from -100 to 100.

    row: what `scores.queries.every_score` selects. A file has hundreds of thousands of them: nothing is called twice,
    and numbers are rounded in place.
    """
    _round, _team, code, gap, score, low, high, n, about, verdict, change, news, favourable = row
    name = names.get(code, code)
    if gap or score is None:
        return ("dimension", code, name, *_NOTHING, "", "", None, "", gap)
    wide = low is not None and high - low > TOO_WIDE
    if code == RECOMMEND:
        score, low, high, change = _turned(score), _turned(low), _turned(high), change and 2 * change
    if low is not None:
        low, high = floor(low + 0.5), floor(high + 0.5)
    if wide:
        return ("dimension", code, name, None, low, high, "", n, None, None, None, None, "", verdict, None, "", WIDE)
    by = _whole(change) if verdict in _CLEAR else None  # nothing is said of one that did not clearly
    about, percent, news = (about and "yes") or "", _whole(favourable), (news and "yes") or ""
    at = floor(score + 0.5)
    return ("dimension", code, name, at, low, high, about, n, percent, None, None, None, "", verdict, by, news, "")


def _turned(score: float | None) -> float | None:
    return None if score is None else 2 * score - 100


def of_answers(given: Given, text: str) -> Tail:
    """Return a question's row: a count or its range where the page says counts, percent where it says percent."""
    head = ("question", given.question, text)
    if given.gap or given.n <= 0:
        return (*head, *_NOTHING, "", "", None, "", given.gap)
    spoken = said(given)
    share = spoken.low if spoken.saying is Saying.SHARE else None
    counts = (None, None, None) if share is not None else (spoken.low, spoken.high, spoken.of)
    about = "yes" if given.about else ""
    nearly = KINDS[given.clamped] if given.clamped is not None else ""
    return (*head, None, None, None, about, given.n, share, *counts, nearly, "", None, "", "")


def of_response(row: Sequence[Any]) -> Tail:
    """Return how many took part; a range where groups hide how few they were. row: as `every_response` selects it."""
    _round, _team, took_part, least, invited, _fell = row
    head = ("taking part", "", "")
    if not invited:
        return (*head, *_NOTHING, "", "", None, "", "counted higher up")
    return (*head, *_NOTHING[:6], least, took_part, invited, "", "", None, "", "")


def _whole(number: float | None) -> int | None:
    return None if number is None else floor(number + 0.5)
