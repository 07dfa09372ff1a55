"""Law: the manual for hosts names every command, every setting, and every word the health page may answer."""

import re
from collections.abc import Set
from dataclasses import fields

from pulse.admin.health import Condition, Health
from pulse.base.settings import Settings, load
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


def settings_rows() -> list[str]:
    """Return the rows of the manual's table of settings."""
    rows = []
    for setting in (each for each in fields(Settings) if each.name != "instance"):
        default = ("no", "yes")[setting.default] if isinstance(setting.default, bool) else setting.default
        shown = f"`{default}`" if default != "" else ""
        rows.append(f"| `{setting.name}` | {shown} | {setting.metadata['help']} |")
    return rows


def unsettled(manual: str) -> Set[str]:
    """Return the rows of settings that are only in the program or only in the manual."""
    said = {line for line in chapter(manual, "Settings").splitlines() if line.startswith("| `")}
    return said ^ set(settings_rows())


def manual() -> str:
    return (HOUSE / "docs" / "operations.md").read_text("utf-8")


def test_the_manual_has_every_command_and_every_word_of_the_health_page():
    assert differing(manual()) == set()


def test_what_is_missing_from_the_manual_or_is_too_much_in_it_is_seen():
    changed = manual().replace("| `tick` | does", "| `tock` | does").replace("`late`", "tardy")
    assert differing(changed) == {"tick", "tock", "late"}


def test_the_manual_has_every_setting_as_the_program_does():
    assert unsettled(manual()) == set()


def test_a_setting_that_the_manual_lacks_or_tells_otherwise_is_seen():
    (row,) = (each for each in settings_rows() if each.startswith("| `weekend`"))
    assert unsettled(manual().replace(f"{row}\n", "")) == {row}
    assert len(unsettled(manual().replace("mon to sun", "all days"))) == 2


def test_secrets_are_not_told_by_a_look_at_the_settings(tmp_path):
    """What a trace or a debugger prints of the settings: neither keys nor passwords, nor addresses that hold some."""
    secret = {"secret_key": "s3cr3t" * 6, "smtp_password": "s3cr3t", "people_url": "postgresql://p:s3cr3t@db/people"}
    secret["ballots_url"] = "postgresql://b:s3cr3t@db/ballots"
    assert "s3cr3t" not in repr(load(tmp_path, {f"PULSE_{name.upper()}": said for name, said in secret.items()}))
