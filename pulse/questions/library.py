"""The question library that ships with Pulse: own wording, grouped by what each question is about."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pulse.questions.scales import Scale

_FOLDER: Final = Path(__file__).with_name("library")
SOURCE_LANGUAGE: Final = "en"
ROADBLOCK: Final = "Q5"  # what kept somebody from helping a customer: its answers are triaged, and answered in public


class Dimension(StrEnum):
    """What a question is about; scores are formed for the first three."""

    TRUST = "trust"
    RESPECT = "respect"
    EMPOWERMENT = "empowerment"
    SERVICE = "service"
    OUTCOME = "outcome"
    OPEN = "open"


@dataclass(frozen=True)
class LibraryQuestion:
    """One question of the library, in its English source wording.

    `sensitive`: what is answered is a fact about oneself rather than a judgement of work, and could be held against
    whoever said it: that something was done to them, that they mean to leave, how they are. It is shown in larger
    groups only and is part of no score.
    """

    code: str
    dimension: Dimension
    facet: str
    scale: Scale
    reverse: bool
    anchor: bool
    sensitive: bool
    text: str
    inspired_by: str

    @property
    def names_a_team(self) -> bool:
        """Whether the text has a place for the team that is rated; such a question fits no ordinary pulse."""
        return "{team}" in self.text


@dataclass(frozen=True)
class Wording:
    """A question as it is shown, and the language it really is in (for the page's lang attribute)."""

    text: str
    language: str


@cache
def library() -> Mapping[str, LibraryQuestion]:
    """Return every question by its code, in the order of the file."""
    return MappingProxyType({row["id"]: _question(row) for row in _rows("library.csv")})


def offered() -> tuple[LibraryQuestion, ...]:
    """Return the questions that HR can put into an ordinary pulse."""
    return tuple(question for question in library().values() if not question.names_a_team)


@cache
def sensitive() -> frozenset[str]:
    """Return the codes of the questions that are sensitive."""
    return frozenset(code for code, question in library().items() if question.sensitive)


def of_dimension(dimension: Dimension) -> tuple[LibraryQuestion, ...]:
    """Return the questions about one dimension, in the order of the file."""
    return tuple(question for question in library().values() if question.dimension is dimension)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages the whole library is worded in, the source language first."""
    translated = sorted(path.name.split(".")[1] for path in _FOLDER.glob("library.*.csv"))
    return (SOURCE_LANGUAGE, *translated)


def wording(code: str, locale: str) -> Wording:
    """Return a question in the language of `locale` ("de", "de_AT", "pt-BR"), else in English.

    Raises KeyError for a code that is not in the library.
    """
    question = library()[code]
    language = locale.replace("-", "_").partition("_")[0].lower()
    text = _translations(language).get(code) if language in languages() else None
    return Wording(text, language) if text else Wording(question.text, SOURCE_LANGUAGE)


def wordings(code: str) -> dict[str, str]:
    """Return a question in every language it is worded in, by language."""
    return {language: wording(code, language).text for language in languages()}


@cache
def _translations(language: str) -> Mapping[str, str]:
    if language == SOURCE_LANGUAGE:
        return {}
    return {row["id"]: row["text"] for row in _rows(f"library.{language}.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _question(row: Mapping[str, str]) -> LibraryQuestion:
    return LibraryQuestion(
        code=row["id"],
        dimension=Dimension(row["dimension"]),
        facet=row["facet"],
        scale=Scale(row["scale"]),
        reverse=row["reverse"] == "1",
        anchor=row["anchor"] == "1",
        sensitive=row["sensitive"] == "1",
        text=row["text"],
        inspired_by=row["inspired_by"],
    )
