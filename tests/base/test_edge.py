"""Headers on every answer, and errors as pages."""

import re
from dataclasses import replace

import pytest

from pulse import create_app
from pulse.base.db import db
from pulse.base.edge import HEADERS


@pytest.mark.parametrize("path", ["/sign-in", "/robots.txt", "/nowhere", "/favicon.ico", "/health"])
def test_every_answer_has_the_headers(client, path):
    with client.get(path) as answer:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_pages_are_not_kept_and_files_are(client):
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    with client.get(client.get("/favicon.ico").location) as icon:
        assert "max-age=31536000" in icon.headers["Cache-Control"]


def test_the_pulse_page_demands_trusted_types(client):
    assert "require-trusted-types-for 'script'" in client.get("/p").headers["Content-Security-Policy"]
    assert "require-trusted-types-for" not in client.get("/sign-in").headers["Content-Security-Policy"]


def test_only_https_promises_https_and_locks_the_cookie(app):
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers
    secure = create_app(replace(app.extensions["pulse.settings"], base_url="https://pulse.example"))
    answer = secure.test_client().get("/sign-in", base_url="https://pulse.example")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-pulse=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    with secure.app_context():
        for engine in db.engines.values():
            engine.dispose()


def test_a_refusal_is_a_page_with_its_own_sentence(scratch, cast):
    answer = scratch.test_client().post("/scratch/refused")
    assert (answer.status_code, "cannot be done on a Sunday" in answer.text) == (422, True)


def test_a_script_gets_errors_as_json(scratch, cast):
    answer = scratch.test_client().post("/scratch/conflict", json={})
    assert (answer.status_code, answer.json) == (409, {"error": "collected"})


def test_a_crash_is_a_page_without_what_crashed(scratch, cast):
    answer = scratch.test_client().get("/scratch/crashed")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "omar@acme.example" not in answer.text


def test_what_is_not_there_is_a_page(client):
    answer = client.get("/nowhere")
    assert (answer.status_code, "nothing at this address" in answer.text) == (404, True)


def test_a_wrong_method_is_not_told_as_a_crash(client):
    assert client.get("/sign-out").status_code == 405


@pytest.fixture
def guarded(app):
    """The application with its check of tokens, and a session that lasts as long as settings say."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def send(browser, token):
    given = {"email": "a@b.example", "password": "x", "csrf_token": token}
    answer = browser.post("/sign-in", data=given)
    return answer.status_code, re.search(r"<h1>(.*?)</h1>", answer.text)[1]


def token_of(browser):
    return re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)[1]


def test_a_form_with_its_token_is_taken_over_https_too(app, cast):
    made = create_app(replace(app.extensions["pulse.settings"], base_url="https://pulse.example"))
    browser = made.test_client()
    page = browser.get("/sign-in", base_url="https://pulse.example").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    given = {"email": "a@b.example", "password": "x", "csrf_token": token}
    told = browser.post("/sign-in", data=given, base_url="https://pulse.example", headers={"Origin": "null"})
    assert (told.status_code, "do not match" in told.text) == (200, True)
    with made.app_context():
        for engine in db.engines.values():
            engine.dispose()


def test_a_form_without_its_token_is_not_called_old(guarded, client):
    assert send(client, "") == (400, "This could not be read")
    assert send(client, "a.b.c") == (400, "This could not be read")


def test_a_form_of_a_browser_that_keeps_no_cookie_says_so(guarded, client):
    token = token_of(client)
    assert send(guarded.test_client(use_cookies=False), token) == (400, "Your browser sent no cookie")


def test_a_form_of_a_session_that_is_gone_says_so(guarded, client):
    token, other = token_of(guarded.test_client()), client
    token_of(other)
    assert send(other, token) == (400, "Your session has ended")


def test_a_page_is_called_old_when_it_is_older_than_a_session(guarded, client, time_machine):
    time_machine.move_to("2026-03-02T08:00:00+00:00")
    token = token_of(client)
    time_machine.move_to("2026-03-02T19:59:00+00:00")
    assert send(client, token)[0] == 200
    time_machine.move_to("2026-03-02T20:01:00+00:00")
    assert send(client, token) == (400, "This page had been open for too long")


def test_a_script_without_its_token_is_told_so_as_json(guarded, signed_in, cast):
    told = signed_in(cast.omar).post("/me", json={})
    assert (told.status_code, told.json) == (400, {"error": "token"})


def test_what_is_not_there_is_never_said_to_have_kept_what_was_entered(client):
    assert "Nothing you entered was lost" not in client.post("/nowhere", data={"words": "x"}).text


@pytest.mark.parametrize(
    ("address", "pinned"),
    [("https://pulse.example", True), ("https://pulse.example:443", True), ("https://pulse.example:8443", False)],
)
def test_a_host_is_bound_to_https_only_where_pulse_has_its_usual_port(app, address, pinned):
    made = create_app(replace(app.extensions["pulse.settings"], base_url=address))
    assert ("Strict-Transport-Security" in made.test_client().get("/robots.txt").headers) is pinned
    with made.app_context():
        for engine in db.engines.values():
            engine.dispose()
