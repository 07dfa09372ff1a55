"""What a script of ours posted: one small JSON object, or a refusal before anything is read."""

from collections.abc import Collection
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest

LARGEST = 8192  # bytes; a sealed ballot takes 5.7 KB


def posted(*, raw: Collection[str] = ()) -> dict[str, Any]:
    """Return the JSON object of this request; raise BadRequest for anything else, or anything larger.

    raw: names of what is made fit by whoever reads it, or stored nowhere; the rest holds what databases take.
    """
    if (request.content_length or LARGEST + 1) > LARGEST:
        raise BadRequest
    found = request.get_json(silent=True)
    if not isinstance(found, dict) or not _storable({name: said for name, said in found.items() if name not in raw}):
        raise BadRequest
    return found


def _storable(found: dict[str, Any]) -> bool:
    """Say whether every text is one: no database takes a NUL, or half of a character."""
    left: list[Any] = [found]
    while left:
        one = left.pop()
        if isinstance(one, str) and ("\0" in one or any("\ud800" <= letter <= "\udfff" for letter in one)):
            return False
        left += [*one, *one.values()] if isinstance(one, dict) else one if isinstance(one, list) else ()
    return True
