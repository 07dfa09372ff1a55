"""Whoever exchanges answers inside a cell, or inside a clamped class, finds nothing changed in what is published."""

from dataclasses import replace
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pulse.tallies.cells import Group
from pulse.tallies.clamp import Band, members_of
from tests.attacks._linear import attack
from tests.attacks._rounds import freeze, seal, vote
from tests.attacks._trees import shown

ROUNDS = st.builds(
    lambda seed, chance: (frame := freeze(seed), vote(frame, Random(chance))), st.integers(0, 40), st.integers(0, 10**6)
)
CODES = ("T1", "T2", "R1", "S1")


def in_cell(ballots, cohorts):
    return [place for place, ballot in enumerate(ballots) if ballot[0] in cohorts]


def answered(ballots, places, code, answers):
    """Return the ballots with these answers to one question, dealt to these places."""
    dealt = list(ballots)
    for place, answer in zip(places, answers, strict=True):
        cohort, others, texts = ballots[place]
        dealt[place] = (cohort, others | {code: answer}, texts)
    return dealt


@settings(max_examples=150, deadline=None)
@given(ROUNDS, st.sampled_from(CODES), st.randoms(use_true_random=False))
def test_dealing_one_questions_answers_anew_inside_a_cell_changes_nothing_but_joint_figures(made, code, random):
    frame, ballots = made
    before = seal(frame, ballots)
    assume(before.round_cells)
    part = random.choice(before.round_cells)
    places = in_cell(ballots, part.cohorts)
    answers = [ballots[place][1][code] for place in places]
    random.shuffle(answers)
    after = seal(frame, answered(ballots, places, code, answers))
    assert replace(after, spreads=before.spreads, correlations=before.correlations) == before
    single = {spread for spread in before.spreads if spread.subject in CODES}
    assert single == {spread for spread in after.spreads if spread.subject in CODES}


@settings(max_examples=150, deadline=None)
@given(ROUNDS, st.data())
def test_any_other_member_of_a_clamped_class_leaves_everything_as_it_was_joint_figures_too(made, data):
    frame, ballots = made
    before = seal(frame, ballots)
    clamped = sorted(key for key, cell in before.cells.items() if cell.clamped is not None)
    assume(clamped)
    code, home = data.draw(st.sampled_from(clamped))
    cell = before.cells[code, home]
    bands = data.draw(st.sampled_from(members_of(cell.n, cell.clamped)))
    answers = [band for band in Band for _ in range(bands[band])]
    places = [p for p in in_cell(ballots, cell.cohorts) if ballots[p][1].get(code) is not None]
    assert seal(frame, answered(ballots, places, code, answers)) == before


def test_an_exchange_between_two_cells_is_seen():
    frame = freeze(3)
    ballots = vote(frame, Random(1), skipping=0)
    before = seal(frame, ballots)
    rows = [cell for (code, _), cell in before.cells.items() if code == "T1" and cell.clamped is None]
    first, second = rows[:2]
    here = next(p for p in in_cell(ballots, first.cohorts) if ballots[p][1]["T1"] == Band.FAVOURABLE)
    there = next(p for p in in_cell(ballots, second.cohorts) if ballots[p][1]["T1"] != Band.FAVOURABLE)
    exchanged = answered(ballots, [here, there], "T1", [ballots[there][1]["T1"], Band.FAVOURABLE])
    assert seal(frame, exchanged).cells != before.cells


def test_no_group_under_k_follows_from_any_question_of_a_whole_publication():
    attacked = 0
    for seed in range(100):
        frame = freeze(seed)
        ballots = vote(frame, Random(seed), skipping=0.3)
        publication = seal(frame, ballots)
        home = {cohort.id: cohort.home for cohort in frame.cohorts}
        for question in frame.questions:
            parts = publication.comment_cells if question.open else publication.cells
            found = [part for (code, _), part in parts.items() if code == question.code]
            groups = [Group("", frozenset(home[c] for c in part.cohorts)) for part in found]
            sizes = dict.fromkeys(home.values(), 0)
            for cohort, answers, _ in ballots:
                sizes[home[cohort]] += question.open or answers[question.code] is not None
            k = 10 if question.open else max(5, question.at_least)
            assert all(sum(sizes[label] for label in group.labels) >= k for group in groups)
            assert attack(shown(frame, groups), sizes, min(k, 10)) == []
            attacked += len(groups)
    assert attacked > 1000
