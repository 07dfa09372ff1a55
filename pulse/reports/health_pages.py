"""Gathers what the page of a programme's health shows, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from pulse.people.models import Team
from pulse.programmes import queries as programmes
from pulse.questions import queries as questions
from pulse.questions.models import Question, Version
from pulse.questions.scales import Scale as Answering
from pulse.reports import coverage, panels, queries
from pulse.reports.coverage import Covered
from pulse.reports.marks import Trend
from pulse.reports.norms import TOOK_PART, Norm, norms
from pulse.reports.queries import Chosen
from pulse.rounds.models import Round
from pulse.scores import queries as stored
from pulse.scores.all_clear import Tested
from pulse.scores.health import Fit, ScaleHealth, Telling, Tie, Variation, scale, telling, tie, ties
from pulse.scores.published import DIMENSIONS
from pulse.scores.stored import TookPart
from pulse.tallies import queries as tables


@dataclass(frozen=True)
class Checked:
    """One question; `tie`: with the others of its dimension (`whole`: with their sum, asked all at once)."""

    code: str
    text: str
    reverse: bool
    covered: Covered
    last: datetime | None
    tie: Tie | None
    whole: bool
    telling: Telling | None

    @property
    def fit(self) -> Fit:
        """Return what may be said of it."""
        return self.tie.fit if self.tie else Fit.UNKNOWN


@dataclass(frozen=True)
class Shelf:
    """The questions about one thing, and the pairs of them that were asked together."""

    dimension: str
    questions: tuple[Checked, ...]
    pairs: tuple[tuple[str, str, Tie], ...]
    scale: ScaleHealth | None
    asked_at: datetime | None  # when those of `scale` were asked together


@dataclass(frozen=True)
class Wording:
    """One version of a question, and the rounds that asked it: the first and the last."""

    number: int
    made_at: datetime
    text: str
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class HealthPage:
    """What the page shows; `unread`: rounds with ballots that could not be read, and how many."""

    shelves: tuple[Shelf, ...]
    others: tuple[Checked, ...]
    reworded: tuple[tuple[str, tuple[Wording, ...]], ...]
    took_part: TookPart | None
    response: Trend | None
    norm: Norm | None
    unread: tuple[tuple[Round, int, int], ...]
    ballots: int
    next_at: datetime | None

    @property
    def apart(self) -> tuple[Checked, ...]:
        """Return the questions that do not hang together with the others of their dimension."""
        return tuple(each for shelf in self.shelves for each in shelf.questions if each.fit is Fit.APART)

    @property
    def known(self) -> bool:
        """Whether anything may be said of any question yet."""
        return self.judged > 0

    @property
    def judged(self) -> int:
        """Return of how many questions something may be said."""
        return sum(each.fit is not Fit.UNKNOWN for shelf in self.shelves for each in shelf.questions)

    @property
    def tested(self) -> Tested:
        """Return of how many questions that were asked it is known whether they hang together."""
        asked = [each for shelf in self.shelves for each in shelf.questions if each.covered.times]
        known = sum(each.fit is not Fit.UNKNOWN for each in asked)
        return Tested(known, len(asked) - known)

    @property
    def hanging(self) -> int:
        """Return how many questions hang together with the others of their dimension."""
        return sum(each.fit is Fit.HANGS for shelf in self.shelves for each in shelf.questions)

    @property
    def planned(self) -> int:
        """Return how many questions the programme asks, at some time."""
        return sum(each.covered.planned for each in self._all)

    @property
    def unasked(self) -> int:
        """Return how many of them no round has asked yet."""
        return sum(each.covered.planned and not each.covered.times for each in self._all)

    @property
    def unreadable(self) -> int:
        """Return how many ballots of these rounds could not be read."""
        return sum(unread for _round, _ballots, unread in self.unread)

    @property
    def _all(self) -> tuple[Checked, ...]:
        return (*(each for shelf in self.shelves for each in shelf.questions), *self.others)


def health_page(root: Team, chosen: Chosen, labels: Sequence[str], now: datetime) -> HealthPage:
    """Return the health of a programme up to the chosen round."""
    course, known = chosen.course, questions.by_code()
    found = _Found(chosen, known)
    past = queries.past(chosen, [root.uid], labels)
    took_part = stored.took_part(past.rounds, [root.uid])
    counted = tables.unreadable([each.uid for each in course])
    upcoming = programmes.next_round(chosen.programme, now)
    return HealthPage(
        shelves=tuple(found.shelf(dimension) for dimension in DIMENSIONS),
        others=tuple(found.checked(code) for code in found.others()),
        reworded=tuple(_reworded(found.asked, course, known)),
        took_part=next((each for each in took_part if each.round_id == chosen.round.id), None),
        response=panels.response(past, _("Took part"), took_part, root.uid),
        norm=norms()[TOOK_PART] if chosen.programme.shows_norms else None,
        unread=tuple((each, *counted[each.uid]) for each in reversed(course) if counted.get(each.uid, (0, 0))[1]),
        ballots=sum(ballots for ballots, _unread in counted.values()),
        next_at=upcoming.opens_at if upcoming else None,
    )


class _Found:
    """What the rounds of a course say of each question."""

    def __init__(self, chosen: Chosen, known: Mapping[str, Question]) -> None:
        self.course, self.known = chosen.course, known
        self.anchors = frozenset(chosen.programme.anchors)
        self.asked = [_versions(each) for each in self.course]
        kept = stored.health([each.id for each in self.course])
        self.health = {round_id: each.questions for round_id, each in kept.items()}
        self.correlations = [kept[each.id].correlations if each.id in kept else {} for each in self.course]
        plan = programmes.plan_of(chosen.programme, {code: each.dimension for code, each in known.items()})
        covered = coverage.covered([list(each) for each in self.asked], plan, chosen.programme.held)
        self.covered = {code: each for code, each in covered.items() if code in known}
        every = [each for found in self.correlations for each in found.values()]
        self.ties: dict[str, Tie] = {}
        self.whole: dict[str, tuple[ScaleHealth, datetime]] = {}
        for dimension in DIMENSIONS:
            self.ties |= ties(self.codes(dimension), self.anchors, every)
            self._scale(dimension)

    def codes(self, dimension: str) -> list[str]:
        """Return the questions about one thing, those asked every time first."""
        found = [code for code in self.covered if self._scored(code) == dimension]
        return sorted(found, key=lambda code: (not self.covered[code].every, self.known[code].id))

    def others(self) -> list[str]:
        """Return the questions that make up no score."""
        return sorted((code for code in self.covered if not self._scored(code)), key=lambda code: self.known[code].id)

    def _scored(self, code: str) -> str:
        question = self.known[code]
        return question.dimension if question.dimension in DIMENSIONS and not question.sensitive else ""

    def _scale(self, dimension: str) -> None:
        """Find the latest round that asked so much at once that alpha may be said."""
        for each, asked, found in zip(
            reversed(self.course), reversed(self.asked), self.correlations[::-1], strict=True
        ):
            said = self.health.get(each.id, {})
            codes = [code for code in asked if code in said and self._scored(code) == dimension]
            whole = scale(codes, {code: said[code]["deviation"] for code in codes}, found)
            if whole:
                self.whole[dimension] = whole, each.opens_at
                return

    def shelf(self, dimension: str) -> Shelf:
        """Return the questions about one dimension."""
        codes = self.codes(dimension)
        whole, asked_at = self.whole.get(dimension, (None, None))
        return Shelf(dimension, tuple(self.checked(code) for code in codes), self._pairs(codes), whole, asked_at)

    def _pairs(self, codes: Sequence[str]) -> tuple[tuple[str, str, Tie], ...]:
        by_pair: dict[tuple[str, str], list[tuple[float, int]]] = {}
        for found in self.correlations:
            for pair, each in found.items():
                if set(pair) <= set(codes):
                    by_pair.setdefault(pair, []).append((each.hundredths / 100, each.pairs))
        pooled = ((*pair, tie(found)) for pair, found in sorted(by_pair.items()))
        return tuple((self._text(a), self._text(b), each) for a, b, each in pooled if each is not None)

    def checked(self, code: str) -> Checked:
        """Return one question with all that is known of it."""
        question, covered = self.known[code], self.covered[code]
        whole = self.whole.get(question.dimension)
        rest = whole[0].rest.get(code) if whole else None
        at = None if covered.last is None else self.course[-1 - covered.last].opens_at
        varied = Variation()
        for each in self.health.values():
            if code in each:
                varied = varied.plus(Variation(**{k: v for k, v in each[code].items() if k != "deviation"}))
        told = telling(varied) if question.scale != Answering.TEXT else None
        return Checked(
            code, self._text(code), question.reverse, covered, at, rest or self.ties.get(code), rest is not None, told
        )  # fmt: skip

    def _text(self, code: str) -> str:
        return _in_words(self.known[code].versions[-1])


def _in_words(version: Version) -> str:
    return questions.text_in(version, str(get_locale() or "en").split("_")[0])


def _versions(about: Round) -> dict[str, int]:
    """Return which questions a round asked, in which version."""
    named = (name.split("@") for name in about.questions.split(",") if "@" in name)
    return {code: int(number) for code, number in named}


def _reworded(
    asked: Sequence[Mapping[str, int]], course: Sequence[Round], known: Mapping[str, Question]
) -> Iterable[tuple[str, tuple[Wording, ...]]]:
    """Yield the questions asked here whose wording was changed, with all their wordings, the newest first."""
    for code in sorted({code for each in asked for code in each} & known.keys()):
        versions = known[code].versions
        if len(versions) > 1:
            wordings = []
            for version in reversed(versions):
                at = [e.opens_at for e, codes in zip(course, asked, strict=True) if codes.get(code) == version.number]
                span = (at[0], at[-1]) if at else (None, None)
                wordings.append(Wording(version.number, version.made_at, _in_words(version), *span))
            yield wordings[0].text, tuple(wordings)
