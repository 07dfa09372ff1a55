"""The finding a page leads with: only what the rules of change allow to be said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pulse.reports import readings
from pulse.reports.figure_signs import Hidden, Turn
from pulse.reports.readings import direction, hidden
from pulse.scores.change import FIRST_TEST, Verdict
from pulse.scores.published import DIMENSIONS, SCORED
from pulse.scores.stored import Score


class Finding(StrEnum):
    """What a headline says."""

    CHANGED = "changed"  # dimensions, all one way, of one team
    MIXED = "mixed"  # some up, some down, of one team
    RECOVERING = "recovering"  # up again after it had clearly fallen
    SEVERAL = "several"  # clear changes in several teams
    SILENT = "silent"  # fewer take part
    WITH_COMPANY = "with-company"
    NOTHING_NEW = "nothing-new"  # what has changed was said before
    STEADY = "steady"  # all that is shown was tested
    PARTLY = "partly"  # nothing new in the dimensions that could be tested; the others cannot be judged yet
    TOO_EARLY = "too-early"  # nothing was tested: too few rounds
    CANNOT_TELL = "cannot-tell"  # nothing was tested: too few of them with a score
    TOO_FEW = "too-few"
    HIGHER_UP = "higher-up"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True)
class Headline:
    """A finding and what it is about: dimensions (higher, lower, or tested at all), a team."""

    finding: Finding
    higher: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    team: str = ""
    count: int = 0
    tested: tuple[str, ...] = ()


_HIDDEN = {
    Hidden.TOO_FEW: Finding.TOO_FEW,
    Hidden.HIGHER_UP: Finding.HIGHER_UP,
    Hidden.NO_DATA: Finding.NOT_ASKED,
}
SAID = frozenset({Finding.CHANGED, Finding.MIXED, Finding.RECOVERING, Finding.SEVERAL, Finding.SILENT})


def of_company(
    scores: Mapping[str, Score], rounds: int, news: Sequence[Score], silent: Sequence[str], names: Mapping[str, str]
) -> Headline:
    """Return the headline of the overview.

    scores: the company's, by dimension; rounds: sealed so far; news: the announced changes of other teams that this
    reader may see; silent: those of them that fell silent; names: of both, by uid.
    """
    own = of_team(scores, rounds, ())
    if own.finding in SAID:
        return own
    teams = sorted({score.team for score in news})
    if len(teams) == 1:
        return _changed(news, names[teams[0]])
    if teams:
        return Headline(Finding.SEVERAL, count=len(teams))
    if silent:
        return Headline(Finding.SILENT, team=names[silent[0]] if len(silent) == 1 else "", count=len(silent))
    return own


def of_team(
    scores: Mapping[str, Score], rounds: int, before: Iterable[Score], *, fell_silent: bool = False
) -> Headline:
    """Return the headline of a team's page: scores by dimension; `before`: its scores in earlier rounds, in order."""
    reasons = [hidden(scores.get(dimension)) for dimension in DIMENSIONS]
    news = [score for score in scores.values() if score.news]
    if news:
        return _recovering(news, before) or _changed(news)
    if fell_silent:
        return Headline(Finding.SILENT, count=1)
    if all(reasons):
        worst = next(reason for reason in Hidden if reason in reasons)
        return Headline(_HIDDEN[worst])
    return _steady([score for score in scores.values() if not score.gap], rounds)


def _steady(shown: Sequence[Score], rounds: int) -> Headline:
    verdicts = {score.dimension: readings.verdict(score) for score in shown}
    tested = tuple(dimension for dimension in SCORED if dimension in verdicts and verdicts[dimension].tested)
    if not tested:
        return Headline(Finding.TOO_EARLY if rounds < FIRST_TEST else Finding.CANNOT_TELL)
    said = set(verdicts.values())
    if Verdict.CANNOT_JUDGE in said:
        return Headline(Finding.PARTLY, tested=tested)
    if said & {Verdict.CHANGED_UP, Verdict.CHANGED_DOWN}:
        return Headline(Finding.NOTHING_NEW)
    return Headline(Finding.WITH_COMPANY if Verdict.MOVED_WITH_COMPANY in said else Finding.STEADY)


def _changed(news: Sequence[Score], team: str = "") -> Headline:
    higher = _dimensions(news, Turn.HIGHER)
    lower = _dimensions(news, Turn.LOWER)
    return Headline(Finding.MIXED if higher and lower else Finding.CHANGED, higher, lower, team)


def _recovering(news: Sequence[Score], before: Iterable[Score]) -> Headline | None:
    """Return "recovering" when all that is news went up, and had clearly gone down when last announced."""
    last = {score.dimension: direction(score) for score in before if score.news}
    higher = _dimensions(news, Turn.HIGHER)
    if len(higher) == len(news) and all(last.get(dimension) is Turn.LOWER for dimension in higher):
        return Headline(Finding.RECOVERING, higher)
    return None


def _dimensions(news: Sequence[Score], way: Turn) -> tuple[str, ...]:
    went = {score.dimension for score in news if direction(score) is way}
    return tuple(dimension for dimension in SCORED if dimension in went)
