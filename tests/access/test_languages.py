"""What is said after something was done is said in the language of the page that says it."""

import re

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction

SAVED = {"en": "Saved.", "de": "Gespeichert."}
OUT = {"en": "signed out on every device", "de": "auf allen Geräten abgemeldet"}


def language(page):
    return re.search(r'<html lang="(\w+)"', page)[1]


def speaks(person, tongue):
    with transaction():
        db.session.merge(person).locale = tongue


@pytest.mark.parametrize(("before", "after"), [("de", "en"), ("en", "de")])
@pytest.mark.parametrize("address", ["/me", "/me?lang=de", "/me?lang=en"])
def test_whoever_chooses_a_language_reads_in_it_that_it_was_saved(signed_in, cast, before, after, address):
    speaks(cast.omar, before)
    sent = {"locale": after, "timezone": "Asia/Tokyo"}
    page = signed_in(cast.omar).post(address, data=sent, follow_redirects=True).text
    assert (language(page), SAVED[after] in page, SAVED[before] in page) == (after, True, False)


def test_hr_who_changes_their_own_row_reads_it_in_their_new_language(signed_in, cast):
    sent = {"name": "Hana", "email": "hana@acme.example", "team": cast.operations.id, "locale": "de"}
    page = signed_in(cast.hana).post(f"/people/{cast.hana.uid}/edit", data=sent, follow_redirects=True).text
    assert (language(page), SAVED["de"] in page) == ("de", True)


@pytest.mark.parametrize("address", ["/sign-out/everywhere", "/sign-out/everywhere?lang=de"])
def test_the_sign_in_page_speaks_to_who_signed_out_as_the_browser_asks(signed_in, cast, address):
    speaks(cast.omar, "de")
    asks = {"Accept-Language": "en"}
    page = signed_in(cast.omar).post(address, headers=asks, follow_redirects=True).text
    assert (language(page), OUT["en"] in page, OUT["de"] in page) == ("en", True, False)


def test_the_language_of_an_address_is_kept_on_the_way_to_the_next_page(signed_in, cast):
    browser = signed_in(cast.omar)
    answer = browser.post("/me/mails?lang=de", data={"wanted": "y"})
    assert answer.location == "/me?lang=de"
    page = browser.get(answer.location).text
    assert (language(page), SAVED["de"] in page) == ("de", True)
    assert browser.post("/me/mails", data={"wanted": "y"}).location == "/me"
    assert browser.post("/me/mails?lang=tlh", data={"wanted": "y"}).location == "/me"
