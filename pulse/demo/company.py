"""A synthetic company with planted truth: who works there, what everybody would answer, and who takes part."""

from dataclasses import dataclass, field
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ROOT = "company"
COMPANY = "Harbour & Vale"
BRANCHES = ("Customer Care", "Field Service", "Product and Office")
TEAM_NAMES = (
    "Billing|Installations|Platform|Claims|Maintenance|Design|Bookings|Repairs|Data|Helpdesk|Inspections|Payroll|"
    "Renewals|Deliveries|Purchasing|Complaints|Spare Parts|Quality|Onboarding|Fleet|Finance|Key Accounts|Warehouse|"
    "Mobile App"
)
SMALL_TEAMS = ("Night Desk", "Rope Access", "Legal", "Translations")
FIRST_NAMES = (
    "Lea Omar Hana Aisha Noor Mateo Sofía Yuki Kofi Ama Zeynep Emre Ingrid Lars Priya Arjun Mei Jun Chloé Hugo Ewa "
    "Tomasz Fatima Youssef Anja Felix Grace Samuel Lucía Diego Amara Chidi Elif Mira Jonas Nadia Rafael Tuan Linh "
    "Olena Ivan Maya Noah Greta Sipho Thandi Leila Kaito"
)
LAST_NAMES = (
    "Haddad Okafor Sato Novak Jensen García Silva Kowalska Müller Weber Rossi Nguyen Tran Kim Park Mensah Owusu "
    "Yılmaz Kaya Lindqvist Berg Sharma Patel Chen Wang Dubois Moreau Zieliński Haidari Mansour Fischer Brown Clarke "
    "Fernández Torres Eze Balogun Demir Horvat Larsen Costa Petrenko Cohen Ahmed Dlamini Nkosi Rahimi Tanaka"
)
TEAMS = tuple(TEAM_NAMES.split("|"))
BANK = {
    "trust": ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"),
    "respect": ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"),
    "empowerment": ("E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8"),
}


@dataclass(frozen=True)
class PlantedStep:
    """One dimension of one team moves for good in a month (1 is the first), on the latent scale of 1 to 5."""

    team: int  # counted from 1
    dimension: str
    month: int
    size: float


@dataclass(frozen=True)
class PlantedTruth:
    """What is planted; the defaults are the test bed's."""

    months: int = 18
    steps: tuple[PlantedStep, ...] = (PlantedStep(3, "trust", 9, -0.8), PlantedStep(7, "respect", 12, 0.7))
    silent: int | None = 11  # this team takes part less and less ...
    silent_from: int = 8
    silent_by: float = 0.35  # ... by so much a month on the logit scale
    season: float = 0.15
    trend: float = 0.01
    smallest_planted: int = 8  # a team whose results are never shown cannot be flagged
    beta: float = 0.5  # of a team's mood on its customers ...
    lag: int = 2  # ... so many months later; below 0, customers move first and the mood follows them
    questions: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(BANK))


@dataclass(frozen=True)
class PlannedTeam:
    """A node of the tree; `size` members besides its lead."""

    uid: str
    name: str
    above: str | None
    size: int


@dataclass(frozen=True)
class Person:
    """Somebody in a seat from month `started` to `left` (the first month without them)."""

    uid: str
    name: str
    email: str
    team: str
    lead: bool
    started: int  # 0: before the first month
    left: int | None


@dataclass(frozen=True)
class Customers:
    """Monthly customer ratings of the 24 teams, shape (months, teams): how many, and their mean from 1 to 5."""

    ratings: Ints
    means: Floats


@dataclass(frozen=True)
class Company:
    """Everything there is to know, the census included: nobody in a real company ever sees this."""

    seed: int
    plan: PlantedTruth
    name: str
    teams: tuple[PlannedTeam, ...]
    people: tuple[Person, ...]
    codes: tuple[str, ...]  # questions in the order of the last axis of `census`
    team_of_seat: Ints  # (seats,): index into teams
    lead_seat: Flags  # (seats,)
    person_in_seat: Ints  # (months, seats): index into people
    census: Ints  # (months, seats, questions): 1-5, 5 good; turn round (6 - answer) for a reverse-keyed question
    recommend: Ints  # (months, seats): 0-10
    takes_part: Flags  # (months, seats)
    theta: Floats  # (teams, months, dimensions)
    effects: Floats  # (questions,): planted item effects, sum 0 in each dimension
    customers: Customers


def synthetic(seed: int, plan: PlantedTruth | None = None) -> Company:
    """Return the company of this seed: the same seed and plan give the same company, bit for bit."""
    plan = plan or PlantedTruth()
    draw = [np.random.default_rng([seed, stream]) for stream in range(4)]
    teams = _teams(draw[0], plan)
    team_of_seat, lead_seat = _seats(teams)
    person_in_seat = _turnover(draw[0], plan.months, team_of_seat.size)
    people = _people(draw[1], teams, (team_of_seat, lead_seat), person_in_seat)
    levels, moods = _levels(draw[2], plan, len(teams))
    theta = levels[:, None, :] + moods[:, :, None] + _calendar(plan)[None, :, None] + _steps(plan, len(teams))
    effects = _item_effects(draw[2], plan)
    persons = draw[2].normal(0.0, 0.55, len(people))[person_in_seat]
    census, recommend = _answers(draw[2], (theta, persons, effects), team_of_seat, plan)
    return Company(
        seed=seed,
        plan=plan,
        name=COMPANY,
        teams=teams,
        people=people,
        codes=tuple(code for codes in plan.questions.values() for code in codes),
        team_of_seat=team_of_seat,
        lead_seat=lead_seat,
        person_in_seat=person_in_seat,
        census=census,
        recommend=recommend,
        takes_part=_takes_part(draw[2], plan, persons + moods[team_of_seat].T, team_of_seat),
        theta=theta,
        effects=effects,
        customers=_customers(draw[3], plan, levels.mean(axis=1), moods),
    )


def _teams(draw: np.random.Generator, plan: PlantedTruth) -> tuple[PlannedTeam, ...]:
    sizes = draw.integers(5, 15, len(TEAMS))
    planted = {step.team - 1 for step in plan.steps} | ({plan.silent - 1} if plan.silent else set())
    for place in sorted(planted):
        sizes[place] = draw.integers(plan.smallest_planted, 15)
    names = [*TEAMS, *SMALL_TEAMS]
    sizes = np.concatenate([sizes, draw.integers(2, 5, len(SMALL_TEAMS))])
    return (
        *(
            PlannedTeam(f"t{place + 1:02}", name, f"b{place % len(BRANCHES) + 1}", int(sizes[place]))
            for place, name in enumerate(names)
        ),
        *(PlannedTeam(f"b{place + 1}", name, ROOT, 0) for place, name in enumerate(BRANCHES)),
        PlannedTeam(ROOT, COMPANY, None, 0),
    )


def _seats(teams: tuple[PlannedTeam, ...]) -> tuple[Ints, Flags]:
    team_of_seat = np.repeat(np.arange(len(teams)), [team.size + 1 for team in teams])
    return team_of_seat, np.concatenate([[True], np.diff(team_of_seat) > 0])


def _turnover(draw: np.random.Generator, months: int, seats: int) -> Ints:
    """Return the person in each seat, month by month: 2 % of the seats get somebody new each month."""
    new = draw.random((months, seats)) < 0.02
    new[0] = True
    return np.maximum.accumulate(np.where(new, np.cumsum(new).reshape(new.shape) - 1, 0), axis=0)


def _people(
    draw: np.random.Generator, teams: tuple[PlannedTeam, ...], seats: tuple[Ints, Flags], person_in_seat: Ints
) -> tuple[Person, ...]:
    months, count = person_in_seat.shape[0], int(person_in_seat.max()) + 1
    names = draw.permutation([f"{first} {last}" for first in FIRST_NAMES.split() for last in LAST_NAMES.split()])[
        :count
    ]
    people = []
    for number in range(count):
        present, where = np.nonzero(person_in_seat == number)
        gone = int(present.max()) + 1
        people.append(
            Person(
                uid=f"p{number + 1:04}",
                name=str(names[number]),
                email=f"{_plain(str(names[number]))}@example.com",
                team=teams[seats[0][where[0]]].uid,
                lead=bool(seats[1][where[0]]),
                started=int(present.min()),
                left=gone if gone < months else None,
            )
        )
    return tuple(people)


def _plain(name: str) -> str:
    """Return a name as the part of a mail address before the @."""
    letters = normalize("NFKD", name.casefold().replace("ł", "l").replace("ı", "i").replace(" ", "."))
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalpha() or letter == "."))


def _levels(draw: np.random.Generator, plan: PlantedTruth, teams: int) -> tuple[Floats, Floats]:
    """Return usual levels (teams, dimensions) and moods (teams, months): AR(1), .7, stationary sd .22."""
    own = draw.normal(0.0, 0.28, teams)[:, None] + draw.normal(0.0, 0.12, (teams, len(plan.questions)))
    return 3.55 + own, _ar(draw, (teams, plan.months), 0.7, 0.22)


def _ar(draw: np.random.Generator, shape: tuple[int, int], carry: float, sd: float) -> Floats:
    values = draw.normal(0.0, sd, shape)
    for month in range(1, shape[1]):
        values[:, month] = carry * values[:, month - 1] + np.sqrt(1 - carry**2) * values[:, month]
    return values


def _calendar(plan: PlantedTruth) -> Floats:
    month = np.arange(1, plan.months + 1)
    calendar: Floats = plan.season * np.sin(2 * np.pi * month / 12) + plan.trend * month
    return calendar


def _steps(plan: PlantedTruth, teams: int) -> Floats:
    steps = np.zeros((teams, plan.months, len(plan.questions)))
    for step in plan.steps:
        steps[step.team - 1, step.month - 1 :, list(plan.questions).index(step.dimension)] += step.size
    return steps


def _item_effects(draw: np.random.Generator, plan: PlantedTruth) -> Floats:
    drawn = [draw.normal(0.0, 0.25, len(codes)) for codes in plan.questions.values()]
    return np.concatenate([effects - effects.mean() for effects in drawn])


def _answers(
    draw: np.random.Generator, truth: tuple[Floats, Floats, Floats], team_of_seat: Ints, plan: PlantedTruth
) -> tuple[Ints, Ints]:
    """Return the census and the recommend scores; `truth`: theta, person effects by month and seat, item effects."""
    theta, persons, effects = truth
    dimension = np.repeat(np.arange(len(plan.questions)), [len(codes) for codes in plan.questions.values()])
    items = effects + draw.normal(0.0, 0.25, (theta.shape[0], effects.size))
    felt = theta[team_of_seat].transpose(1, 0, 2) + persons[:, :, None]
    noise = draw.normal(0.0, 0.55, (*persons.shape, effects.size))
    census = np.clip(np.rint(felt[:, :, dimension] + items[team_of_seat] + noise), 1, 5)
    overall = felt.mean(axis=2) + draw.normal(0.0, 0.55, persons.shape)
    return census.astype(np.int64), np.clip(np.rint(2.2 * overall - 0.6), 0, 10).astype(np.int64)


def _takes_part(draw: np.random.Generator, plan: PlantedTruth, mood: Floats, team_of_seat: Ints) -> Flags:
    """Return who takes part (months, seats); `mood`: person plus team, and the silent team drifts away."""
    logit = 1.5 + draw.normal(0.0, 0.3, team_of_seat.max() + 1)[team_of_seat] + 0.35 * mood
    if plan.silent:
        months_silent = np.maximum(np.arange(1, plan.months + 1) - plan.silent_from + 1, 0)
        logit -= plan.silent_by * months_silent[:, None] * (team_of_seat == plan.silent - 1)
    takes_part: Flags = draw.random(logit.shape) < 1 / (1 + np.exp(-logit))
    return takes_part


def _customers(draw: np.random.Generator, plan: PlantedTruth, levels: Floats, moods: Floats) -> Customers:
    """Return the ratings of the 24 teams: their level goes partly with the team's, their moves with its mood."""
    teams = len(TEAMS)
    usual = 4.0 + 0.3 * (0.6 * (levels[:teams] - 3.55) / 0.28 + 0.8 * draw.normal(size=teams))
    month = np.arange(1, plan.months + 1)
    shared = 0.12 * np.sin(2 * np.pi * month / 12) + 0.01 * month
    led = _later(moods[:teams], plan.lag)
    mean = usual[:, None] + shared + _ar(draw, (teams, plan.months), 0.5, 0.12) + plan.beta * led
    ratings = draw.poisson(60, mean.shape)
    seen = mean + draw.normal(size=mean.shape) * 0.9 / np.sqrt(np.maximum(ratings, 1))
    return Customers(ratings.T.astype(np.int64), np.clip(seen, 1.0, 5.0).T)


def _later(values: Floats, lag: int) -> Floats:
    """Return values moved on by so many months, below 0 moved back; 0 where nothing is known."""
    months = np.arange(values.shape[1]) - lag
    known = (months >= 0) & (months < values.shape[1])
    return np.where(known, values[:, np.clip(months, 0, values.shape[1] - 1)], 0.0)
