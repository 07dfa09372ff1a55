"""Static files: kept for a year under an address that changes with them, compressed once."""

import gzip
from pathlib import Path

import brotli

from pulse.base.assets import address_of

PAGE = "pulse/page.js"


def fetch(app, coding):
    with app.test_client().get(f"{app.static_url_path}/{PAGE}", headers={"Accept-Encoding": coding}) as reply:
        reply.get_data()
        return reply


def test_the_address_changes_with_every_byte_and_every_name(tmp_path):
    (tmp_path / "a.js").write_text("one")
    first = address_of(tmp_path)
    assert first == address_of(tmp_path)
    (tmp_path / "a.js").write_text("two")
    second = address_of(tmp_path)
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, address_of(tmp_path)}) == 3
    assert first.startswith("/static/")


def test_a_file_comes_compressed_as_the_browser_likes_it(app):
    bare = Path(app.static_folder, PAGE).read_bytes()
    for _ in range(2):  # the second time from memory
        assert brotli.decompress(fetch(app, "br, gzip").data) == bare
        assert gzip.decompress(fetch(app, "gzip").data) == bare
        assert fetch(app, "identity").data == bare


def test_a_file_may_be_kept_for_a_year(app):
    reply = fetch(app, "br")
    assert reply.headers["Cache-Control"] == "public, max-age=31536000"
    assert "Accept-Encoding" in reply.headers["Vary"]
    assert "ETag" not in reply.headers


def test_an_old_address_is_not_found(app):
    assert app.test_client().get(f"/static/000000000000/{PAGE}").status_code == 404
