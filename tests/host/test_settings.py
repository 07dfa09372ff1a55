"""What Pulse refuses to start with, each in a sentence."""

import re

import pytest

from pulse.base.errors import Misconfigured
from pulse.base.settings import load, not_ours
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
        ({"PULSE_PORT": "99999"}, "port must be 1 to 65535"),
        ({"PULSE_PORT": "0"}, "port must be 1 to 65535"),
        ({"PULSE_PORT": "²"}, "port must be a whole number"),
        ({"PULSE_PORT": "-1"}, "port must be a whole number"),
        ({"PULSE_SMTP_PORT": "70000"}, "smtp_port must be 1 to 65535"),
        ({"PULSE_THREADS": "0"}, "threads must be 1 to 256"),
        ({"PULSE_SESSION_HOURS": "0"}, "session_hours must be 1 to"),
        ({"PULSE_UPLOAD_MEGABYTES": "0"}, "upload_megabytes must be 1 to"),
        ({"PULSE_ARGON2_MEMORY": "1"}, "argon2_memory must be 8 to"),
        ({"PULSE_PROXIES": "99999999999"}, "proxies must be a whole number"),
        ({"PULSE_SIGN_IN_LIMIT": "many"}, "sign_in_limit must read like “30 per minute”"),
        ({"PULSE_CUSTOMER_LIMIT": "0 per minute"}, "customer_limit must read like"),
        ({"PULSE_BASEURL": "https://x"}, "PULSE_BASEURL is no setting. Did you mean base_url?"),
        ({"PULSE_SMTP_HOTS": "mail"}, "PULSE_SMTP_HOTS is no setting. Did you mean smtp_host?"),
    ],
)
def test_a_value_that_cannot_work_is_refused_everywhere(tmp_path, change, sentence):
    with pytest.raises(Misconfigured, match=re.escape(sentence)):
        load(tmp_path, change)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour = 'red'", "no setting called 'colour'. See docs/operations.md"),
        ("baseurl = 'https://x'", "no setting called 'baseurl'. Did you mean base_url"),
        ("port = ", "cannot be read"),
        ("port = 'x'", "whole number"),
        ("port = 8000.5", "whole number"),
        ("", "is empty. Bring it back, or delete it"),
        (" \n\n", "is empty"),
    ],
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


def test_a_file_that_an_editor_began_with_a_mark_is_read(tmp_path):
    (tmp_path / "pulse.toml").write_bytes(b"\xef\xbb\xbf" + b'company = "Acme"\n')
    assert load(tmp_path, {}).company == "Acme"


def test_a_file_that_only_explains_is_read(tmp_path):
    (tmp_path / "pulse.toml").write_text("# nothing yet\n")
    assert load(tmp_path, {}).port == 8000


def test_names_of_others_are_no_fault_and_are_said(tmp_path):
    others = {"PULSE_SERVER": "unix:/run/pulse", "PULSE_FRILLS": "yes", "PULSE_PORT": "8001"}
    assert load(tmp_path, others).port == 8001
    assert not_ours(others) == ["PULSE_FRILLS"]


@pytest.mark.one_database
def test_a_command_names_what_it_does_not_know(bare_host):
    bare_host.more["PULSE_FRILLS"] = "yes"
    assert "no settings of Pulse" in bare_host.refuses("serve")
