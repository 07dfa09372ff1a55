"""Compute the examples of the link: `python -m tools.examples` writes pulse/linkage/examples.json anew.

The panels are made up and seeded; what is said of them is what the product's own code says.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from pulse.demo.company import TEAMS
from pulse.linkage.actions import series_of
from pulse.linkage.examples import FILE
from pulse.linkage.outcome import outcome, stored
from pulse.linkage.panels import Panels
from pulse.linkage.preparing import first_day, number_of
from pulse.linkage.verdict import VerdictState

FIRST = date(2025, 1, 1)


@dataclass(frozen=True)
class Making:
    """How one company is made up: `follows` of the mood, `lag` months later, is in what its customers say."""

    state: VerdictState
    units: int
    months: int
    seed: int
    follows: float = 0.0
    lag: int = 2
    noise: float = 2.0
    shaken: bool = False  # in one month of each unit something special happened, to teams and customers alike


MAKINGS = (
    Making(VerdictState.NOT_ENOUGH, 9, 6, 1),
    Making(VerdictState.TOO_WEAK, 8, 9, 2, noise=9.0),
    Making(VerdictState.NO_LINK, 24, 18, 3),
    Making(VerdictState.FRAGILE, 20, 18, 7, shaken=True),
    Making(VerdictState.CUSTOMERS_FIRST, 24, 18, 9, follows=0.2, lag=-2, noise=3.0),
    Making(VerdictState.LINK, 24, 18, 8, follows=0.2, noise=3.0),
)


def panels(making: Making) -> Panels:
    """Return made-up panels: moods that carry over, a shared season, and what is planted."""
    draw = np.random.default_rng(making.seed)
    mood = draw.normal(size=(making.units, making.months + 6))
    for month in range(1, mood.shape[1]):
        mood[:, month] = 0.7 * mood[:, month - 1] + np.sqrt(0.51) * mood[:, month]
    usual = draw.normal(0, 5, (2, making.units, 1))
    season = 3 * np.sin(2 * np.pi * np.arange(making.months) / 12)
    felt = 6 * mood[:, 3 : making.months + 3]
    served = 6 * making.follows * mood[:, 3 - making.lag : making.months + 3 - making.lag]
    sentiment = 66 + usual[0] + season + felt + draw.normal(0, 4, (3, making.units, making.months))
    customers = 74 + usual[1] + season + served + draw.normal(0, making.noise, felt.shape)
    events = np.zeros(felt.shape, dtype=np.bool_)
    if making.shaken:
        at = np.arange(making.units), draw.integers(2, making.months - 2, making.units)
        events[at] = True
        sentiment[:, at[0], at[1]] -= 24
        customers[at] -= 8
    sentiment[:, draw.random(felt.shape) < 0.04] = np.nan  # too few answered
    months = tuple(first_day(number_of(FIRST) + number) for number in range(making.months))
    return Panels(tuple(range(making.units)), months, sentiment, customers, events)


def example(making: Making) -> dict[str, Any]:
    """Return one example as it is stored: what is said, and the first unit's series."""
    made = panels(making).with_both()
    return {
        "outcome": stored(outcome(made, quarters=False)),
        "unit": TEAMS[0],
        "series": series_of(made, 0),
    }


def main() -> None:
    """Write the file."""
    made = [example(making) for making in MAKINGS]
    FILE.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
