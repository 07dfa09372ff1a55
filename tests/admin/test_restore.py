"""A restored backup lets an open round go on; a sealed one stays shut; a bad file changes nothing."""

import io
import json
import tarfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pulse.admin import backup_format, backup_jobs
from pulse.admin.backup_format import BadArchive, Unfit
from pulse.ballots import queries as boxes
from pulse.ballots.envelopes import Unreadable, unlock
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.rounds import jobs as rounds
from pulse.rounds import queries
from pulse.rounds.models import Round, Seat, Step
from pulse.tallies import queries as tallies
from pulse.tallies.layout import COMMENT
from tests._ground.voting import make_programme, open_round, vote
from tests.admin.backups import OPENING, members, table

PLANTED = "the kettle in the north kitchen sings"


def test_a_round_goes_on_elsewhere_beside_the_same_keys(app, cast, opened, client, tmp_path, elsewhere):
    everybody = members()
    for person in everybody[:6]:
        vote(client, opened, person, 4)
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    with elsewhere(keys=True) as other:
        came = backup_jobs.restore(tmp_path / "b.tar")
        assert (came.going_on, came.given_up) == ((opened.uid,), ())
        for person in everybody[6:]:
            vote(other.test_client(), opened, person, 2)
        rounds.advance(opened.closes_at)
        assert queries.round_(opened.uid).step == Step.SEALED.value
        assert tallies.facts(opened.uid).ballots == len(everybody)


def test_who_has_voted_before_the_backup_cannot_vote_again_after_it(app, cast, opened, client, tmp_path, elsewhere):
    vote(client, opened, cast.omar, 4)
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    with elsewhere(keys=True) as other:
        backup_jobs.restore(tmp_path / "b.tar")
        with pytest.raises(AssertionError, match="collected"):
            vote(other.test_client(), opened, cast.omar, 4)


def test_the_next_rows_get_numbers_of_their_own(app, cast, opened, tmp_path, elsewhere):
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    with elsewhere(keys=True):
        backup_jobs.restore(tmp_path / "b.tar")
        with transaction():
            db.session.add(Person(name="Nia New", email="nia@acme.example"))
        assert db.session.scalar(select(Person.id).where(Person.name == "Nia New")) > cast.ada.id


def test_a_team_that_was_moved_under_a_younger_one_is_restored(app, cast, tmp_path, elsewhere):
    with transaction():
        support, young = db.session.get(Team, cast.support.id), Team(name="Service")
        db.session.add(young)
        support.parent = young
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    with elsewhere(keys=False):
        backup_jobs.restore(tmp_path / "b.tar")
        assert db.session.get(Team, cast.support.id).parent.name == "Service"


def test_a_backup_of_an_open_round_cannot_be_opened_once_the_round_is_sealed(app, cast, opened, client, tmp_path):
    for person in members():
        vote(client, opened, person, 4, {COMMENT: PLANTED} if person.id == cast.omar.id else None)
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    box_key = boxes.ring().issue_keys(opened.uid).box_key
    held = table(tmp_path / "b.tar", "ballots/ballot.jsonl")
    assert all(unlock(box_key, row["nullifier"], row["sealed"]) for row in held)  # the control: keys open them
    rounds.advance(opened.closes_at)
    assert PLANTED.encode() not in (tmp_path / "b.tar").read_bytes()
    left = b"".join(path.read_bytes() for path in boxes.ring().directory.rglob("*") if path.is_file())
    for start in range(max(1, len(left) - 31)):
        with pytest.raises(Unreadable):
            unlock(left[start : start + 32].ljust(32, b"\0"), held[0]["nullifier"], held[0]["sealed"])


def test_a_round_sealed_since_the_backup_is_given_up(app, cast, opened, client, tmp_path, elsewhere):
    for person in members():
        vote(client, opened, person, 4)
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    rounds.advance(opened.closes_at)
    with elsewhere(keys=True):
        came = backup_jobs.restore(tmp_path / "b.tar")
        assert (came.going_on, came.given_up) == ((), (opened.uid,))
        found = queries.round_(opened.uid)
        assert (found.step, found.why_skipped) == (Step.SKIPPED.value, backup_jobs.RESTORED)
        assert db.session.scalar(select(func.count()).select_from(Seat)) == 0
        assert (boxes.waiting(opened.uid), boxes.state(opened.uid)) == (0, boxes.DESTROYED)
        assert rounds.advance(opened.closes_at + timedelta(days=4)) > 0  # the programme goes on with its next round


def test_a_backup_after_the_seal_has_its_results_and_no_ballot(app, cast, opened, client, tmp_path, elsewhere):
    for person in members():
        vote(client, opened, person, 4)
    rounds.advance(opened.closes_at)
    before = tallies.facts(opened.uid)
    backup_jobs.back_up(tmp_path / "b.tar", opened.closes_at)
    assert (table(tmp_path / "b.tar", "ballots/ballot.jsonl"), table(tmp_path / "b.tar", "people/seat.jsonl")) == (
        [],
        [],
    )
    with elsewhere(keys=False):
        assert backup_jobs.restore(tmp_path / "b.tar") == backup_jobs.Restored(opened.closes_at.isoformat(), (), ())
        assert tallies.facts(opened.uid) == before


def test_an_instance_moves_to_another_kind_of_database_and_back(opened, client, tmp_path, elsewhere, sqlite_elsewhere):
    everybody = members()
    vote(client, opened, everybody[0], 4)
    backup_jobs.back_up(tmp_path / "1.tar", OPENING)
    with sqlite_elsewhere() as other:
        assert backup_jobs.restore(tmp_path / "1.tar").going_on == (opened.uid,)
        vote(other.test_client(), opened, everybody[1], 4)
        backup_jobs.back_up(tmp_path / "2.tar", OPENING)
    with elsewhere(keys=True) as other:
        backup_jobs.restore(tmp_path / "2.tar")
        for person in everybody[2:]:
            vote(other.test_client(), opened, person, 4)
        rounds.advance(opened.closes_at)
        assert tallies.facts(opened.uid).ballots == len(everybody)


def test_keys_that_are_merely_somewhere_else_are_asked_for(app, cast, opened, client, tmp_path, elsewhere):
    vote(client, opened, cast.omar, 4)
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    with elsewhere(keys=False):
        with pytest.raises(Refusal, match="Bring the old key directory"):
            backup_jobs.restore(tmp_path / "b.tar")
        assert backup_jobs.restore(tmp_path / "b.tar", without_keys=True).given_up == (opened.uid,)


def test_a_restored_round_can_be_sealed_at_once(app, cast, opened, client, tmp_path, elsewhere):
    for person in members():
        vote(client, opened, person, 4)
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    with elsewhere(keys=True):
        came = backup_jobs.restore(tmp_path / "b.tar")
        backup_jobs.seal_now(came.going_on, OPENING + timedelta(minutes=5))
        assert queries.round_(opened.uid).step == Step.SEALED.value
        assert boxes.ring().is_sealed(opened.uid)


def test_restoring_over_a_living_instance_destroys_keys_of_rounds_it_forgets(app, cast, time_machine, tmp_path):
    time_machine.move_to(OPENING)
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    make_programme()
    later = open_round(OPENING)
    db.session.remove()
    backup_jobs.restore(tmp_path / "b.tar")
    assert boxes.ring().is_sealed(later.uid)
    assert db.session.scalar(select(func.count()).select_from(Round)) == 0


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda raw: raw.replace(b"Omar Haddad", b"Omar Badger"), Unfit.DAMAGED),
        (lambda raw: raw.replace(b'"format": 1', b'"format": 9'), Unfit.NEWER),
        (lambda raw: raw.rstrip(b"\0")[:-20], Unfit.DAMAGED),  # the end of a tar is padding
        (lambda raw: b"", Unfit.NO_BACKUP),
        (lambda raw: b"PK" + raw, Unfit.NO_BACKUP),
    ],
)
def test_a_bad_file_changes_nothing(app, cast, opened, tmp_path, harm, why):
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    (tmp_path / "bad.tar").write_bytes(harm((tmp_path / "b.tar").read_bytes()))
    with transaction():
        db.session.add(Person(name="Nia New", email="nia@acme.example"))
    with pytest.raises(BadArchive) as bad:
        backup_jobs.restore(tmp_path / "bad.tar")
    assert bad.value.why is why
    assert db.session.scalar(select(Person.name).where(Person.email == "nia@acme.example")) == "Nia New"


def test_a_part_that_wants_to_lie_elsewhere_is_not_taken_out(app, cast, tmp_path):
    backup_jobs.back_up(tmp_path / "b.tar", OPENING)
    with tarfile.open(tmp_path / "b.tar") as tar:
        told = json.loads(tar.extractfile(backup_format.MANIFEST).read())
    told["parts"]["people/../../evil"] = {"rows": 0, "sha256": "00"}
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        for name, content in ((backup_format.MANIFEST, json.dumps(told).encode()), ("people/../../evil", b"[]")):
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))
    with pytest.raises(BadArchive):
        backup_jobs.restore(tmp_path / "evil.tar")
    assert not (tmp_path / "evil").exists()
