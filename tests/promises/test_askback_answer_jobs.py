"""The team's word: heard once after each seal, from the published cells, and a promise it denies is open again."""

from datetime import timedelta

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.programmes.models import AskedBack
from pulse.promises import actions, askback_answer_jobs, queries
from pulse.promises.models import Promise
from pulse.promises.team_word import Word
from pulse.promises.terms import Deed, PromiseTerms, State
from pulse.rounds import jobs
from pulse.rounds.models import Round, SaidDone, Step
from tests._ground.voting import MONDAY, make_programme, open_round, vote

OPENS = MONDAY + timedelta(hours=1, minutes=1)
WEEK = timedelta(weeks=1)
YES, PARTLY, NO, CANNOT_TELL = 1, 2, 3, 4


@pytest.fixture
def acme(cast, time_machine):
    """The cast, with more people in Operations and Finance, and a programme."""
    time_machine.move_to(OPENS - timedelta(days=2))
    with transaction():
        cast.people(cast.operations, 9, "operations")
        cast.people(cast.finance, 7, "money")
    make_programme()
    return cast


@pytest.fixture
def kept(acme, time_machine):
    """A promise of Lea to Support that she says she has kept."""
    with transaction():
        made = actions.draft(acme.support, text="A second desk.", by=acme.lea, now=OPENS - timedelta(days=2))
        due = (OPENS + 10 * WEEK).date()
        terms = PromiseTerms(acme.support.uid, "A second desk.", "", "Everybody sits.", acme.lea.uid, due)
        actions.redraft(made, terms, revision=made.revision)
        actions.make(made, by=acme.lea, revision=made.revision, now=OPENS - timedelta(days=2))
    say(made.uid, Deed.KEPT, acme.lea, OPENS - timedelta(days=1))
    time_machine.move_to(OPENS)
    return made.uid


def say(uid, deed, by, now):
    with transaction():
        promise = found(uid)
        actions.say(promise, deed, "Look around.", by=by, revision=promise.revision, now=now)


def found(uid):
    return db.session.query(Promise).filter_by(uid=uid).one()


def staff(team):
    return [person for person in people.members([team.id]) if not person.is_lead]


def answered(client, acme, uid, answers, opened=None):
    """Let Support answer, one after the other, seal, and hear."""
    opened = opened or open_round(OPENS)
    for person, answer in zip(staff(acme.support), answers, strict=False):
        vote(client, opened, person, {"T1": 4, f"PB1/{uid}": answer})
    jobs.advance(opened.closes_at)
    heard = askback_answer_jobs.hear(opened.closes_at)
    return opened, heard


def heard(uid):
    promise = found(uid)
    return [each.payload for each in queries.entries(promise) if each.kind == Deed.HEARD]


def test_what_the_team_says_is_written_beside_the_leaders_word(client, acme, kept):
    opened, times = answered(client, acme, kept, [YES, YES, YES, YES, PARTLY, PARTLY, NO, CANNOT_TELL])
    assert times == 1
    assert Word.of(found(kept).word) == Word(opened.uid, 7, (4, 4), (2, 2), (1, 1))
    assert found(kept).state == State.KEPT


def test_it_is_heard_once_however_often_the_clock_ticks(client, acme, kept):
    opened, _ = answered(client, acme, kept, [YES] * 6)
    assert askback_answer_jobs.hear(opened.closes_at) == askback_answer_jobs.hear() == 0
    assert len(heard(kept)) == 1


def test_of_two_processes_the_second_one_finds_nothing_left(client, acme, kept, monkeypatch):
    """Both have read the list of what waits; the first one writes."""
    before = askback_answer_jobs.programmes.unheard
    opened = open_round(OPENS)
    jobs.advance(opened.closes_at)
    waiting = before()
    assert len(waiting) == 1
    monkeypatch.setattr(askback_answer_jobs.programmes, "unheard", lambda: waiting)
    assert [askback_answer_jobs.hear(opened.closes_at), askback_answer_jobs.hear(opened.closes_at)] == [1, 0]
    assert len(heard(kept)) == 1


def test_nothing_is_heard_before_the_seal(client, acme, kept):
    opened = open_round(OPENS)
    vote(client, opened, acme.omar, {f"PB1/{kept}": NO})
    assert askback_answer_jobs.hear(OPENS) == 0
    assert heard(kept) == []


def test_where_fewer_than_half_say_yes_the_promise_is_open_again(client, acme, kept):
    answered(client, acme, kept, [YES, YES, PARTLY, PARTLY, NO, NO])
    assert found(kept).state == State.REOPENED
    assert db.session.get(SaidDone, kept).became == "promised"


def test_where_all_say_no_only_their_class_is_told(client, acme, kept):
    answered(client, acme, kept, [NO] * 8)
    word = Word.of(found(kept).word)
    assert (word.yes, word.partly, word.no) == ((0, 2), (0, 2), (6, 8))
    assert found(kept).state == State.REOPENED


def test_too_few_answers_say_nothing_and_open_nothing(client, acme, kept):
    answered(client, acme, kept, [NO, NO, NO, NO])
    assert Word.of(found(kept).word).too_few
    assert found(kept).state == State.KEPT


def test_kept_once_more_it_is_asked_once_more(client, acme, kept, time_machine):
    first, _ = answered(client, acme, kept, [NO] * 6)
    say(kept, Deed.KEPT, acme.lea, first.closes_at + timedelta(hours=1))
    time_machine.move_to(OPENS + WEEK)
    second, _ = answered(client, acme, kept, [YES] * 6, open_round(OPENS + WEEK))
    assert [each["round"] for each in heard(kept)] == [first.uid, second.uid]
    assert found(kept).state == State.KEPT
    assert Word.of(found(kept).word).yes == (4, 6)
    time_machine.move_to(OPENS + 2 * WEEK)
    open_round(OPENS + 2 * WEEK)
    assert db.session.query(AskedBack).filter_by(name=kept).count() == 2


def test_an_answer_about_an_earlier_keeping_does_not_undo_a_later_one(client, acme, kept):
    opened = open_round(OPENS)
    say(kept, Deed.REOPENED, acme.lea, OPENS)
    say(kept, Deed.KEPT, acme.lea, OPENS)
    answered(client, acme, kept, [NO] * 6, opened)
    assert found(kept).state == State.KEPT
    assert len(heard(kept)) == 1


def test_what_a_round_without_result_has_asked_is_asked_again(client, acme, kept, time_machine):
    opened = open_round(OPENS)
    with transaction():
        db.session.get_one(Round, opened.id).step = Step.SKIPPED.value  # as after an older backup was restored
    assert askback_answer_jobs.hear(OPENS) == 0
    time_machine.move_to(OPENS + WEEK)
    _, times = answered(client, acme, kept, [YES] * 6, open_round(OPENS + WEEK))
    assert times == 1


def test_a_promise_that_is_gone_is_heard_by_nobody(client, acme, kept):
    with transaction():
        db.session.add(AskedBack(name="gone", number=1, team_uid=acme.support.uid, words="x", wanted_at=OPENS))
        db.session.query(AskedBack).filter_by(name="gone").one().round_uid = ""
    opened = open_round(OPENS)
    jobs.advance(opened.closes_at)
    assert askback_answer_jobs.hear(opened.closes_at) == 2
    assert askback_answer_jobs.hear(opened.closes_at) == 0
