"""The ways a letter leaves: whole in a file that a person can read, or by a server."""

import fcntl
import stat
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from pulse.base.transactions import transaction
from pulse.outbox import actions, channels, messages
from pulse.outbox.jobs import deliver

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
LINK = "https://pulse.example/p#" + "x" * 900


def letter(to: str, text: str) -> EmailMessage:
    made = EmailMessage(policy=messages.POLICY)
    made["To"], made["Subject"], made["Message-ID"] = to, "Hello", f"<{'m' * 90}@pulse.example>"
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(f"<p>{text}</p>", subtype="html")
    return made


def test_the_file_holds_readable_letters_with_whole_links(tmp_path):
    channels.write(tmp_path / "mails.txt", letter("Ömer <o@acme.example>", f"Grüße\n{LINK}\n"))
    text = (tmp_path / "mails.txt").read_text("utf-8")
    assert "To: Ömer <o@acme.example>\nSubject: Hello\n" in text
    assert f"\n\nGrüße\n{LINK}\n" in text
    assert "<p>" not in text


def test_only_its_owner_reads_the_file(tmp_path):
    channels.write(tmp_path / "mails.txt", letter("a@acme.example", "a"))
    assert stat.S_IMODE((tmp_path / "mails.txt").stat().st_mode) == 0o600


def test_letters_written_at_once_do_not_mix(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: channels.write(tmp_path / "mails.txt", letter("a@b.example", str(n) * 9000)), range(9)))
    blocks = (tmp_path / "mails.txt").read_text().split(channels.RULE)[1:]
    bodies = [block.split("\n\n", 1)[1].strip() for block in blocks]
    assert sorted(bodies) == [str(n) * 9000 for n in range(9)]


def test_a_letter_waits_while_another_is_written(tmp_path):
    path = tmp_path / "mails.txt"
    with path.open("w") as other, ThreadPoolExecutor(1) as pool:
        fcntl.flock(other, fcntl.LOCK_EX)
        writing = pool.submit(channels.write, path, letter("a@acme.example", "a"))
        assert wait([writing], timeout=0.2).not_done
        fcntl.flock(other, fcntl.LOCK_UN)
    assert "a@acme.example" in path.read_text()


def test_half_a_letter_on_a_full_disk_is_taken_back(tmp_path, monkeypatch):
    channels.write(tmp_path / "mails.txt", letter("a@acme.example", "first"))
    before = (tmp_path / "mails.txt").read_bytes()
    write = channels.os.write

    def full(handle: int, page: bytes) -> int:
        if len(page) < 40:
            raise OSError(28, "No space left on device")
        return write(handle, page[:-30])

    monkeypatch.setattr(channels.os, "write", full)
    with pytest.raises(OSError, match="No space"):
        channels.write(tmp_path / "mails.txt", letter("a@acme.example", "second"))
    assert (tmp_path / "mails.txt").read_bytes() == before


def test_the_demo_sends_to_the_file(app, greeting, cast):
    with transaction():
        actions.post("greeting", cast.omar, due_at=NOON)
    assert deliver(NOON).sent == 1
    text = (app.extensions["pulse.settings"].instance / "mails.txt").read_text()
    assert "omar@acme.example" in text
    assert "http://127.0.0.1:8000/robots.txt#secret-made-now" in text


def test_a_long_message_id_is_not_folded():
    head = letter("a@acme.example", "a").as_bytes().decode().split("\r\n\r\n")[0]
    assert f"Message-ID: <{'m' * 90}@pulse.example>" in head


def test_a_line_break_in_a_name_cannot_make_a_header(app, greeting, by_smtp, cast):
    with transaction():
        cast.omar.name = "Omar\r\nBcc: everybody@acme.example"
        app.extensions["sqlalchemy"].session.merge(cast.omar)
        actions.post("greeting", cast.omar, due_at=NOON)
    assert deliver(NOON).sent == 0
    assert by_smtp.letters == []
