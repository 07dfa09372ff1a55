"""Made-up panels that show each state of the link, as `python -m tools.examples` computed them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pulse.linkage.outcome import Outcome, restored

FILE: Final = Path(__file__).with_name("examples.json")


@dataclass(frozen=True)
class Example:
    """One state: what was computed of the made-up panels, and one of their units."""

    outcome: Outcome
    unit: str
    series: Mapping[str, Any]


@cache
def examples() -> tuple[Example, ...]:
    """Return an example of each state, in the order in which they are tried."""
    with FILE.open(encoding="utf-8") as file:
        return tuple(Example(restored(each["outcome"]), each["unit"], each["series"]) for each in json.load(file))
