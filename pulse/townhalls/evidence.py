"""What a point of an agenda rests on, written as one line: result:<round>/<team>/<code> or promise:<uid>."""

import re
from dataclasses import dataclass

RESULT = re.compile(r"result:([0-9a-z]{1,32})/([0-9a-z]{1,32})/([A-Za-z0-9_-]{1,40})")
PROMISE = re.compile(r"promise:([0-9a-z]{1,32})")


@dataclass(frozen=True)
class Result:
    """A dimension or a question of a team in one round."""

    round_uid: str
    team_uid: str
    code: str

    def __str__(self) -> str:
        return f"result:{self.round_uid}/{self.team_uid}/{self.code}"


@dataclass(frozen=True)
class Promised:
    """A promise."""

    uid: str

    def __str__(self) -> str:
        return f"promise:{self.uid}"


def read(text: str) -> Result | Promised | None:
    """Return what a line names; None for anything else."""
    if found := RESULT.fullmatch(text):
        return Result(*found.groups())
    if found := PROMISE.fullmatch(text):
        return Promised(found[1])
    return None
