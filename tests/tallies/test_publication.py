"""The gate: what leaves it, and what never does."""

from dataclasses import replace
from random import Random

import pytest

from pulse.tallies.clamp import Band
from pulse.tallies.publication import Cohort, Frame, Question, Tally, Turnout, publish
from pulse.tallies.tables import Cell

FAVOURABLE, NEUTRAL, UNFAVOURABLE = Band
PARENT = {"company": None, "support": "company", "day": "support", "night": "support", "sales": "company"}
COHORTS = tuple(Cohort(f"c-{team}", team, frozenset({team}), 10) for team in ("day", "night", "sales"))
TRUST, RESPECT = Question("T1", "trust"), Question("R1", "respect")
COMMENT = Question("comment", open=True)
FRAME = Frame(PARENT, COHORTS, (TRUST, RESPECT, COMMENT))
MIXED = [FAVOURABLE] * 3 + [NEUTRAL] * 2 + [UNFAVOURABLE] * 2


def sealed(frame=FRAME, collected=(), texts=None, random=None, **answers):
    """Seal a round in which each team gave these bands to every question (None: an empty ballot)."""
    tally = Tally(frame)
    for team, bands in answers.items():
        asked = [q.code for q in frame.questions if not q.open and q.asked_of(f"c-{team}")]
        for place, band in enumerate(bands):
            written = (texts or {}).get(team, [])[place : place + 1]
            tally.add(f"c-{team}", dict.fromkeys(asked, band), dict(zip(["comment"], written, strict=False)))
    return publish(tally, dict(collected), random or Random(1))


def rows(publication, question="T1"):
    return {home: cell for (code, home), cell in publication.cells.items() if code == question}


def test_each_team_with_five_answers_is_a_row():
    found = rows(sealed(day=MIXED, night=MIXED, sales=MIXED))
    assert found.keys() == {"day", "night", "sales"}
    assert found["day"] == Cell("T1", frozenset({"c-day"}), 10, 7, (3, 2, 2), None)


def test_near_unanimous_rows_leave_as_a_class():
    found = rows(sealed(day=[FAVOURABLE] * 6 + [UNFAVOURABLE], night=MIXED, sales=MIXED))
    assert found["day"] == Cell("T1", frozenset({"c-day"}), 10, 7, None, FAVOURABLE)


def test_a_team_with_too_few_ballots_is_counted_higher_up_with_all_its_members():
    found = rows(sealed(day=MIXED, night=[NEUTRAL] * 2, sales=MIXED))
    assert found["support"] == Cell("T1", frozenset({"c-day", "c-night"}), 20, 9, (3, 4, 2), None)
    assert found.keys() == {"sales", "support"}


def test_a_question_that_too_few_answered_unites_finished_cells_of_the_round():
    publication = sealed(day=MIXED, night=[*MIXED[:4], None, None], sales=MIXED)
    assert {part.home for part in publication.round_cells} == {"day", "night", "sales"}
    assert rows(publication)["support"].cohorts == {"c-day", "c-night"}
    assert rows(publication)["support"].n == 11


def test_a_question_that_too_few_answered_everywhere_is_not_published():
    publication = sealed(day=[FAVOURABLE, *[None] * 6], night=[FAVOURABLE, *[None] * 6], sales=[NEUTRAL, *[None] * 6])
    assert len(publication.round_cells) == 3
    assert publication.cells == {}


def test_a_round_of_four_ballots_publishes_nothing_but_their_number():
    publication = sealed(day=MIXED[:2], sales=MIXED[:2], texts={"day": ["hello"]})
    assert publication == replace(
        publication, round_cells=(), cells={}, comment_cells={}, texts=(), spreads=(), correlations=(), ballots=4
    )


def test_a_question_can_raise_the_threshold_and_never_lower_it():
    frame = replace(FRAME, questions=(replace(TRUST, at_least=12), replace(RESPECT, at_least=2)))
    publication = sealed(frame, day=MIXED, night=[*MIXED[:4], None], sales=MIXED)
    assert {home: cell.n for home, cell in rows(publication).items()} == {"company": 18}
    assert {home: cell.n for home, cell in rows(publication, "R1").items()} == {"support": 11, "sales": 7}


def test_a_question_asked_of_some_counts_only_their_members():
    frame = replace(FRAME, questions=(TRUST, replace(RESPECT, cohorts=frozenset({"c-day"}))))
    publication = sealed(frame, day=MIXED, night=MIXED[:3], sales=MIXED)
    assert rows(publication)["support"].members == 20
    assert rows(publication, "R1") == {"support": Cell("R1", frozenset({"c-day"}), 10, 7, (3, 2, 2), None)}


def test_a_ballot_that_does_not_fit_counts_as_taking_part_and_skipping_everything():
    tally = Tally(replace(FRAME, questions=(TRUST, replace(RESPECT, cohorts=frozenset({"c-day"})), COMMENT)))
    misfits = [({"T9": 0}, {}), ({"R1": 0}, {}), ({"comment": 0}, {}), ({"T1": 3}, {}), ({"T1": [0]}, {})]
    misfits += [({"T1": 0.0}, {}), ({"T1": True}, {}), ({"T1": 0}, {"T9": "hello"}), ({"T1": 0}, {"comment": 7})]
    for answers, texts in misfits:
        tally.add("c-sales", answers, texts)
    tally.add_unreadable("c-sales")
    tally.add("c-sales", {"T1": None}, {})
    publication = publish(tally, {}, Random(1))
    assert (publication.ballots, publication.unreadable, publication.cells) == (11, 10, {})
    assert {part.home for part in publication.round_cells} == {"company"}


def test_comments_live_in_unions_of_cells_with_ten_ballots():
    publication = sealed(day=MIXED, night=MIXED, sales=[*MIXED, *MIXED], texts={"day": ["early"], "sales": ["late"]})
    assert {home: part.cohorts for (_, home), part in publication.comment_cells.items()} == {
        "support": {"c-day", "c-night"},
        "sales": {"c-sales"},
    }
    assert {(text.home, text.text) for text in publication.texts} == {("support", "early"), ("sales", "late")}


def test_a_text_without_a_comment_cell_or_without_words_is_not_published():
    assert sealed(day=MIXED, texts={"day": ["alone"]}).texts == ()
    assert sealed(day=MIXED, night=MIXED, texts={"day": ["  "]}).texts == ()


def test_an_open_question_to_some_is_read_only_among_ten_of_them():
    frame = replace(FRAME, questions=(TRUST, replace(COMMENT, cohorts=frozenset({"c-day"}))))
    assert sealed(frame, day=MIXED, night=MIXED, sales=MIXED, texts={"day": ["only days"]}).texts == ()


def test_texts_leave_in_an_order_that_no_ballot_explains():
    frame = replace(FRAME, questions=(COMMENT, replace(COMMENT, code="roadblock")))
    neighbours = firsts = 0
    for seed in range(400):
        tally = Tally(frame)
        for number in range(10):
            tally.add("c-day", {}, {"comment": f"c{number}", "roadblock": f"r{number}"})
        order = [text.text for text in publish(tally, {}, Random(seed)).texts]
        neighbours += abs(order.index("c3") - order.index("r3")) == 1
        firsts += order[0] == "c0"
    assert 20 <= neighbours <= 60  # by chance 2 of 20 places: 40
    assert 6 <= firsts <= 40  # by chance 1 of 20: 20


def test_who_took_part_is_told_from_three():
    publication = sealed(day=MIXED, collected={"c-day": 7, "c-night": 2, "c-sales": 3})
    assert publication.turnout == (Turnout("c-day", 10, 7), Turnout("c-night", 10, None), Turnout("c-sales", 10, 3))


def test_joint_figures_exist_from_fifty_answers():
    large = replace(FRAME, cohorts=tuple(replace(cohort, members=30) for cohort in COHORTS))
    below = sealed(large, day=MIXED * 2, night=MIXED * 2, sales=MIXED * 3)
    assert (below.ballots, below.spreads, below.correlations) == (49, (), ())
    above = sealed(large, day=MIXED * 2, night=MIXED * 2, sales=[*MIXED * 3, NEUTRAL])
    assert [(spread.subject, spread.questions) for spread in above.spreads] == [
        ("R1", 1), ("T1", 1), ("respect", 1), ("trust", 1),
    ]  # fmt: skip
    assert [(one.first, one.second, one.pairs) for one in above.correlations] == [("R1", "T1", 50)]


@pytest.mark.parametrize("thresholds", [{"k": 4}, {"comments_from": 4}])
def test_thresholds_that_protect_nobody_are_refused(thresholds):
    with pytest.raises(ValueError, match="five ballots"):
        replace(FRAME, **thresholds)


def test_two_cohorts_of_one_home_are_refused():
    with pytest.raises(ValueError, match="share a home"):
        replace(FRAME, cohorts=(*COHORTS, replace(COHORTS[0], id="other")))


def test_the_order_of_ballots_makes_no_difference_but_to_the_ids_of_texts():
    ahead = sealed(day=MIXED, night=MIXED[:3], sales=MIXED)
    assert ahead == sealed(sales=MIXED[::-1], night=MIXED[2::-1], day=MIXED[::-1])


def test_a_hundred_thousand_ballots_are_counted():
    parent = {"t0": None} | {f"t{n}": f"t{(n - 1) // 6}" for n in range(1, 2000)}
    cohorts = tuple(Cohort(f"c-{team}", team, frozenset({team}), 60) for team in parent)
    questions = tuple(Question(f"Q{n}", f"D{n // 2}") for n in range(7))
    tally, random = Tally(Frame(parent, cohorts, questions)), Random(1)
    for number in range(100_000):
        bits = random.getrandbits(14)
        tally.add(f"c-t{number % 2000}", {f"Q{n}": (bits >> 2 * n) % 4 % 3 for n in range(7)}, {})
    assert publish(tally, {}, random).ballots == 100_000
