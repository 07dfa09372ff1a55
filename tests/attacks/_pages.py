"""Just enough of HTML: a tree of elements, what stands in them, and finding them by tag and class."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "wbr",
        "circle",
        "line",
        "path",
        "polygon",
        "rect",
    ]
)


@dataclass(eq=False)
class Element:
    """One element; children are elements and strings."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def every(self, tag: str, kind: str = "") -> Iterator["Element"]:
        """Return all elements below with a tag and a class, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("*", child.tag) and (not kind or kind in child.attributes.get("class", "").split()):
                    yield child
                yield from child.every(tag, kind)

    def first(self, tag: str, kind: str = "") -> "Element | None":
        """Return the first of them."""
        return next(self.every(tag, kind), None)

    def words(self) -> str:
        """Return the text a reader sees or hears, labels and tips included."""
        return " ".join(" ".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        yield from (self.attributes[name] for name in ("aria-label", "title", "alt") if name in self.attributes)
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("script", "style"):
                yield from child._words()

    def without(self, taken: set[int]) -> "Element":
        """Return the tree without some elements, named by their id()."""
        kept = [c if isinstance(c, str) else c.without(taken) for c in self.children if id(c) not in taken]
        return Element(self.tag, self.attributes, kept)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in (element.tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(body: str) -> Element:
    """Return a page as a tree."""
    builder = _Builder()
    builder.feed(body)
    return builder.root
