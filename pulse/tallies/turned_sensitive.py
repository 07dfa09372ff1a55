"""What of a sealed round's tables is kept back: small cells of sensitive questions, and what could give them away.

Tables are hashed and stay as they were sealed. A question that became sensitive later has cells in them that are too
small; they leave the gate no more. What is left of the question are whole cells of 20 answers or more, so two figures
on it differ by 20 answers or by none, as in a round that knew.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from pulse.tallies.layout import Asked
from pulse.tallies.publication import SENSITIVE_FROM
from pulse.tallies.tables import Cell

Figure = tuple[str, str, int, int]  # kind, key, value, weight


def shown(cells: Iterable[Cell], asked: Iterable[Asked]) -> tuple[Cell, ...]:
    """Return the cells that may leave the gate."""
    held = _sensitive(asked)
    return tuple(cell for cell in cells if cell.n >= SENSITIVE_FROM or cell.question not in held)


def told(figures: Iterable[Figure], asked: Iterable[Asked]) -> Iterator[Figure]:
    """Yield the joint figures that hold no answer to a sensitive question beside another.

    The spread of a dimension was taken over its score's questions, a sensitive one then among them: it is left out, and
    where a single question remains, its own spread stands for it. The spread of a question that became sensitive is
    that of its small cells too.
    """
    questions, known = [q for q in asked if not (q.is_open or q.about)], list(figures)
    held, since = _sensitive(questions), {q.code for q in questions if q.since}
    whole = Counter(q.dimension for q in questions)
    left: dict[str, list[str]] = {q.dimension: [] for q in questions if q.sensitive and q.dimension}
    for question in questions:
        if question.dimension in left and not question.sensitive:
            left[question.dimension].append(question.code)
    for kind, key, value, weight in known:
        subject, _, other = key.partition("/")
        if kind == "correlation" and held & {subject, other}:
            continue
        if kind == "spread" and (subject in since or (subject in left and int(other) == whole[subject])):
            continue
        yield kind, key, value, weight
    yield from _single(known, left)


def _single(figures: list[Figure], left: dict[str, list[str]]) -> Iterator[Figure]:
    """Yield the spread of each dimension of which one question is left, unless it stands in the tables already."""
    keys = {key for kind, key, _, _ in figures if kind == "spread"}
    alone = {f"{codes[0]}/1": f"{dimension}/1" for dimension, codes in left.items() if len(codes) == 1}
    for kind, key, value, weight in figures:
        if kind == "spread" and key in alone and alone[key] not in keys:
            yield kind, alone[key], value, weight


def _sensitive(asked: Iterable[Asked]) -> frozenset[str]:
    return frozenset(q.code for q in asked if q.sensitive)
