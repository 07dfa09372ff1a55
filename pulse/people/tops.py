"""Where the teams of a file stand: below the company that is there, whatever the file calls its top."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

Path = tuple[str, ...]

MOST = 0.6  # of the rows: what so many begin with is the company, and the others are mistakes


@lru_cache(maxsize=16384)
def key(path: Path) -> Path:
    """Return what makes two spellings of a team path the same."""
    return tuple(part.casefold() for part in path)


@dataclass(frozen=True, slots=True)
class Company:
    """What the company is called, and its open teams; without teams it has not begun."""

    name: str = "Company"
    teams: tuple[Path, ...] = ()


class Shape(StrEnum):
    """How the paths of a file begin."""

    COMPANY = "company"  # with the company, as it is called here
    OTHER_NAME = "other_name"  # with the company under another name
    ABOVE = "above"  # with something above the company
    BELOW = "below"  # with the teams below the company
    NAMES = "names"  # each is the name of one team, wherever it stands


@dataclass(frozen=True, slots=True)
class Placing:
    """How the paths of one file are read; `top` is what they begin with, folded."""

    shape: Shape
    top: str
    company: Company
    named: Mapping[str, tuple[Path, ...]]  # open teams by their own folded name

    def of(self, path: Path) -> tuple[Path, ...]:
        """Return where a path leads: one team, none (it belongs to another top), or several of the same name."""
        first, below = key(path)[0], (self.company.name, *path)
        if self.shape in {Shape.COMPANY, Shape.OTHER_NAME}:
            return (path,) if first == self.top else ()
        if self.shape is Shape.ABOVE:
            return ((path[1:] or (self.company.name,)),) if first == self.top else ()
        if first == key((self.company.name,))[0]:
            return (path,)
        if self.shape is Shape.NAMES:
            return self.named.get(first, (below,))
        return (below,)


def placing(counted: Mapping[Path, int], company: Company) -> Placing:
    """Tell how the paths of a file begin, from the rows of each."""
    roots: Counter[str] = Counter()
    for path, rows in counted.items():
        roots[key(path)[0]] += rows
    top, rows = max(roots.items(), key=lambda each: each[1], default=("", 0))
    most = rows > MOST * roots.total()
    flat, one = all(len(path) == 1 for path in counted), len(roots) == 1
    shape = _of_a_new_company(flat, one, most) if not company.teams else Shape.COMPANY
    here = key((company.name,))[0]
    if company.teams and (here not in roots or (flat and not one)):
        shape = _of_a_known_company(counted, company, top, most=most)
    elif company.teams:
        top = here
    named: dict[str, tuple[Path, ...]] = {}
    for team in company.teams:
        folded = key(team)[-1]
        named[folded] = (*named.get(folded, ()), team)
    return Placing(shape, top, company, named)


def _of_a_new_company(flat: bool, one: bool, most: bool) -> Shape:
    return Shape.COMPANY if one or (most and not flat) else Shape.BELOW


def _of_a_known_company(counted: Mapping[Path, int], company: Company, top: str, *, most: bool) -> Shape:
    folded = [key(path) for path in counted]
    here = key((company.name,))[0]
    firsts = {key(team)[1] for team in company.teams if len(team) > 1}
    if all(len(path) == 1 for path in folded):
        return Shape.NAMES if len(folded) > 1 or len(company.teams) > 1 else Shape.OTHER_NAME
    seconds = {path[1:2] for path in folded if path[0] == top}
    if (here,) in seconds and seconds <= {(), (here,)}:
        return Shape.ABOVE
    return Shape.OTHER_NAME if most and top not in firsts else Shape.BELOW
