"""Somebody who follows every link of every page they can reach, and writes down what is refused."""

import re
from collections import deque
from collections.abc import Iterable
from html import unescape
from urllib.parse import urlsplit

from flask.testing import FlaskClient

LINK = re.compile(r"<a\s[^>]*?href=\"([^\"]*)\"", re.DOTALL)
REFUSED = frozenset({400, 403, 404, 405, 410, 422, 500})
# Pages of one kind differ in names and numbers: so many of each are opened.
ALIKE = 6
MOST = 1200
# Orders, folds and pages of one table, and other rounds of the same page.
VIEWS = re.compile(r"[?&](order|view|expand|branch|page|draw)=")
NAMES = re.compile(r"(?<=[/=])(?:[0-9a-f]{16,32}|[A-Za-z0-9_-]{16,}|[a-z]+\d{2,})(?=[/?&#]|$)")


def dead_links(client: FlaskClient, starts: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return the addresses that pages link to and that are refused: the status, and the page that links there."""
    waiting = deque((start, "") for start in starts)
    seen: set[str] = set()
    kinds: dict[str, int] = {}
    dead = {}
    while waiting and len(seen) < MOST:
        address, page = waiting.popleft()
        kind = kind_of(address)
        if address in seen or kinds.get(kind, 0) >= ALIKE:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(address)
        if answer.status_code in REFUSED and page:
            dead[address] = (answer.status_code, page)
        if answer.status_code in (301, 302, 303, 307, 308):
            waiting.append((_local(answer.headers["Location"], address), page))
        elif answer.status_code == 200 and answer.mimetype == "text/html":
            found = links_of(answer.get_data(as_text=True), address)
            waiting.extend((link, address) for link in found if link not in seen)
        answer.close()
    assert len(seen) < MOST, "there was more to follow"
    assert len(seen) > 3, "nothing was followed"
    return dead


def links_of(body: str, page: str) -> list[str]:
    """Return where links of a page lead on this server, each once."""
    found = (_local(unescape(link), page) for link in LINK.findall(body))
    return [link for link in dict.fromkeys(found) if link]


def kind_of(address: str) -> str:
    """Return an address without the names in it: links of one kind are followed a few times."""
    return NAMES.sub("*", address)


def _local(link: str, page: str) -> str:
    """Return where a link of a page leads on this server; empty for another one, a file of style, or the same page."""
    parts = urlsplit(link)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "localhost", "127.0.0.1:8000"):
        return ""
    if not parts.path and not parts.query:  # a place on the same page
        return ""
    path = parts.path or urlsplit(page).path
    address = path + (f"?{parts.query}" if parts.query else "")
    return "" if path.startswith(("/static", "/sign-out")) or VIEWS.search(address) else address
