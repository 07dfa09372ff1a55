"""Which teams of the past a team is made of: what was recorded when teams were renamed, merged or split."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Link:
    """From `on` the people of the team `follows` work in `team`: all of them, or only a `part` (a split)."""

    team: str
    follows: str
    on: date
    part: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Until this day (not counting it) the team was these teams together."""

    until: date
    teams: tuple[str, ...]


def made_of(team: str, links: Iterable[Link], day: date) -> frozenset[str]:
    """Return the uids that together were the team on a day: itself and all that went wholly into it later."""
    before: dict[str, list[str]] = {}
    for link in links:
        if not link.part and day < link.on:
            before.setdefault(link.team, []).append(link.follows)
    found, waiting = {team}, [team]
    while waiting:
        new = [older for older in before.get(waiting.pop(), ()) if older not in found]
        found.update(new)
        waiting.extend(new)
    return frozenset(found)


def stretches(team: str, links: Sequence[Link]) -> tuple[Stretch, ...]:
    """Return what the team was before each change, the newest change first."""
    days = sorted({link.on for link in links if not link.part}, reverse=True)
    found = [(day, made_of(team, links, _before(day))) for day in days]
    return tuple(
        Stretch(day, tuple(sorted(teams)))
        for (day, teams), later in zip(found, [frozenset({team}), *(teams for _, teams in found)], strict=False)
        if teams != later
    )


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def parts(team: str, links: Iterable[Link]) -> tuple[Link, ...]:
    """Return what the team came out of without being all of it."""
    return tuple(link for link in links if link.part and link.team == team)


def families(links: Iterable[Link]) -> Mapping[str, str]:
    """Return for every team in a link one name for all teams linked with it: between them people moved together."""
    head: dict[str, str] = {}

    def top(uid: str) -> str:
        while head.setdefault(uid, uid) != uid:
            uid = head[uid]
        return uid

    for link in links:
        older, newer = sorted((top(link.follows), top(link.team)))
        head[newer] = older
    return {uid: top(uid) for uid in head}


def closes_a_circle(link: Link, links: Iterable[Link]) -> bool:
    """Tell whether a team would follow itself through others."""
    after: dict[str, list[str]] = {}
    for each in links:
        after.setdefault(each.follows, []).append(each.team)
    seen, waiting = {link.team}, [link.team]
    while waiting:
        for team in after.get(waiting.pop(), ()):
            if team not in seen:
                seen.add(team)
                waiting.append(team)
    return link.follows in seen
