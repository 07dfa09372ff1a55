"""How a file of scores is read: which column means what, on which scale, as which measure, and whose teams."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pulse.customers.scales import ValueScale
from pulse.deliveries.headings import MEANINGS, REQUIRED


@dataclass(frozen=True)
class Plan:
    """What HR said, or what was remembered, of a file.

    `measure` is the uid of one that is there; without it, `name` and `kind` make a new one. `only` is the value of the
    column of measures whose rows are read. `teams` says by folded text which team is meant; "" leaves its rows out.
    `decimal` is the mark that was seen to stand before decimals in a column of counts.
    """

    columns: Mapping[str, int] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    monthly: bool = False
    order: str = ""
    decimal: str = ""
    measure: str = ""
    name: str = ""
    kind: str = "satisfaction"
    low: float = 0.0
    high: float = 0.0
    better: bool = True
    only: str = ""
    teams: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Tell whether a file can be read so."""
        return self.columns.keys() >= set(REQUIRED) and self.low < self.high and bool(self.measure or self.name)

    @property
    def scale(self) -> ValueScale:
        """Return the scale of its values."""
        return ValueScale(self.low, self.high)

    def spelt(self, meaning: str) -> str:
        """Return a column's heading as the file spells it."""
        place = self.columns.get(meaning, len(self.header))
        return self.header[place] if place < len(self.header) else meaning

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)


def from_json(kept: Mapping[str, Any]) -> Plan:
    """Return a plan as it was kept; what an older version kept besides is left out."""
    known = {name: kept[name] for name in Plan.__dataclass_fields__ if name in kept}
    columns = {name: place for name, place in known.get("columns", {}).items() if name in MEANINGS}
    return Plan(**{**known, "columns": columns, "header": tuple(known.get("header", ()))})
