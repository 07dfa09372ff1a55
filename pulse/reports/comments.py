"""A page of comments: what is looked for, in which order, and how many in classes that begin with "fewer than five"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pulse.reports.searching import Piece, pieces, terms
from pulse.reports.themes import Theme, counted, named, themes_of

PAGE = 60  # comments on one page
STEPS = (5, 10, 20, 50, 100, 200, 500)

Themes = frozenset[Theme]
Cell = tuple[str, str]  # of comments: question, home


@dataclass(frozen=True)
class CommentSaid:
    """One comment: the code of its question, the home of its comment cell, its words."""

    question: str
    home: str
    text: str
    id: str = ""


@dataclass(frozen=True)
class Wish:
    """What a reader looks for. Empty: everything."""

    words: str = ""
    question: str = ""
    theme: str = ""
    page: int = 1

    @property
    def is_narrow(self) -> bool:
        """Whether only some comments are wanted."""
        return bool(terms(self.words) or self.question or self.theme)


@dataclass(frozen=True)
class Size:
    """About how many: `least` to `most`; fewer than five from 0; no `most` in the last class."""

    least: int
    most: int | None


@dataclass(frozen=True)
class Found:
    """One page of comments, by question code in the order asked; `themes` and `size` are of all pages together."""

    wish: Wish  # what was looked for in the end
    groups: Mapping[str, Sequence[tuple[Piece, ...]]]
    themes: Mapping[Theme, Size]
    questions: tuple[str, ...]  # those with comments, whatever is looked for
    size: Size
    pages: int
    ids: Mapping[str, Sequence[str]]  # of the comments in `groups`, in the same order


def size(count: int) -> Size:
    """Return the class a count lies in."""
    least = max((step for step in STEPS if step <= count), default=0)
    return Size(least, next((step - 1 for step in STEPS if step > count), None))


def found(said: Sequence[CommentSaid], order: Sequence[str], wish: Wish) -> Found:
    """Return the page somebody wants of the comments they may read, kept in the order they were shuffled into.

    Each comment is looked at by itself: nothing tells whether two are by one person. A question without comments and
    a theme that is not named here are not looked for.
    """
    about = [themes_of(each.text) for each in said]
    cells = _cells(said, about)
    sizes = {theme: size(count) for theme, count in named(cells.values()).items()}
    asked = sorted({each.question for each in said}, key=lambda code: _place(order, code))
    kept = replace(wish, question=wish.question * (wish.question in asked), theme=wish.theme * (wish.theme in sizes))
    hits = _hits(said, about, cells, kept)
    hits.sort(key=lambda hit: _place(order, hit[0]))
    pages = max(1, -(-len(hits) // PAGE))
    kept = replace(kept, page=min(max(1, wish.page), pages))
    groups: dict[str, list[tuple[Piece, ...]]] = {}
    ids: dict[str, list[str]] = {}
    for question, cut, comment in hits[(kept.page - 1) * PAGE : kept.page * PAGE]:
        groups.setdefault(question, []).append(cut)
        ids.setdefault(question, []).append(comment)
    return Found(kept, groups, sizes, tuple(asked), size(len(hits)), pages, ids)


def _hits(
    said: Sequence[CommentSaid], about: Sequence[Themes], cells: Mapping[Cell, Sequence[Themes]], wish: Wish
) -> list[tuple[str, tuple[Piece, ...], str]]:
    wanted = terms(wish.words)
    in_cell = {cell: wish.theme in counted(themes) for cell, themes in cells.items()} if wish.theme else {}
    cut = [
        (each.question, pieces(each.text, wanted), each.id)
        for each, themes in zip(said, about, strict=True)
        if wish.question in ("", each.question)
        and (not wish.theme or (wish.theme in themes and in_cell[each.question, each.home]))
    ]
    return [(question, hit, comment) for question, hit, comment in cut if hit is not None]


def _cells(said: Sequence[CommentSaid], about: Sequence[Themes]) -> dict[Cell, list[Themes]]:
    cells: dict[Cell, list[Themes]] = {}
    for each, themes in zip(said, about, strict=True):
        cells.setdefault((each.question, each.home), []).append(themes)
    return cells


def _place(order: Sequence[str], code: str) -> int:
    return order.index(code) if code in order else len(order)
