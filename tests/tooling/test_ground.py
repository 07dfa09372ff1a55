"""The ground the other tests stand on holds."""

import smtplib
from email.message import EmailMessage

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from pulse import HOUSE
from pulse.base import assets
from tests._ground.application import application, dispose, settings_for
from tests._ground.databases import Databases, Urls


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


@pytest.mark.one_database
def test_routes_that_were_compiled_once_are_those_of_each_application(tmp_path):
    urls = Urls(f"sqlite:///{tmp_path}/p.sqlite", f"sqlite:///{tmp_path}/b.sqlite")
    first, second = (application(settings_for(tmp_path, urls)) for _ in range(2))
    rules = [list(app.url_map.iter_rules()) for app in (first, second)]
    assert [rule.rule for rule in rules[0]] == [rule.rule for rule in rules[1]]
    assert all(one.arguments == other.arguments for one, other in zip(*rules, strict=True))
    assert not any(one.arguments is other.arguments for one, other in zip(*rules, strict=True))
    for app, own in zip((first, second), rules, strict=True):
        assert all(rule.map is app.url_map and rule._build.__self__ is rule for rule in own)
        with app.test_request_context():
            assert app.url_for("people.person", uid="a b") == "/people/a%20b"
        dispose(app)


def test_static_files_are_hashed_once_and_other_folders_each_time(tmp_path):
    assert assets.address_of(HOUSE / "pulse" / "static") == assets.address_of(HOUSE / "pulse" / "static")
    empty = assets.address_of(tmp_path)
    (tmp_path / "a.css").write_text("a")
    assert assets.address_of(tmp_path) != empty


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
