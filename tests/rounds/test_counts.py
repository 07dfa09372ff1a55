"""How many took part so far: of a large company by the hour and in steps, of a small one by the day."""

from datetime import datetime, timedelta

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.rounds import jobs, queries
from tests._ground.voting import MONDAY, make_programme, open_round, vote


def test_an_open_round_shows_the_hours_figure_and_no_single_vote(app, cast, client, signed_in, time_machine):
    now = MONDAY + timedelta(hours=1, minutes=1)
    time_machine.move_to(now, tick=False)
    with transaction():
        cast.people(db.session.merge(cast.field), 34, "hired")
    make_programme()
    opened = open_round(now)
    voters = iter(people.members())

    def told(votes: int, at: datetime) -> str:
        for _ in range(votes):
            vote(client, opened, next(voters), 4)
        time_machine.move_to(at, tick=False)
        jobs.advance(at)
        return " ".join(signed_in(cast.hana).get("/rounds").text.split())

    of = opened.members
    assert of >= 50
    assert f"fewer than 5 of {of}" in told(4, now + timedelta(hours=1))
    assert f"at least 5 of {of}" in told(4, now + timedelta(hours=2))
    assert f"at least 5 of {of}" in told(4, now + timedelta(hours=2, minutes=50))  # of the same hour
    words = told(0, now + timedelta(hours=3))
    assert f"at least 10 of {of}" in words
    assert "as of Monday, March 2, 1:00 PM (GMT+01:00)" in words
    assert queries.rounds()[0].collected == 10
    closed = told(0, opened.closes_at)
    assert f"12 of {of}" in closed
