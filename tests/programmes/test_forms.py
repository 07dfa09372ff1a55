"""The one form: what it takes, what it refuses, and what it shows again."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.base.transactions import transaction
from pulse.programmes import queries
from pulse.questions import queries as questions
from tests.programmes.conftest import MONDAY, Typed, hold_a_round, only, rows, started


def test_the_default_programme_is_saved_as_it_stands(desk):
    assert desk.send().status_code == 303
    made = only()
    assert (made.name, made.state) == ("Monthly pulse", "draft")
    assert (made.unit, made.every, made.nth, made.weekday, made.hour) == ("months", 1, 1, 1, 9)
    assert (made.open_days, made.timezone, made.starts_on) == (7, "Europe/Berlin", MONDAY.date())
    assert (made.min_ballots, made.min_cohort, made.min_comments, made.reminders) == (5, 7, 10, 1)
    assert (made.anchors, len(made.rotation), len(made.extras), made.comment) == (["T1", "R1", "E1"], 21, 10, True)


def test_what_was_saved_is_what_the_form_shows_again(desk, cast):
    desk.send(
        name="Quarter of Support",
        audience="branches",
        branches=[cast.support.uid, cast.finance.uid],
        pace="quarterly",
        nth="-1",
        weekday="3",
        at="16:45",
        open_days="21",
        timezone="Asia/Kolkata",
        holidays="2026-12-25 Christmas\r\n24.12.2026",
        reminders="2",
        ask_T2="every",
        ask_T3="never",
        min_ballots="6",
        min_cohort="9",
        min_comments="12",
    )
    url = f"/programmes/{only().uid}"
    first = desk.typed(url)
    assert desk.send(url).status_code == 303
    assert {**desk.typed(url), "form_mark": first["form_mark"]} == first  # each form that is shown has its own
    assert (first["branches"], first["ask-T2"], first["ask-T3"]) == (
        [cast.finance.uid, cast.support.uid],
        ["every"],
        ["never"],
    )


def test_the_branches_that_stand_below_another_one_are_not_kept_twice(desk, cast):
    desk.send(audience="branches", branches=[cast.operations.uid, cast.support.uid])
    with transaction():
        assert [branch.team.name for branch in queries.programmes()[0].branches] == ["Operations"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "Please fill this in."),
        ({"name": "n" * 121}, "At most 120 characters."),
        ({"audience": "branches"}, "Choose at least one branch"),
        ({"audience": "branches", "branches": ["nowhere"]}, "valid choice"),
        ({"pace": "weeks", "weeks": "53"}, "Choose from 1 to 52 weeks."),
        ({"pace": "weekly", "open_days": "8"}, "must close before the next one opens"),
        ({"open_days": "0"}, "at least one day"),
        ({"open_days": "many"}, "Not a valid integer value"),
        ({"at": "25:00"}, "Not a valid time value"),
        ({"timezone": "Mars/Olympus"}, "Not a valid choice"),
        ({"starts_on": "1999-12-31"}, "between the years 2000 and 2200"),
        ({"holidays": "2026-12-25\nChristmas"}, "Line 2: “Christmas” is not a date"),
        ({"holidays": "2026-02-30"}, "Line 1: there is no such day"),
        ({"min_ballots": "4"}, "Choose a number from 5 to 20."),
        ({"min_cohort": "41"}, "Choose a number from 7 to 40."),
        ({"min_ballots": "12", "min_cohort": "8"}, "at least 12"),
        ({"min_comments": "9"}, "Choose a number from 10 to 40."),
        ({f"ask-T{n}": "every" for n in range(1, 9)} | {f"ask-R{n}": "every" for n in range(1, 9)}, "at most 12"),
        ({"own_en": "Do {team} help?"}, "must not contain braces"),
        ({"own_en": "Tell us", "own_scale": "text"}, "must be an open question"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk, typed, sentence):
    before = rows()
    answer = desk.send(**({"holidays": "2026-12-24 Eve"} | {"comment": []} | typed))
    page = Typed(answer.text)
    assert answer.status_code == 422
    assert sentence in page.text
    assert "what you typed is still here" in page.text
    for name, value in ({"holidays": "2026-12-24 Eve"} | typed).items():
        if name not in {"pace", "audience", "branches", "timezone", "own_scale"}:
            assert page.values[name] == [value], name
    assert "comment" not in page.values
    assert rows() == before


def test_no_question_at_all_is_refused(desk):
    typed = {name: "never" for name in desk.typed() if name.startswith("ask-")}
    assert "Choose at least one question." in desk.send(**typed).text


def test_thresholds_can_be_lowered_until_a_round_has_promised_them(desk):
    made = started(desk, min_ballots="8", min_cohort="10", min_comments="15")
    url = f"/programmes/{made.uid}"
    assert desk.send(url, min_ballots="7").status_code == 303
    hold_a_round()
    for field, lower, higher in (("min_ballots", "6", "9"), ("min_cohort", "9", "12"), ("min_comments", "14", "16")):
        refused = desk.send(url, **{field: lower})
        assert refused.status_code == 422
        assert "may rise, never fall below" in refused.text
        assert desk.send(url, **{field: higher}).status_code == 303


def test_a_question_of_ones_own_is_added_with_the_programme(desk):
    assert (
        desk.send(own_de="Hören wir zu?", own_en="Do we listen?", own_dimension="respect", own_ask="turn").status_code
        == 303
    )
    assert only().rotation[-1] == "X1"
    url = f"/programmes/{only().uid}"
    assert "Do we listen?" in desk.browser.get(url).text
    assert desk.typed(url)["ask-X1"] == ["turn"]
    assert desk.typed(url)["own_en"] == [""]


def test_a_question_of_ones_own_is_not_added_without_the_programme(desk):
    before = rows()
    assert desk.send(own_en="Do we listen?", min_ballots="3").status_code == 422
    assert rows() == before
    assert "Your own" not in desk.browser.get("/questions").text


def test_a_programme_keeps_a_retired_question_that_others_are_not_offered(desk):
    desk.send(own_en="Do we listen?", own_dimension="respect", own_ask="turn")
    desk.browser.post("/questions/X1/retire")
    url = f"/programmes/{only().uid}"
    assert "retired" in desk.browser.get(url).text
    assert desk.send(url, name="Still asking").status_code == 303
    assert (only().name, only().rotation[-1]) == ("Still asking", "X1")
    assert "Do we listen?" not in desk.browser.get("/programmes/new").text
    desk.send(url, ask_X1="never")
    assert "Do we listen?" not in desk.browser.get(url).text
    assert "X1" not in only().rotation


WILD = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.dates().map(str),
    st.sampled_from(
        ["", "0", "-1", "9" * 5000, "\x00", "{team}", "1e9", "٣", "2026-12-25", "\ud800", "25.12.2026 - 1.1.2027"]
    ),
)


@pytest.fixture
def blank(desk) -> dict[str, object]:
    """The empty form, read once: what is offered must not change between examples. Without its mark none repeats."""
    return {name: values for name, values in desk.typed().items() if name != "form_mark"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_nothing_breaks_and_nothing_is_half_saved(desk, blank, data):
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(blank)), st.lists(WILD, max_size=2), max_size=6))
    action = data.draw(st.sampled_from(["save", "start", "preview", "fragment", "else"]))
    sent = {name: [v.encode(errors="replace").decode() for v in values] for name, values in changed.items()}
    before, asked = rows(), len(questions.by_code())
    answer = desk.browser.post("/programmes/new", data={**blank, **sent, "action": action})
    assert answer.status_code in ({200} if action == "fragment" else {200, 303, 422})
    saved = answer.status_code == 303
    assert (rows()[0] - before[0], saved) in {(0, False), (1, True)}
    if not saved:
        assert (rows(), len(questions.by_code())) == (before, asked)
    else:
        newest = queries.programmes()[-1]
        assert queries.rhythm_of(newest)
        assert desk.browser.get(f"/programmes/{newest.uid}").status_code == 200


def test_every_link_of_the_summary_leads_to_its_field(desk):
    wrong = {"timezone": "Mars", "audience": "branches", "name": "", "holidays": "x", "ask_T1": "never"}
    page = desk.send(**{name: "never" for name in desk.typed() if name.startswith("ask-")}, **wrong).text
    places = re.findall(r'<li><a href="#([^"]+)"', page)
    assert {"timezone", "name"} <= set(places)
    assert [place for place in places if f'id="{place}"' not in page] == []
    page = desk.send(audience="branches").text
    assert re.findall(r'<li><a href="#([^"]+)"', page) == ["branches"]
    assert 'id="branches"' in page
