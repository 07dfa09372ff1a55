"""Whose language and time zone a page speaks."""

from datetime import UTC, datetime

import pytest
from flask_babel import format_datetime, get_locale

from pulse.base.db import db
from pulse.base.locale import speaking_to, spoken
from pulse.base.transactions import transaction

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("tag", "language"), [("de-CH", "de"), ("EN_us", "en"), ("ar", "ar"), ("tlh", ""), ("", "")])
def test_a_language_tag_is_spoken_by_its_language(tag, language):
    assert spoken(tag) == language


def test_a_stranger_is_spoken_to_as_the_browser_asks(client):
    assert 'lang="de"' in client.get("/sign-in", headers={"Accept-Language": "de-AT,en;q=0.5"}).text
    assert 'lang="en"' in client.get("/sign-in", headers={"Accept-Language": "tlh"}).text


def test_arabic_runs_from_right_to_left(client):
    assert '<html lang="ar" dir="rtl">' in client.get("/sign-in", headers={"Accept-Language": "ar"}).text


def test_a_person_is_spoken_to_in_their_own_language(signed_in, cast):
    with transaction():
        db.session.merge(cast.omar).locale = "de-DE"
    page = signed_in(cast.omar).get("/anonymity", headers={"Accept-Language": "en"})
    assert 'lang="de"' in page.text


def test_a_job_speaks_to_its_reader_and_then_to_nobody(app, cast):
    cast.omar.locale, cast.omar.timezone = "de", "Asia/Tokyo"
    with speaking_to(cast.omar):
        assert (str(get_locale()), format_datetime(NOON, "HH:mm")) == ("de", "21:00")
    assert (str(get_locale()), format_datetime(NOON, "HH:mm")) == ("en", "14:00")


def test_a_zone_this_machine_does_not_know_falls_back_to_the_hosts(app, cast):
    cast.omar.timezone = "Mars/Base"
    with speaking_to(cast.omar):
        assert format_datetime(NOON, "HH:mm") == "14:00"
