"""Whatever is posted to the public form, the answer is a page that says something, never a crash."""

import random
from dataclasses import replace

import pytest

from pulse.clients.answers import CODES
from tests.clients.asked import NOON, account, code_of, opened, unit

ODD = ["", "5", "0", "-1", "6", "٣", "1e9", "\0", "\ud800", "<script>", "a" * 3000, "🙂" * 2000, "1\r\n", "NaN", "[]"]
NAMES = [*CODES, "comment", "level", "form", "csrf_token", "__proto__", ""]


@pytest.fixture
def places(cast, time_machine):
    """A personal address, one of nobody, and a public one."""
    account(unit(cast))
    wave = opened()
    time_machine.move_to(NOON)
    return [f"/ask/{code_of(wave, 'user1@northwind.example')}", "/ask/nobody", f"/ask/open/{wave.survey.uid}"]


def test_odd_forms_are_answered(app, places, client):
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], customer_limit="1000 per minute")
    draw = random.Random(7)
    for _ in range(60):
        some = {draw.choice(NAMES): draw.choice(ODD) for _ in range(draw.randrange(8))}
        data = "&".join(f"{name}={value}" for name, value in some.items()).encode("utf-8", "surrogatepass")
        place = draw.choice(places) + draw.choice(["", "?about=x", "?about=u-%00-x", "?lang=%F0", "?about=a-\u00e9-1"])
        answer = client.post(place, data=data, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {303, 404, 410, 422, 429}, (place, some, answer.status_code)
        assert answer.data


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"]
)
def test_other_bodies_are_answered(places, client, kind):
    for place in places:
        answer = client.post(place, data=b"\xff\x00{[", content_type=kind)
        assert answer.status_code in {404, 410, 422}, (place, kind)
