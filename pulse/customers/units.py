"""Which units can be compared: none stands inside another."""

from collections.abc import Mapping, Set


def disjoint(teams: Mapping[int, Set[str]], parent: Mapping[str, str | None]) -> tuple[dict[int, Set[str]], set[int]]:
    """Return the units that stand in no other's way, with their teams, and the ids of those left out.

    A unit is left out when one of its teams stands above a team of another unit: the smallest with figures counts.
    """
    holder = {uid: unit for unit, uids in teams.items() for uid in uids}
    above = {
        holder[upper]
        for uid, unit in holder.items()
        for upper in uppers(uid, parent)
        if upper in holder and holder[upper] != unit
    }
    return {unit: uids for unit, uids in teams.items() if unit not in above}, above


def uppers(uid: str, parent: Mapping[str, str | None]) -> list[str]:
    """Return all teams above one, the nearest first."""
    found: list[str] = []
    step = parent.get(uid)
    while step is not None:
        found.append(step)
        step = parent.get(step)
    return found
