"""Roadblocks through the pages: who reads what, what becomes of an answer, and what everybody is told of it."""

import pytest
from sqlalchemy import event

from pulse.admin.queries import own_data
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person
from tests.roadblocks.conftest import FIELDS, HANDOVER, RULE
from tests.roadblocks.deciding import REASON, WORDS, decide, rows, undo


def test_whoever_decides_confirms_first_not_to_guess_who_wrote_it(asked, signed_in):
    browser = signed_in(asked.lea)
    assert browser.get(asked.page("Support", "/answers")).headers["Location"].endswith("/before")
    assert browser.get(asked.answer("Support", RULE)).status_code == 404
    assert decide(browser, asked.answer("Support", RULE)).status_code == 404
    assert browser.post(asked.page("Support", "/before")).status_code == 303
    page = browser.get(asked.page("Support", "/answers")).text
    assert all(text in page for text in (RULE, HANDOVER))


def test_what_is_removed_is_told_in_public_words_and_the_written_ones_stay_with_their_readers(asked, lea, signed_in):
    assert decide(lea, asked.answer("Support", RULE)).status_code == 303
    for who in (asked.support1, asked.sales1, asked.hana, asked.sven):
        page = signed_in(who).get("/roadblocks").text
        assert all(words in page for words in (WORDS, REASON, "Removed", "Support"))
        assert "Gunnar" not in page
    assert RULE in lea.get(asked.page("Support", "/answers")).text


def test_everybody_reads_that_some_wait_and_since_when_but_not_how_many(asked, lea, signed_in):
    before = signed_in(asked.support1).get(asked.page("Support")).text
    assert "Some answers still wait for a word, the oldest since Mar" in before
    decide(lea, asked.answer("Support", RULE))
    shown = signed_in(asked.support1).get(asked.page("Support")).text
    assert "Some answers still wait" in shown
    decide(lea, asked.answer("Support", HANDOVER), "aside", words="Dates", reason="Sales has its own board.")
    assert "still wait" not in signed_in(asked.support1).get(asked.page("Support")).text
    assert "still wait" in signed_in(asked.support1).get("/roadblocks").text  # of Field, read with the company


def test_whether_a_team_of_others_waits_is_not_told(asked, signed_in):
    assert "still wait" not in signed_in(asked.sales1).get(asked.page("Support")).text
    assert "still wait" in signed_in(asked.hana).get(asked.page("Support")).text


def test_a_team_with_too_few_ballots_is_read_above_and_its_lead_reads_nothing(asked, signed_in, reader):
    frida = signed_in(asked.frida)
    frida.post(asked.page("Field", "/before"))
    assert FIELDS not in frida.get(asked.page("Field", "/answers"), follow_redirects=True).text
    assert frida.get(asked.answer("Field", FIELDS)).status_code in {403, 404}
    assert "still wait" not in frida.get(asked.page("Field")).text
    assert FIELDS in reader(asked.hana).get(asked.page("Acme", "/answers")).text


@pytest.mark.parametrize(
    ("who", "team"), [("sven", "Support"), ("support1", "Support"), ("ada", "Support"), ("lea", "Acme")]
)
def test_nobody_else_reads_or_decides(asked, signed_in, who, team):
    browser = signed_in(getattr(asked, who))
    pages = [asked.page(team, "/answers"), asked.page(team, "/before"), asked.answer(team, RULE)]
    assert [browser.get(page).status_code for page in pages] == [403] * 3
    posts = [asked.page(team, more) for more in ("/before", "/decide", "/undo")]
    assert [browser.post(page).status_code for page in posts] == [403] * 3


def test_a_lead_reaches_no_answer_of_another_team_through_their_own_page(asked, lea):
    assert lea.get(asked.answer("Support", FIELDS)).status_code == 404
    assert decide(lea, asked.answer("Support", FIELDS)).status_code == 404


def test_the_administrator_sees_no_board(asked, signed_in):
    assert [signed_in(asked.ada).get(page).status_code for page in ("/roadblocks", asked.page("Support"))] == [403, 403]


@pytest.mark.parametrize("change", [{"role": "hr"}, {"is_lead": True}])
def test_late_readers_read_and_decide_nothing(asked, signed_in, change):
    with transaction():
        person = db.session.get_one(Person, asked.support5.id)
        for name, value in change.items():
            setattr(person, name, value)
    browser = signed_in(asked.support5)
    assert browser.post(asked.page("Support", "/before")).status_code == 403
    page = browser.get(asked.page("Support", "/answers"))
    assert RULE not in page.text
    assert browser.get(asked.answer("Support", RULE)).status_code == 404
    assert decide(browser, asked.answer("Support", RULE)).status_code == 404
    assert "Read the answers" not in browser.get(asked.page("Support")).text


def test_two_at_once_do_not_overwrite_each_other(asked, lea, reader):
    hana = reader(asked.hana, "Support")
    address = asked.answer("Support", RULE)
    assert decide(lea, address).status_code == 303
    late = decide(hana, address, "explained", words="Small refunds", reason="The auditors want it.")
    assert late.status_code == 409
    assert all(words in late.text for words in ("Somebody else has decided", WORDS, "The auditors want it."))
    assert [(row.state, row.words) for row in rows()] == [("removed", WORDS)]
    assert f'name="answer" value="{asked.id[RULE]}.1"' in late.text
    assert (
        decide(hana, address, "explained", 1, words="Small refunds", reason="The auditors want it.").status_code == 303
    )
    assert decide(lea, address, revision=1).status_code == 409
    assert undo(lea, asked.answer("Support", RULE), 1).status_code == 409
    assert rows()[0].state == "explained"


@pytest.mark.parametrize("sent", [[], ["nobody.0"], ["x"], ["nobody.99999999999999999999"], ["nobody.-1"]])
def test_answers_that_are_not_there_are_not_found(asked, lea, sent):
    for page in ("/decide", "/undo"):
        assert lea.post(asked.page("Support", page), data={"answer": sent, "state": "aside"}).status_code == 404


def test_whoever_ticks_nothing_is_told_so(asked, lea):
    assert "Tick at least one answer" in lea.get(asked.page("Support", "/decide"), follow_redirects=True).text


def test_taken_back_it_waits_again_and_leaves_the_board(asked, lea, signed_in):
    decide(lea, asked.answer("Support", RULE))
    assert undo(lea, asked.answer("Support", RULE), 1).status_code == 303
    assert WORDS not in signed_in(asked.support1).get("/roadblocks").text
    assert WORDS in lea.get(asked.answer("Support", RULE)).text  # what was typed is still there
    assert decide(lea, asked.answer("Support", RULE), revision=2).status_code == 303


@pytest.mark.parametrize(
    "typed",
    [
        {"words": ""},
        {"reason": "  "},
        {"state": ""},
        {"state": "waiting"},
        {"words": "x" * 201},
        {"reason": "y" * 10_000},
    ],
)
def test_what_does_not_fit_is_refused_and_kept(asked, lea, typed):
    answer = decide(lea, asked.answer("Support", RULE), typed.pop("state", "removed"), **typed)
    assert (answer.status_code, rows()) == (422, [])
    assert "Please check what you entered" in answer.text
    assert (typed.get("reason", REASON).strip() or WORDS) in answer.text


@pytest.mark.parametrize("place", ["words", "reason"])
def test_the_words_of_whoever_wrote_it_are_refused(asked, lea, place):
    answer = decide(lea, asked.answer("Support", RULE), **{place: "refunds above FIFTY euros - need two signatures"})
    assert (answer.status_code, rows()) == (422, [])
    assert "These are the words of whoever wrote it" in answer.text


def test_markup_is_shown_as_it_is(asked, lea, signed_in):
    decide(lea, asked.answer("Support", RULE), words="<b>Refunds</b> \u202eعربي")
    page = signed_in(asked.support1).get("/roadblocks").text
    assert "&lt;b&gt;Refunds" in page
    assert "<b>Refunds" not in page


def test_members_of_the_team_are_told_of_what_was_removed_and_nobody_of_what_was_set_aside(asked, lea, monkeypatch):
    told = []
    monkeypatch.setattr(
        "pulse.outbox.actions.notify", lambda kind, people, *a, **k: told.append((kind, len([*people])))
    )
    decide(lea, asked.answer("Support", HANDOVER), "aside")
    assert told == []
    decide(lea, asked.answer("Support", RULE))
    assert told == [("roadblock-answered", 12)]  # thirteen work there, one of them decided


def test_whoever_reads_comments_is_led_to_what_becomes_of_roadblocks(asked, signed_in):
    lea, page = signed_in(asked.lea), f"/results/teams/{asked.team['Support'].uid}/comments"
    lea.post(f"{page}/before")
    assert asked.page("Support", "/answers") in lea.get(page).text
    assert lea.get(asked.page("Support", "/answers")).status_code == 200  # one confirmation serves both


def test_opening_answers_is_in_the_look_log(asked, lea, signed_in):
    lea.get(asked.page("Support", "/answers"))
    assert "Leaders" in signed_in(asked.support1).get("/looks").text


def test_the_board_takes_a_fixed_number_of_statements(asked, lea, reader, signed_in):
    def statements(browser, page):
        counted = []
        event.listen(db.engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
        browser.get(page)
        return len(counted)

    browser = signed_in(asked.sales1)
    browser.get("/roadblocks")
    before = statements(browser, "/roadblocks")
    for team, text, state in (("Support", RULE, "removed"), ("Support", HANDOVER, "promise")):
        decide(lea, asked.answer(team, text), state)
    decide(reader(asked.hana), asked.answer("Acme", FIELDS), "explained")
    assert statements(browser, "/roadblocks") <= before + 2


def test_what_somebody_said_of_roadblocks_is_theirs_and_stays_without_their_name(asked, lea, signed_in):
    decide(lea, asked.answer("Support", RULE))
    assert own_data(asked.lea)["roadblocks_answered"][0]["words"] == WORDS
    assert own_data(asked.hana)["roadblocks_answered"] == []
    signed_in(asked.ada).post(f"/people/{asked.lea.uid}/erase")
    db.session.remove()
    assert [(row.words, row.by_person_id) for row in rows()] == [(WORDS, None)]
