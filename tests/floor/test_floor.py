"""Entering, asking, voting and closing: what a floor takes and what it refuses."""

import pytest
from sqlalchemy import func, select

from pulse.ballots.queries import ring
from pulse.ballots.wire import to_text
from pulse.base.transactions import transaction, walled
from pulse.floor import actions, guest, queries
from pulse.floor.models import FloorQuestion, FloorVote
from tests._ground.halls import Guest, guests, make_hall


def votes(hall):
    with walled() as connection:
        return connection.scalar(select(func.count()).select_from(FloorVote).where(FloorVote.floor == hall.uid))


def test_the_same_batch_gets_the_same_rights_and_another_one_is_refused(app, hall, support):
    omar = Guest(app, hall, support[0])
    assert omar.enter() == 200
    first = [omar.rights[name] for name in ("vote-0", "vote-63", "ask-2")]
    assert omar.enter() == 200
    assert [omar.rights[name] for name in ("vote-0", "vote-63", "ask-2")] == first
    omar.batch = guest.begin()
    assert omar.enter() == 409


def test_who_does_not_work_in_the_branch_draws_nothing(app, hall, cast):
    assert Guest(app, hall, cast.hana).enter() == 403


def test_before_eight_have_entered_nobody_speaks(app, hall, support):
    few = guests(app, hall, support[:7])
    assert (few[0].ask("Why?").status_code, few[0].look().get_json()["needed"]) == (422, 1)
    assert Guest(app, hall, support[7]).enter() == 200
    assert queries.state(hall.uid) == "open"
    assert few[0].ask("Why?").status_code == 200


def test_a_question_is_asked_once_and_the_same_again_is_fine(crowd):
    first = crowd[0].ask("Why?")
    assert first.status_code == 200
    assert crowd[0].ask("Why?").get_json() == first.get_json()
    assert crowd[0].ask("Why not?").status_code == 409
    assert [crowd[0].ask(f"And {number}?", number).status_code for number in (1, 2)] == [200, 200]
    with pytest.raises(KeyError):
        crowd[0].ask("A fourth?", 3)


def test_a_vote_counts_once_however_often_it_is_sent(crowd, hall):
    slot = crowd[0].ask("Why?").get_json()["slot"]
    assert [crowd[1].vote(slot) for _ in range(3)] == [204] * 3
    assert votes(hall) == 1


def test_a_vote_for_a_slot_without_question_is_refused(crowd, hall):
    slot = crowd[0].ask("Why?").get_json()["slot"]
    assert crowd[1].vote((slot + 1) % 64) == 404
    assert votes(hall) == 0


def test_who_brings_a_cookie_or_a_password_is_refused(crowd):
    said = crowd[0].question("Why?")
    path = f"/halls/{crowd[0].uid}"
    assert crowd[0].signed_in.post(f"{path}/questions", json=said).status_code == 400
    assert crowd[0].signed_in.post(f"{path}/votes", json=said).status_code == 400
    assert crowd[0].signed_in.get(f"{path}/snapshot.json").status_code == 400
    assert crowd[0].plain.post(f"{path}/questions", json=said, headers={"Authorization": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"mac": to_text(b"x" * 32)}, 403),
        ({"nonce": to_text(b"x" * 32)}, 403),
        ({"right": 1}, 403),
        ({"text": "Something else?"}, 403),
        ({"right": 3}, 422),
        ({"right": True}, 422),
        ({"nonce": "short"}, 422),
        ({"nonce": None}, 422),
    ],
)
def test_a_forged_question_is_refused(crowd, hall, change, status):
    assert (
        crowd[0].plain.post(f"/halls/{hall.uid}/questions", json=crowd[0].question("Why?") | change).status_code
        == status
    )
    assert queries.questions(hall.uid) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Why\x00 \x1b[31mred?\t ", "Why [31mred?"),
        ("\u202eevil\u2066?", "evil?"),
        ("One\r\n\r\n\r\n\r\ntwo", "One\n\ntwo"),
        ("<b>Why?</b>", "<b>Why?</b>"),
        ("لماذا؟", "لماذا؟"),
        ("x" * 500, "x" * 500),
    ],
)
def test_a_question_is_plain_text(crowd, hall, text, kept):
    assert crowd[0].ask(text).status_code == 200
    assert [each.text for each in queries.questions(hall.uid)] == [kept]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 501, "x" * 10_000, "\ud800"])
def test_what_is_no_question_is_refused_and_the_right_stays(crowd, text):
    assert crowd[0].plain.post(f"/halls/{crowd[0].uid}/questions", json={}).status_code == 422
    right = crowd[0].rights["ask-0"]
    if text.isascii():
        said = guest.ask(crowd[0].uid, 0, right, text)
    else:
        said = guest.ask(crowd[0].uid, 0, right, "?") | {"text": text}
    assert crowd[0].plain.post(f"/halls/{crowd[0].uid}/questions", json=said).status_code in {400, 422}
    assert crowd[0].ask("Why?").status_code == 200


def test_a_full_floor_says_so(crowd, hall, monkeypatch):
    monkeypatch.setattr(actions, "SLOTS", 2)
    assert [each.ask("Why?").status_code for each in crowd[:3]] == [200, 200, 422]


def test_at_the_end_votes_are_counted_and_everything_else_is_gone(crowd, hall):
    slots = [each.ask("Why?").get_json()["slot"] for each in crowd[:2]]
    for index, each in enumerate(crowd):
        each.vote(slots[0])
        if index < 4:
            each.vote(slots[1])
    said = crowd[0].question("Too late?", 1)
    actions.close_floor(hall.uid)
    actions.close_floor(hall.uid)
    assert {each.slot: each.votes for each in queries.questions(hall.uid)} == {slots[0]: 8, slots[1]: None}
    assert (votes(hall), ring().is_sealed(hall.uid)) == (0, True)
    with walled() as connection:
        rows = connection.execute(select(FloorQuestion.nullifier, FloorQuestion.votes)).all()
    assert sorted(tuple(row) for row in rows) == [(None, 0), (None, 8)]
    assert crowd[0].vote(slots[0]) == 410
    assert crowd[0].plain.post(f"/halls/{hall.uid}/questions", json=said).status_code == 410


def test_a_hall_that_ended_lets_nobody_in(app, cast, support):
    ended = make_hall(cast.support, state="ended")
    assert Guest(app, ended, support[0]).enter() == 410


def test_a_hall_for_few_has_no_rights_at_all(app, cast, support):
    named = make_hall(cast.support, anonymous=False)
    assert Guest(app, named, support[0]).enter() == 410
    assert Guest(app, named, support[0]).look().get_json()["floor"] == "named"


@pytest.mark.parametrize("batch", [None, [], ["x"] * 67, [to_text(bytes(32))] * 67, [1] * 67])
def test_what_is_no_batch_is_refused(app, hall, support, batch):
    omar = Guest(app, hall, support[0])
    assert omar.signed_in.post(f"/halls/{hall.uid}/enter", json={"blinded": batch}).status_code == 422


def test_a_floor_is_opened_once(hall):
    before = queries.keys(hall.uid)
    with transaction():
        actions.open_floor(hall.uid)
    assert queries.keys(hall.uid) == before
