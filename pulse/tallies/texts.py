"""Comments as they leave the gate: shuffled, each by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Text:
    """One comment: a random id, the question, the home of its comment cell, the words. Nothing else, ever."""

    id: str
    question: str
    home: str
    text: str


def shuffled(
    texts: Mapping[str, Sequence[tuple[str, str]]],
    parts: Iterable[tuple[tuple[str, str], frozenset[str]]],
    random: Random,
) -> tuple[Text, ...]:
    """Return every text that lies in a comment cell, in an order that tells nothing: two of one ballot lie apart.

    `texts`: (question, words) by cohort; `parts`: the cohorts of each comment cell, named by question and home.
    """
    homes = {(code, cohort): home for (code, home), cohorts in parts for cohort in cohorts}
    found = [
        Text(f"{random.getrandbits(128):032x}", code, homes[code, cohort], words)
        for cohort, written in texts.items()
        for code, words in written
        if (code, cohort) in homes
    ]
    return tuple(sorted(found, key=lambda text: text.id))
