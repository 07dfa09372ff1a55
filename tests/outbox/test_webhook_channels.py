"""One try to reach a chat: what comes of every answer, and that nothing inside is knocked at."""

import socket
from datetime import UTC, datetime, timedelta

import pytest

from pulse.outbox import webhook_channels
from pulse.outbox.webhook_channels import SendOutcome, Trouble, send

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def post(address: str, *, inside: bool = True) -> SendOutcome:
    return send(address, b'{"text": "hello"}', inside=inside, now=NOON)


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_post_arrives(chat, status):
    chat.status = status
    assert post(chat.address + "?sig=a%2Bb") == SendOutcome()
    assert (chat.posts, chat.paths) == ([{"text": "hello"}], ["/services/T0/B0/s3cr3t-part?sig=a%2Bb"])


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, "refused"),
        (403, "refused"),
        (404, "gone"),
        (410, "gone"),
        (500, "broken"),
        (503, "broken"),
        (418, "refused"),
    ],
)
def test_an_answer_that_says_no_is_told_apart(chat, status, trouble):
    chat.status = status
    assert post(chat.address).trouble == trouble


@pytest.mark.parametrize(
    ("given", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta(seconds=1)),
        ("999999999", timedelta(hours=6)),
        ("Wed, 01 Jul 2026 12:02:00 GMT", timedelta(minutes=2)),
        ("Wed, 01 Jul 2026 11:00:00 GMT", timedelta(seconds=1)),
        ("soon", timedelta(minutes=1)),
        ("-5", timedelta(minutes=1)),
    ],
)
def test_a_chat_that_asks_to_wait_is_heard(chat, given, wait):
    chat.status, chat.headers = 429, {"Retry-After": given}
    assert post(chat.address) == SendOutcome(Trouble.BUSY, wait)


def test_no_redirect_is_followed(chat):
    chat.status, chat.headers = 307, {"Location": chat.address + "/elsewhere"}
    assert post(chat.address) == SendOutcome(Trouble.REDIRECT)
    assert len(chat.posts) == 1


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_nothing_inside_is_knocked_at_unless_the_host_allows_it(chat, host):
    address = chat.address.replace("localhost", host)
    assert post(address, inside=False) == SendOutcome(Trouble.PRIVATE)
    assert chat.posts == []


def test_a_name_that_changes_its_mind_after_it_was_looked_at_gains_nothing(chat, monkeypatch):
    asked = []

    def flips(host, port, *_more, **_given):
        asked.append(host)
        number = "127.0.0.1" if len(asked) > 1 else "192.88.98.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    reached = []

    def reach(where, **_given):
        reached.append(where[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(webhook_channels.socket, "getaddrinfo", flips)
    monkeypatch.setattr(webhook_channels.socket, "create_connection", reach)
    post(f"https://rebinds.example:{chat.port}/x", inside=False)
    assert (reached, asked) == (["192.88.98.1"], ["rebinds.example"])


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(webhook_channels.socket, "getaddrinfo", lambda *_a, **_k: both)
    assert post("https://two.example/x", inside=False) == SendOutcome(Trouble.PRIVATE)


def test_a_certificate_that_is_not_trusted_is_refused_before_anything_is_sent(chat, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert post(chat.address) == SendOutcome(Trouble.CERTIFICATE)
    assert chat.posts == []


def test_a_certificate_of_another_name_is_refused(chat):
    assert post(chat.address.replace("localhost", "localhost.localdomain")).trouble in {"certificate", "unreachable"}
    assert chat.posts == []


def test_nobody_there_is_told(free_port):
    assert post(f"https://localhost:{free_port}/x") == SendOutcome(Trouble.UNREACHABLE)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b.example", "x" * 70 + ".example"])
def test_a_name_that_nobody_has_is_told(host):
    assert post(f"https://{host}/x").trouble == "unreachable"


def test_a_server_that_drips_is_hung_up_on(chat, monkeypatch):
    monkeypatch.setattr(webhook_channels, "TIMEOUT", 0.5)
    chat.drips = True
    assert post(chat.address) == SendOutcome(Trouble.SLOW)


def test_a_server_that_never_greets_is_hung_up_on(monkeypatch):
    monkeypatch.setattr(webhook_channels, "TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert post(f"https://127.0.0.1:{mute.getsockname()[1]}/x") == SendOutcome(Trouble.SLOW)
