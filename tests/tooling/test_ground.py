"""The ground the other tests stand on holds."""

import smtplib
from email.message import EmailMessage

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from tests._ground.databases import Databases


def say(url, *statements):
    engine = create_engine(url)
    with engine.begin() as connection:
        last = [connection.execute(text(statement)) for statement in statements][-1]
        rows = last.fetchall() if last.returns_rows else []
    engine.dispose()
    return rows


def test_a_fresh_pair_is_empty_and_each_side_can_write(fresh_urls):
    people, ballots = fresh_urls
    for url in (people, ballots):
        say(url, "CREATE TABLE t (x integer)", "INSERT INTO t VALUES (1)")
        assert say(url, "SELECT x FROM t") == [(1,)]


def test_the_chosen_database_is_the_one_in_use(fresh_urls, request):
    chosen = request.config.getoption("database")
    assert {make_url(url).get_backend_name() for url in fresh_urls} == {chosen}


def test_a_copy_holds_the_rows_and_is_apart_from_its_template(databases: Databases, fresh_urls):
    say(fresh_urls.people, "CREATE TABLE t (x integer)", "INSERT INTO t VALUES (1)")
    say(fresh_urls.ballots, "CREATE TABLE b (x integer)")
    copy = databases.copy_of(fresh_urls)
    say(copy.people, "INSERT INTO t VALUES (2)")
    assert say(copy.people, "SELECT x FROM t ORDER BY x") == [(1,), (2,)]
    assert say(fresh_urls.people, "SELECT x FROM t") == [(1,)]
    databases.drop(copy)


def test_neither_role_may_open_the_other_sides_database(fresh_urls, databases: Databases):
    if databases.kind == "sqlite":
        pytest.skip("files have no roles")
    people, ballots = map(make_url, fresh_urls)
    for role, other in ((ballots, people), (people, ballots)):
        trespass = other.set(username=role.username, password=role.password)
        with pytest.raises(OperationalError, match="permission denied"):
            say(trespass, "SELECT 1")


def test_the_browser_opens_a_page(browser):
    page = browser.new_page()
    page.set_content("<h1>Pulse</h1>")
    assert page.locator("h1").inner_text() == "Pulse"
    page.close()


def letter(to):
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Grüße", "pulse@example.org", to
    made.set_content("Hello")
    return made


def test_the_post_office_keeps_letters(smtp):
    with smtplib.SMTP(smtp.host, smtp.port) as client:
        client.send_message(letter("lea@example.org"))
        client.send_message(letter("omar@example.org"))
    assert [kept["Subject"] for kept in smtp.to("omar@example.org")] == ["Grüße"]
    assert len(smtp.letters) == 2


def test_the_post_office_can_refuse(smtp):
    smtp.answer = "451 Later, please"
    with smtplib.SMTP(smtp.host, smtp.port) as client, pytest.raises(smtplib.SMTPDataError, match="Later"):
        client.send_message(letter("lea@example.org"))
    assert smtp.letters == []
