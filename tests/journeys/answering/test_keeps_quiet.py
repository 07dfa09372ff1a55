"""What the page sends and to whom: nothing too early, nothing that names anybody, nothing of heavy words."""

import json

from pulse.base.transactions import transaction
from pulse.programmes import actions
from tests._ground.looks import faults_here

KEPT = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie])"


def test_nothing_is_sent_before_the_answers_are_sent_and_nothing_names_the_person(company, visitor):
    omar = visitor()
    link = company.link(company.somebody())
    omar.open(link)
    token = link.split("#")[1].split("~")[0]
    omar.answer(send=False)
    assert [url.rpartition("/")[2] for method, url, _ in omar.asked if method == "POST"] == ["visit", "credential"]
    omar.page.press("#send", "Enter")
    omar.sees("done")
    assert not any(token in url for _, url, _ in omar.asked)
    ballot = json.loads(omar.bodies("/ballot")[0])
    assert set(ballot) == {"round", "cohort", "nonce", "body", "mac"}
    assert omar.context.cookies() == []


def test_a_comment_is_looked_at_here_and_nothing_of_it_is_sent(company, visitor):
    omar = visitor()
    page = omar.open(company.link(company.somebody(beside="Mina Okafor")))
    page.press("#begin", "Enter")
    page.press("#skip", "Enter")
    page.press("#skip", "Enter")
    page.wait_for_load_state("networkidle")
    before = len(omar.asked)
    page.fill("#words", "Ask Okafor, or mina@acme.example, or ring 0171 234 56 78.")
    page.wait_for_selector("#warnings p")
    told = page.locator("#warnings").inner_text()
    assert "name a colleague: mina" in told
    assert "mail address" in told
    assert "phone number" in told
    assert page.locator("#warnings").get_attribute("role") == "status"
    assert len(omar.asked) == before
    page.fill("#words", "x" * 2100)
    page.press("#next", "Enter")
    assert "about 100" in page.locator("#words-left").inner_text()
    page.fill("#words", "Fine.")
    page.press("#next", "Enter")
    omar.sees("check")


def test_who_writes_of_something_heavy_reads_where_to_turn_and_nobody_hears_of_it(company, visitor):
    with company.app.app_context(), transaction():
        actions.write_help_lines({"en": "Mara, room 4\n0800 111 0 111"}, by=None)
        company.app.extensions.pop("pulse.cache", None)
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    page.press("#begin", "Enter")
    page.press("#skip", "Enter")
    page.press("#skip", "Enter")
    page.wait_for_load_state("networkidle")
    before, kept = len(omar.asked), page.evaluate(KEPT)
    hint = page.locator("#warnings")
    for words in ("My lead harasses me.", "Ich werde BELÄSTIGT", "أعاني من الاكْتئاب"):
        page.fill("#words", "")
        hint.locator("p").wait_for(state="detached")
        page.fill("#words", words)
        hint.locator("p").wait_for()
        assert "there now: Mara, room 4 0800 111 0 111 Only your device" in " ".join(hint.inner_text().split())
    assert "not sent, stored or counted, and nobody is told" in hint.inner_text()
    assert list(faults_here(page)) == []
    page.fill("#words", "The grape juice machine is violet.")
    hint.locator("p").wait_for(state="detached")
    assert len(omar.asked) == before
    assert page.evaluate(KEPT) == kept
    page.fill("#words", "My lead harasses me.")
    page.press("#next", "Enter")
    page.press("#send", "Enter")
    omar.sees("done")
    assert not [body for _method, _address, body in omar.asked if "harass" in body or "Mara" in body]
    assert [address.rpartition("/")[2] for _method, address, _body in omar.asked[before:]] == ["ballot"]
    assert page.evaluate(KEPT) == kept


def test_keys_that_are_not_the_promised_ones_are_refused_before_anything_is_sent(company, visitor):
    omar = visitor()
    link = company.link(company.somebody())
    omar.open(link[:-4] + ("0000" if link[-4:] != "0000" else "1111"), "mistrust")
    assert omar.bodies("/credential") == []
