"""The algebraist over teams' words on promises: of nested branches, in one round, beside everything else it asked."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from pulse.promises.team_word import word
from pulse.rounds import askback
from pulse.tallies.cells import Tree
from pulse.tallies.publication import Frame, Publication, Question
from pulse.tallies.tables import Cell
from tests.attacks._algebra import Algebra, answered
from tests.attacks._rounds import QUESTIONS, Ballot, freeze, seal, vote

COMPANIES = 100


def asking_back(seed: int) -> Frame:
    """A random company that is asked about up to six promises: to a team, to all that stand above it, to others."""
    frame, random = freeze(seed, tuple(q for q in QUESTIONS if q.code != "S1")), Random(seed)
    tree, held = Tree(frame.parent), {cohort.id: cohort.labels for cohort in frame.cohorts}
    teams = random.sample(sorted(frame.parent), min(3, len(frame.parent)))
    step: str | None = teams[0]
    while step is not None and len(teams) < 6:
        step = frame.parent[step]
        teams += [step] if step is not None else []
    wanted = []
    for number, team in enumerate(teams):
        branch = tree.order[tree.first[team] : tree.last[team] + 1]
        wanted.append((f"{number}{team}", askback.groups(branch, held)))
    chosen = askback.turn(wanted)
    asked = [Question(f"PB1/{name}", cohorts=groups, about=name) for name, groups in chosen.items()]
    return replace(frame, questions=(*frame.questions, *asked))


def promises(frame: Frame) -> list[Question]:
    return [question for question in frame.questions if question.about]


def everything(frame: Frame, ballots: list[Ballot], cells: Iterable[Cell]) -> Algebra:
    """Return what follows from every row, and from every word: the sum of all rows of its question."""
    codes = [question.code for question in frame.questions if not question.open]
    known = Algebra(answered([(cohort, answers) for cohort, answers, _ in ballots], codes))
    held = list(cells)
    for cell in held:
        known.bands(cell.question, cell.cohorts)
    for question in promises(frame):
        rows = [cell.cohorts for cell in held if cell.question == question.code]
        known.bands(question.code, frozenset[str]().union(*rows))
    return known


def test_no_group_under_five_follows_from_the_words_on_nested_promises():
    told = 0
    for seed in range(COMPANIES):
        frame = asking_back(seed)
        ballots = vote(frame, Random(seed))
        found = seal(frame, ballots)
        told += len({code for code, _ in found.cells if code.startswith("PB1/")})
        assert everything(frame, ballots, found.cells.values()).groups() == set()
    assert told > 2 * COMPANIES


def test_where_the_team_itself_spoke_apart_from_its_group_the_same_algebraist_finds_it():
    """As if those counted together with a team were told apart from it: every group a word of its own."""
    broken = 0
    for seed in range(20):
        frame = asking_back(seed)
        ballots = vote(frame, Random(seed), skipping=0.4)
        rows = [
            Cell(question.code, frozenset({cohort}), 0, 0, None, None)
            for question in promises(frame)
            for cohort in question.cohorts or ()
        ]
        broken += bool(everything(frame, ballots, rows).groups())
    assert broken > 15


def test_a_word_is_a_sum_of_five_or_more_and_holds_the_truth():
    told = 0
    for seed in range(COMPANIES):
        frame = asking_back(seed)
        ballots = vote(frame, Random(seed))
        found = seal(frame, ballots)
        for question in promises(frame):
            said = word("r", [cell for (code, _), cell in found.cells.items() if code == question.code])
            truth = [sum(answers.get(question.code) == band for _, answers, _ in ballots) for band in range(3)]
            if said.too_few:
                continue
            told += 1
            assert said.n == sum(truth) >= frame.k
            for (least, most), true in zip((said.yes, said.partly, said.no), truth, strict=True):
                assert least <= true <= most
            assert not said.reopens or 2 * truth[0] < said.n
    assert told > 2 * COMPANIES


def traded(frame: Frame, ballots: list[Ballot], found: Publication, random: Random) -> list[Ballot]:
    """Let answers on promises trade places inside each cell of their question; who skipped it, and all else, stays."""
    after = [(cohort, dict(answers), texts) for cohort, answers, texts in ballots]
    for (code, _), cell in found.cells.items():
        if code.startswith("PB1/"):
            inside = [a for cohort, a, _ in after if cohort in cell.cohorts and a[code] is not None]
            given = [answers[code] for answers in inside]
            random.shuffle(given)
            for answers, answer in zip(inside, given, strict=True):
                answers[code] = answer
    return after


def test_answers_on_promises_that_trade_places_inside_a_cell_change_nothing_that_is_published():
    changed = 0
    for seed in range(20):
        frame = asking_back(seed)
        ballots = vote(frame, Random(seed))
        found = seal(frame, ballots)
        other = traded(frame, ballots, found, Random(seed))
        changed += other != ballots
        assert seal(frame, other) == found
    assert changed == 20


def test_were_they_ordinary_questions_joint_figures_would_tell():
    told = 0
    for seed in range(20):
        frame = asking_back(seed)
        ballots = vote(frame, Random(seed))
        found = seal(frame, ballots)
        plain = replace(frame, questions=tuple(replace(q, about="") for q in frame.questions))
        before, after = (seal(plain, each) for each in (ballots, traded(frame, ballots, found, Random(seed))))
        told += (before.spreads, before.correlations) != (after.spreads, after.correlations)
    assert told > 5


def test_no_joint_figure_names_a_promise():
    for seed in range(20):
        frame = asking_back(seed)
        found = seal(frame, vote(frame, Random(seed)))
        assert "PB1" not in str((found.spreads, found.correlations))
