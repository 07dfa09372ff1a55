"""The hash of a round's tables: of all rows, each salted by itself, so that no small table can be guessed from it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from pulse.ballots.receipts import SALT_SIZE, row_hash, tables_hash

Rows = dict[type, list[dict[str, Any]]]  # by table


def hashed(rows: Rows, salt: bytes) -> str:
    """Return the hash of all rows of some tables, whatever their order."""
    return tables_hash(
        row_hash(hmac.digest(salt, text.encode(), hashlib.sha256)[:SALT_SIZE], text)
        for model, values in rows.items()
        for text in (_spelled(model, value) for value in values)
    )


def _spelled(model: type, value: Mapping[str, Any]) -> str:
    return json.dumps([model.__name__, dict(value)], sort_keys=True, separators=(",", ":"))
