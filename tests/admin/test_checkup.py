"""What the check-up makes of facts, and that every finding has words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.admin import messages
from pulse.admin.checkup import Apart, Check, Facts, Finding, Level, findings, worst
from pulse.admin.health import Condition

WELL = Facts(
    people=Condition.OK,
    ballots=Condition.OK,
    tables=Condition.OK,
    tick=Condition.OK,
    mail="smtp",
    mail_problem="",
    production=True,
    base_url="https://pulse.example.org",
)
OK, WARNING, FAILURE = Level


def found(check, **changes):
    return [finding for finding in findings(replace(WELL, **changes)) if finding.check is check]


def test_an_installation_that_is_well_has_only_good_lines():
    assert {finding.level for finding in findings(WELL)} == {OK}
    assert worst(findings(WELL)) is OK


@pytest.mark.parametrize(
    ("check", "level", "changes"),
    [
        (Check.PEOPLE, FAILURE, {"people": Condition.BROKEN, "tables": Condition.BROKEN}),
        (Check.BALLOTS, FAILURE, {"ballots": Condition.BROKEN}),
        (Check.TABLES, FAILURE, {"tables": Condition.OUTDATED}),
        (Check.TABLES, FAILURE, {"ballots": Condition.OUTDATED}),
        (Check.APART, WARNING, {"apart": Apart.SAME_ROLE}),
        (Check.APART, WARNING, {"apart": Apart.MAY_CONNECT}),
        (Check.KEYS, OK, {"key_troubles": (("missing", "/k"),)}),
        (Check.KEYS, FAILURE, {"key_troubles": (("missing", "/k"),), "rounds_waiting": 1}),
        (Check.KEY_FILES, FAILURE, {"key_troubles": (("readable by others", "/k/a"),)}),
        (Check.KEY_FILES, FAILURE, {"key_troubles": (("owned by another user", "/k/a"),)}),
        (Check.KEY_FILES, FAILURE, {"key_troubles": (("keys beside the sealed marker", "/k/a"),)}),
        (Check.KEY_FILES, WARNING, {"key_troubles": (("file system keeps overwritten blocks", "/k"),)}),
        (Check.ROUND_KEYS, FAILURE, {"without_issue_key": 1, "without_seal_key": 1}),
        (Check.ROUND_KEYS, WARNING, {"without_seal_key": 1}),
        (Check.PRIVATE, WARNING, {"readable": ("/i/secret.key",)}),
        (Check.CLOCK, OK, {"drift": -1.9}),
        (Check.CLOCK, WARNING, {"drift": -2.1}),
        (Check.TICK, FAILURE, {"tick": Condition.LATE, "tick_age": 400}),
        (Check.TICK, WARNING, {"tick": Condition.NEVER}),
        (Check.TICK, OK, {"tick": Condition.OFF}),
        (Check.ROUNDS, FAILURE, {"rounds_overdue": 2}),
        (Check.MAIL, FAILURE, {"mail_problem": "ConnectionRefusedError"}),
        (Check.MAIL, OK, {"mail_problem": None}),
        (Check.MAIL, OK, {"mail": "file"}),
        (Check.OUTBOX, WARNING, {"given_up": 3}),
        (Check.OUTBOX, OK, {"mail_late": timedelta(hours=1)}),
        (Check.OUTBOX, WARNING, {"mail_late": timedelta(minutes=61)}),
        (Check.NOTICES, OK, {"notices": 12}),
        (Check.CHAT, OK, {"channels": 0}),
        (Check.CHAT, OK, {"channels": 1, "posts": 2}),
        (Check.CHAT, WARNING, {"channels": 1, "troubled": ("Acme",)}),
        (Check.CHAT, WARNING, {"channels": 1, "paused": ("Acme",)}),
        (Check.DISK, WARNING, {"disk_free": 999_999_999}),
        (Check.DISK, FAILURE, {"disk_free": 99_999_999}),
        (Check.SIZE, OK, {"most_invited": 5000}),
        (Check.SIZE, WARNING, {"most_invited": 5001}),
        (Check.ADDRESS, FAILURE, {"base_url": "https://"}),
        (Check.ADDRESS, FAILURE, {"base_url": "https://example.org/pulse"}),
        (Check.ADDRESS, FAILURE, {"base_url": "https://example.org?x"}),
        (Check.ADDRESS, WARNING, {"base_url": "http://127.0.0.1:8000"}),
        (Check.PRODUCTION, WARNING, {"production": False}),
        (Check.PRODUCTION, WARNING, {"production": False, "base_url": "http://localhost:8000", "host": "0.0.0.0"}),
        (Check.PDF, WARNING, {"pdf": False}),
    ],
)
def test_a_fact_becomes_a_finding_of_its_weight_with_words_of_its_own(app, check, level, changes):
    mine = found(check, **changes)
    assert [finding.level for finding in mine] == [level]
    with app.test_request_context():
        line = messages.line(mine[0])
    assert line.said
    assert bool(line.advice) == (level is not OK)


def test_on_postgresql_a_large_round_is_nothing_to_worry_about():
    assert found(Check.SIZE, most_invited=100_000, on_sqlite=False) == []


def test_a_laptop_need_not_be_in_production():
    assert found(Check.PRODUCTION, production=False, base_url="http://localhost:8000", mail="file") == []


def test_without_libpango_the_packages_are_named(app):
    with app.test_request_context():
        line = messages.line(found(Check.PDF, pdf=False)[0])
    assert "libpango is missing" in line.said
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libfontconfig1" in line.advice


def test_the_worst_level_counts():
    some = (Finding(OK, Check.DISK), Finding(WARNING, Check.DISK), Finding(OK, Check.DISK))
    assert (worst(some), worst((*some, Finding(FAILURE, Check.DISK)))) == (WARNING, FAILURE)
