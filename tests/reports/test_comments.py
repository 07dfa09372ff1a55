"""A page of comments: filters, pages, classes of counts; each text stands for itself."""

from random import Random

import pytest

from pulse.reports.comments import PAGE, CommentSaid, Size, Wish, found, size
from pulse.reports.themes import Theme
from pulse.tallies.cells import TOP
from pulse.tallies.publication import Cohort, Frame, Question, Tally, publish

SHIFTS = [CommentSaid("Q1", "sales", f"The shift number {n}") for n in range(6)]
FEW = [CommentSaid("Q1", "field", f"Another shift, {n}") for n in range(4)]
OTHER = [CommentSaid("comment", "sales", "The pay is late."), CommentSaid("Q2", "sales", "Zeit für die Kantine.")]
ORDER = ["Q2", "Q1", "comment"]


def texts(page):
    return ["".join(piece.text for piece in cut) for cuts in page.groups.values() for cut in cuts]


def look(**wish):
    return found([*SHIFTS, *OTHER, *FEW], ORDER, Wish(**wish))


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, (0, 4)), (4, (0, 4)), (5, (5, 9)), (9, (5, 9)), (10, (10, 19)), (499, (200, 499)), (3000, (500, None))],
)
def test_counts_are_told_in_classes_from_five(count, told):
    assert size(count) == Size(*told)


def test_everything_comes_in_the_order_asked_and_as_shuffled():
    page = look()
    assert list(page.groups) == ORDER
    assert texts(page)[1:11] == [each.text for each in (*SHIFTS, *FEW)]
    assert (page.questions, page.size, page.pages) == (tuple(ORDER), Size(10, 19), 1)


def test_a_question_and_words_narrow_it():
    assert texts(look(question="comment")) == ["The pay is late."]
    assert len(texts(look(words="shift", question="Q1"))) == 10
    assert texts(look(words="shift", question="Q2")) == []
    assert look(words="shift").size == Size(10, 19)
    assert look(words="kant").size == Size(0, 4)


def test_a_theme_shows_the_comments_of_the_cells_that_may_name_it():
    page = look(theme="planning")
    assert page.themes == {Theme.PLANNING: Size(5, 9)}
    assert texts(page) == [each.text for each in SHIFTS]


@pytest.mark.parametrize("wish", [{"theme": "pay"}, {"theme": "nonsense"}, {"question": "T1"}])
def test_what_is_not_there_is_not_looked_for(wish):
    page = look(**wish)
    assert len(texts(page)) == 12
    assert not page.wish.is_narrow


@pytest.mark.parametrize(("page", "got"), [(-3, 1), (1, 1), (2, 2), (10**30, 2)])
def test_pages_end_where_the_comments_do(page, got):
    many = found([CommentSaid("Q1", "a", str(n)) for n in range(PAGE + 1)], ORDER, Wish(page=page))
    assert (many.wish.page, many.pages) == (got, 2)


def test_a_page_is_the_same_whether_two_texts_are_of_one_ballot_or_of_two():
    frame = Frame(
        {"a": None}, (Cohort("c", "a", frozenset("a"), 12),), tuple(Question(q, "", open=True) for q in ORDER)
    )
    one, two = Tally(frame), Tally(frame)
    for n in range(12):
        one.add("c", {}, {"Q1": f"The shift {n}", "Q2": f"My pay {n}"})
        two.add("c", {}, {"Q1": f"The shift {n}", "Q2": f"My pay {(n + 5) % 12}"})
    seen = []
    for tally in (one, two):
        said = [CommentSaid(each.question, each.home, each.text) for each in publish(tally, {}, Random(0)).texts]
        assert {each.home for each in said} <= {"a", TOP}
        said.sort(key=lambda each: each.text)  # chance alone orders them
        seen.append([found(said, ORDER, Wish(words, "", theme)) for words in ("", "1", "pay") for theme in ("", "pay")])
    assert seen[0] == seen[1]
    assert seen[0][1].themes.keys() == {Theme.PLANNING, Theme.PAY}
