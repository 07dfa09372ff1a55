"""The team's word: sums over whole published cells, said only as exactly as these, and when it reopens a promise."""

import re

import pytest

from pulse.promises.team_word import Word, word
from pulse.tallies.tables import Cell, cell

CODE = "PB1/p"


def of(*bands: tuple[int, int, int]) -> list[Cell]:
    return [cell(CODE, frozenset({str(place)}), 20, each) for place, each in enumerate(bands)]


def test_cells_are_summed():
    said = word("r", of((4, 2, 3), (2, 2, 1)))
    assert (said.n, said.yes, said.partly, said.no) == (14, (6, 6), (4, 4), (4, 4))


def test_where_nearly_everybody_said_the_same_only_the_class_is_known():
    said = word("r", of((8, 1, 0)))
    assert (said.n, said.yes, said.partly, said.no) == (9, (7, 9), (0, 2), (0, 2))


def test_every_ballot_box_that_looks_alike_makes_the_same_word():
    alike = [(7, 2, 0), (7, 1, 1), (7, 0, 2), (8, 1, 0), (8, 0, 1), (9, 0, 0)]
    assert len({word("r", of(bands, (3, 3, 3))) for bands in alike}) == 1
    assert word("r", of((6, 3, 0))) != word("r", of((7, 2, 0)))


def test_without_a_cell_there_are_too_few_to_say_and_nothing_is_taken_up_again():
    said = word("r", [])
    assert said.too_few
    assert not said.reopens


@pytest.mark.parametrize(
    ("bands", "reopens"),
    [
        ([(4, 2, 3)], True),  # 4 of 9
        ([(5, 4, 0)], False),  # 5 of 9
        ([(4, 4, 0)], False),  # half of them is not fewer than half
        ([(0, 0, 9)], True),  # at most 2 of 9
        ([(0, 0, 5)], True),  # at most 2 of 5
        ([(5, 0, 0)], False),
        ([(0, 0, 5), (3, 3, 3)], True),  # at most 5 of 14
        ([(0, 0, 5), (5, 2, 2)], False),  # 5 to 7 of 14: half of them may have said yes
    ],
)
def test_it_is_taken_up_again_when_surely_fewer_than_half_say_yes(bands, reopens):
    assert word("r", of(*bands)).reopens is reopens


def test_an_answer_to_an_earlier_asking_takes_nothing_up_again():
    assert word("r", of((1, 3, 5))).reopens
    assert not word("r", of((1, 3, 5)), latest=False).reopens


def test_a_bar_shows_counts_or_one_class_and_nothing_finer():
    assert [(part.kind, part.count) for part in word("r", of((4, 2, 3))).bar] == [
        ("favourable", 4),
        ("neutral", 2),
        ("unfavourable", 3),
    ]
    assert [(part.kind, part.count) for part in word("r", of((0, 1, 8))).bar] == [
        ("unfavourable", None),
        ("open", None),
    ]
    assert word("r", of((0, 1, 8), (3, 3, 3))).bar == word("r", []).bar == ()


SAID = {
    ((4, 2, 3),): "Yes: 4 of 9 · Partly: 2 of 9 · No: 3 of 9",
    ((8, 1, 0),): "Yes: at least 7 of 9 · Partly: at most 2 of 9 · No: at most 2 of 9",
    ((0, 0, 9), (3, 3, 3)): "Yes: 3 to 5 of 18 · Partly: 3 to 5 of 18 · No: 10 to 12 of 18",
}


@pytest.mark.parametrize("cells", SAID)
def test_it_is_worded_as_exactly_as_it_is_known(app, cells):
    with app.test_request_context():
        made = app.jinja_env.get_template("promises/_word.html").make_module().team_word(word("r", of(*cells)))
    assert f"<p>{SAID[cells]}</p>" in made
    assert len(set(re.findall(r"<p>|<rect", made))) == 1 + bool(word("r", of(*cells)).bar)


def test_too_few_are_said_to_be_too_few(app):
    with app.test_request_context():
        made = app.jinja_env.get_template("promises/_word.html").make_module().team_word(word("r", []))
    assert "Too few could tell" in made
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", made))


def test_a_word_survives_being_stored():
    said = word("r", of((8, 1, 0), (3, 3, 3)), latest=False)
    assert Word.of(said.as_json()) == said
