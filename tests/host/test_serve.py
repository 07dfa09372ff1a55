"""The server as it is started: it waits for tables, says when its port is taken, ticks, and stops at a signal."""

import http.cookiejar
import json
import re
import socket
import time
import urllib.parse
import urllib.request

import pytest
from sqlalchemy import create_engine, text

from tests._ground.proxy import free_ports

pytestmark = pytest.mark.one_database


def test_it_serves_ticks_and_stops(host, free_port):
    host.more["PULSE_TICK_SECONDS"] = "1"
    (host.instance / "demo.txt").write_text("Sign in as hana@example.com\n")
    with host.serving(free_port) as server:
        until = time.monotonic() + 30
        found = {"tick": "never"}
        while found["tick"] != "ok" and time.monotonic() < until:
            with urllib.request.urlopen(f"{server.url}/health", timeout=10) as answer:
                found = json.load(answer)
            time.sleep(0.2)
        assert (found["status"], found["tick"]) == ("ok", "ok")
        assert server.log.read_text().startswith(f"Pulse listens on {server.url}\nSign in as hana@example.com\n")
    assert server.process.returncode == 0


def test_it_refuses_tables_of_another_version(bare_host, free_port):
    assert "Run “python -m pulse migrate” first" in bare_host.refuses("serve", "--port", str(free_port))


def test_it_says_when_its_port_is_taken(host, free_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        said = host.refuses("serve", "--port", str(free_port))
    assert f"cannot listen on 127.0.0.1:{free_port}" in said
    assert f'with --port {free_port + 1}, or make run ARGS="--port {free_port + 1}"' in said


def asked_for_a_link(url: str, email: str) -> None:
    """Ask for a link to sign in, as a browser does."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{url}/sign-in", timeout=10).read().decode()
    (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', page))
    form = urllib.parse.urlencode({"csrf_token": token, "email": email}).encode()
    opener.open(urllib.request.Request(f"{url}/sign-in/mail", form, {"Origin": url}), timeout=10)


def test_a_server_that_is_stopped_ends_the_mail_it_is_sending(host, free_port, smtp):
    """Else the mail server would have the letter, Pulse would not know, and it would leave a second time."""
    host.more |= {"PULSE_TICK_SECONDS": "3600", "PULSE_MAIL": "smtp", "PULSE_SMTP_HOST": smtp.host}
    host.more["PULSE_SMTP_PORT"] = str(smtp.port)
    host.does("create-admin", "ada@acme.example", "--password-stdin", given="a long walk by the river\n")
    smtp.slow = 4.0
    (port,) = free_ports(1)
    with host.serving(port) as server:
        time.sleep(2)  # the first tick of each process is over
        asked_for_a_link(server.url, "ada@acme.example")
        until = time.monotonic() + 20
        while not smtp.tried and time.monotonic() < until:
            time.sleep(0.05)
        assert (smtp.tried, smtp.letters) == (["ada@acme.example"], [])
    assert len(smtp.letters) == 1
    with create_engine(host.urls.people).connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM message")) == 0


def test_a_link_to_sign_in_leaves_at_once_and_not_at_the_next_tick(host, free_port):
    host.more["PULSE_TICK_SECONDS"] = "3600"
    host.does("create-admin", "ada@acme.example", "--password-stdin", given="a long walk by the river\n")
    mails = host.instance / "mails.txt"
    with host.serving(free_port) as server:
        time.sleep(2)  # the first tick of each process is over
        asked_for_a_link(server.url, "ada@acme.example")
        until = time.monotonic() + 20
        while not (mails.exists() and "/sign-in/link" in mails.read_text()) and time.monotonic() < until:
            time.sleep(0.1)
        assert "/sign-in/link" in mails.read_text()
