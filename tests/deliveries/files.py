"""Files of scores, and how Hana brings them in."""

import io
import re
from pathlib import Path

from sqlalchemy import func, select

from pulse.base.db import db
from pulse.customers.models import Delivery

DATA = Path(__file__).parents[1] / "data"
MESSY = (DATA / "customer-ratings-messy.csv").read_bytes()
RATINGS = (DATA / "customer-ratings.csv").read_bytes()
MONTHLY = (DATA / "customer-monthly.csv").read_bytes()
COLUMNS = {
    "date": "1",
    "team": "2",
    "score": "3",
    "ticket": "0",
    "rows": "single",
    "scale": "1-5",
    "measure": "new",
    "name": "Satisfaction",
    "kind": "satisfaction",
    "better": "y",
}


def upload(hanas, raw: bytes, name: str = "scores.csv"):
    given = {"file": (io.BytesIO(raw), name)}
    return hanas.post("/customers/import", data=given, content_type="multipart/form-data")


def brought(hanas, raw: bytes, **columns) -> str:
    """Upload a file, say what its columns mean if that is asked, and return where the preview is."""
    sent = upload(hanas, raw)
    assert sent.status_code == 303, sent.text
    if sent.location.endswith("/columns"):
        sent = hanas.post(sent.location, data=COLUMNS | columns)
        assert sent.status_code == 303, re.findall(r'class="wrong".*', sent.text)
    return sent.location


def confirm(hanas, place: str):
    mark = re.search(r'name="seen"[^>]* value="(\w+)"', hanas.get(place).text)
    return hanas.post(f"{place}/confirm", data={"seen": mark[1]})


def count(model) -> int:
    found = db.session.scalar(select(func.count()).select_from(model))
    db.session.remove()
    return found


def outcome() -> dict:
    found = db.session.scalars(select(Delivery).order_by(Delivery.id.desc())).first().outcome
    db.session.remove()
    return found
