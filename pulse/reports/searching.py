"""Finding words in comments: whole words or their beginnings, whatever their case and accents."""

import re
from dataclasses import dataclass

from pulse.people.names import EAST_ASIAN, MARKS, PREFIXING, fold

LONGEST = 100  # characters of a search that are read
MOST = 8  # words of a search
WORD = re.compile(rf"(?:[^\W_]|{MARKS.pattern})+")
PARTICLES = re.compile(
    "[\u0648\u0641\u0628\u0643\u0644\u05d5\u05d4\u05d1\u05dc\u05db\u05de\u05e9]{0,3}(?:\u0627\u0644)?"
)


@dataclass(frozen=True)
class Piece:
    """A part of a comment, and whether it is what was looked for. All pieces joined are the comment."""

    text: str
    hit: bool = False


def terms(asked: str) -> tuple[str, ...]:
    """Return what to look for, folded; nothing for a search without a letter or digit."""
    return tuple(dict.fromkeys(filter(None, map(fold, WORD.findall(asked[:LONGEST])))))[:MOST]


def pieces(text: str, wanted: tuple[str, ...]) -> tuple[Piece, ...] | None:
    """Return a comment in pieces when every wanted term begins one of its words, else None."""
    if not wanted:
        return (Piece(text),) if text else ()
    folded = fold(text)
    if not all(term in folded for term in wanted):
        return None
    words = [(found, {term for term in wanted if _begins(fold(found[0]), term)}) for found in WORD.finditer(text)]
    if set(wanted) - set().union(*(hits for _found, hits in words)):
        return None
    made, at = list[Piece](), 0
    for found, hits in words:
        if hits:
            made += [Piece(text[at : found.start()]), Piece(found[0], hit=True)]
            at = found.end()
    return tuple(piece for piece in (*made, Piece(text[at:])) if piece.text)


def _begins(word: str, term: str) -> bool:
    if EAST_ASIAN.search(term):
        return term in word  # no spaces say where a word begins
    if PREFIXING.search(term):
        # "and", "to", "the" are written onto the word they belong to
        return any(word.startswith(term, at) for at in range(_particles(word) + 1))
    return word.startswith(term)


def _particles(word: str) -> int:
    found = PARTICLES.match(word)
    return found.end() if found else 0
