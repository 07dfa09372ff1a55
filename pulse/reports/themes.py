"""What comments are about: themes with the words that speak of them, compared by their stems. No text leaves here."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import snowballstemmer

from pulse.people.names import fold
from pulse.reports.searching import WORD

# A file for each language whose words are known; every comment is compared with all of them.
LANGUAGES: Final = {"en": "english", "de": "german"}
NAMED_FROM: Final = 5  # comments of one comment cell
SPELT_OUT: Final = re.compile("([aou])e")  # ae, oe, ue: how umlauts are typed without them
START: Final = 3  # letters a word and its stem share: words that begin like none of ours are not stemmed

_FOLDER: Final = Path(__file__).with_name("lexicon")


class Theme(StrEnum):
    """What a comment may be about; the order is that of a page where nothing else decides."""

    WORKLOAD = "workload"
    PLANNING = "planning"
    TOOLS = "tools"
    PAY = "pay"
    RECOGNITION = "recognition"
    LEADERSHIP = "leadership"
    COMMUNICATION = "communication"
    DECISIONS = "decisions"
    CUSTOMERS = "customers"
    TEAMWORK = "teamwork"
    FAIRNESS = "fairness"
    SAFETY = "safety"
    TRAINING = "training"
    CHANGE = "change"


def themes_of(text: str) -> frozenset[Theme]:
    """Return what one comment is about, from its own words alone."""
    return frozenset().union(*map(_of_word, WORD.findall(fold(text))))


def named(cells: Iterable[Sequence[frozenset[Theme]]]) -> dict[Theme, int]:
    """Return how many comments speak of each theme, the most first.

    `cells` are comment cells, each as what its comments are about. A theme counts in a cell only where at least
    `NAMED_FROM` of its comments speak of it.
    """
    found = Counter[Theme]()
    for cell in cells:
        found.update(counted(cell))
    return {theme: found[theme] for theme in sorted(Theme, key=lambda theme: -found[theme]) if found[theme]}


def counted(cell: Sequence[frozenset[Theme]]) -> dict[Theme, int]:
    """Return how many comments of one comment cell speak of each theme that may be named there."""
    count = Counter(theme for themes in cell for theme in themes)
    return {theme: n for theme, n in count.items() if n >= NAMED_FROM}


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> frozenset[Theme]:
    found = (
        _lexicon(language).get(_stem(language, word)) for language in LANGUAGES if _start(word) in _starts(language)
    )
    return frozenset().union(*filter(None, found))


def _stem(language: str, word: str) -> str:
    # A stemmer keeps the word it works on: one for each call, since threads share this module.
    return str(snowballstemmer.stemmer(LANGUAGES[language]).stemWord(word))


@cache
def _lexicon(language: str) -> Mapping[str, frozenset[Theme]]:
    found: dict[str, frozenset[Theme]] = {}
    for theme, word in _words(language):
        stem = _stem(language, word)
        found[stem] = found.get(stem, frozenset()) | {theme}
    return found


@cache
def _starts(language: str) -> frozenset[str]:
    return frozenset(_start(word) for _theme, word in _words(language))


def _start(word: str) -> str:
    return SPELT_OUT.sub(r"\1", word)[:START]


@cache
def _words(language: str) -> tuple[tuple[Theme, str], ...]:
    with (_FOLDER / f"{language}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [(Theme(row["theme"]), row["words"]) for row in csv.DictReader(lines)]
    return tuple((theme, fold(word)) for theme, words in rows for word in words.split())
