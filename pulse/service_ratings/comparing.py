"""Who serves whom, how that is rated, and how far from what other teams get on the same questions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from statistics import NormalDist

from pulse.service_ratings.service import ALL, Rated

FEWEST = 3  # teams with a score on a question: with two, the mean would tell one of them the other's


class Stands(StrEnum):
    """Where a rating lies, range and all, beside the mean of the company's teams on the same questions."""

    ABOVE = "above"
    BELOW = "below"
    UNCLEAR = "unclear"
    NOTHING = "nothing"  # no number, or nobody to compare with


@dataclass(frozen=True)
class Rating:
    """One rating as the map shows it: of a team by everybody, or by one branch."""

    rated: Rated
    usual: float | None = None  # the mean of the company's teams on its questions
    among: int = 1  # ratings that are compared at once

    @property
    def apart(self) -> float | None:
        """Return the points above (below 0: under) that mean."""
        return None if self.rated.gap or self.usual is None else self.rated.score - self.usual

    @property
    def stands(self) -> Stands:
        """Return where it lies; a range that holds the mean is neither above nor below.

        The range is widened by how many are compared at once (Bonferroni), or chance alone would put some apart.
        """
        if self.rated.gap or self.usual is None:
            return Stands.NOTHING
        score, wider = self.rated.score, _wider(self.among)
        low = score if self.rated.low is None else score - wider * (score - self.rated.low)
        high = score if self.rated.high is None else score + wider * (self.rated.high - score)
        return Stands.ABOVE if low > self.usual else Stands.BELOW if high < self.usual else Stands.UNCLEAR


@cache
def _wider(among: int) -> float:
    normal = NormalDist()
    return normal.inv_cdf(1 - 0.025 / max(1, among)) / normal.inv_cdf(0.975)


@dataclass(frozen=True)
class Served:
    """A team or branch that is served, and its own rating, where there is one."""

    uid: str
    rating: Rating | None


@dataclass(frozen=True)
class Server:
    """A team that serves others: its rating by everybody, if it was asked about, and whom it serves."""

    uid: str
    round_id: int | None
    rating: Rating | None
    served: tuple[Served, ...]
    named: bool = False

    @property
    def apart(self) -> float:
        """Return by how many points it lies off the mean; 0 where that cannot be said."""
        return abs((self.rating.apart if self.rating else None) or 0.0)


@dataclass(frozen=True)
class Latest:
    """The round that asked about a team last; `named`: its raters named the team themselves."""

    round_id: int
    named: bool
    rows: tuple[Rated, ...]


Means = Mapping[bool, Mapping[str, float]]  # by `named`, by question: self-chosen raters are no others' yardstick


def means_of(latest: Iterable[Latest]) -> Means:
    """Return the company's mean on each question."""
    held = list(latest)
    return {named: usual(row for each in held if each.named == named for row in each.rows) for named in (False, True)}


def usual(latest: Iterable[Rated]) -> dict[str, float]:
    """Return the mean of the company's teams on each question, each team once; none where fewer than three have it."""
    scores: dict[str, list[float]] = {}
    for row in latest:
        if row.branch == ALL and row.question != ALL and not row.gap:
            scores.setdefault(row.question, []).append(row.score)
    return {question: sum(some) / len(some) for question, some in scores.items() if len(some) >= FEWEST}


def servers(
    latest: Mapping[str, Latest], serves: Iterable[tuple[str, str]], may_read: Callable[[str], bool]
) -> list[Server]:
    """Return the teams a reader may read, the furthest from the mean first, those without a number last.

    `latest`: what was asked last about each team; `serves`: (team, whom it serves) as recorded. The mean is that of
    all teams, whoever reads.
    """
    means = means_of(latest.values())
    whom: dict[str, list[str]] = {server: [] for server in latest}
    for server, branch in serves:
        whom.setdefault(server, []).append(branch)
    found = [
        _server(server, latest.get(server), branches, means, len(latest))
        for server, branches in whom.items()
        if may_read(server)
    ]
    return sorted(found, key=lambda each: (each.rating is None or bool(each.rating.rated.gap), -each.apart, each.uid))


def _server(uid: str, asked: Latest | None, branches: list[str], means: Means, among: int) -> Server:
    if asked is None:
        return Server(uid, None, None, tuple(Served(branch, None) for branch in branches))
    ratings = ratings_of(asked.rows, means[asked.named], among)
    only = len(branches) == 1
    served = tuple(Served(each, ratings.get(each) or (ratings.get(ALL) if only else None)) for each in branches)
    return Server(uid, asked.round_id, ratings.get(ALL), () if asked.named else served, asked.named)


def ratings_of(rows: Iterable[Rated], means: Mapping[str, float], among: int) -> dict[str, Rating]:
    """Return the rating of a team by each branch, beside the company's mean on the very questions that were asked.

    `among`: how many teams are compared; branches are, in addition, compared with each other.
    """
    held = list(rows)
    asked = [row.question for row in held if row.branch == ALL and row.question != ALL]
    known = [means[question] for question in asked if question in means]
    level = sum(known) / len(known) if known and len(known) == len(asked) else None
    whole = [row for row in held if row.question == ALL]
    return {row.branch: Rating(row, level, among if row.branch == ALL else among + len(whole) - 1) for row in whole}


@dataclass(frozen=True)
class MapLine:
    """One line of the picture: from a team that serves to one that is served; heights in percent."""

    y1: float
    y2: float
    stands: Stands


@dataclass(frozen=True)
class Drawn:
    """The picture: who serves on one side, who is served on the other."""

    servers: tuple[Server, ...]
    served: tuple[str, ...]
    lines: tuple[MapLine, ...]


def drawn(found: Iterable[Server], most: int = 12) -> Drawn:
    """Return the picture of the first teams; the others stand in the table."""
    shown = tuple(server for server in found if server.served)[:most]
    served = tuple(dict.fromkeys(each.uid for server in shown for each in server.served))
    lines = [
        MapLine(_middle(at, len(shown)), _middle(served.index(each.uid), len(served)), _stands(each))
        for at, server in enumerate(shown)
        for each in server.served
    ]
    return Drawn(shown, served, tuple(lines))


def _stands(served: Served) -> Stands:
    return served.rating.stands if served.rating else Stands.NOTHING


def _middle(at: int, of: int) -> float:
    return round(100 * (at + 0.5) / of, 2)


def radius(server: Server, least: float = 5.0, most: float = 14.0, full: float = 25.0) -> float:
    """Return how large a team is drawn, in pixels: by how far it lies off the mean, wherever that is clear."""
    return round(least + (most - least) * min(1.0, server.apart / full), 1)
