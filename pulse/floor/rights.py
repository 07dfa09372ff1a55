"""The rights of a floor: their names, and what their owner signs when one is used. See static/townhalls/rights.js."""

import re

SLOTS = 64  # questions of one hall; everybody who enters draws one right to vote for each
ASKS = 3  # questions one person may ask
NAMES = (
    *(f"vote-{slot}" for slot in range(SLOTS)),
    *(f"ask-{number}" for number in range(ASKS)),
)  # as a batch has them
LONGEST = 500  # characters of a question

_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if code != ord("\n")}
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF))  # turn the direction of what follows
_GONE = _CONTROLS | _TURNS
_GAP = re.compile(r"\n{3,}")


def cleaned(text: str) -> str:
    """Return a question as it is kept. Raises ValueError for what is no text, is empty or too long."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").translate(_GONE)
    kept = _GAP.sub("\n\n", lines).strip()
    if not kept:
        raise ValueError("empty")
    if len(kept) > LONGEST:
        raise ValueError("long")
    kept.encode()  # half a character is a UnicodeEncodeError, which is a ValueError
    return kept


def signed(act: str, floor: str, name: str, text: str = "") -> bytes:
    """Return the bytes under the tag of a right that is used: act is "vote" or "ask". Raises ValueError."""
    return b"\0".join((act.encode(), floor.encode(), name.encode(), text.encode()))
