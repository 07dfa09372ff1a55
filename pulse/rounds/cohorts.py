"""Who is counted with whom: the frozen roster divided into cohorts when a round opens."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pulse.tallies.cells import Group, cells


@dataclass(frozen=True)
class Member:
    """One person of the audience: their team, and whether they lead it."""

    person_id: int
    team: str
    is_lead: bool


@dataclass(frozen=True)
class Division:
    """The cohorts, how many heads each label has, and which label each person is counted under."""

    groups: tuple[Group, ...]
    heads: Mapping[str, int]
    label_of: Mapping[int, str]

    def size(self, group: Group) -> int:
        """Return how many people a cohort has."""
        return sum(self.heads.get(label, 0) for label in group.labels)


def divide(parent: Mapping[str, str | None], members: Iterable[Member], smallest: int) -> Division:
    """Divide the audience into cohorts of at least `smallest`; no groups when there are fewer people than that.

    A lead's own ballot is counted with the team above, where one is asked: people must be able to rate their lead
    without the lead among them.
    """
    label_of = {member.person_id: _label(parent, member) for member in members}
    heads = Counter(label_of.values())
    return Division(cells(parent, heads, smallest, heads), heads, label_of)


def _label(parent: Mapping[str, str | None], member: Member) -> str:
    above = parent[member.team]
    return above if member.is_lead and above is not None else member.team
