"""The first page leads to promises: what waits for whoever opens it, and three figures for who leads."""

from datetime import timedelta

import pytest

from pulse.promises.terms import Deed
from tests.promises.promising import NOON, promised, say
from tests.reports.test_queries import counted


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def test_owners_and_those_who_lead_find_what_waits_for_them(app, cast, signed_in, time_machine):
    uid = promised(cast.support, cast.lea, owner=cast.omar).uid
    for name, waits in (("omar", True), ("lea", True), ("hana", False)):
        page = signed_in(getattr(cast, name)).get("/").text
        assert ("Promises that wait for you" in page) == waits, name
        assert ("Past due" in page) is False
    time_machine.move_to(NOON + timedelta(days=30), tick=False)
    assert "Past due" in signed_in(cast.omar).get("/").text
    say(uid, Deed.KEPT, cast.omar)
    assert "Promises that wait for you" not in signed_in(cast.omar).get("/").text
    assert "What became of each promise" in signed_in(cast.omar).get("/").text


def test_who_leads_reads_figures_of_three_promises_and_no_fewer(app, cast, signed_in):
    for number in range(3):
        uid = promised(cast.support, cast.lea).uid
        say(uid, Deed.KEPT, cast.lea, now=NOON + timedelta(days=number))
        page = signed_in(cast.lea).get("/").text
        assert ("Too few to say" in page.split("From promised to kept")[1]) == (number < 2)
    assert "3 of 3 promises by their first date" in page
    assert "100 <small>%" in page
    assert "1 day" in page
    assert "Kept on time" not in signed_in(cast.omar).get("/").text


def test_the_first_page_takes_the_same_statements_however_many_promises_there_are(app, cast, signed_in):
    lea = signed_in(cast.lea)
    promised(cast.support, cast.lea)
    lea.get("/")
    with counted() as few:
        lea.get("/")
    for _ in range(5):
        promised(cast.support, cast.lea, owner=cast.omar)
    with counted() as many:
        lea.get("/")
    assert len(many) == len(few)
