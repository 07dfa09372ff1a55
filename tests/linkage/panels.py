"""Made panels whose truth is known."""

from datetime import date

import numpy as np

from pulse.linkage.panels import Panels
from pulse.linkage.preparing import first_day, number_of


def months(count: int, first: date = date(2024, 1, 1)) -> tuple[date, ...]:
    return tuple(first_day(number_of(first) + number) for number in range(count))


def made(units: int = 20, spans: int = 18, *, beta: float = 0.0, lag: int = 1, seed: int = 1, noise: float = 2.0):
    """Moods that carry over, in all three dimensions; customers follow by `lag` months, below 0 they go before."""
    draw = np.random.default_rng(seed)
    mood = draw.normal(size=(units, spans + 6))
    for month in range(1, spans + 6):
        mood[:, month] = 0.6 * mood[:, month - 1] + 0.8 * mood[:, month]
    season = 3 * np.sin(np.arange(spans) / 2) + 0.3 * np.arange(spans)
    sentiment = 65 + 6 * mood[None, :, 3 : spans + 3] + season + draw.normal(0, 3, (3, units, spans))
    customers = 70 + 6 * beta * mood[:, 3 - lag : spans + 3 - lag] + season + draw.normal(0, noise, (units, spans))
    nothing = np.zeros((units, spans), dtype=bool)
    return Panels(tuple(range(1, units + 1)), months(spans), sentiment, customers, nothing)
