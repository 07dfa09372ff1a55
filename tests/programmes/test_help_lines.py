"""Where to turn: HR writes it, the pulse page tells it, and nobody hears who read it."""

import pytest
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.programmes import actions, queries

ADDRESS = "/programmes/help-lines"


@pytest.fixture
def hana(cast, signed_in):
    """The browser of HR."""
    return signed_in(cast.hana)


def test_without_words_pulse_has_its_own(app, hana):
    assert queries.where_to_turn("de") == queries.default_help()
    assert queries.default_help() in hana.get(ADDRESS).text


def test_hr_writes_them_in_every_language_and_takes_them_back(app, hana):
    words = {"en": "Call 0800 111 0 111,\r\nday and night.", "de": "Ruf an: 0800 111 0 111", "ar": ""}
    answer = hana.post(ADDRESS, data=words, follow_redirects=True)
    assert "within five minutes" in answer.text
    assert "Call 0800 111 0 111,\nday and night.</textarea>" in answer.text
    assert queries.where_to_turn("de") == "Ruf an: 0800 111 0 111"
    assert queries.where_to_turn("ar") == "Call 0800 111 0 111,\nday and night."
    assert "Nothing was changed." in hana.post(ADDRESS, data=words, follow_redirects=True).text
    hana.post(ADDRESS, data={"en": " ", "de": "", "ar": ""})
    assert queries.help_lines() == {}


def test_the_trail_says_who_wrote_them(app, hana, cast):
    hana.post(ADDRESS, data={"en": "Ask Mara."})
    (entry,) = [each for each in db.session.scalars(select(Entry)) if each.did == "wrote-help-lines"]
    assert (entry.person_id, entry.detail) == (cast.hana.id, {"languages": ["en"]})


def test_too_many_words_are_refused_and_kept_on_the_page(app, hana):
    answer = hana.post(ADDRESS, data={"en": "x" * 501})
    assert answer.status_code == 422
    assert "x" * 501 in answer.text
    assert queries.help_lines() == {}
    assert hana.post(ADDRESS, data={"en": "ä" * 500}).status_code == 303


def test_odd_signs_are_left_out(app, hana):
    hana.post(ADDRESS, data={"en": "Call\x00 <b>me</b>\x1b \u200fالآن\u00a0!"})
    assert queries.help_lines() == {"en": "Call <b>me</b> \u200fالآن\u00a0!"}
    assert "&lt;b&gt;me" in hana.get(ADDRESS).text


def test_words_in_one_other_language_are_better_than_none(app):
    actions.write_help_lines({"ar": "اتصل"}, by=None)
    assert queries.where_to_turn("de") == "اتصل"


def test_nobody_but_hr_writes_them(app, cast, signed_in, client):
    for who in (cast.lea, cast.omar, cast.ada):
        browser = signed_in(who)
        assert [browser.get(ADDRESS).status_code, browser.post(ADDRESS, data={"en": "x"}).status_code] == [403, 403]
    assert client.get(ADDRESS).status_code == 303
    assert queries.help_lines() == {}
