"""Law: whatever may write is checked for where it comes from and for its session's token, or says why not."""

import re

import pytest

from pulse.base.may import May
from pulse.base.senders import FROM_ANYWHERE, TOKENLESS, from_anywhere, tokenless
from pulse.base.transactions import READS
from tests.laws.test_routes import pages

PROGRAMS = {"access.stop_mails", "access.stop_notices", "answering.stop", "pushes.push"}
NAMELESS = {
    *("rounds.visit", "rounds.credential", "ballots.cast", "threads.write", "live.ask", "live.vote"),
    *("answering.answer", "answering.answer_openly"),
}
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},  # a sibling's page gets the cookies
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://attacker.test"},
    {"Origin": "http://localhost:81"},
    {"Origin": "http://localhost.attacker.test"},
)
OURS = ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "http://localhost"}, {"Origin": "null"}, {})


def writing(app):
    """Return (endpoint, method, an address) of all that may write."""
    found = []
    for rule in pages(app):
        given = {name: 1 if type(kind).__name__ == "Numbers" else "a" * 16 for name, kind in rule._converters.items()}
        found += [(rule.endpoint, method, rule.build(given)[1]) for method in sorted(rule.methods - READS)]
    return found


def declared(app, what):
    return {name: getattr(view, what) for name, view in app.view_functions.items() if hasattr(view, what)}


def test_what_is_not_checked_says_why(app):
    assert declared(app, FROM_ANYWHERE).keys() == PROGRAMS
    assert declared(app, TOKENLESS).keys() == NAMELESS
    assert all(len(why) > 20 for why in [*declared(app, FROM_ANYWHERE).values(), *declared(app, TOKENLESS).values()])


def reached(app, browser, headers, refusal):
    """Return the endpoints that answer with anything but the refusal."""
    return {
        endpoint
        for endpoint, method, address in writing(app)
        if browser.open(address, method=method, headers=headers).status_code != refusal
    }


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_page_of_another_site_reaches_nothing_that_writes(app, cast, signed_in, headers):
    assert reached(app, signed_in(cast.hana), headers, 403) <= PROGRAMS
    assert len(writing(app)) > 100


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_without_the_token_of_the_session_nothing_that_writes_is_reached(app, cast, signed_in, headers):
    app.config["WTF_CSRF_ENABLED"] = True
    assert reached(app, signed_in(cast.hana), headers, 400) <= PROGRAMS | NAMELESS


def test_a_page_that_lets_anybody_in_is_seen(app, cast, signed_in):
    @tokenless("nobody asked whether it may be without one")
    @from_anywhere("nobody asked whether it may come from anywhere")
    def open_to_all():
        return ""

    open_to_all.may = May.ANYONE
    app.add_url_rule("/planted", view_func=open_to_all, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = True
    assert declared(app, FROM_ANYWHERE).keys() - PROGRAMS == {"open_to_all"}
    assert declared(app, TOKENLESS).keys() - NAMELESS == {"open_to_all"}
    hana = signed_in(cast.hana)
    assert reached(app, hana, FOREIGN[0], 403) - PROGRAMS == {"open_to_all"}
    assert reached(app, hana, {}, 400) - PROGRAMS - NAMELESS == {"open_to_all"}


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_our_own_page_with_the_token_is_let_through(app, cast, signed_in, headers):
    app.config["WTF_CSRF_ENABLED"] = True
    hana = signed_in(cast.hana)
    token = re.search(r'name="csrf_token" value="([^"]+)"', hana.get("/me").text)[1]
    given = {"csrf_token": token, "locale": "de", "timezone": ""}
    assert hana.post("/me", data=given, headers=headers).status_code == 303


def test_the_public_address_is_ours_whatever_name_a_proxy_puts_in(app, cast, signed_in):
    app.extensions["pulse.settings"].__dict__["base_url"] = "https://pulse.example.org:8443"
    hana = signed_in(cast.hana)
    given = {"locale": "de", "timezone": ""}
    for origin, status in (("https://pulse.example.org:8443", 303), ("https://pulse.example.org", 403)):
        assert hana.post("/me", data=given, headers={"Origin": origin}).status_code == status


def test_a_program_refused_for_its_origin_is_told_so_in_json(app, client):
    told = client.post("/visit", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (told.status_code, told.json) == (403, {"error": "foreign"})
