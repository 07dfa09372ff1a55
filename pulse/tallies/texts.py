"""Comments as they leave the gate: shuffled, each by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from pulse.tallies.threads import Keys

Written = tuple[str, str, Keys | None]  # question, words, keys of its thread


@dataclass(frozen=True)
class Text:
    """One comment: a random id, the question, the home of its comment cell, the words. Nothing else is published.

    `keys` are of the thread in which it can be answered; they go into a table of their own.
    """

    id: str
    question: str
    home: str
    text: str
    keys: Keys | None = field(default=None, repr=False)


def shuffled(
    texts: Mapping[str, Sequence[Written]],
    parts: Iterable[tuple[tuple[str, str], frozenset[str]]],
    random: Random,
) -> tuple[Text, ...]:
    """Return every text that lies in a comment cell, in an order that tells nothing: two of one ballot lie apart.

    `texts`: (question, words, keys of its thread) by cohort; `parts`: the cohorts of each comment cell, named by
    question and home.
    """
    homes = {(code, cohort): home for (code, home), cohorts in parts for cohort in cohorts}
    found = [
        Text(f"{random.getrandbits(128):032x}", code, homes[code, cohort], words, keys)
        for cohort, written in texts.items()
        for code, words, keys in written
        if (code, cohort) in homes
    ]
    return tuple(sorted(found, key=lambda text: text.id))
