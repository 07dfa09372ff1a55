"""Whole rounds made up at random, from a frozen company to its publication."""

from random import Random

from pulse.tallies.cells import cells
from pulse.tallies.publication import Cohort, Frame, Publication, Question, Tally, publish
from tests.attacks._trees import RandomCompany

QUESTIONS = (
    Question("T1", "trust"),
    Question("T2", "trust"),
    Question("R1", "respect"),
    Question("S1", at_least=20),
    Question("comment", open=True),
)
Ballot = tuple[str, dict[str, int | None], dict[str, str]]


def freeze(seed: int, questions=QUESTIONS) -> Frame:
    """Return the frame of a random company: cohorts of at least seven members."""
    company = RandomCompany(seed)
    formed = cells(company.parent, company.members, 7, company.members)
    cohorts = tuple(
        Cohort(f"c-{g.name}", g.name, g.labels, sum(company.members[label] for label in g.labels)) for g in formed
    )
    return Frame(company.parent, cohorts, questions)


def vote(frame: Frame, random: Random, skipping: float = 0.1) -> list[Ballot]:
    """Return ballots of three quarters of the members: people of one cohort feel alike, and some skip a question."""
    ballots = []
    closed = [q for q in frame.questions if not q.open]
    for cohort in frame.cohorts:
        mood = random.gauss(0.6, 0.5)
        for _ in range(cohort.members):
            if random.random() < 0.75:
                person = random.gauss(mood, 0.6)
                answers = {q.code: band(person + random.gauss(0, 0.6)) for q in closed if q.asked_of(cohort.id)}
                kept = {code: None if random.random() < skipping else band for code, band in answers.items()}
                asked = [q.code for q in frame.questions if q.open and q.asked_of(cohort.id)]
                texts = {code: f"{cohort.id} {len(ballots)}" for code in asked if random.random() < 0.3}
                ballots.append((cohort.id, kept, texts))
    return ballots


def band(feeling: float) -> int:
    return 0 if feeling > 0.5 else 1 if feeling > -0.2 else 2


def seal(frame: Frame, ballots, seed: int = 0) -> Publication:
    """Return what is published of these ballots."""
    tally = Tally(frame)
    for ballot in ballots:
        tally.add(*ballot)
    collected = {cohort.id: sum(ballot[0] == cohort.id for ballot in ballots) for cohort in frame.cohorts}
    return publish(tally, collected, Random(seed))
