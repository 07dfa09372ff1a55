"""How each question is asked, and the lists that makes."""

from hypothesis import given
from hypothesis import strategies as st

from pulse.programmes.plan import Lists, default_lists
from pulse.programmes.question_choices import Asking, askings, lists, renamed, with_question
from pulse.questions.library import offered
from pulse.questions.offers import Offer

OFFERS = {q.code: Offer(q.code, q.dimension.value, q.scale, q.text) for q in offered()}


def test_the_default_lists_come_back_in_their_own_order():
    assert lists(default_lists(), askings(default_lists(), OFFERS), OFFERS) == default_lists()


@given(st.fixed_dictionaries({code: st.sampled_from([how.value for how in Asking]) for code in OFFERS}))
def test_any_choice_comes_back(choice):
    assert askings(lists(default_lists(), choice, OFFERS), OFFERS) == choice


def test_a_new_question_takes_its_turn_after_the_others():
    choice = askings(default_lists(), OFFERS) | {"T1": Asking.TURN.value, "O1": Asking.EVERY.value}
    made = lists(default_lists(), choice, OFFERS)
    assert made.anchors == ("R1", "E1", "O1")
    assert made.rotation[-1] == "T1"
    assert made.extras[0] == "O2"


def test_a_question_is_added_where_its_kind_belongs():
    empty = Lists((), (), ())
    assert with_question(empty, OFFERS["T1"], Asking.EVERY).anchors == ("T1",)
    assert with_question(empty, OFFERS["T1"], Asking.TURN).rotation == ("T1",)
    assert with_question(empty, OFFERS["Q1"], Asking.TURN).extras == ("Q1",)


def test_a_code_is_put_for_another_wherever_it_stands():
    assert renamed(Lists(("+",), ("a", "+"), ("+",)), "+", "X1") == Lists(("X1",), ("a", "X1"), ("X1",))
