"""A form as a browser would send it: read from its page, with what a person types over what stands there."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict


class Forms(HTMLParser):
    """The posting forms of a page, each with its address, what it would send, and the kinds of its fields."""

    def __init__(self, html: str, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, MultiDict[str, str], dict[str, str]]] = []
        self.page, self.typing, self.choosing, self.is_open = page, "", "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a form or a field."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_open = given.get("method") == "post"
            if self.is_open:
                self.found.append((urlsplit(given.get("action") or self.page).path, MultiDict(), {}))
        if not self.is_open:
            return
        _action, data, kinds = self.found[-1]
        name, kind = given.get("name", ""), given.get("type", "text") if tag == "input" else tag
        if tag in {"input", "select", "textarea"} and name:
            kinds[name] = kind
        if tag == "input" and name and (kind not in {"checkbox", "radio", "file"} or "checked" in given):
            data.add(name, given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self.typing = name
        elif tag == "select":
            self.choosing = name if "multiple" not in given else ""
            self.listing = name
        elif tag == "option":
            if self.choosing and (self.choosing not in data or "selected" in given):
                data[self.choosing] = given.get("value", "")
            elif not self.choosing and "selected" in given:
                data.add(self.listing, given.get("value", ""))

    def handle_data(self, words: str) -> None:
        """Read a long text; the first line end is not part of it."""
        if self.typing:
            first = self.found[-1][1].get(self.typing, "")
            self.found[-1][1][self.typing] = first + (
                words.removeprefix("\r").removeprefix("\n") if not first else words
            )

    def handle_endtag(self, tag: str) -> None:
        """Leave a field or a form."""
        if tag == "textarea":
            if self.typing:
                self.found[-1][1].setdefault(self.typing, "")
            self.typing = ""
        elif tag == "form":
            self.is_open = False


def filled(html: str, page: str, to: str = "", /, **typed: object) -> MultiDict[str, str]:
    """Return what the form of a page that sends to an address (the page itself) would send, with what is typed."""
    wanted = urlsplit(to or page).path
    data = next(data for action, data, _kinds in Forms(html, page).found if action == wanted).copy()
    for name, value in typed.items():
        data.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return data


def shown(browser: FlaskClient, page: str, to: str = "", /, **typed: object) -> MultiDict[str, str]:
    """Open a page and type into its form."""
    answer = browser.get(page)
    assert answer.status_code == 200, (page, answer.status_code, answer.headers.get("Location"))
    return filled(answer.text, page, to, **typed)


def typed_on(html: str, page: str, action: str = "") -> dict[str, str]:
    """Return what stands in the fields of a form, by their names; nothing hidden."""
    wanted = urlsplit(action or page).path
    found = next((each for each in Forms(html, page).found if each[0] == wanted), None)
    return {name: found[1].get(name, "") for name, kind in found[2].items() if kind != "hidden"} if found else {}
