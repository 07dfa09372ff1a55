"""What is too large is refused in a sentence, and read to its end: a proxy that still sends would hear nothing."""

from io import BytesIO


def test_what_is_too_large_is_read_to_its_end(app, cast, signed_in):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    body = BytesIO(b"x" * 200_000)
    given = {"input_stream": body, "content_length": 200_000, "content_type": "application/x-www-form-urlencoded"}
    refused = signed_in(cast.hana).post("/people/import", **given)
    assert (refused.status_code, "To the first page" in refused.text) == (413, True)
    assert body.tell() == 200_000
