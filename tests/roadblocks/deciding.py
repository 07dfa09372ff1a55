"""What becomes of roadblocks in tests: decided on through the pages, and taken back."""

from urllib.parse import parse_qs

from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.promises.models import Promise
from pulse.roadblocks.models import Roadblock

WORDS, REASON = "Two signatures for small refunds", "One is enough up to 200 euros since Monday."


def decide(browser, address, state="removed", revision=0, **typed):
    """Decide on the answers of an address, as they were seen at a revision."""
    page, _mark, query = address.partition("?")
    seen = [f"{uid}.{revision}" for uid in parse_qs(query)["answer"]]
    return browser.post(page, data={"state": state, "words": WORDS, "reason": REASON, **typed, "answer": seen})


def undo(browser, address, revision=1):
    page, _mark, query = address.partition("?")
    (uid,) = parse_qs(query)["answer"]
    return browser.post(page.replace("/decide", "/undo"), data={"answer": f"{uid}.{revision}"})


def rows():
    return list(db.session.scalars(select(Roadblock)))


def become(asked, state, **more):
    with transaction():
        promise = db.session.scalars(select(Promise)).one()
        promise.state = state
        for name, value in more.items():
            setattr(promise, name, value)
