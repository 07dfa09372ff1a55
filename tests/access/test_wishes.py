"""What somebody wishes to be told: chosen on the page about oneself, stopped from a mail, and taken back."""

import re

import pytest

from pulse.access import unsubscribe
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import actions, queries
from pulse.outbox.notices import USUAL, Group, NoticeWish
from pulse.outbox.quiet import Hours
from pulse.people import queries as people

CHOSEN = {
    "town_halls": "weekly",
    "promises": "at once",
    "roadblocks": "never",
    "thanks": "never",
    "starts": "18:30",
    "ends": "08:15",
}


def wishes(person) -> dict[Group, NoticeWish]:
    db.session.remove()
    return queries.wishes(person)


def chosen_on(page: str) -> list[str]:
    return re.findall(r'<option selected value="([^"]+)">(?:At once|Once a week|Never)', page)


def path_of(app, person, what) -> str:
    with app.test_request_context():
        return unsubscribe.notices_address(person, what).removeprefix("http://127.0.0.1:8000")


@pytest.mark.parametrize("who", ["omar", "lea", "hana", "ada"])
def test_everybody_finds_their_wishes_on_the_page_about_themselves(cast, signed_in, who):
    page = signed_in(getattr(cast, who)).get("/me").text
    assert chosen_on(page) == ["at once", "weekly", "weekly", "at once"]
    assert re.findall(r'type="time" value="([\d:]+)"', page) == ["20:00", "07:00"]


def test_wishes_and_quiet_hours_are_chosen_and_shown(cast, signed_in):
    omar = signed_in(cast.omar)
    assert omar.post("/me/notices", data=CHOSEN).location == "/me"
    page = omar.get("/me").text
    assert chosen_on(page) == ["weekly", "at once", "never", "never"]
    assert re.findall(r'type="time" value="([\d:]+)"', page) == ["18:30", "08:15"]
    assert wishes(cast.omar)[Group.TOWN_HALLS] is NoticeWish.WEEKLY
    assert queries.hours(cast.omar.id) == Hours(18 * 60 + 30, 8 * 60 + 15, weekends=False)
    assert wishes(cast.lea) == USUAL
    omar.post("/me/notices", data=CHOSEN | {"thanks": "weekly", "weekends": "y"})
    assert wishes(cast.omar)[Group.THANKS] is NoticeWish.WEEKLY
    assert queries.hours(cast.omar.id).weekends


@pytest.mark.parametrize("wrong", [{"promises": "sometimes"}, {"starts": ""}, {"ends": "25:00"}])
def test_what_is_wrong_is_said_and_nothing_is_saved(cast, signed_in, wrong):
    omar = signed_in(cast.omar)
    answer = omar.post("/me/notices", data=CHOSEN | wrong)
    assert answer.status_code == 422
    assert "Please check what you entered" in answer.text
    assert wishes(cast.omar) == USUAL


@pytest.mark.parametrize("group", list(Group))
def test_one_press_stops_one_group_and_undo_brings_it_back_as_it_was(app, cast, client, group):
    with transaction():
        actions.wish(people.person(cast.omar.id), {Group.PROMISES: NoticeWish.AT_ONCE})
    before, path = wishes(cast.omar), path_of(app, cast.omar, group.value)
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(path)
    assert (page.status_code, "Stop these mails" in page.text, cast.omar.name in page.text) == (200, True, False)
    assert wishes(cast.omar) == before
    for _again in range(2):
        stopped = client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert "They have stopped." in stopped.text
    assert wishes(cast.omar) == before | {group: NoticeWish.NEVER}
    assert "All is as it was." in client.post(path, data={"undo": "notices"}).text
    assert wishes(cast.omar) == before
    assert client.get("/me").status_code == 303


def test_undo_does_not_overrule_what_was_chosen_since(app, cast, client):
    path = path_of(app, cast.omar, "promises")
    client.post(path)
    with transaction():
        actions.wish(people.person(cast.omar.id), {Group.PROMISES: NoticeWish.NEVER})
    client.post(path, data={"undo": "notices"})
    assert wishes(cast.omar)[Group.PROMISES] is NoticeWish.NEVER


def test_stopping_the_mail_of_the_week_leaves_what_comes_at_once(app, cast, client):
    path = path_of(app, cast.lea, "weekly")
    page = client.post(path).text
    assert 'name="undo" value="results"' in page
    assert wishes(cast.lea) == USUAL | {Group.PROMISES: NoticeWish.NEVER, Group.ROADBLOCKS: NoticeWish.NEVER}
    assert not unsubscribe.is_wanted(people.person(cast.lea.id))
    client.post(path, data={"undo": "results"})
    assert wishes(cast.lea) == USUAL
    assert unsubscribe.is_wanted(people.person(cast.lea.id))


def test_undo_does_not_bring_results_back_to_whoever_had_stopped_them_before(app, cast, client):
    with transaction():
        unsubscribe.choose(people.person(cast.lea.id), wanted=False)
    path = path_of(app, cast.lea, "weekly")
    assert 'name="undo" value="notices"' in client.post(path).text
    client.post(path, data={"undo": "notices"})
    db.session.remove()
    assert not unsubscribe.is_wanted(people.person(cast.lea.id))


@pytest.mark.parametrize("change", [lambda code: code[:-1], lambda code: code[::-1], lambda _: "-", lambda _: "ü-ü-ü"])
def test_a_forged_code_stops_nothing(app, cast, client, change):
    path = path_of(app, cast.omar, "promises")
    other = path_of(app, cast.lea, "promises").rpartition("-")[2]
    code = path.rpartition("/")[2]
    with app.test_request_context():
        results = unsubscribe.stop_address(cast.omar).rpartition("-")[2]
    codes = [change(code), f"{cast.omar.uid}-promises-{other}", f"{cast.omar.uid}-thanks-{code.rpartition('-')[2]}"]
    for forged in [*codes, f"{cast.omar.uid}-promises-{results}", f"{cast.omar.uid}-{results}"]:
        assert client.post(f"/notices/stop/{forged}").status_code == 404
    assert wishes(cast.omar) == USUAL


def test_a_token_of_the_form_is_needed_to_choose(app, cast, signed_in):
    omar = signed_in(cast.omar)
    app.config["WTF_CSRF_ENABLED"] = True
    assert omar.post("/me/notices", data=CHOSEN).status_code == 400
    assert wishes(cast.omar) == USUAL
