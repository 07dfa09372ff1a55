"""Ratings land once, and the figures of their months are what they say together."""

import statistics
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers import actions
from pulse.customers.models import Delivery, DeliveryState, Figure, Measure, Rating, Unit, Way

NOW = datetime(2026, 6, 10, 9, tzinfo=UTC)
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def support(app) -> int:
    with transaction():
        made = Unit(name="Support")
        db.session.add(made)
        db.session.flush()
        return made.id


@pytest.fixture
def measure(app) -> Measure:
    with transaction():
        made = Measure(name="Satisfaction", kind="satisfaction", low=1, high=5)
        db.session.add(made)
    return made


def add(measure, rows, way=Way.ASKED, now=NOW) -> int:
    with transaction():
        return actions.add_ratings(measure, rows, way=way, now=now)


def figures() -> dict[date, tuple]:
    found = {each.month: (each.n, each.mean, each.sd, each.satisfied) for each in db.session.scalars(select(Figure))}
    db.session.remove()
    return found


def test_a_month_says_what_its_ratings_say(measure, support):
    values = [1, 4, 5, 5, 3]
    assert add(measure, [(f"T{n}", support, date(2026, 5, 1 + n), value) for n, value in enumerate(values)]) == 5
    points = [(value - 1) * 25 for value in values]
    n, mean, sd, satisfied = figures()[MAY]
    assert (n, satisfied) == (5, 3)
    assert mean == pytest.approx(statistics.fmean(points))
    assert sd == pytest.approx(statistics.stdev(points))


def test_the_same_rating_lands_once_whatever_it_says_later(measure, support):
    add(measure, [("T1", support, MAY, 4)])
    before = figures()
    assert add(measure, [("T1", support, JUNE, 1), ("T1", support, MAY, 4)], way=Way.PROGRAM) == 0
    assert figures() == before
    assert add(measure, [("T2", support, MAY, 2), ("T2", support, MAY, 5)]) == 1
    assert figures()[MAY][:2] == (2, 50.0)


def test_ratings_that_came_bit_by_bit_say_the_same_as_all_at_once(measure, support):
    rows = [(f"T{n}", support, date(2026, 5, 1 + n % 28), 1 + n % 5) for n in range(57)]
    for start in range(0, 57, 10):
        add(measure, rows[start : start + 10], way=(Way.ASKED, Way.PROGRAM)[start % 20 == 0])
    n, mean, sd, _satisfied = figures()[MAY]
    points = [(row[3] - 1) * 25 for row in rows]
    assert (n, mean, sd) == (57, pytest.approx(statistics.fmean(points)), pytest.approx(statistics.stdev(points)))


def test_all_that_comes_one_way_in_a_day_is_one_delivery(measure, support):
    for name, way in (("T1", Way.ASKED), ("T2", Way.ASKED), ("T3", Way.PROGRAM)):
        add(measure, [(name, support, MAY, 4)], way=way)
    counts = db.session.execute(select(Delivery.way, Delivery.rows).order_by(Delivery.id)).all()
    assert counts == [("asked", 2), ("program", 1)]


def test_ratings_of_a_delivery_that_has_not_landed_count_in_no_figure(measure, support):
    add(measure, [("T1", support, MAY, 4)])
    with transaction():
        waiting = Delivery(measure_id=measure.id, way="file", state=DeliveryState.CONFIRMED.value)
        db.session.add(waiting)
        db.session.flush()
        row = {"measure_id": measure.id, "key": actions.key_of("T2"), "unit_id": support, "month": MAY, "value": 0.0}
        actions.add_portions(waiting.id, actions.land(measure.id, [row | {"delivery_id": waiting.id}]))
        actions.recount(measure, {(support, MAY)})
    assert figures()[MAY][0] == 1
    with transaction():
        db.session.get(Delivery, waiting.id).state = DeliveryState.LANDED.value
        actions.recount(measure, {(support, MAY)})
    assert figures()[MAY][0] == 2


def test_a_rating_of_a_delivery_that_is_taken_back_can_land_anew(measure, support):
    add(measure, [("T1", support, MAY, 4)])
    with transaction():
        db.session.scalars(select(Delivery)).one().state = DeliveryState.LEAVING.value
    assert add(measure, [("T1", support, MAY, 2)], way=Way.PROGRAM) == 1
    assert figures()[MAY][:2] == (1, 25.0)
    assert db.session.scalar(select(func.count()).select_from(Rating)) == 1


def test_of_figures_of_a_month_the_last_one_counts(measure, support):
    with transaction():
        monthly = Measure(name="Retention", kind="retention", low=0, high=100, monthly=True)
        db.session.add(monthly)
        db.session.flush()
        actions.add_figures(monthly, [(support, MAY, 90, 40)], way=Way.PROGRAM, now=NOW)
        actions.add_figures(monthly, [(support, MAY, 80, None)], way=Way.PROGRAM, now=NOW)
    assert figures() == {MAY: (None, 80.0, None, None)}
