"""Whether public words repeat the words of whoever wrote them."""

import re
from typing import Final

RUN: Final = 6  # words in a row that are no coincidence

_WORD = re.compile(r"\w+")


def repeats(public: str, original: str) -> bool:
    """Tell whether six words in a row, or all of a shorter answer of three or more, stand in the public words."""
    told, written = _words(public), _words(original)
    run = min(RUN, len(written))
    return run >= 3 and bool(_runs(told, run) & _runs(written, run))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
