"""Whatever is posted to the addresses of a ballot: it is refused, and nothing is written."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select, text

from pulse.ballots.wire import to_text
from pulse.base.db import WALLED, db
from pulse.base.transactions import transaction
from pulse.rounds import queries
from pulse.rounds.models import Seat


def rows():
    """Count the rows of every table on both sides, and the seats that are taken."""
    counts = {}
    for side in (None, WALLED):
        engine = db.engines[side]
        with engine.connect() as connection:
            for table in sorted(inspect(connection).get_table_names()):
                counts[table] = connection.execute(select(func.count()).select_from(text(table))).scalar()
    with transaction():
        taken = db.session.scalar(select(func.count()).where(Seat.blinded != queries.NOT_COLLECTED))
    return counts | {"taken": taken}


NESTED = "[" * 4000 + "]" * 4000
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800")
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
)
NAMES = st.sampled_from(["invite", "blinded", "round", "cohort", "nonce", "body", "mac", "lang", "csrf_token"])
ADDRESSES = ("/visit", "/credential", "/ballot")


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_posted_the_answer_is_a_refusal_and_nothing_is_written(crowd, data):
    address = data.draw(st.sampled_from(ADDRESSES))
    omar, lea = crowd.people[0].id, crowd.people[1].id
    if not hasattr(crowd, "genuine"):
        crowd.genuine = crowd.ballot(crowd.collect(omar)) | {"invite": crowd.tokens[lea], "blinded": to_text(bytes(32))}
        crowd.before = rows()
    broken = data.draw(st.dictionaries(NAMES, JSON, min_size=1, max_size=3))
    spoilt = {"/visit": "invite", "/credential": "blinded", "/ballot": "mac"}[address]
    posted = crowd.genuine | {spoilt: "AAAA"} | broken
    reply = crowd.client.post(address, json=posted)
    assert 400 <= reply.status_code < 500, reply.get_data(as_text=True)
    assert rows() == crowd.before


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(language=JSON)
def test_whatever_language_is_named_a_member_is_told_in_one_that_is_spoken(crowd, language):
    before = rows()
    reply = crowd.client.post("/visit", json={"invite": crowd.tokens[crowd.people[0].id], "lang": language})
    assert reply.status_code == 200
    assert rows() == before


RAW = [
    *(b"", b"null", b"[]", b"{", b"\xff\xfe{}", b'{"round": NaN}'),
    *(NESTED.encode(), b'{"invite":' + NESTED.encode() + b"}", b'{"round":' + b"9" * 5000 + b"}"),
    *(b'{"body":"' + b"A" * 9000 + b'"}', b'{"lang":"\\u0000","invite":"\\u0000.\\u0000"}'),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_json_object_is_refused_and_nothing_is_written(crowd, address):
    before = rows()
    for body in RAW:
        reply = crowd.client.post(address, data=body, content_type="application/json")
        assert 400 <= reply.status_code < 500, body[:40]
    assert crowd.client.post(address, data=b"invite=1").status_code < 500
    assert rows() == before


def test_an_element_outside_the_group_leaves_the_seat_free(crowd, omar):
    before = rows()
    for element in (b"\xff" * 32, b"\1" + bytes(31), bytes(32)):
        posted = {"invite": crowd.tokens[omar], "blinded": to_text(element)}
        assert crowd.client.post("/credential", json=posted).status_code == 422
    assert rows() == before
    assert crowd.collect(omar)
