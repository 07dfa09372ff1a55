"""What people do about their own account: sign out, choose a password, a language, a time zone."""

from tests.access.conftest import PASSWORD
from tests.access.signing import is_in, sign_in


def test_signing_out_ends_this_session(signed_in, cast):
    browser = signed_in(cast.omar)
    assert is_in(browser)
    assert browser.post("/sign-out").location == "/sign-in"
    assert not is_in(browser)


def test_signing_out_everywhere_ends_every_session(signed_in, cast):
    here, there = signed_in(cast.omar), signed_in(cast.omar)
    here.post("/sign-out/everywhere")
    assert not is_in(here)
    assert not is_in(there)


def test_a_new_password_ends_every_other_session(signed_in, with_password, client):
    here, there = signed_in(with_password), signed_in(with_password)
    answer = here.post("/me/password", data={"current": PASSWORD, "password": "another long sentence"})
    assert answer.status_code == 303
    assert is_in(here)
    assert not is_in(there)
    assert sign_in(client, password="another long sentence").status_code == 303


def test_a_new_password_needs_the_current_one(signed_in, with_password):
    here = signed_in(with_password)
    answer = here.post("/me/password", data={"current": "wrong", "password": "another long sentence"})
    assert "not your current password" in answer.text
    assert here.post("/me/password", data={"current": "wrong", "password": "x"}).status_code == 200


def test_whoever_came_by_link_may_replace_a_forgotten_password(app, with_password, mailed):
    browser = app.test_client()
    browser.post("/sign-in/mail", data={"email": "omar@acme.example"})
    browser.post("/sign-in/link", data={"token": mailed()})
    assert browser.post("/me/password", data={"password": "another long sentence"}).status_code == 303


def test_a_weak_password_is_refused_with_a_sentence(signed_in, cast):
    answer = signed_in(cast.omar).post("/me/password", data={"password": "omar1"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text


def test_language_and_time_zone_can_be_chosen(signed_in, cast):
    browser = signed_in(cast.omar)
    assert browser.post("/me", data={"locale": "de", "timezone": "Asia/Tokyo"}).status_code == 303
    assert 'lang="de"' in browser.get("/me").text


def test_a_zone_that_does_not_exist_is_refused(signed_in, cast):
    assert signed_in(cast.omar).post("/me", data={"locale": "en", "timezone": "Mars/Base"}).status_code == 422
