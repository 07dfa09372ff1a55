"""What a file seems to hold: its scale, and whether its rows are single ratings or figures of whole months."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.customers.scales import SCALES
from pulse.deliveries import values as cells
from pulse.deliveries.headings import ANSWERS, DATE, TICKET
from pulse.people.columns import fold
from pulse.people.readings import Misread, clean

MOSTLY = 0.95  # of the values; the rest may be faults of the file
WRITTEN = re.compile(r"[(\[]\s*(-?\d+)\s*(?:-|–|to|bis|\.\.)\s*(\d+)\s*[)\]]")
KINDS: Mapping[str, tuple[str, ...]] = {
    "recommend": ("nps", "recommend", "weiterempf", "promoter"),
    "rebuy": ("rebuy", "repurchase", "wiederkauf", "buyagain"),
    "retention": ("retention", "kundenbindung", "renewal"),
    "complaints": ("complaint", "beschwerde", "reclam"),
    "promise": ("promise", "versprechen"),
}
Rows = Sequence[tuple[int, tuple[str, ...]]]


@dataclass(frozen=True)
class Guess:
    """A scale by its name in SCALES, "" when there is no telling; and whether it is beyond doubt."""

    scale: str
    sure: bool


def scale(heading: str, texts: Sequence[str]) -> Guess:
    """Return the narrowest scale that holds nearly all values; what the heading says comes first."""
    values = sorted(value for text in texts if (value := _number(text)) is not None)
    if (written := WRITTEN.search(heading)) and (named := f"{written[1]}-{written[2]}") in SCALES:
        return Guess(named, sure=True)
    if not values:
        return Guess("", sure=False)
    spare = int(len(values) * (1 - MOSTLY) / 2)
    low, high = values[spare], values[-1 - spare]
    percent = sum(text.rstrip().endswith("%") for text in texts) > len(values) / 2
    if percent or high > 10:
        return Guess("recommend" if low < 0 else "percent", sure=percent or low < 0 or high > 60)
    if low < 0:
        return Guess("recommend", sure=False)
    return _short(low, high)


def _short(low: float, high: float) -> Guess:
    """Choose among scales of few steps; a scale whose ends both occur is beyond doubt."""
    for name in ("1-5", "1-7", "0-10"):
        found = SCALES[name]
        if found.low <= low and high <= found.high:
            # Tens may begin with 0 or with 1: only a zero tells.
            return Guess(name, sure=high == found.high and (name != "0-10" or low == 0))
    return Guess("", sure=False)


def _number(text: str) -> float | None:
    try:
        return cells.score(clean(text))
    except Misread:
        return None


def kind(*headings: str) -> str:
    """Return which kind of measure some headings or words speak of."""
    said = " ".join(fold(heading) for heading in headings)
    return next((kind for kind, words in KINDS.items() if any(word in said for word in words)), "satisfaction")


def monthly(columns: Mapping[str, int], rows: Rows) -> bool:
    """Tell whether rows are figures of months: no ticket names them, and answers are counted or dates are months."""
    if TICKET in columns:
        return False
    texts = [clean(each) for each in column(columns, DATE, rows) if each.strip()]
    months = sum(cells.MONTH.fullmatch(text) is not None or cells.QUARTER.search(text) is not None for text in texts)
    return ANSWERS in columns or months > len(texts) / 2


def column(columns: Mapping[str, int], meaning: str, rows: Rows) -> list[str]:
    """Return what some rows say in the column that means something."""
    place = columns.get(meaning)
    return [row[place] for _line, row in rows if place is not None and place < len(row)]
