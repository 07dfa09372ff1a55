"""What may stand on a pulse's first screen of a promise: said by the room above, worded when it is shown."""

from enum import StrEnum

LINES = 3


class Became(StrEnum):
    """What became of a promise, as the line says it."""

    PROMISED = "promised"
    KEPT = "kept"
    PARTLY = "partly"
    RENEGOTIATED = "renegotiated"
    DROPPED = "dropped"
    LATE = "late"
