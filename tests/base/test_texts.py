"""What a request says is read as it can be stored; HEAD is the GET of the same address."""

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from pulse.base.texts import LARGEST, Texts


def test_a_nul_is_in_no_text_and_files_are_left_alone():
    file = FileStorage(filename="a.csv")
    found = Texts(MultiDict([("na\0me", "Ann\0a"), ("name", "Omar"), ("file", file)]))
    assert found.to_dict(flat=False) == {"name": ["Anna", "Omar"], "file": [file]}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("7", 7),
        ("-7", -7),
        (str(LARGEST), LARGEST),
        (str(LARGEST + 1), 1),
        (f"-{LARGEST + 1}", 1),
        ("x", 1),
        ("9" * 5000, 1),
    ],
)
def test_a_number_that_no_column_holds_is_none(said, read):
    assert Texts([("page", said)]).get("page", 1, int) == read


def test_a_number_too_large_for_a_column_is_the_number_of_nothing(app):
    adapter = app.url_map.bind("localhost")
    assert adapter.test(f"/halls/a/agenda/{LARGEST}/up", method="POST")
    assert not adapter.test(f"/halls/a/agenda/{LARGEST + 1}/up", method="POST")


def test_what_a_script_posts_holds_whole_characters_only(app, client):
    for text in ("\\u0000", "\\ud800", "\\udfff.x"):
        for body in (f'{{"round": "{text}"}}', f'{{"{text}": 1}}', f'{{"deep": [{{"x": ["{text}"]}}]}}'):
            told = client.post("/ballot", data=body, content_type="application/json")
            assert told.status_code == 400


def test_head_of_a_form_is_answered_as_its_get(client):
    told = client.head("/sign-in")
    assert (told.status_code, told.data, int(told.headers["Content-Length"]) > 500) == (200, b"", True)


def test_a_json_body_is_no_form(app, client):
    for body in ("[]", "5", "null", '{"email": "a@b.example", "password": "x"}'):
        told = client.post("/sign-in", data=body, content_type="application/json")
        assert (told.status_code, "Please fill this in." in told.text) == (422, True)
