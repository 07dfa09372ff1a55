"""Gathers what the pages of serving teams show, from stored rows alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base.may import May
from pulse.people.models import Person, Team
from pulse.questions import queries as questions
from pulse.reports import charts, readings
from pulse.reports.marks import Line, Reading, Trend
from pulse.reports.panels import Asked
from pulse.reports.timeline import by_date
from pulse.scores import queries as stored
from pulse.scores.all_clear import Tested
from pulse.scores.stored import Given
from pulse.service_ratings import comparing, queries
from pulse.service_ratings.comparing import Drawn, Latest, Rating, Server, Stands
from pulse.service_ratings.queries import Asking, RatingRow
from pulse.service_ratings.service import ALL, Rated
from pulse.team_services import queries as services


@dataclass(frozen=True)
class MapPage:
    """The map: teams that serve, with the picture of who serves whom; names by uid, days by round."""

    servers: list[Server]
    picture: Drawn
    names: Mapping[str, str]
    days: Mapping[int, date]
    compared: bool  # a mean to compare with exists
    tested: Tested  # rated teams that stand beside that mean


@dataclass(frozen=True)
class BranchRow:
    """One branch that rates: its team's name, how deep it stands below the first of them, and its rating."""

    name: str
    depth: int
    rating: Rating


@dataclass(frozen=True)
class ServerPage:
    """One team's service: newest rating, its course, its questions, its branches, and the trust inside the team."""

    on: date
    named: bool
    rating: Rating
    service: Trend | None
    trust: Trend | None
    asked: Sequence[Asked]
    branches: Sequence[BranchRow]


def service_map(person: Person) -> MapPage:
    """Return the map of what somebody may read: everything for HR, the own branch for who leads."""
    recent = queries.recent()
    latest, serves = _latest(recent), [(each.server.uid, each.served.uid) for each in services.services()]
    found = comparing.servers(latest, serves, _may_read(person))
    picture = comparing.drawn(found)
    uids = {each.uid for each in found} | {one.uid for each in found for one in each.served}
    days = {asking.round_id: asking.on for asking in recent}
    compared = any(each.rating and each.rating.usual is not None for each in found)
    rated = [each.rating for each in found if each.rating and not each.rating.rated.gap]
    beside = sum(rating.stands is not Stands.NOTHING for rating in rated)
    return MapPage(found, picture, services.names(uids), days, compared, Tested(beside, len(rated) - beside))


def _may_read(person: Person) -> Callable[[str], bool]:
    if person.team is None or allowed(person, May.MANAGE_CUSTOMERS):
        return lambda _uid: allowed(person, May.MANAGE_CUSTOMERS)
    own = services.below()(person.team.uid)
    return lambda uid: uid in own


def _latest(recent: Sequence[Asking]) -> dict[str, Latest]:
    """Return what was asked last about each team; one statement."""
    rows: dict[tuple[str, int], list[Rated]] = {}
    for row in queries.rows([asking.round_id for asking in recent]):
        rows.setdefault((row.rated.server, row.round_id), []).append(row.rated)
    found: dict[str, Latest] = {}
    for asking in recent:  # the newest first
        for (server, round_id), held in rows.items():
            if round_id == asking.round_id and server not in found:
                found[server] = Latest(round_id, asking.named, tuple(held))
    return found


def server_page(team: Team) -> ServerPage | None:
    """Return one team's page; None when nobody was ever asked about it."""
    every = queries.of_team(team.uid)
    if not every:
        return None
    newest = every[0]
    course = [
        each for each in reversed(every) if (each.programme_id, each.named) == (newest.programme_id, newest.named)
    ]
    rows = queries.rows_of_team(team.uid, [each.round_id for each in course])
    now = [row.rated for row in rows if row.round_id == newest.round_id]
    latest = _latest(queries.recent())
    ratings = comparing.ratings_of(now, comparing.means_of(latest.values())[newest.named], max(1, len(latest)))
    return ServerPage(
        on=newest.on,
        named=newest.named,
        rating=ratings[ALL],
        service=_course(course, _service(team, course, rows)),
        trust=_course(course, _trust(team, course)),
        asked=_asked(team, now),
        branches=_branches(ratings),
    )


def _course(course: Sequence[Asking], line: Line) -> Trend | None:
    if not any(reading.score is not None for reading in line.readings) or len(course) < 2:
        return None
    times = by_date([each.on for each in course])
    return charts.trend([_short(each.on) for each in course], line, height=180.0, times=times)


def _short(day: date) -> str:
    return str(format_skeleton("MMMd", day, locale=get_locale()))


def _service(team: Team, course: Sequence[Asking], rows: Sequence[RatingRow]) -> Line:
    whole = {row.round_id: row for row in rows if row.rated.question == ALL and row.rated.branch == ALL}
    points = (_reading(whole.get(each.round_id)) for each in course)
    return Line(_("Service of %(team)s", team=team.name), tuple(points))


def _reading(row: RatingRow | None) -> Reading:
    if row is None or row.rated.gap:
        return Reading(hidden=readings.hidden_by(row.rated.gap if row else "not asked"))
    rated = row.rated
    return Reading(rated.score, rated.low, rated.high, rated.n, about=rated.about, anew=not row.joined)


def _trust(team: Team, course: Sequence[Asking]) -> Line:
    rounds = [each.round_id for each in course]
    scores = {score.round_id: score for score in stored.scores(rounds, [team.uid]) if score.dimension == "trust"}
    return readings.line(_("Trust in %(team)s", team=team.name), rounds, scores)


def _asked(team: Team, now: Sequence[Rated]) -> list[Asked]:
    rows = [row for row in now if row.branch == ALL and row.question != ALL]
    language = str(get_locale() or "en").split("_")[0]
    known = questions.by_code([row.question for row in rows])
    return [
        Asked(
            row.question,
            known[row.question].dimension,
            questions.text_in(known[row.question].versions[-1], language).replace("{team}", team.name),
            known[row.question].reverse,
            _given(row),
        )
        for row in rows
        if row.question in known
    ]


def _given(row: Rated) -> Given:
    if row.gap:
        return Given(row.question, row.gap)
    numbers = {"score": row.score, "low": row.low, "high": row.high, "clamped": row.clamped, "about": row.about}
    return Given(row.question, "", row.n, row.members, row.bands, **numbers)  # type: ignore[arg-type]


def _branches(ratings: Mapping[str, Rating]) -> list[BranchRow]:
    """Return the branches in the order of the tree as it is today; one that is gone stands last."""
    names = services.names([branch for branch in ratings if branch != ALL])
    order = services.order(names)
    top = min(order.values(), key=lambda place: place[1], default=(0, 0))[1]
    known = sorted(names, key=lambda uid: order.get(uid, (len(order) + 10**6, top)))
    return [BranchRow(names[uid], order.get(uid, (0, top))[1] - top, ratings[uid]) for uid in known]
