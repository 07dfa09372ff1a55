"""Which team a file means: by its whole path, by the end of its path, or by a name that only one team has."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pulse.people.readings import clean

STEPS = re.compile(r"\s*(?:[/\\>›»→|]|::)+\s*")
LONGEST = 300

Steps = tuple[str, ...]


def folded(text: str) -> str:
    """Return what two spellings of the same team have in common."""
    return "/".join(steps(text))[:LONGEST]


def steps(text: str) -> Steps:
    """Return the names a text goes through, from the company down, without case and without accents on letters."""
    plain = unicodedata.normalize("NFKC", clean(text)).casefold()
    return tuple(step for step in STEPS.split(plain) if step)


@dataclass(frozen=True)
class Places:
    """The teams of a company by every end of their paths that belongs to one team alone."""

    whole: Mapping[Steps, str]  # uid by path
    ends: Mapping[Steps, frozenset[str]]

    def find(self, text: str) -> str | None:
        """Return the uid of the team a text names; None when it is none, or may be several."""
        wanted = steps(text)
        if wanted in self.whole:
            return self.whole[wanted]
        found = self.ends.get(wanted, frozenset())
        return next(iter(found)) if len(found) == 1 else None

    @property
    def uids(self) -> frozenset[str]:
        """Return all teams."""
        return frozenset(self.whole.values())

    def several(self, text: str) -> bool:
        """Tell whether several teams are called so."""
        return len(self.ends.get(steps(text), ())) > 1


def places(paths: Mapping[str, Steps]) -> Places:
    """Return the places of teams, given the path of each uid."""
    whole: dict[Steps, str] = {}
    ends: dict[Steps, set[str]] = {}
    for uid, path in paths.items():
        # A name may itself hold what parts a path elsewhere: the path is read as a file would write it.
        key = steps("/".join(path))
        whole.setdefault(key, uid)
        for start in range(len(key)):
            ends.setdefault(key[start:], set()).add(uid)
    return Places(whole, {end: frozenset(uids) for end, uids in ends.items()})
