"""Puts what somebody typed back into the form of a page that is shown anew. Pure: text in, text out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

Attributes = dict[str, str]
Typed = Sequence[tuple[str, str]]
SECRET: Final = frozenset({"password", "current", "token", "address"})  # names of fields that are never given back
OURS: Final = frozenset({"csrf_token", "form_mark"})
STATES: Final = frozenset({"shown", "seen", "revision"})  # hidden: which state of a thing its writer saw
UNTYPED: Final = frozenset({"hidden", "password", "file", "submit", "button", "image", "reset"})
EMPTY: Final = frozenset({"input"})


@dataclass(frozen=True)
class Filled:
    """A page with what was typed; what found no place on it."""

    html: str
    placed: bool
    left: tuple[str, ...]


@dataclass
class Control:
    """One field of a form: its start tag, and what stands in it."""

    tag: str
    attributes: Attributes
    start: int
    end: int
    close: int = 0
    options: list["Control"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what it is sent as."""
        return self.attributes.get("name", "")

    @property
    def kind(self) -> str:
        """Return the kind of an input, else the tag."""
        return self.attributes.get("type", "text").lower() if self.tag == "input" else self.tag


@dataclass
class Sheet:
    """One form of a page."""

    attributes: Attributes
    controls: list[Control] = field(default_factory=list)


class Reader(HTMLParser):
    """Finds the forms of a page, and where its content begins."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.sheets, self.main = html, list[Sheet](), 0
        self.inside: Sheet | None = None
        self.open: Control | None = None
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.foreign: list[Control] = []
        self.feed(html)
        by_id = {sheet.attributes.get("id"): sheet for sheet in self.sheets}
        for control in self.foreign:
            if control.attributes["form"] in by_id:
                by_id[control.attributes["form"]].controls.append(control)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field or an option."""
        given, at = {name: value or "" for name, value in attrs}, self._at()
        end = at + len(self.get_starttag_text() or "")
        if tag == "form":
            self.inside = Sheet(given)
            self.sheets.append(self.inside)
        elif tag == "main" and not self.main:
            self.main = end
        elif tag in {"input", "textarea", "select"}:
            control = Control(tag, given, at, end)
            self.open = control if tag not in EMPTY else None
            if "form" in given:
                self.foreign.append(control)
            elif self.inside is not None:
                self.inside.controls.append(control)
        elif tag == "option" and self.open is not None:
            self.open.options.append(Control(tag, given, at, end))

    def handle_endtag(self, tag: str) -> None:
        """Note where a form or a field ends."""
        if tag == "form":
            self.inside = None
        elif self.open is not None and tag == "option" and self.open.options:
            self.open.options[-1].close = self._at()
        elif self.open is not None and tag == self.open.tag:
            self.open.close, self.open = self._at(), None

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column


def fill(html: str, page: str, action: str, typed: Typed, *, states: bool = True) -> Filled:
    """Return the page with what was typed in the form that sends to `action`; the page itself stands at `page`.

    states: give back, too, which state of a thing its writer saw, so that what others did since is noticed.
    """
    given = [(name, value) for name, value in typed if name not in OURS | SECRET]
    sheets = [each for each in Reader(html).sheets if _sends_to(each, page) == action]
    if not sheets:
        return Filled(html, placed=False, left=_left(given, ()))
    sheet = max(sheets, key=lambda each: _likeness(each, given))
    waiting: dict[str, list[str]] = {}
    for name, value in given:
        waiting.setdefault(name, []).append(value)
    before = {name: tuple(values) for name, values in waiting.items()}
    changes = [change for control in sheet.controls for change in _change(html, control, waiting, before, states)]
    known = {control.name for control in sheet.controls if control.kind == "hidden"}
    left = [(name, value) for name, values in waiting.items() for value in values if name not in known]
    typed_in = any(control.kind not in UNTYPED and control.name in before for control in sheet.controls)
    return Filled(_changed(html, changes), placed=typed_in, left=_left(left, _ticked(sheet)))


def insert(html: str, notice: str) -> str:
    """Return the page with a notice where its content begins."""
    at = Reader(html).main
    return html[:at] + notice + html[at:] if at else html


def words(typed: Typed) -> tuple[str, ...]:
    """Return what a person may have typed, and nothing that is secret or ours."""
    return _left([(name, value) for name, value in typed if name not in OURS | SECRET | STATES], ())


def _left(given: Iterable[tuple[str, str]], known: Iterable[str]) -> tuple[str, ...]:
    names = frozenset(known)
    return tuple(value for name, value in given if name not in names and value.strip())


def _ticked(sheet: Sheet) -> Iterator[str]:
    """Name the fields whose values are chosen rather than typed, and the buttons."""
    chosen = {"checkbox", "radio", "select", "submit", "button"}
    return (control.name for control in sheet.controls if control.kind in chosen)


def _sends_to(sheet: Sheet, page: str) -> str:
    if sheet.attributes.get("method", "").lower() != "post":
        return ""
    return urlsplit(sheet.attributes.get("action") or page).path


def _likeness(sheet: Sheet, given: Typed) -> int:
    """Count what stands hidden in a form and was sent as it stands: that tells the forms of one list apart."""
    sent = set(given)
    hidden = ((each.name, each.attributes.get("value", "")) for each in sheet.controls if each.kind == "hidden")
    names = {name for name, _value in given}
    return 10 * sum(pair in sent for pair in hidden) + sum(each.name in names for each in sheet.controls)


def _change(
    html: str, control: Control, waiting: dict[str, list[str]], before: dict[str, tuple[str, ...]], states: bool
) -> Iterator[tuple[int, int, str]]:
    """Yield what is to stand where instead."""
    name, kind = control.name, control.kind
    if kind == "hidden" and not (states and name in STATES):
        return
    if not name or (kind in UNTYPED and kind != "hidden"):
        return
    if kind in {"checkbox", "radio"}:
        yield _tag(control, checked=control.attributes.get("value", "on") in before.get(name, ()))
    elif waiting.get(name):
        if kind == "textarea":
            yield control.end, control.close, "\n" + escape(waiting[name].pop(0), quote=False)
        elif kind == "select":
            yield from _options(html, control, waiting[name])
        else:
            yield _tag(control, value=waiting[name].pop(0))
    elif kind == "select" and "multiple" in control.attributes:
        yield from _options(html, control, [])


def _options(html: str, control: Control, values: list[str]) -> Iterator[tuple[int, int, str]]:
    wanted = set(values) if "multiple" in control.attributes else {values[0]}
    offered = {_value(html, option) for option in control.options}
    if "multiple" in control.attributes:
        values[:] = [value for value in values if value not in offered]
    elif values[0] in offered:
        values.pop(0)
    else:
        return
    for option in control.options:
        yield _tag(option, selected=_value(html, option) in wanted)


def _value(html: str, option: Control) -> str:
    return option.attributes.get("value", " ".join(html[option.end : option.close].split()))


def _tag(control: Control, **new: str | bool) -> tuple[int, int, str]:
    """Return a start tag with one attribute set anew, or taken away."""
    (name, value), kept = next(iter(new.items())), dict(control.attributes)
    kept.pop(name, None)
    if value is not False:
        kept[name] = "" if value is True else str(value)
    shown = "".join(
        f' {each}="{escape(text)}"' if text or each == "value" else f" {each}" for each, text in kept.items()
    )
    return control.start, control.end, f"<{control.tag}{shown}>"


def _changed(html: str, changes: Iterable[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, text in sorted(changes):
        parts += [html[at:start], text]
        at = end
    return "".join([*parts, html[at:]])
