"""Every sentence is in the catalogues, German has them all, and what is compiled is what is written."""

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from tools import words

PLACES = re.compile(r"%\((\w+)\)[sd]")


def forms(said: object) -> list[str]:
    return [said] if isinstance(said, str) else list(said)  # type: ignore[call-overload]


def places(text: str) -> set[str]:
    return set(PLACES.findall(text))


def misplaced(held: Catalog) -> list[object]:
    """Return the sentences whose translation asks for what is not given.

    A plural form may leave the number out ("one question").
    """

    def wrong(message: Message) -> bool:
        allowed = set().union(*(places(text) for text in forms(message.id)))
        return any(text and not places(text) <= allowed for text in forms(message.string))

    return [message.id for message in held if message.id and wrong(message)]


def lost(held: Catalog) -> list[object]:
    """Return the sentences whose translation leaves out what is given."""
    single = [message for message in held if message.id and isinstance(message.id, str) and message.string]
    return [message.id for message in single if places(message.id) != places(str(message.string))]


def stale(language: str) -> bool:
    """Say whether what is compiled is not what is written."""
    path = words.PLACE / language / "LC_MESSAGES" / "messages.mo"
    return path.read_bytes() != words.compiled(language)


@pytest.mark.parametrize("language", ["de"])
def test_no_sentence_is_missing(language: str) -> None:
    assert list(words.missing(language)) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    assert not stale(language)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_translation_fills_the_same_places(language: str) -> None:
    assert misplaced(words.catalogue(language)) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_translation_loses_no_place(language: str) -> None:
    assert lost(words.catalogue(language)) == []


def test_a_sentence_taken_out_or_changed_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(words.PLACE, tmp_path / "translations")
    monkeypatch.setattr(words, "PLACE", tmp_path / "translations")
    held = words.catalogue("de")
    held.delete("Sign in")
    changed = next(message for message in held if message.id == "People")
    changed.string = "Personen"
    with (words.PLACE / "de" / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, held)
    assert list(words.missing("de")) == ["Sign in"]
    assert stale("de")
    assert not stale("ar")


def test_a_translation_with_other_places_is_seen() -> None:
    held = Catalog(locale="de")
    held.add("%(count)s of %(all)s", "%(count)s von %(sum)s")
    held.add(("One promise", "%(num)s promises"), ("Ein Versprechen", "%(num)s Versprechen"))
    assert misplaced(held) == ["%(count)s of %(all)s"]
    assert lost(held) == ["%(count)s of %(all)s"]
