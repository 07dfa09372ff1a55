"""How pages of the link write numbers, in the reader's language."""

from datetime import date

from flask_babel import format_date, format_decimal, ngettext


def units(count: int) -> str:
    """Return so many units."""
    return str(ngettext("%(num)s unit", "%(num)s units", count))


def spans(count: int, *, quarters: bool) -> str:
    """Return so many months, or quarters."""
    if quarters:
        return str(ngettext("%(num)s quarter", "%(num)s quarters", count))
    return str(ngettext("%(num)s month", "%(num)s months", count))


def points(value: float) -> str:
    """Return points with one decimal, without a sign."""
    return str(format_decimal(abs(round(value, 1)), "0.0"))


def count(number: int) -> str:
    """Return a count as the reader's language groups its digits."""
    return str(format_decimal(number))


def signed(value: float) -> str:
    """Return points with their sign: +1.2, -0.4, 0."""
    rounded = round(value, 1)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{format_decimal(abs(rounded), '0.#')}"


def correlation(r: float) -> str:
    """Return a correlation with two digits."""
    return f"{'−' if r < 0 else ''}{format_decimal(abs(round(r, 2)), '0.00')}"


def over(first: date | None, last: date | None) -> str:
    """Return from which month to which."""
    if first is None or last is None:
        return ""
    return f"{format_date(first, 'MMM yyyy')} – {format_date(last, 'MMM yyyy')}"
