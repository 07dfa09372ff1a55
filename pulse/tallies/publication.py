"""The gate itself: ballots and frozen cohorts in, everything that is ever published of a round out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from random import Random

from pulse.tallies.cells import TOP, Group, cells
from pulse.tallies.clamp import SMALLEST, Band, Bands
from pulse.tallies.joint import Correlation, JointColumn, Spread, correlations, pairs, spreads
from pulse.tallies.ratings import NAMED_FROM, Ratings
from pulse.tallies.tables import Cell, cell
from pulse.tallies.texts import Text, Written, shuffled
from pulse.tallies.threads import Keys

SENSITIVE_FROM = 20  # answers to a sensitive question in one cell
SENSITIVE_APART = 10  # answers by which any two figures on a sensitive question differ, at least
FEWEST_NAMED = 3  # who took part in a cohort is counted from here; below it reads "fewer than 3"
BANDS = frozenset(Band)


@dataclass(frozen=True)
class Cohort:
    """People whose ballots cannot be told apart: its home is the lowest team above all its labels (teams)."""

    id: str
    home: str
    labels: frozenset[str]
    members: int


@dataclass(frozen=True)
class Question:
    """What was asked: `cohorts` None means of everybody; `at_least` can only raise the round's threshold.

    A sensitive question (in substance a yes or no about oneself) has `sensitive`: its cells hold 20 answers or more,
    and any two figures on it differ by 10 answers or by none. A figure is a sum over whole cells of this question:
    one cell, those inside a team, all of them, or what one such sum leaves of another (nested teams, a team and the
    rest of the company). Two of them differ by whole cells, so the smallest difference is the smallest cell: with one
    partition 20 answers imply the 10. They would not if a second partition of the same answers were published, or if
    cells were unions that overlap; `too_close` looks at what is really about to leave, and refuses it. It is part of
    no dimension's score and of no joint figure of two questions: what such a figure has over one without it would be
    the cell once more.

    A question about a team that serves others has `about`: its uid. Where voters `named` the team themselves, nobody
    knows whose answers there are, so there is one cell of all of them, from ten.
    """

    code: str
    dimension: str = ""
    at_least: int = 0
    cohorts: frozenset[str] | None = None
    open: bool = False
    sensitive: bool = False
    about: str = ""
    named: bool = False

    @property
    def scored(self) -> str:
        """The dimension whose score its answers make up; empty where they make up none."""
        return "" if self.sensitive or self.open or self.about else self.dimension

    def threshold(self, least: int) -> int:
        """Return from how many answers the question is published, where the round says `least`."""
        higher = (SENSITIVE_FROM if self.sensitive else 0, NAMED_FROM if self.named else 0)
        return max(least, self.at_least, *higher)

    def asked_of(self, cohort: str) -> bool:
        """Tell whether the ballots of this cohort hold the question."""
        return self.cohorts is None or cohort in self.cohorts


@dataclass(frozen=True)
class Frame:
    """What was frozen when the round opened. ValueError when thresholds or homes cannot protect anybody."""

    parent: Mapping[str, str | None]
    cohorts: tuple[Cohort, ...]
    questions: tuple[Question, ...]
    k: int = 5
    comments_from: int = 10

    def __post_init__(self) -> None:
        if self.k < SMALLEST or self.comments_from < self.k:
            raise ValueError("scores need five ballots or more, comments at least as many as scores")
        if len({c.home for c in self.cohorts}) < len(self.cohorts):
            raise ValueError("two cohorts share a home: they are not one partition of the tree")


class Tally:
    """Ballots of one round, eaten one by one in any order: 100,000 of them fit in memory during the seal."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        rating = [q for q in frame.questions if q.about]
        self.closed = [q.code for q in frame.questions if not q.open and not q.about]
        self.ratings = Ratings({q.code: q.about for q in rating}, [q.code for q in rating if q.named])
        self.rows: dict[str, list[tuple[object, ...]]] = {c.id: [] for c in frame.cohorts}
        self.texts: dict[str, list[Written]] = {c.id: [] for c in frame.cohorts}
        self.unreadable = 0
        self._fitting: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        closed = frozenset((*self.closed, *self.ratings.about))
        for cohort in frame.cohorts:
            asked = frozenset(q.code for q in frame.questions if q.asked_of(cohort.id))
            self._fitting[cohort.id] = (asked & closed, asked - self.ratings.about.keys())

    def add(
        self,
        cohort: str,
        answers: Mapping[str, object],
        texts: Mapping[str, object],
        threads: Mapping[str, Keys] | None = None,
    ) -> None:
        """Count one opened ballot, written by a stranger: one that does not fit the questionnaire is unreadable.

        `answers` maps question codes to a band or None (skipped), `texts` to words, `threads` to the keys by
        which a text can be answered: they stay with that text alone. KeyError: no such cohort.
        """
        closed, worded = self._fitting[cohort]
        fits = answers.keys() <= closed and texts.keys() <= worded and self.ratings.fit(answers)
        if fits and _plausible(answers, texts):
            self.ratings.add(cohort, answers)
            self.rows[cohort].append(tuple(answers.get(code) for code in self.closed))
            said, keys = ((code, str(text).strip()) for code, text in texts.items()), threads or {}
            self.texts[cohort].extend((code, words, keys.get(code)) for code, words in said if words)
        else:
            self.add_unreadable(cohort)

    def add_unreadable(self, cohort: str) -> None:
        """Count a ballot that did not open, or that named another cohort, as one that skipped everything."""
        self.unreadable += 1
        self.rows[cohort].append((None,) * len(self.closed))


def _plausible(answers: Mapping[str, object], texts: Mapping[str, object]) -> bool:
    bands = (band for band in answers.values() if band is not None)
    return all(type(band) in (int, Band) and band in BANDS for band in bands) and all(
        type(text) is str for text in texts.values()
    )


@dataclass(frozen=True)
class Part:
    """A cell by itself, without any number of ballots: its home, its cohorts and the people in them at open."""

    home: str
    cohorts: frozenset[str]
    members: int


@dataclass(frozen=True)
class Turnout:
    """How many of a cohort took part; None reads "fewer than 3"."""

    cohort: str
    members: int
    collected: int | None


@dataclass(frozen=True)
class Publication:
    """All that is ever published of a round. Keys of `cells` and `comment_cells` are (question, home)."""

    round_cells: tuple[Part, ...]
    cells: Mapping[tuple[str, str], Cell]
    comment_cells: Mapping[tuple[str, str], Part]
    texts: tuple[Text, ...]
    spreads: tuple[Spread, ...]
    correlations: tuple[Correlation, ...]
    turnout: tuple[Turnout, ...]
    ballots: int
    unreadable: int


def publish(tally: Tally, collected: Mapping[str, int], random: Random) -> Publication:
    """Return what may be known of the round, for good. `collected`: how many of each cohort took part.

    The round's cells are formed over ballots; the cells of each question, and the cells of comments, are formed over
    the finished cells of the round, so that every partition of a round coarsens one and nothing can be subtracted.
    A question that fewer than `k` people answered in the whole company has no cell, hence no row and no number.
    `random` shuffles the comments: give it a source nobody can repeat.
    """
    gate = _Gate(tally)
    ordinary, rating = ([q for q in tally.frame.questions if bool(q.about) == about] for about in (False, True))
    columns = {question.code: gate.column(question) for question in ordinary if not question.open}
    within = pairs({q.code: columns[q.code] for q in ordinary if not (q.open or q.sensitive)})
    comment_cells = {(q.code, part.home): part for q in ordinary for part in gate.comment_cells(q)}
    rows = {code: column.cells for code, column in columns.items()} | {q.code: gate.rated(q) for q in rating}
    return Publication(
        round_cells=tuple(gate.part(group, gate.everybody) for group in gate.groups),
        cells={(code, home): row for code in sorted(rows) for home, row in rows[code].items()},
        comment_cells=comment_cells,
        texts=shuffled(tally.texts, ((name, part.cohorts) for name, part in comment_cells.items()), random),
        spreads=spreads(columns, within, gate.scales()),
        correlations=correlations(columns, within),
        turnout=tuple(_turnout(cohort, collected.get(cohort.id, 0)) for cohort in tally.frame.cohorts),
        ballots=sum(map(len, tally.rows.values())),
        unreadable=tally.unreadable,
    )


class _Gate:
    """The cells of one round, and what is formed over them."""

    def __init__(self, tally: Tally) -> None:
        self.tally, self.frame = tally, tally.frame
        self.at_home = {cohort.home: cohort for cohort in self.frame.cohorts}
        self.everybody = frozenset(cohort.id for cohort in self.frame.cohorts)
        count = {home: len(tally.rows[cohort.id]) for home, cohort in self.at_home.items()}
        members = {home: cohort.members for home, cohort in self.at_home.items()}
        self.groups = cells(self.frame.parent, count, self.frame.k, members)
        self.cohorts = {g.name: [self.at_home[home] for home in sorted(g.labels)] for g in self.groups}

    def part(self, group: Group, asked: frozenset[str]) -> Part:
        """Return a cell of the round without its number of ballots."""
        held = [cohort for cohort in self.cohorts[group.name] if cohort.id in asked]
        return Part(group.name, frozenset(c.id for c in held), sum(c.members for c in held))

    def coarsen(self, count: Mapping[str, int], at_least: int, asked: frozenset[str]) -> dict[Part, frozenset[str]]:
        """Partition the cells of the round again: maps each part to the names of the cells it unites."""
        held = {group.name: self.part(group, asked) for group in self.groups}
        members = {name: part.members for name, part in held.items()}
        united = {}
        for group in cells(self.frame.parent, count, at_least, members):
            cohorts = frozenset[str]().union(*(held[name].cohorts for name in group.labels))
            united[Part(group.name, cohorts, sum(members[name] for name in group.labels))] = group.labels
        return united

    def asked(self, question: Question) -> frozenset[str]:
        """Return the cohorts whose ballots hold the question."""
        return frozenset(cohort for cohort in self.everybody if question.asked_of(cohort))

    def column(self, question: Question) -> JointColumn:
        """Return the cells of one question, and the answers that stand behind them."""
        place = self.tally.closed.index(question.code)
        answers = {
            name: [row[place] for cohort in cohorts for row in self.tally.rows[cohort.id]]
            for name, cohorts in self.cohorts.items()
        }
        bands = {name: Counter(given) for name, given in answers.items()}
        count = {name: sum(bands[name][band] for band in Band) for name in answers}
        found = self.coarsen(count, question.threshold(self.frame.k), self.asked(question))
        if question.sensitive and too_close(found.values(), count):
            raise ValueError(f"figures on {question.code} lie too close together to be published")
        rows = {part.home: _row(question, part, [bands[name] for name in names]) for part, names in found.items()}
        alone = frozenset(part.home for part, names in found.items() if names == {part.home})
        return JointColumn(rows, alone, answers)

    def rated(self, question: Question) -> dict[str, Cell]:
        """Return the cells of a question about a team, which are its own and enter no joint figure.

        They unite whole cells of the round, as far as those were asked: a cell without anybody who was asked is none.
        """
        ratings, asked = self.tally.ratings, self.asked(question)
        parts = {group.name: self.part(group, asked) for group in self.groups}
        count = {name: sum(ratings.bands(question.code, part.cohorts)) for name, part in parts.items()}
        least = question.threshold(self.frame.k)
        if question.named:
            everybody = Part(TOP, asked, sum(part.members for part in parts.values()))
            found = [everybody] if sum(count.values()) >= least else []
        else:
            found = list(self.coarsen(count, least, asked))
        bands = {part: ratings.bands(question.code, part.cohorts) for part in found}
        return {part.home: cell(question.code, part.cohorts, part.members, bands[part]) for part in found}

    def comment_cells(self, question: Question) -> Iterable[Part]:
        """Return the cells in which texts on this question are read: by ballots that hold it, written on or not."""
        asked = self.asked(question)
        count = {
            name: sum(len(self.tally.rows[cohort.id]) for cohort in cohorts if cohort.id in asked)
            for name, cohorts in self.cohorts.items()
        }
        return self.coarsen(count, question.threshold(self.frame.comments_from), asked)

    def scales(self) -> dict[str, set[frozenset[str]]]:
        """Return, for each dimension, the sets of questions that make up its score and were asked together."""
        found: dict[str, set[frozenset[str]]] = defaultdict(set)
        for cohort in self.frame.cohorts:
            scale: dict[str, set[str]] = defaultdict(set)
            for question in self.frame.questions:
                if question.scored and question.asked_of(cohort.id):
                    scale[question.scored].add(question.code)
            for dimension, codes in scale.items():
                found[dimension].add(frozenset(codes))
        return found


def too_close(parts: Collection[frozenset[str]], count: Mapping[str, int]) -> bool:
    """Tell whether two figures on a sensitive question could differ by some answers, but fewer than ten.

    `parts` are the cells as sets of cells of the round, `count` the answers in each of these.
    """
    overlap = sum(map(len, parts)) > len(frozenset[str]().union(*parts))
    return overlap or any(sum(count[name] for name in part) < SENSITIVE_APART for part in parts)


def _row(question: Question, part: Part, counts: Iterable[Counter[object]]) -> Cell:
    """Return the row to publish of one question in one of its cells."""
    total = sum(counts, Counter[object]())
    bands: Bands = (total[Band.FAVOURABLE], total[Band.NEUTRAL], total[Band.UNFAVOURABLE])
    return cell(question.code, part.cohorts, part.members, bands)


def _turnout(cohort: Cohort, collected: int) -> Turnout:
    return Turnout(cohort.id, cohort.members, collected if collected >= FEWEST_NAMED else None)
