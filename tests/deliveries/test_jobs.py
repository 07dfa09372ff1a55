"""Large files land in many short transactions, a process that dies is followed by another, and folders are watched."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers.models import Delivery, Figure, Portion, Rating
from pulse.deliveries import actions, jobs, reading
from pulse.people.models import Person
from tests.deliveries.files import MESSY, RATINGS, brought, confirm, count


class Died(BaseException):
    """What a process that is killed never says."""


@pytest.fixture
def large(monkeypatch):
    """Every file is large, and lands a thousand rows at a time."""
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    monkeypatch.setattr(actions, "ROWS", 1000)
    monkeypatch.setattr(reading, "CHUNK", 1000)


def tick() -> None:
    jobs.bring_in(clock.now())


def state() -> str:
    found = db.session.scalars(select(Delivery.state).order_by(Delivery.id.desc())).first()
    db.session.remove()
    return found


def figures() -> list:
    found = [(each.unit_id, each.month, each.n, each.mean, each.sd) for each in db.session.scalars(select(Figure))]
    db.session.remove()
    return sorted(found)


def read(hanas) -> str:
    place = brought(hanas, RATINGS)
    assert "The file is being read" in hanas.get(place).text
    tick()
    assert "This is what would land" in hanas.get(place).text
    return place


def test_a_large_file_is_read_and_lands_while_nobody_waits(hanas, large):
    place = read(hanas)
    confirm(hanas, place)
    assert (state(), count(Rating)) == ("confirmed", 0)
    assert hanas.get(f"{place}/progress").get_json() == {"state": "confirmed", "percent": 0}
    tick()
    assert (state(), count(Rating)) == ("landed", 5511)
    assert sum(row[2] for row in figures()) == 5511
    tick()
    assert list(reading.directory().iterdir()) == []


@pytest.mark.parametrize("dies_after", [0, 2, 5])
def test_a_process_that_dies_while_landing_is_followed_by_another(hanas, large, monkeypatch, time_machine, dies_after):
    place = read(hanas)
    confirm(hanas, place)
    whole, calls = actions.land_some, []

    def dying(delivery):
        calls.append(1)
        more = whole(delivery)
        if len(calls) > dies_after:
            raise Died
        return more

    with monkeypatch.context() as patched:
        patched.setattr(actions, "land_some", dying)
        with pytest.raises(Died):
            tick()
    assert count(Rating) == 1000 * dies_after
    assert (figures(), count(Portion)) == ([], 0)
    tick()
    assert state() == "confirmed"  # the lease of the dead still holds
    time_machine.shift(jobs.LEASE.total_seconds() + 1)
    tick()
    assert (state(), count(Rating), sum(row[2] for row in figures())) == ("landed", 5511, 5511)


def test_a_large_file_says_the_same_as_a_small_one(hanas, large, monkeypatch):
    place = read(hanas)
    confirm(hanas, place)
    tick()
    first = figures()
    hanas.post(f"{place}/take-back")
    assert (state(), figures()) == ("leaving", [])
    tick()
    assert (state(), count(Rating), count(Portion)) == ("dropped", 0, 0)
    monkeypatch.undo()
    confirm(hanas, brought(hanas, RATINGS))
    assert figures() == [pytest.approx(row) for row in first]


def test_a_file_that_is_discarded_while_it_is_read_is_gone(hanas, large, monkeypatch):
    place = brought(hanas, RATINGS)
    conclude = reading.conclude

    def late(scan, connection):
        hanas.post(f"{place}/discard")
        return conclude(scan, connection)

    monkeypatch.setattr(reading, "conclude", late)
    tick()
    assert (count(Delivery), hanas.get(place).status_code) == (0, 404)


def test_others_write_and_read_while_a_file_lands(app, hanas, large, monkeypatch):
    confirm(hanas, read(hanas))
    whole, faults, written = actions.land_some, [], []

    def answers():
        with app.app_context():
            try:
                with transaction():
                    db.session.scalars(select(Person)).first().timezone = "Europe/Paris"
                written.append(1)
            except Exception as error:  # noqa: BLE001
                faults.append(error)

    def between(delivery):
        more = whole(delivery)
        visitor = threading.Thread(target=answers)
        visitor.start()
        threads.append(visitor)
        return more

    threads: list[threading.Thread] = []
    monkeypatch.setattr(actions, "land_some", between)
    tick()
    for each in threads:
        each.join()
    assert (faults, len(written), state()) == ([], 6, "landed")


def test_files_nobody_confirms_are_deleted_after_a_day(hanas, time_machine):
    brought(hanas, MESSY)
    time_machine.shift(23 * 3600)
    tick()
    assert count(Delivery) == 1
    time_machine.shift(2 * 3600)
    tick()
    assert count(Delivery) == 0
    tick()
    assert list(reading.directory().iterdir()) == []


@pytest.fixture
def watched(app, tmp_path):
    """A folder that is watched."""
    there = tmp_path / "drop"
    there.mkdir()
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], customer_folder=str(there))
    return there


def dropped(there, raw: bytes, time_machine, name="monday.csv") -> None:
    (there / name).write_bytes(raw)
    time_machine.shift(60)


def test_a_file_in_the_folder_lands_as_one_brought_by_hand(hanas, watched, time_machine):
    confirm(hanas, brought(hanas, RATINGS))
    later = RATINGS.splitlines()[0] + b"\nT90001,2026-05-02T05:21:07Z,Nordhafen/Operations/Dispatch,4,phone,A1\n"
    dropped(watched, later, time_machine)
    tick()
    assert (state(), count(Rating)) == ("landed", 5512)
    assert [path.name for path in watched.iterdir() if path.is_file()] == []
    assert (watched / "done" / "monday.csv").read_bytes() == later
    assert "Landed: 1 rows." in (watched / "done" / "monday.csv.txt").read_text()
    assert "monday.csv" in hanas.get("/customers/deliveries").text


def test_a_file_of_the_folder_fails_as_a_whole(hanas, watched, time_machine):
    confirm(hanas, brought(hanas, MESSY))
    dropped(watched, MESSY, time_machine)
    dropped(watched, RATINGS, time_machine, "strange.csv")
    dropped(watched, b"PK\x03\x04zip", time_machine, "zip.csv")
    tick()
    assert count(Rating) == 204
    reports = {path.name: path.read_text() for path in (watched / "failed").glob("*.txt")}
    assert "Line 59, column “CSAT (1-5)”: This cell is empty, but it is needed." in reports["monday.csv.txt"]
    assert "nobody has said what they mean" in reports["strange.csv.txt"]
    assert "spreadsheet or an archive" in reports["zip.csv.txt"]
    tick()
    assert list(reading.directory().iterdir()) == []


def test_a_file_that_is_still_written_is_left_alone(hanas, watched, time_machine):
    (watched / "monday.csv").write_bytes(RATINGS)
    time_machine.shift(5)
    tick()
    assert (watched / "monday.csv").exists()


def test_a_file_that_was_taken_by_a_process_that_died_goes_back(hanas, watched, time_machine):
    (watched / "working").mkdir()
    lost = watched / "working" / "0123456789abcdef monday.csv"
    lost.write_bytes(RATINGS)
    time_machine.shift(700)
    tick()
    assert (watched / "monday.csv").exists()
