"""Lists of names in their reader's order, in Python and in SQL."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, String, case
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.alphabet import ARABIC, LONGEST, key, place
from pulse.base.locale import locale

T = TypeVar("T")


def _name(named: Any) -> str:
    return str(named.name)


def by_name(found: Iterable[T], name: Callable[[T], str] = _name) -> list[T]:
    """Return things in the order of their names, as whoever reads this looks for them."""
    language = locale()
    return sorted(found, key=lambda each: place(name(each), language))


def filed_as() -> Mapped[str]:
    """Make the column by which the database puts rows with a `name` in order and searches them; both compare bytes."""
    kind = String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql")
    return mapped_column(kind, default=_filed, server_default="", index=True)


def _filed(context: DefaultExecutionContext) -> str:
    return key(str(context.get_current_parameters()["name"]))  # type: ignore[no-untyped-call]


def in_order(filed: Any) -> tuple[ColumnElement[Any], ...]:
    """Return what an SQL statement orders its rows by: the same order as `by_name`."""
    latin = case((filed.between(*ARABIC), 0), else_=1)
    return (latin, filed) if locale() == "ar" else (filed,)
