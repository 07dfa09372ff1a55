"""Rosters as a browser hands them in, and who is in the tables afterwards."""

import io
import re
from pathlib import Path

from sqlalchemy import select

from pulse.base.db import db
from pulse.people import queries
from pulse.people.models import Person

DATA = Path(__file__).parent.parent / "data"
CLEAN = (DATA / "roster.csv").read_bytes()
HEADER = "employee_id,name,email,team,lead\n"


def upload(client, raw: bytes | str, name: str = "roster.csv"):
    given = raw.encode() if isinstance(raw, str) else raw
    return client.post("/people/import", data={"file": (io.BytesIO(given), name)}, content_type="multipart/form-data")


def uploaded(client, raw: bytes | str) -> str:
    """Upload a file; return where its preview is."""
    answer = upload(client, raw)
    assert answer.status_code == 303, answer.text
    return answer.location


def seen(page: str) -> str:
    return re.search(r'name="seen"[^>]* value="(\w+)"', page)[1]


def confirm(client, place: str, **more):
    page = client.get(place).text
    return client.post(place.partition("?")[0], data={"seen": seen(page), **more})


def accepted(page: str) -> list[str]:
    """Return what a preview asks to be ticked."""
    return re.findall(r'name="accept" value="([\w-]+)"', page)


def import_all(client, raw: bytes | str, **wishes):
    """Upload a file, tick all that its preview asks for, and confirm."""
    place = uploaded(client, raw)
    page = client.get(place, query_string=wishes).text
    if "This list changes nothing" in page:
        return None
    return client.post(place, data={"seen": seen(page), "accept": accepted(page), **wishes})


def emails() -> set[str]:
    return set(db.session.scalars(select(Person.email)))


def count() -> int:
    return db.session.query(Person).count()


def acme(*lines: str) -> str:
    """Return a roster that keeps the cast's people, all but those by hand, and has more lines."""
    db.session.remove()
    paths = queries.every_path()
    known = [p for p in db.session.scalars(select(Person)) if p.team_id]
    rows = [f",{p.name},{p.email},{'/'.join(paths[p.team_id])},{'yes' if p.is_lead else 'no'}" for p in known]
    return HEADER + "\n".join((*rows, *lines))
