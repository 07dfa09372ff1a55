"""What Pulse refuses to start with, each in a sentence."""

import re

import pytest

from pulse.base.errors import Misconfigured
from pulse.base.settings import load
from pulse.commands import Instance

SAFE = {
    "PULSE_PRODUCTION": "yes",
    "PULSE_BASE_URL": "https://pulse.example.org",
    "PULSE_MAIL": "smtp",
    "PULSE_SECRET_KEY": "s" * 32,
}


def test_safe_values_are_taken(tmp_path):
    assert load(tmp_path, SAFE).production


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PULSE_BASE_URL": "http://pulse.example.org"}, "base_url must begin with https://"),
        ({"PULSE_SECRET_KEY": "short"}, "secret_key must have at least 32 characters"),
        ({"PULSE_MAIL": "file"}, "mail must be smtp"),
        ({"PULSE_ARGON2_MEMORY": "1024"}, "argon2_memory must be at least 19456"),
        (
            {"PULSE_PEOPLE_URL": "postgresql://pulse@db/people", "PULSE_BALLOTS_URL": "postgresql://pulse@db/ballots"},
            "two different PostgreSQL roles",
        ),
    ],
)
def test_a_value_for_a_laptop_is_refused_in_production(tmp_path, change, sentence):
    with pytest.raises(Misconfigured, match=re.escape(sentence)):
        load(tmp_path, SAFE | change)
    load(tmp_path, SAFE | change | {"PULSE_PRODUCTION": "no"})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PULSE_LOCALE": "xx"}, "locale must be one of en, de, ar"),
        ({"PULSE_MAIL": "pigeon"}, "mail must be file or smtp"),
        ({"PULSE_SMTP_TLS": "yes"}, "smtp_tls must be none, starttls or tls"),
        ({"PULSE_REWRITE_MINUTES": "16"}, "rewrite_minutes must be 1 to 15"),
        ({"PULSE_REWRITE_MINUTES": "0"}, "rewrite_minutes must be 1 to 15"),
        ({"PULSE_PEOPLE_URL": "sqlite:////x", "PULSE_BALLOTS_URL": "sqlite:////x"}, "two different databases"),
        ({"PULSE_BASE_URL": "pulse.example.org"}, "base_url must begin with"),
        ({"PULSE_TIMEZONE": "Mars/Olympus"}, "no time zone called 'Mars/Olympus'"),
        ({"PULSE_WEEKEND": "sat,funday"}, "weekend must name days of the week"),
        ({"PULSE_WEEKEND": "mon,tue,wed,thu,fri,sat,sun"}, "and not all of them"),
        ({"PULSE_PORT": "http"}, "port must be a whole number"),
        ({"PULSE_PRODUCTION": "maybe"}, "production must be yes or no"),
    ],
)
def test_a_value_that_cannot_work_is_refused_everywhere(tmp_path, change, sentence):
    with pytest.raises(Misconfigured, match=re.escape(sentence)):
        load(tmp_path, change)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("colour = 'red'", "no setting called 'colour'"), ("port = ", "cannot be read"), ("port = 'x'", "whole number")],
)
def test_a_file_that_cannot_be_right_is_refused(tmp_path, text, sentence):
    (tmp_path / "pulse.toml").write_text(text)
    with pytest.raises(Misconfigured, match=sentence):
        load(tmp_path, {})


@pytest.mark.one_database
def test_a_command_says_so_in_one_line(bare_host):
    bare_host.instance.mkdir()
    (bare_host.instance / "pulse.toml").write_text("production = true\n")
    said = bare_host.refuses("serve")
    assert said.strip() == "Error: In production base_url must begin with https://."


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PULSE_PORT": "18100"}, "http://127.0.0.1:18100"),
        ({"PULSE_HOST": "0.0.0.0", "PULSE_PORT": "81"}, "http://127.0.0.1:81"),
        ({"PULSE_HOST": "::1"}, "http://[::1]:8000"),
        ({"PULSE_PORT": "18100", "PULSE_BASE_URL": "https://pulse.example.org/"}, "https://pulse.example.org"),
    ],
)
def test_links_lead_to_where_pulse_listens_unless_somebody_names_an_address(tmp_path, given, address):
    assert load(tmp_path, given).base_url == address


def test_the_port_of_the_settings_file_counts_too(tmp_path):
    (tmp_path / "pulse.toml").write_text("port = 18100")
    assert load(tmp_path, {}).base_url == "http://127.0.0.1:18100"


def test_what_the_command_line_says_reaches_the_links(tmp_path, monkeypatch):
    assert Instance(tmp_path, port=18100).settings().base_url == "http://127.0.0.1:18100"
    monkeypatch.setenv("PULSE_BASE_URL", "https://pulse.example.org")
    assert Instance(tmp_path, port=18100).settings().base_url == "https://pulse.example.org"
