"""What each round asks."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pytest import mark

from pulse.programmes.plan import (
    Lists,
    Place,
    Plan,
    PlanFault,
    Problem,
    asked,
    assembled,
    coverage,
    default_lists,
    length,
    longest,
    problems,
    seconds,
)
from pulse.questions.library import Dimension, library, offered

KNOWN = frozenset(question.code for question in offered())
SCALES = {question.code: question.scale for question in library().values()}
DIMENSIONS = {question.code: question.dimension.value for question in library().values()}
DEFAULT = assembled(default_lists(), DIMENSIONS)
ROUNDS = st.integers(0, 500)


def test_the_default_pulse_asks_three_anchors_three_in_turn_and_one_more():
    assert asked(DEFAULT, 0) == ("T1", "R1", "E1", "T2", "R4", "E6", "O1")
    assert asked(DEFAULT, 1) == ("T1", "R1", "E1", "T3", "R5", "E7", "Q1")
    assert asked(DEFAULT, 2) == ("T1", "R1", "E1", "T4", "R6", "E8", "O2")


def test_the_default_pulse_is_sound_and_takes_a_minute():
    assert problems(DEFAULT, KNOWN) == ()
    assert 45 <= seconds(asked(DEFAULT, 0), SCALES) <= longest(DEFAULT, SCALES) <= 60


@given(ROUNDS)
def test_every_default_round_asks_two_questions_of_each_dimension_and_none_twice(occurrence):
    codes = asked(DEFAULT, occurrence)
    dimensions = [library()[code].dimension for code in codes]
    assert len(set(codes)) == len(codes) == length(DEFAULT)
    for dimension in (Dimension.TRUST, Dimension.RESPECT, Dimension.EMPOWERMENT):
        assert dimensions.count(dimension) == 2


@given(ROUNDS)
def test_at_most_one_question_of_a_default_round_is_turned_round(occurrence):
    assert sum(library()[code].reverse for code in asked(DEFAULT, occurrence)) <= 1


def test_outcomes_and_open_questions_alternate():
    last = [asked(DEFAULT, occurrence)[-1] for occurrence in range(12)]
    assert last == ["O1", "Q1", "O2", "Q2", "O3", "Q3", "O4", "Q4", "O5", "Q5", "O1", "Q1"]


def test_whether_leaders_acted_on_the_last_pulse_is_not_asked_in_the_first():
    assert "O4" not in asked(DEFAULT, 0)


@given(ROUNDS)
def test_coverage_keeps_its_word_wherever_one_starts_to_count(start):
    plan = DEFAULT
    for code, rounds in coverage(plan).items():
        assert any(code in asked(plan, start + step) for step in range(rounds)), code


def test_coverage_is_as_short_as_can_be():
    plan = DEFAULT
    for code, rounds in coverage(plan).items():
        assert not all(any(code in asked(plan, s + step) for step in range(rounds - 1)) for s in range(rounds)), code


def test_every_offered_question_has_its_turn_in_the_default_pulse():
    assert set(coverage(DEFAULT)) == KNOWN


def test_a_question_asked_lately_gives_way_to_the_next_in_turn():
    assert asked(DEFAULT, 0, without={"T2", "T3"}) == ("T1", "R1", "E1", "T4", "R4", "E6", "O1")


def test_the_turn_goes_round_when_the_last_question_was_asked_lately():
    assert asked(Plan((), (Place("own", (("A", "B"),)),)), 1, without={"B"}) == ("A",)


def test_an_anchor_asked_lately_is_left_out():
    assert asked(DEFAULT, 0, without={"R1"}) == ("T1", "E1", "T2", "R4", "E6", "O1")


@given(ROUNDS, st.sets(st.sampled_from(sorted(KNOWN))))
def test_nothing_asked_lately_is_asked_again(occurrence, lately):
    codes = asked(DEFAULT, occurrence, without=lately)
    assert not set(codes) & lately
    assert len(set(codes)) == len(codes)


def test_nothing_is_asked_when_everything_was_asked_lately():
    assert asked(DEFAULT, 3, without=KNOWN) == ()


def test_two_places_never_ask_the_same_question_in_one_round():
    plan = Plan((), (Place("one", (("A", "B"),)), Place("two", (("A", "B"),))))
    assert asked(plan, 0) == ("A", "B")


def test_an_own_question_can_be_asked_every_time():
    plan = assembled(replace(default_lists(), anchors=("T1", "own-1")), DIMENSIONS)
    assert asked(plan, 5)[:2] == ("T1", "own-1")


def test_an_own_question_takes_its_turn_in_its_dimension():
    lists = default_lists()
    plan = assembled(replace(lists, rotation=(*lists.rotation, "own-1")), DIMENSIONS | {"own-1": "trust"})
    assert [asked(plan, occurrence)[3] for occurrence in (6, 7, 8)] == ["T8", "own-1", "T2"]


def test_own_questions_of_a_dimension_of_their_own_take_turns_with_each_other():
    lists = default_lists()
    own = {"own-1": "own", "own-2": "own"}
    plan = assembled(replace(lists, rotation=(*lists.rotation, *own)), DIMENSIONS | own)
    assert [asked(plan, occurrence)[6] for occurrence in (0, 1, 2)] == ["own-1", "own-2", "own-1"]


def test_extras_of_one_kind_come_every_round():
    plan = assembled(Lists((), (), ("O1", "O2")), DIMENSIONS)
    assert [asked(plan, occurrence) for occurrence in (0, 1, 2)] == [("O1",), ("O2",), ("O1",)]


def test_lists_of_nothing_make_a_plan_of_nothing():
    assert assembled(Lists((), (), ()), DIMENSIONS) == Plan(())


def test_a_code_without_a_dimension_is_still_named_as_unknown():
    assert problems(assembled(Lists((), ("X8",), ("X9",)), DIMENSIONS), KNOWN) == (
        Problem(PlanFault.UNKNOWN, "X8"),
        Problem(PlanFault.UNKNOWN, "X9"),
    )


@mark.parametrize(
    ("plan", "found"),
    [
        (Plan(()), [Problem(PlanFault.NONE)]),
        (Plan(("T1",)), []),
        (Plan(("T1", "X9")), [Problem(PlanFault.UNKNOWN, "X9")]),
        (Plan(("S1",)), [Problem(PlanFault.UNKNOWN, "S1")]),
        (Plan(("T1",), (Place("trust", (("T2", "T1"),)),)), [Problem(PlanFault.TWICE, "T1")]),
        (Plan(tuple(sorted(KNOWN))[:8]), []),
        (Plan(tuple(sorted(KNOWN))[:9]), [Problem(PlanFault.MANY)]),
        (Plan(tuple(sorted(KNOWN))[:12]), [Problem(PlanFault.MANY)]),
        (Plan(tuple(sorted(KNOWN))[:13]), [Problem(PlanFault.TOO_MANY)]),
    ],
)
def test_a_plan_says_what_is_wrong_with_it(plan, found):
    assert list(problems(plan, KNOWN)) == found


def test_only_many_questions_is_a_warning():
    assert [fault for fault in PlanFault if Problem(fault).is_warning] == [PlanFault.MANY]
