"""A reader who follows every link, fetches every file, tries every address they can guess, and confirms any pledge."""

import re
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.base.db import db
from pulse.people.models import Person, Role, Team
from pulse.rounds.models import Round

STARTS = ("/", "/results", "/rounds", "/looks", "/programmes", "/people", "/anonymity", "/me", "/me/data", "/questions")
FRAMES = ("/p", "/admin", "/health", "/robots.txt", "/sign-in", "/results?order=trust", "/results?order=respect")
VIEWS = ("/results?view=change", "/results?view=numbers", "/results?view=change&expand=", "/results?expand=")
PLEDGE = "/comments/before"
DRAWN = re.compile(r'name="(?:csrf_token|form_mark)" value="[^"]*"')  # otherwise on every page
MOST = 400
ALIKE = 1  # page of a person, and of a question, that is read of each kind: they differ in names
SEEN_OFTEN = (
    r"^$|[?&](order|view|expand|branch)=|/sign-in\?"  # the same once more; some such pages are among the starts
)


@dataclass(frozen=True)
class Fetched:
    """One answer of the server."""

    url: str
    status: int
    body: str


def crawl(client: FlaskClient, starts: Iterable[str], newest: str = "", below: str = "/") -> dict[str, Fetched]:
    """Return everything this browser can fetch below an address; the newest round is read where no round is named."""
    seen_often = re.compile(f"{SEEN_OFTEN}|round={newest}" if newest else SEEN_OFTEN)
    waiting, found = deque(dict.fromkeys(starts)), dict[str, Fetched]()
    shapes = Counter[str]()
    while waiting and len(found) < MOST:
        url = waiting.popleft()
        shape = re.sub(r"^(/people|/questions)/\w+", r"\1/one", url)
        if url in found or not url.startswith(below) or (shape != url and shapes[shape] == ALIKE):
            continue
        shapes[shape] += 1
        answer = client.get(url)
        if answer.status_code == 302 and PLEDGE in answer.headers["Location"]:
            client.post(answer.headers["Location"])
            answer = client.get(url)
        found[url] = Fetched(url, answer.status_code, answer.get_data().decode("utf-8", "replace"))
        more = [answer.headers["Location"]] if answer.status_code in (301, 302, 303) else links(found[url].body)
        waiting.extend(link for link in map(_local, more) if link not in found and not seen_often.search(link))
    assert len(found) < MOST, "the crawl did not come to its end"
    return found


def links(body: str) -> list[str]:
    """Return where links, and forms that only ask, lead to."""
    found = [unescape(link) for link in re.findall(r'href="([^"]*)"', body)]
    for action, inside in re.findall(r'<form class="choose[^>]*action="([^"]*)">(.*?)</form>', body, re.DOTALL):
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inside)
        asked = re.search(r'<select id="round".*?</select>', inside, re.DOTALL)
        rounds = re.findall(r'<option value="([^"]*)"', asked[0]) if asked else []
        found += [f"{unescape(action)}?{urlencode([*hidden, ('round', uid)])}" for uid in rounds]
    return found


def _local(link: str) -> str:
    parts = urlsplit(link)
    if parts.netloc not in ("", "localhost") or not parts.path.startswith("/") or parts.path.startswith("/static"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def guesses() -> list[str]:
    """Return every address of teams and rounds, linked or not."""
    rounds = list(db.session.scalars(select(Round).options(joinedload(Round.programme)).order_by(Round.id)))
    asked = ["", *(f"?programme={each.programme.uid}&round={each.uid}" for each in rounds[:-1])]
    teams = [f"/results/teams/{uid}" for uid in db.session.scalars(select(Team.uid).order_by(Team.id))]
    pages = [address + query for address in teams for query in [*asked, "/comments"]]
    files = [
        f"/rounds/{r.uid}{more}" for r in rounds for more in ("", "/manifest.json", "/receipts.json", "/pulse.json")
    ]
    inside = ["/customers/inside", *(address.replace("/results/teams", "/customers/inside") for address in teams)]
    looks = [f"/looks?team={address.split('/')[-1]}" for address in teams]
    return [*STARTS, *FRAMES, *VIEWS, *pages, *files, *inside, *looks]


def readers(hidden: Collection[str]) -> dict[str, Person | None]:
    """Return one reader of every kind: nobody, administrator, HR; a lead of each level; employees.

    Employees come from a team of each kind: the company's own, one that is shown, one that is hidden (uids).
    """
    found: dict[str, Person | None] = {"nobody": None}
    wanted = select(Person).where(Person.left_on.is_(None)).order_by(Person.id).options(joinedload(Person.team))
    above = {team.id: team.parent_id for team in db.session.scalars(select(Team))}
    for person in db.session.scalars(wanted):
        found.setdefault(_kind(person, above, hidden), person)
    return found


def _kind(person: Person, above: Mapping[int, int | None], hidden: Collection[str]) -> str:
    if person.team is None or person.role != Role.EMPLOYEE:
        return person.role
    if person.is_lead:
        return f"lead of level {min(2, _depth(person.team.id, above))}"
    if person.team.parent_id is None:
        return "employee at the top"
    return f"employee of a {'hidden' if person.team.uid in hidden else 'shown'} team"


def _depth(team: int, above: Mapping[int, int | None]) -> int:
    up = above[team]
    return 0 if up is None else 1 + _depth(up, above)
