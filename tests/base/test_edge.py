"""Headers on every answer, and errors as pages."""

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


def test_a_form_without_its_token_is_refused(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/sign-in", data={"email": "a@b.example", "password": "x"}).status_code == 400
