"""What a sealed round keeps back of questions that became sensitive later."""

from dataclasses import replace

from pulse.questions.scales import Scale
from pulse.tallies.layout import Asked, Layout
from pulse.tallies.tables import cell
from pulse.tallies.turned_sensitive import shown, told


def asked(code, dimension="respect", scale=Scale.AGREE5, **more):
    return Asked(f"{code}@1", code, dimension, scale, reverse=False, **more)


R1, R2, T1 = asked("R1"), asked("R2"), asked("T1", "trust")
R8 = asked("R8", sensitive=True, since=True)
FIGURES = [
    ("spread", "R1/1", 31, 300),
    ("spread", "R8/1", 33, 300),
    ("spread", "T1/1", 30, 300),
    ("spread", "respect/2", 25, 300),
    ("spread", "trust/1", 30, 300),
    ("correlation", "R1/R8", 40, 310),
    ("correlation", "R1/T1", 50, 310),
]


def row(code, n):
    return cell(code, frozenset({f"{code}-{n}"}), n, (n - 6, 3, 3))


def test_small_cells_of_a_sensitive_question_stay_and_all_others_go():
    cells = (row("R8", 19), row("R8", 20), row("R1", 9))
    assert shown(cells, (R1, R8)) == cells[1:]
    assert shown(cells, (R1, replace(R8, sensitive=False))) == cells


def test_no_joint_figure_that_a_sensitive_answer_is_part_of_goes_out():
    assert list(told(FIGURES, (R1, R8, T1))) == [
        ("spread", "R1/1", 31, 300),
        ("spread", "T1/1", 30, 300),
        ("spread", "trust/1", 30, 300),
        ("correlation", "R1/T1", 50, 310),
        ("spread", "respect/1", 31, 300),
    ]


def test_where_two_questions_remain_their_spread_is_not_known():
    three = [*FIGURES[:3], ("spread", "respect/3", 22, 300)]
    assert list(told(three, (R1, R2, R8, T1))) == [FIGURES[0], FIGURES[2]]


def test_a_round_that_knew_keeps_what_it_published():
    knew = [*FIGURES[:3], ("spread", "respect/1", 31, 300), *FIGURES[4:5], FIGURES[6]]
    assert list(told(knew, (R1, replace(R8, since=False), T1))) == knew
    assert list(told(FIGURES, (R1, replace(R8, sensitive=False, since=False), T1))) == FIGURES


def test_what_the_library_calls_sensitive_today_is_so_in_every_round_that_was_frozen_before():
    frozen = Layout({"a": None}, {"a": 9}, (), (asked("R8"), asked("X1"), R1), 5, 10).as_json()
    for question in frozen["questions"]:
        del question["sensitive"]
    questions = Layout.of(frozen).questions
    assert [(q.code, q.sensitive, q.since) for q in questions] == [
        ("R8", True, True),
        ("X1", False, False),
        ("R1", False, False),
    ]
