"""Attacks on the two addresses that hand out and take: twice, forged, swapped, raced, too late, too strange."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from pulse.ballots import actions as ballots
from pulse.ballots import credentials, manifest, voter
from pulse.ballots import queries as boxes
from pulse.ballots.envelopes import BODY_SIZE, BallotText, new_seal, public_seal
from pulse.ballots.invites import slot_of
from pulse.ballots.manifest import LeafPlace, ManifestFault, Mistrusted, trusted_cohort
from pulse.ballots.queries import ring
from pulse.ballots.wire import to_text
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.rounds import actions, jobs, queries
from pulse.rounds.models import Step
from pulse.tallies import queries as tables
from tests.attacks._crowd import OPENS, opened_for
from tests.attacks.conftest import VOTERS


def sealed(crowd):
    """Seal the round and return its public facts."""
    jobs.advance(crowd.opened.closes_at)
    assert queries.round_(crowd.opened.uid).step == Step.SEALED.value
    return tables.facts(crowd.opened.uid)


def post(crowd, posted):
    return crowd.client.post("/ballot", json=posted).status_code


def test_the_same_ballot_twice_counts_once(crowd, omar):
    held = crowd.collect(omar)
    posted = crowd.ballot(held)
    assert [post(crowd, posted), post(crowd, posted)] == [204, 204]
    assert sealed(crowd).ballots == 1


def test_another_ballot_under_the_same_credential_is_refused_and_the_first_counts(crowd, omar):
    crowd.in_turn([person.id for person in crowd.people[1:]])
    held = crowd.collect(omar)
    assert post(crowd, crowd.ballot(held, 5)) == 204
    assert post(crowd, crowd.ballot(held, 1)) == 409
    assert sealed(crowd).ballots == VOTERS
    assert all(not cell.bands or cell.bands[2] == 0 for cell in tables.cells(crowd.opened.uid))


def test_without_the_comparison_a_voter_would_believe_the_second_ballot(crowd, omar, monkeypatch):
    monkeypatch.setattr(ballots, "_compare", lambda *about: None)
    held = crowd.collect(omar)
    assert [post(crowd, crowd.ballot(held, 5)), post(crowd, crowd.ballot(held, 1))] == [204, 204]


def test_one_person_cannot_collect_two_credentials(crowd, omar):
    crowd.collect(omar)
    for _ in range(2):
        posted = {"invite": crowd.tokens[omar], "blinded": to_text(voter.begin().blinded)}
        assert crowd.client.post("/credential", json=posted).status_code == 409


def test_a_repeated_collection_gets_the_same_answer(crowd, omar):
    posted = {"invite": crowd.tokens[omar], "blinded": to_text(voter.begin().blinded)}
    first, second = (crowd.client.post("/credential", json=posted).json for _ in range(2))
    assert first["element"] == second["element"]


def forgeries(held, other_cohort):
    """Yield credentials that nobody was given."""
    yield voter.Credential(b"\1" * 32, held.secret, held.cohort)  # another nonce under a secret that was given
    yield voter.Credential(held.nonce, b"\2" * 64, held.cohort)
    yield voter.Credential(held.nonce, held.secret, other_cohort)
    yield voter.Credential(b"\0" * 32, b"\0" * 64, held.cohort)


def test_a_forged_credential_is_refused(crowd, omar):
    held = crowd.collect(omar)
    for forged in forgeries(held, "another"):
        assert post(crowd, crowd.ballot(forged)) in {403, 422}
    assert boxes.waiting(crowd.opened.uid) == 0


def test_without_the_check_of_the_tag_every_forgery_would_be_taken(crowd, omar, monkeypatch):
    monkeypatch.setattr(credentials, "authentic", lambda *about: True)
    assert post(crowd, crowd.ballot(next(forgeries(crowd.collect(omar), "another")))) == 204


def test_a_credential_of_another_cohort_or_round_is_refused(app, cast, time_machine):
    time_machine.move_to(OPENS, tick=False)
    crowd = opened_for(app, people.members())
    own, other = (crowd.collect(person.id) for person in (cast.lea, cast.omar))
    assert own.cohort != other.cohort
    assert post(crowd, crowd.ballot(voter.Credential(own.nonce, own.secret, other.cohort))) == 403
    elsewhere = credentials.derive(ring().issue_keys(crowd.opened.uid).oprf_seed, "another-round", own.cohort)
    foreign = credentials.finalized(elsewhere, own.nonce)
    assert post(crowd, crowd.ballot(voter.Credential(own.nonce, foreign, own.cohort))) == 403
    assert post(crowd, crowd.ballot(own)) == 204


def answer_of(crowd, pending, person):
    """Return the server's answer to a collection."""
    return crowd.client.post(
        "/credential", json={"invite": crowd.tokens[person], "blinded": to_text(pending.blinded)}
    ).json


def trusted(crowd, answer, fingerprint=None, header=None):
    """Check an answer as a browser does."""
    stands = LeafPlace(answer["leaf"], tuple(answer["path"]))
    header = header or str(crowd.told["header"])
    pinned = fingerprint or crowd.opened.fingerprint
    return trusted_cohort(header, crowd.opened.uid, pinned, answer["cohort"], stands)


def test_an_answer_under_a_key_made_for_one_person_is_noticed(crowd, omar, monkeypatch):
    own = credentials.derive(b"\7" * 32, crowd.opened.uid, "for-omar-alone")
    pending = voter.begin()
    with monkeypatch.context() as patched:
        patched.setattr(type(ring()), "key_pair", lambda self, uid, cohort: own)
        answer = answer_of(crowd, pending, omar)
    key = trusted(crowd, answer).key
    with pytest.raises(voter.ForgedProof):
        voter.credential(pending, answer, key)
    assert voter.credential(pending, answer, own.public_key).secret  # who trusts the answer's key is marked


def test_a_manifest_made_for_one_person_is_noticed_by_the_fingerprint_in_the_mail(crowd, omar):
    answer = answer_of(crowd, voter.begin(), omar)
    assert trusted(crowd, answer).key
    own = credentials.derive(b"\7" * 32, crowd.opened.uid, answer["cohort"])
    leaf = json.loads(answer["leaf"]) | {"key": to_text(own.public_key)}
    about = json.loads(str(crowd.told["header"]))
    swapped = manifest.canonical(about | {"root": manifest.grow([leaf]).root.hex()})
    forged = answer | {"leaf": manifest.canonical(leaf), "path": []}
    with pytest.raises(Mistrusted) as caught:
        trusted(crowd, forged, header=swapped)
    assert caught.value.fault is ManifestFault.SWAPPED
    assert trusted(crowd, forged, fingerprint=manifest.fingerprint(swapped), header=swapped)  # without the pin: taken


def test_a_swapped_sealing_key_is_noticed_by_the_fingerprint_in_the_mail(crowd, omar):
    answer = answer_of(crowd, voter.begin(), omar)
    about = json.loads(str(crowd.told["header"]))
    swapped = manifest.canonical(about | {"sealing_key": to_text(public_seal(new_seal()[0]))})
    with pytest.raises(Mistrusted):
        trusted(crowd, answer, header=swapped)


@pytest.mark.parametrize("name", ["Cookie", "Authorization"])
def test_a_ballot_that_says_who_sends_it_is_refused(crowd, omar, name):
    posted = crowd.ballot(crowd.collect(omar))
    browser = crowd.app.test_client(use_cookies=False)  # a jar would put its own header in the place of this one
    refused = browser.post("/ballot", json=posted, headers={name: "pulse=1"})
    assert refused.status_code == 400
    assert boxes.waiting(crowd.opened.uid) == 0
    taken = crowd.client.post("/ballot", json=posted)
    assert (taken.status_code, taken.get_data(), taken.headers.get("Set-Cookie")) == (204, b"", None)


def race(crowd, people, blinded):
    """Let browsers collect at the same moment; return what each got."""
    gate = Barrier(len(people))

    def collect(person, element):
        gate.wait()
        posted = {"invite": crowd.tokens[person], "blinded": to_text(element)}
        return crowd.client.post("/credential", json=posted).status_code

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(collect, people, blinded))


def test_of_two_browsers_racing_for_one_invitation_exactly_one_collects(crowd):
    for person in crowd.people:
        elements = [voter.begin().blinded, voter.begin().blinded]
        got = race(crowd, [person.id] * 2, elements)
        assert sorted(got) == [200, 409]
        with transaction():
            held = bytes(queries.seat(crowd.opened.id, person.id).blinded)
        assert held == elements[got.index(200)]


def test_without_the_condition_on_the_seat_both_would_collect(crowd, monkeypatch):
    always = str(actions._COLLECT).replace("AND (blinded = :none OR blinded = :blinded)", "")
    monkeypatch.setattr(actions, "_COLLECT", text(always))
    both = [race(crowd, [person.id] * 2, [voter.begin().blinded, voter.begin().blinded]) for person in crowd.people[:3]]
    assert both == [[200, 200]] * 3


def test_after_the_close_nobody_collects_and_after_the_freeze_nobody_casts(crowd, monkeypatch):
    omar, lea, ivo, *_ = (person.id for person in crowd.people)
    in_time, late = crowd.collect(omar), crowd.collect(lea)
    posted = crowd.ballot(in_time)
    assert post(crowd, posted) == 204
    with monkeypatch.context() as patched:
        patched.setattr(actions, "publish", lambda frozen: None)  # frozen, and the keys still there
        jobs.advance(crowd.opened.closes_at)
    assert queries.round_(crowd.opened.uid).step == Step.FROZEN.value
    collecting = {"invite": crowd.tokens[ivo], "blinded": to_text(voter.begin().blinded)}
    assert crowd.client.post("/credential", json=collecting).status_code == 410
    assert post(crowd, crowd.ballot(late)) == 410
    assert post(crowd, posted) in {204, 410}  # it is in the box already
    assert sealed(crowd).ballots == 1
    assert post(crowd, crowd.ballot(late)) == 410
    assert crowd.client.post("/credential", json=collecting).status_code == 410
    assert boxes.receipts(crowd.opened.uid) == [in_time.receipt]


def test_without_the_state_of_the_box_a_ballot_would_come_in_after_the_freeze(crowd, omar, monkeypatch):
    late = crowd.collect(omar)
    monkeypatch.setattr(ballots, "_INSERT", text(str(ballots._INSERT).replace("AND state = 'open'", "")))
    monkeypatch.setattr(actions, "publish", lambda frozen: None)
    jobs.advance(crowd.opened.closes_at)
    assert post(crowd, crowd.ballot(late)) == 204


def strange(crowd, held):
    """Yield what no browser of ours says; each must count as all skipped."""
    version = next(q["version"] for q in crowd.told["questions"] if not q["open"])
    yield BallotText("another", {version: 1})
    yield BallotText(held.cohort, {"S9@1": 1, version: 1})
    yield BallotText(held.cohort, {version: 77})
    yield BallotText(held.cohort, {version: 1}, {"S9@1": "words for a question nobody asked"})
    yield BallotText(held.cohort, {"comment@1": 3, version: 1})


def test_strange_ballots_count_as_all_skipped_and_move_nobody_elses_answer(crowd):
    honest, others = crowd.people[:8], crowd.people[8:]
    crowd.in_turn([person.id for person in honest])
    for number, person in enumerate(others):
        held = crowd.collect(person.id)
        wanted = list(strange(crowd, held))
        posted = crowd.sealed(held, wanted[number]) if number < len(wanted) else crowd.ballot(held)
        if number >= len(wanted):  # sealed to another key, so that it does not open
            body = bytes(BODY_SIZE)
            posted |= {"body": to_text(body), "mac": to_text(credentials.mac(held.secret, body))}
        assert post(crowd, posted) == 204
    facts = sealed(crowd)
    assert (facts.ballots, facts.unreadable) == (len(crowd.people), len(others))
    cells = tables.cells(crowd.opened.uid)
    assert cells
    assert all(cell.n == len(honest) for cell in cells)
    assert all(cell.clamped is not None for cell in cells)
    assert len(boxes.receipts(crowd.opened.uid)) == len(crowd.people)


def test_an_invented_cohort_costs_nothing(crowd, omar):
    held = crowd.collect(omar)
    known = len(ring()._held[crowd.opened.uid].pairs)
    for number in range(20):
        forged = voter.Credential(held.nonce, held.secret, f"invented-{number}")
        assert post(crowd, crowd.ballot(forged)) in {403, 422}
    assert len(ring()._held[crowd.opened.uid].pairs) == known


def test_a_session_collects_only_with_its_token(crowd, omar, app, signed_in):
    app.config["WTF_CSRF_ENABLED"] = True
    browser = signed_in(crowd.people[0])
    posted = {"round": crowd.opened.uid, "blinded": to_text(voter.begin().blinded)}
    assert browser.post("/credential", json=posted).status_code == 400


def test_a_session_collects_nothing_for_the_page_of_somebody_else(crowd, signed_in):
    me, other = crowd.people[:2]
    browser = signed_in(me)
    posted = {"round": crowd.opened.uid, "blinded": to_text(voter.begin().blinded)}
    own, theirs = (slot_of(crowd.tokens[each.id]) for each in (me, other))
    assert browser.post("/credential", json=posted | {"slot": theirs}).status_code == 401
    assert browser.post("/visit", json={"round": crowd.opened.uid}).json["slot"] == own
    assert browser.post("/credential", json=posted | {"slot": own}).status_code == 200
