"""Moderators deal with questions, two at once; whoever is second sees what the first did and loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update

from pulse.audit.models import Entry as Trail
from pulse.base.db import db
from pulse.base.errors import Conflict, NotFound, Refusal
from pulse.base.transactions import transaction, walled
from pulse.floor.models import FloorVote
from pulse.promises.models import Promise
from pulse.townhalls import actions, agenda_actions, queries, question_actions
from pulse.townhalls import pages as gathering
from pulse.townhalls.merged_under import head, would_turn
from pulse.townhalls.models import FINAL, Handling, QuestionState
from pulse.townhalls.question_actions import Outcome
from tests.townhalls.held import LATER, NOW, announced, asked, drafted, live, named, text_of

pytestmark = pytest.mark.usefixtures("noon")
REASON = "It names a colleague."


@pytest.fixture
def hall(cast):
    return live(cast.support, cast.lea)


def state_of(hall, question):
    db.session.expire_all()
    handling = queries.handlings(queries.hall(hall.uid)).get(question)
    return (handling.state, handling.revision) if handling else ("new", 0)


def test_the_second_moderator_sees_what_the_first_did_and_keeps_what_they_typed(cast, signed_in, hall):
    question = asked(hall, "Why do we wait?")
    leas, hanas = signed_in(cast.lea), signed_in(cast.hana)
    page = f"/halls/{hall.uid}/moderate/{question}"
    given = {"seen": "0", "evidence": ""}
    first = leas.post(page, data=given | {"state": "answered-written", "answer": "Because of <stock>."})
    second = hanas.post(page, data=given | {"state": "declined", "reason": REASON, "answer": "Not mine"})
    assert (first.status_code, second.status_code) == (303, 409)
    said = text_of(second)
    assert "Meanwhile Lea Lindqvist did this:" in said
    assert "Because of &lt;stock&gt;." in said
    assert REASON in said
    assert "Not mine" in said
    assert state_of(hall, question) == ("answered-written", 1)
    assert 'name="seen" type="hidden" value="1"' in said
    assert hanas.post(page, data=given | {"state": "declined", "reason": REASON, "seen": "1"}).status_code == 303
    assert state_of(hall, question) == ("declined", 2)


def test_of_two_quick_presses_the_second_changes_nothing(cast, signed_in, hall):
    question = asked(hall, "Why do we wait?")
    quick = f"/halls/{hall.uid}/moderate/{question}/quick"
    assert signed_in(cast.lea).post(quick, data={"state": "answered-live", "seen": "0"}).status_code == 303
    late = signed_in(cast.hana).post(quick, data={"state": "queued", "seen": "0"})
    assert late.status_code == 409
    assert "Somebody else has dealt with this question meanwhile" in text_of(late)
    assert state_of(hall, question) == ("answered-live", 1)


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999", "٣", "7"])
def test_a_page_that_cannot_say_what_it_saw_is_refused(cast, signed_in, hall, seen):
    question = asked(hall, "Why do we wait?")
    quick = f"/halls/{hall.uid}/moderate/{question}/quick"
    assert signed_in(cast.lea).post(quick, data={"state": "queued", "seen": seen}).status_code == 409
    assert state_of(hall, question) == ("new", 0)


def test_declining_takes_a_public_reason_and_an_answer_in_writing_takes_words(cast, signed_in, hall):
    question = asked(hall, "Is Bob lazy?")
    leas = signed_in(cast.lea)
    page = f"/halls/{hall.uid}/moderate/{question}"
    for state, said in (("declined", "Say why"), ("answered-written", "Write the answer first")):
        answer = leas.post(page, data={"seen": "0", "state": state, "reason": "  ", "answer": "\u200b"})
        assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert leas.post(page, data={"seen": "0", "state": "declined", "reason": REASON}).status_code == 303
    page = text_of(signed_in(cast.omar).get(f"/halls/{hall.uid}"))
    assert REASON in page
    assert "Is Bob lazy?" not in page
    assert "Is Bob lazy?" in text_of(leas.get(f"/halls/{hall.uid}/moderate"))


def test_the_database_itself_refuses_to_decline_without_a_reason(cast, hall):
    question = asked(hall, "Why?")
    with transaction():
        question_actions.handle(
            queries.hall(hall.uid), question, Outcome(QuestionState.QUEUED), seen=0, by=cast.lea, now=NOW
        )
    with pytest.raises(Exception, match="ck_handling_reason"), transaction():
        db.session.execute(update(Handling).values(state="declined"))


def test_whoever_asked_by_name_sees_their_declined_question_and_why(cast, signed_in, hall):
    question = named(hall, "Why not?", cast.omar)
    with transaction():
        outcome = Outcome(QuestionState.DECLINED, reason=REASON)
        question_actions.handle(queries.hall(hall.uid), question, outcome, seen=0, by=cast.lea, now=NOW)
    pages = [text_of(signed_in(person).get(f"/halls/{hall.uid}")) for person in (cast.omar, cast.hana)]
    assert ["Why not?" in page for page in pages] == [True, False]
    assert [REASON in page for page in pages] == [True, True]
    assert "Omar" not in pages[1]


def test_texts_that_are_too_long_are_refused_and_kept(cast, signed_in, hall):
    question = asked(hall, "Why?")
    page = f"/halls/{hall.uid}/moderate/{question}"
    given = {"seen": "0", "state": "answered-written", "answer": "because " * 1250, "reason": "r" * 301}
    answer = signed_in(cast.lea).post(page, data=given)
    assert answer.status_code == 422
    assert "2000 characters are the limit" in text_of(answer)
    assert "because because" in text_of(answer)
    assert state_of(hall, question) == ("new", 0)


def test_merged_questions_keep_their_votes_and_show_a_range(cast, signed_in, hall):
    large, small, few = asked(hall, "Refunds?", 12), asked(hall, "Refunds again?", 5), asked(hall, "And refunds?", 2)
    with transaction():
        queries.hall(hall.uid).audience = 30
    leas = signed_in(cast.lea)
    assert leas.post(f"/halls/{hall.uid}/merge", data={"question": [few, small, large]}).status_code == 303
    (found,) = gathering.questions(queries.hall(hall.uid))
    assert (found.id, {part.id for part in found.parts}) == (large, {small, few})
    assert (found.votes.low, found.votes.high) == (12, 12 + 5 + 4)
    assert "12 to 21 votes" in text_of(signed_in(cast.omar).get(f"/halls/{hall.uid}"))
    with transaction():
        queries.hall(hall.uid).audience = 14  # nobody knows any more who entered: not more than were invited
    assert "12 to 14 votes" in text_of(signed_in(cast.omar).get(f"/halls/{hall.uid}"))
    with walled() as connection:
        assert len(connection.execute(select(FloorVote.slot)).all()) == 12 + 5 + 2
    assert leas.post(f"/halls/{hall.uid}/part", data={"question": small}).status_code == 303
    apart = {each.id: each.votes.low if each.votes else None for each in gathering.questions(queries.hall(hall.uid))}
    assert apart == {large: 12, small: 5}


def test_what_stands_under_a_question_ends_with_it_and_counts_once(cast, hall):
    first, second = asked(hall, "One", 6), asked(hall, "Two", 6)
    with transaction():
        found = queries.hall(hall.uid)
        question_actions.merge(found, [second], first, by=cast.lea, now=NOW)
        question_actions.handle(found, first, Outcome(QuestionState.LIVE), seen=0, by=cast.lea, now=NOW)
    assert question_actions.waiting(queries.hall(hall.uid)) == set()
    with transaction():
        question_actions.part(queries.hall(hall.uid), second, by=cast.lea, now=NOW)
    assert question_actions.waiting(queries.hall(hall.uid)) == {second}


def test_a_question_cannot_stand_under_itself(cast, hall):
    first, second, third = (asked(hall, f"Number {n}") for n in range(3))
    with transaction():
        question_actions.merge(queries.hall(hall.uid), [second], first, by=cast.lea, now=NOW)
        question_actions.merge(queries.hall(hall.uid), [third], second, by=cast.lea, now=NOW)
    for part, into in ((first, third), (first, first)):
        with pytest.raises(Refusal, match="under itself"), transaction():
            question_actions.merge(queries.hall(hall.uid), [part], into, by=cast.lea, now=NOW)
    assert len(gathering.questions(queries.hall(hall.uid))) == 1


def test_following_pointers_ends_whatever_they_say():
    under = {"a": "b", "b": "c"}
    assert [head(each, under) for each in "abcd"] == ["c", "c", "c", "d"]
    assert head("a", {"a": "b", "b": "a"}) in {"a", "b"}
    assert would_turn("c", "a", under)
    assert not would_turn("a", "d", under)


def test_a_question_of_another_hall_is_not_found(cast, signed_in, hall):
    other = announced(cast.support, cast.lea)
    question = asked(other, "Elsewhere")
    with pytest.raises(NotFound), transaction():
        question_actions.handle(
            queries.hall(hall.uid), question, Outcome(QuestionState.LIVE), seen=0, by=cast.lea, now=NOW
        )
    leas = signed_in(cast.lea)
    assert leas.get(f"/halls/{hall.uid}/moderate/{question}").status_code == 404
    assert leas.post(f"/halls/{hall.uid}/part", data={"question": question}).status_code == 404
    assert leas.post(f"/halls/{hall.uid}/moderate/{question}/promise").status_code == 404


def test_after_the_end_only_ends_can_be_given_and_answers_come_in_writing(cast, signed_in, hall):
    question, other = asked(hall, "Why?"), asked(hall, "When?")
    leas = signed_in(cast.lea)
    leas.post(f"/halls/{hall.uid}/end", data={"follow_up": "1"})
    page = f"/halls/{hall.uid}/moderate/{question}"
    assert leas.post(page, data={"seen": "1", "state": "queued"}).status_code == 422
    assert leas.post(page + "/quick", data={"seen": "1", "state": "new"}).status_code == 422
    written = {"seen": "1", "state": "answered-written", "answer": "Now you know."}
    assert leas.post(page, data=written).status_code == 303
    assert state_of(hall, question) == ("answered-written", 2)
    assert leas.post(f"/halls/{hall.uid}/merge", data={"question": [question, other]}).status_code == 422
    assert {QuestionState(state_of(hall, each)[0]) for each in (question, other)} <= FINAL
    assert "Now you know." in text_of(signed_in(cast.omar).get(f"/halls/{hall.uid}"))


def test_a_draft_takes_no_questions(cast):
    draft = drafted(cast.support, cast.lea)
    with pytest.raises(Refusal, match="takes no questions"), transaction():
        question_actions.handle(queries.hall(draft.uid), "x", Outcome(QuestionState.LIVE), seen=0, by=cast.lea, now=NOW)


def test_a_question_becomes_a_promise_and_says_so(cast, signed_in, hall):
    question = asked(hall, "Will the rota stay?", 6)
    made = signed_in(cast.lea).post(f"/halls/{hall.uid}/moderate/{question}/promise")
    promise = db.session.scalars(select(Promise)).one()
    uid = promise.uid
    assert (made.status_code, made.headers["Location"]) == (303, f"/promises/{promise.uid}")
    assert (promise.source, promise.text, promise.team_id) == (
        f"question:{question}",
        "Will the rota stay?",
        cast.support.id,
    )
    assert state_of(hall, question) == ("follow-up", 1)
    leas = signed_in(cast.lea)
    head = asked(hall, "The rota?", 9)
    leas.post(f"/halls/{hall.uid}/merge", data={"question": [head, question]})
    leas.post(f"/halls/{hall.uid}/end", data={"follow_up": "1"})
    page = text_of(leas.get(f"/halls/{hall.uid}"))
    assert "Promises: 1" in page
    assert f'href="/promises/{uid}"' in page
    assert "The promise made from it" in text_of(signed_in(cast.lea).get(f"/halls/{hall.uid}/moderate"))
    assert "The promise made from it" not in text_of(signed_in(cast.omar).get(f"/halls/{hall.uid}"))  # a draft so far


def test_the_trail_holds_who_dealt_with_a_question_and_none_of_its_words(cast, hall):
    question = asked(hall, "A secret wish")
    with transaction():
        outcome = Outcome(QuestionState.DECLINED, reason=REASON)
        question_actions.handle(queries.hall(hall.uid), question, outcome, seen=0, by=cast.lea, now=LATER)
    entry = db.session.scalars(select(Trail).where(Trail.did == "handled-question")).one()
    assert (entry.person_id, entry.detail) == (cast.lea.id, {"question": question, "state": "declined"})


def test_of_two_threads_that_meet_one_writes_and_the_other_is_told(app, cast, hall):
    question, uid, meet = asked(hall, "Why?"), hall.uid, Barrier(2)
    db.session.remove()

    def deal(state):
        with app.app_context():
            meet.wait(timeout=30)
            try:
                with transaction():
                    question_actions.handle(queries.hall(uid), question, Outcome(state), seen=0, by=cast.lea, now=NOW)
            except Conflict:
                return None
            return state.value

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(deal, (QuestionState.QUEUED, QuestionState.LIVE)))
    (written,) = (state for state in done if state)
    assert state_of(hall, question) == (written, 1)


def test_who_deals_with_a_question_of_a_hall_that_ends_meanwhile_cannot_leave_it_open(cast, hall):
    question, named_one = asked(hall, "Why?"), named(hall, "And why?", cast.omar)
    stale = queries.hall(hall.uid)
    db.session.expunge(stale)
    with transaction():
        actions.end(queries.hall(hall.uid), follow_up=True, by=cast.lea, now=LATER)
    for late in (
        lambda: question_actions.handle(
            stale, question, Outcome(QuestionState.QUEUED), seen=1, by=cast.hana, now=LATER
        ),
        lambda: question_actions.merge(stale, [question], named_one, by=cast.hana, now=LATER),
        lambda: actions.ask(stale, "Me too", by=cast.omar, now=LATER),
        lambda: agenda_actions.add(stale, "Late"),
    ):
        with pytest.raises(Refusal), transaction():
            late()
    assert question_actions.waiting(queries.hall(hall.uid)) == set()
