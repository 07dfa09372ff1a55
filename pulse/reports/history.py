"""Lines that go on across a recorded change of teams, and the places of events on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pulse.base import alphabet
from pulse.lineage.links import Link, Stretch, made_of
from pulse.reports.panels import Past
from pulse.scores.stored import Score

MOST_PARTS = 2  # quiet lines of teams that a team came out of


def across(
    past: Past, rows: Iterable[tuple[frozenset[str], Score]], links: Sequence[Link], days: Mapping[int, date]
) -> Past:
    """Return the past with the earlier part of each line: what all teams that became the team were together.

    rows: (made of, score) as stored; one that speaks of other teams than `links` say is left out. days: by round.
    """
    scores = dict(past.scores)
    for teams, row in rows:
        subject = (row.team, row.dimension, row.round_id)
        if teams != made_of(row.team, links, days[row.round_id]):
            continue
        if teams != {row.team}:
            scores[subject] = row
        elif subject in scores:
            scores[subject] = replace(scores[subject], joined=row.joined)
    return replace(past, scores=scores)


def until(past: Past, link: Link, days: Mapping[int, date], name: str) -> Past:
    """Return the past with the line of a team that was split, up to the split, under another name."""
    older = {
        (name, dimension, round_id): score
        for (team, dimension, round_id), score in past.scores.items()
        if team == link.follows and days[round_id] < link.on
    }
    return replace(past, scores={**past.scores, **older})


def place(day: date, rounds: Sequence[date]) -> float | None:
    """Return where a day stands among the rounds' days: 4.5 is half way from the fifth to the sixth; None outside."""
    if not rounds or not rounds[0] <= day <= rounds[-1]:
        return None
    after = next(number for number, opened in enumerate(rounds) if day <= opened)
    if after == 0:
        return 0.0
    since, until = rounds[after - 1], rounds[after]
    return after - 1 + (day - since).days / max(1, (until - since).days)


def there(stretch: Stretch, asked: Iterable[tuple[str, date]], names: Mapping[str, str]) -> list[str]:
    """Return the names of those teams of a stretch that rounds knew then: what came of them was not there yet."""
    known = {uid for uid, day in asked if day < stretch.until}
    return sorted((names[uid] for uid in stretch.teams if uid in known and uid in names), key=alphabet.key)
