"""Law: the manual for hosts names every command, and every word the health page may answer."""

import re
from collections.abc import Set
from dataclasses import fields

from pulse.admin.health import Condition, Health
from pulse.commands import pulse
from tests.laws._reading import HOUSE


def chapter(manual: str, heading: str) -> str:
    """Return what stands under a heading."""
    return manual.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def table(text: str) -> Set[str]:
    """Return the words in code that begin the rows of a chapter's tables."""
    return {
        word for first in re.findall(r"^\|([^|]+)\|", text, re.MULTILINE) for word in re.findall(r"`([\w-]+)", first)
    }


def differing(manual: str) -> Set[str]:
    """Return what is only in the program or only in the manual."""
    health = {"status", *(field.name for field in fields(Health))}
    answers = {condition.value for condition in Condition}
    watched = chapter(manual, "Watch")
    unsaid = {word for word in answers if f"`{word}`" not in watched}
    return (set(pulse.commands) ^ table(chapter(manual, "Commands"))) | (health ^ table(watched)) | unsaid


def manual() -> str:
    return (HOUSE / "docs" / "operations.md").read_text("utf-8")


def test_the_manual_has_every_command_and_every_word_of_the_health_page():
    assert differing(manual()) == set()


def test_what_is_missing_from_the_manual_or_is_too_much_in_it_is_seen():
    changed = manual().replace("| `tick` | does", "| `tock` | does").replace("`late`", "tardy")
    assert differing(changed) == {"tick", "tock", "late"}
