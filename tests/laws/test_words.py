"""Every sentence is in the catalogues, German has them all, and what is compiled is what is written."""

import re

import pytest
from babel.messages.catalog import Message

from tools import words

PLACES = re.compile(r"%\((\w+)\)[sd]")


def forms(said: object) -> list[str]:
    return [said] if isinstance(said, str) else list(said)  # type: ignore[call-overload]


def places(text: str) -> set[str]:
    return set(PLACES.findall(text))


@pytest.mark.parametrize("language", ["de"])
def test_no_sentence_is_missing(language: str) -> None:
    assert list(words.missing(language)) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    path = words.PLACE / language / "LC_MESSAGES" / "messages.mo"
    assert path.read_bytes() == words.compiled(language)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_translation_fills_the_same_places(language: str) -> None:
    def wrong(message: Message) -> bool:
        allowed = set().union(*(places(text) for text in forms(message.id)))
        # A plural form may leave the number out ("one question"), but never ask for what is not given.
        return any(text and not places(text) <= allowed for text in forms(message.string))

    assert [message.id for message in words.catalogue(language) if message.id and wrong(message)] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_translation_loses_no_place(language: str) -> None:
    held = words.catalogue(language)
    single = [message for message in held if message.id and isinstance(message.id, str) and message.string]
    assert [message.id for message in single if places(message.id) != places(str(message.string))] == []
