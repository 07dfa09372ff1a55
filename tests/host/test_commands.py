"""Commands as the host types them: real processes, status, sentences."""

import json
import re
import sqlite3
import subprocess
import sys

import click
import pytest

from pulse.commands import pulse
from tests._ground.databases import Urls
from tests.host.conftest import HOUSE

COMMANDS = (
    "backup",
    "create-admin",
    "demo",
    "doctor",
    "give-role",
    "import-roster",
    "migrate",
    "restore",
    "serve",
    "tick",
)
ROSTER = HOUSE / "tests" / "data" / "roster.csv"


@pytest.mark.one_database
def test_help_names_every_command(bare_host):
    text = bare_host.does("--help")
    assert [name for name in COMMANDS if not re.search(rf"^  {name} ", text, re.MULTILINE)] == []
    assert not bare_host.instance.exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name):
    text = pulse.commands[name].get_help(click.Context(pulse.commands[name], info_name=name))
    assert len(text) > 200
    options = [option for option in pulse.commands[name].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_a_new_installation_from_nothing_to_a_well_one(bare_host):
    assert "older" not in bare_host.does("migrate")
    bare_host.does("migrate")
    said = bare_host.does(
        "create-admin", "Ada@Acme.example", "--name", "Ada Root", "--password-stdin", given="three old boats\n"
    )
    assert "ada@acme.example is an administrator" in said
    assert "Imported" in bare_host.does("import-roster", str(ROSTER))
    assert "employee -> hr" in bare_host.does("give-role", "N1170@Nordhafen.example", "hr")
    assert "Nobody here has the address" in bare_host.refuses("give-role", "nobody@nordhafen.example", "hr")
    bare_host.does("tick")
    doctor = bare_host.does("doctor")
    assert "failure" not in doctor
    assert re.search(r"ok +Scheduler: It runs\.", doctor)


@pytest.mark.one_database
def test_what_an_installation_writes_only_its_owner_can_read(bare_host):
    bare_host.urls = Urls(*(f"sqlite:///{bare_host.instance / name}.sqlite" for name in Urls._fields))
    bare_host.does("migrate")
    bare_host.does("create-admin", "ada@acme.example", "--mail-link")
    bare_host.does("tick")
    written = [path for path in bare_host.instance.rglob("*") if path.is_file()]
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []
    assert {path.name for path in written} >= {"mails.txt", "people.sqlite", "ballots.sqlite", "secret.key"}


def test_an_administrator_can_be_sent_a_link(host):
    host.does("create-admin", "ada@acme.example", "--mail-link")
    host.does("tick")
    mail = (host.instance / "mails.txt").read_text()
    assert "To: ada@acme.example" in mail or "<ada@acme.example>" in mail
    assert "/sign-in/link#" in mail


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("words", "given", "sentence"),
    [
        (("create-admin", "ada@acme.example", "--password-stdin"), "short\n", "at least 10 characters"),
        (("create-admin", "nobody", "--mail-link"), "", "is not an e-mail address"),
        (("create-admin", "ada@acme.example"), "", "--password-stdin or --mail-link"),
        (("create-admin", "ada@acme.example", "--password-stdin", "--mail-link"), "", "Choose one"),
        (("backup", "/nowhere/at/all.tar"), "", "There is no directory /nowhere/at"),
        (("restore", "/nowhere.tar"), "", "does not exist"),
        (("import-roster", "/nowhere.csv"), "", "does not exist"),
        (("restore", str(ROSTER)), "", "not a backup that Pulse has written"),
        (("serve", "--port", "99999"), "", "65535"),
        (("dance",), "", "No such command"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(host, words, given, sentence):
    assert sentence in " ".join(host.refuses(*words, given=given).split())


@pytest.mark.one_database
def test_an_empty_roster_changes_nothing_and_says_so(host, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    assert host.refuses("import-roster", str(tmp_path / "empty.csv"))


def test_doctor_ends_with_one_when_something_failed(bare_host):
    done = bare_host.run("doctor")
    assert done.returncode == 1
    assert "failure Tables" in done.stdout
    assert "python -m pulse migrate" in done.stdout


@pytest.mark.one_database
def test_doctor_says_when_a_database_is_gone(host):
    host.more["PULSE_PEOPLE_URL"] = "postgresql://nobody:geheim@127.0.0.1:1/none"
    done = host.run("doctor")
    assert done.returncode == 1
    assert re.search(r"failure +Database of people: It does not answer", done.stdout)
    assert "geheim" not in done.stdout + done.stderr


@pytest.mark.one_database
def test_a_command_without_its_database_ends_in_a_sentence(host):
    host.more["PULSE_PEOPLE_URL"] = "postgresql://nobody:geheim@127.0.0.1:1/none"
    said = host.refuses("create-admin", "ada@acme.example", "--mail-link")
    assert "A database did not do what was asked" in said
    assert "geheim" not in said


def test_doctor_sends_a_test_mail(host, smtp):
    host.more |= {"PULSE_MAIL": "smtp", "PULSE_SMTP_HOST": smtp.host, "PULSE_SMTP_PORT": str(smtp.port)}
    said = host.does("doctor", "--mail", "ada@acme.example")
    assert "The mail server answers" in said
    assert [letter["Subject"] for letter in smtp.to("ada@acme.example")] == ["Pulse can send mail"]


def test_doctor_says_when_the_test_mail_is_refused(host, smtp):
    smtp.answer = "550 No such user"
    host.more |= {"PULSE_MAIL": "smtp", "PULSE_SMTP_HOST": smtp.host, "PULSE_SMTP_PORT": str(smtp.port)}
    assert "could not be sent (SMTPDataError)" in host.refuses("doctor", "--mail", "ada@acme.example")


def test_a_backup_is_restored_into_an_empty_instance_only(host, tmp_path):
    host.does("import-roster", str(ROSTER))
    assert "Rounds not sealed yet: 0" in host.does("backup", str(tmp_path / "b.tar"))
    assert "exists already" in host.refuses("backup", str(tmp_path / "b.tar"))
    assert "people or rounds in this instance already" in host.refuses("restore", str(tmp_path / "b.tar"))
    assert "not the company's name" in host.refuses("restore", str(tmp_path / "b.tar"), "--overwrite", given="yes\n")
    assert "Restored what there was" in host.does(
        "restore", str(tmp_path / "b.tar"), "--overwrite", "--confirm", "Our company"
    )
    assert re.search(r"unchanged: 18\d", host.does("import-roster", str(ROSTER), "--dry-run"))


@pytest.mark.one_database
def test_the_tick_ends_with_one_when_a_job_fails_and_does_the_others(host):
    host.does("create-admin", "ada@acme.example", "--mail-link")
    with sqlite3.connect(host.urls.people.removeprefix("sqlite:///")) as people:
        people.execute("DROP TABLE programme")
    done = host.run("tick")
    assert (done.returncode, "rounds: failed (OperationalError)" in done.stdout, "outbox: 1" in done.stdout) == (
        1,
        True,
        True,
    )
    assert json.loads(done.stderr.splitlines()[0])["event"] == "job failed"


@pytest.mark.one_database
def test_help_does_not_wait_for_what_only_tests_need():
    """About one second when nothing else runs, all of it imports; what is imported is what takes the time."""
    words = [sys.executable, "-X", "importtime", "-m", "pulse", "--help"]
    told = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=True).stderr
    assert re.findall(r"\| +(scipy|pandas|playwright|pytest|hypothesis)$", told, re.MULTILINE) == []


@pytest.mark.one_database
def test_a_fault_nobody_foresaw_is_one_line_without_values(host):
    words = "from pulse.base import logs; logs.configure(); int('geheim')"
    done = subprocess.run([sys.executable, "-c", words], cwd=HOUSE, capture_output=True, text=True, check=False)
    line = json.loads(done.stderr)
    assert (line["event"], line["error"], done.returncode) == ("crashed", "ValueError", 1)
    assert "geheim" not in done.stderr
