"""Store how teams were rated in a sealed round, once."""

from sqlalchemy import insert, select

from pulse.base.db import db
from pulse.rounds.models import Round
from pulse.service_ratings.models import Rendered, Weighed
from pulse.service_ratings.service import Rated, rated, same_raters
from pulse.tallies import queries as tables
from pulse.tallies.layout import Layout

BATCH = 2000


def weigh(sealed: Round) -> None:
    """Compute and store what a round says of teams that serve others; doing it again changes nothing."""
    if db.session.get(Weighed, sealed.id):
        return
    layout = tables.layout(sealed.uid)
    db.session.add(Weighed(round_id=sealed.id, named=layout.named))
    db.session.flush()
    joined = {server for server in layout.serving if _runs_on(sealed, layout, server)}
    found = rated(layout, tables.ratings(sealed.uid)) if layout.serving else []
    rows = [_row(sealed.id, each) | {"joined": each.server in joined} for each in found]
    for start in range(0, len(rows), BATCH):
        db.session.execute(insert(Rendered), rows[start : start + BATCH])


def _runs_on(sealed: Round, layout: Layout, server: str) -> bool:
    """Tell whether the raters are those of the round in which this programme asked about the team before."""
    wanted = select(Round.uid).join(Rendered, Rendered.round_id == Round.id).where(Rendered.server_uid == server)
    wanted = wanted.where(Round.programme_id == sealed.programme_id, Round.number < sealed.number)
    before = db.session.scalar(wanted.order_by(Round.number.desc()).limit(1))
    return before is not None and same_raters(tables.layout(before), layout, server)


def _row(round_id: int, found: Rated) -> dict[str, object]:
    numbers = {name: None if found.gap else getattr(found, name) for name in ("score", "low", "high", "clamped")}
    return {
        "round_id": round_id,
        "server_uid": found.server,
        "question": found.question,
        "branch_uid": found.branch,
        "members": found.members,
        "gap": found.gap,
        "n": found.n,
        "bands": list(found.bands),
        "about": found.about,
        **numbers,
    }
