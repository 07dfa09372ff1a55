"""Settings: a file, the environment above it, and a sentence for what must not be."""

import re
import stat
from dataclasses import fields

import pytest

from pulse.base.errors import Misconfigured
from pulse.base.settings import Settings, load

SAFE = {
    "PULSE_PRODUCTION": "yes",
    "PULSE_BASE_URL": "https://pulse.acme.example",
    "PULSE_SECRET_KEY": "s" * 40,
    "PULSE_MAIL": "smtp",
}


def test_without_a_file_everything_has_a_value(tmp_path):
    given = load(tmp_path, {})
    assert given.people_url == f"sqlite:///{tmp_path}/people.sqlite"
    assert given.people_url != given.ballots_url


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / "pulse.toml").write_text('company = "From the file"\nport = 9000\n')
    assert load(tmp_path, {}).company == "From the file"
    given = load(tmp_path, {"PULSE_COMPANY": "From the environment"})
    assert (given.company, given.port) == ("From the environment", 9000)


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = load(tmp_path, {}), load(tmp_path, {})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour = 1", "no setting called 'colour'"),
        ("port = 'many'", "port must be a whole number"),
        ("production = 'perhaps'", "production must be yes or no"),
        ("company = 7", "company must be a text"),
        ("company = ", "cannot be read"),
        ("locale = 'tlh'", "locale must be one of en, de, ar"),
        ("mail = 'pigeon'", "mail must be file or smtp"),
        ("smtp_tls = 'yes'", "smtp_tls must be"),
        ("rewrite_minutes = 16", "rewrite_minutes must be 1 to 15"),
        ("base_url = 'pulse.example'", "base_url must begin with"),
        ("timezone = 'Mars/Base'", "no time zone called 'Mars/Base'"),
        ("people_url = 'sqlite:///x'\nballots_url = 'sqlite:///x'", "two different databases"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(tmp_path, text, sentence):
    (tmp_path / "pulse.toml").write_text(text)
    with pytest.raises(Misconfigured, match=re.escape(sentence)):
        load(tmp_path, {})


def test_safe_values_run_in_production(tmp_path):
    assert load(tmp_path, SAFE).production


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PULSE_BASE_URL": "http://pulse.acme.example"}, "base_url must begin with https"),
        ({"PULSE_SECRET_KEY": "short"}, "secret_key must have at least 32"),
        ({"PULSE_MAIL": "file"}, "mail must be smtp"),
        ({"PULSE_ARGON2_MEMORY": "1024"}, "argon2_memory must be at least"),
        (
            {"PULSE_PEOPLE_URL": "postgresql://one@h/a", "PULSE_BALLOTS_URL": "postgresql://one@h/b"},
            "two different PostgreSQL roles",
        ),
    ],
)
def test_a_laptop_value_is_refused_in_production(tmp_path, change, sentence):
    with pytest.raises(Misconfigured, match=sentence):
        load(tmp_path, SAFE | change)
    load(tmp_path, SAFE | change | {"PULSE_PRODUCTION": "no"})


def test_every_setting_says_what_it_is_for():
    assert [
        field.name for field in fields(Settings) if field.name != "instance" and not field.metadata.get("help")
    ] == []
