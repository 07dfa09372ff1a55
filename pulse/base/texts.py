"""What a request says, read as it can be stored: no text holds a NUL, no number is larger than a column."""

from typing import Any, Final

import flask
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.routing import IntegerConverter

LARGEST: Final = 2**31 - 1  # of a whole number in PostgreSQL


class Texts(ImmutableMultiDict[str, Any]):
    """Names and values of an address or a form, without the character that PostgreSQL refuses with an error."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = iter_multi_items(mapping) if mapping is not None else ()
        super().__init__([(without_nul(name), without_nul(value)) for name, value in pairs])

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        """Return a value, converted; a number that no column holds is as good as a word: the default stands."""
        found = super().get(key, default, type)
        return default if isinstance(found, int) and abs(found) > LARGEST else found


def without_nul(value: Any) -> Any:
    """Return a text without NUL; anything else as it is."""
    return value.replace("\0", "") if isinstance(value, str) else value


class Request(flask.Request):
    """A request to Pulse."""

    parameter_storage_class = Texts


class Numbers(IntegerConverter):
    """A whole number in an address: one too large for any column is the number of nothing."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **{"max": LARGEST} | more)
