"""The mail of new results: who gets it, what it tells in words, once a week, and how it is stopped."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from pulse import scheduler
from pulse.access import unsubscribe
from pulse.admin import erasing_actions as admin
from pulse.base.db import db
from pulse.base.signing import new_uid
from pulse.base.transactions import transaction
from pulse.outbox import kinds
from pulse.outbox.messages import letter
from pulse.outbox.models import Message
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.reports import jobs
from pulse.reports.models import Digest, Told
from pulse.rounds.models import Round, Step
from pulse.scores.models import Conclusion, Mark, Response
from tests._ground.voting import MONDAY, make_programme

SEALED = MONDAY + timedelta(days=4)
WEEK = timedelta(days=7)
SCORE, CHANGE = 61.375, -8.625


def conclude(cast, programme, closes_at=SEALED, *, news=None, silent=(), asked=None) -> None:
    """Store a sealed round: `news` as (team, dimension, change), and why it is hidden; Support's trust unless given."""
    news = [(cast.support, "trust", CHANGE)] if news is None else news
    teams = asked or [cast.company, cast.operations, cast.support, cast.field, cast.finance]
    with transaction():
        made = Round(
            uid=new_uid(),
            programme_id=programme.id,
            occurrence=closes_at.date(),
            number=1,
            opens_at=closes_at - timedelta(days=4),
            closes_at=closes_at,
            step=Step.SEALED.value,
            questions="T1@1",
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(Conclusion(round_id=made.id, effects={}, sums={}))
        for team in teams:
            row = Response(round_id=made.id, team_uid=team.uid, took_part=7, least=7, invited=9, fell=team in silent)
            db.session.add(row)
        for team, dimension, change, *gap in news:
            verdict = "changed up" if change > 0 else "changed down"
            mark = Mark(round_id=made.id, team_uid=team.uid, dimension=dimension, gap="".join(gap), score=SCORE, n=7)
            mark.verdict, mark.change, mark.news = verdict, change, True
            db.session.add(mark)


def tell(now=SEALED) -> int:
    return jobs.write_digests(now)


def letters() -> dict[str, object]:
    """Word what waits in the outbox, by first name."""
    found = {}
    with transaction():
        for message in db.session.scalars(select(Message).where(Message.kind == "digest").order_by(Message.id)):
            person = db.session.get_one(Person, message.person_id)
            made = None if person.left_on else letter(message, kinds.named("digest"), person)
            if made is not None:
                found[person.name.split()[0].lower()] = made
    return found


def words(made) -> str:
    """Return all that a reader sees of a letter, without addresses."""
    return re.sub(r"https?://\S+", "", made["Subject"] + "\n" + made.get_body(("plain",)).get_content())


@pytest.fixture
def programme(app, cast, time_machine):
    time_machine.move_to(SEALED, tick=False)
    return make_programme()


def test_leaders_and_hr_are_told_and_nobody_else(cast, programme):
    conclude(cast, programme)
    assert tell() == 2
    assert set(letters()) == {"lea", "hana"}


def test_a_leader_hears_of_their_branch_only_and_of_no_number(cast, programme):
    news = [(cast.support, "trust", CHANGE), (cast.field, "respect", CHANGE), (cast.company, "trust", -CHANGE)]
    conclude(cast, programme, news=news, silent=[cast.finance, cast.support])
    tell()
    found = letters()
    lea, hana = words(found["lea"]), words(found["hana"])
    assert "Trust is lower in Support" in lea
    assert "Far fewer took part in Support" in lea
    assert [team for team in ("Field", "Finance", "Operations") if team in lea] == []
    assert {"Trust is higher in Acme", "Respect is lower in Field"} <= {line.strip("- ") for line in hana.split("\n")}
    for made in found.values():
        page = re.sub(
            r"<head>.*?</head>|<[^>]*>|https?://\S+", "", made.get_body(("html",)).get_content(), flags=re.DOTALL
        )
        assert re.findall(r"\d", words(made) + page) == []
    assert f"/results/teams/{cast.support.uid}" in found["lea"].get_body(("plain",)).get_content()


def test_what_is_hidden_in_the_round_is_not_told(cast, programme):
    conclude(cast, programme, news=[(cast.support, "trust", CHANGE, "too few"), (cast.finance, "trust", CHANGE)])
    tell()
    assert set(letters()) == {"hana"}
    assert "Support" not in words(letters()["hana"])


def test_without_news_nobody_gets_a_mail(cast, programme):
    conclude(cast, programme, news=())
    assert (tell(), letters()) == (0, {})
    conclude(cast, programme, SEALED + timedelta(days=1), news=[(cast.finance, "trust", CHANGE)])
    assert tell(SEALED + timedelta(days=1)) == 1
    assert set(letters()) == {"hana"}


def test_what_waits_from_before_and_holds_no_news_becomes_no_mail(cast, programme):
    conclude(cast, programme, news=())
    with transaction():
        (only,) = db.session.scalars(select(Round))
        db.session.add(Digest(person_id=cast.lea.id, round_id=only.id))
    tell()
    assert letters() == {}


def test_a_silence_is_told_once_as_long_as_it_lasts(cast, programme, time_machine):
    for number in range(5):
        closes_at = SEALED + number * WEEK
        time_machine.move_to(closes_at, tick=False)
        conclude(cast, programme, closes_at, news=(), silent=[cast.support] if number < 3 else ())
        tell(closes_at)
    assert {name: words(made).count("Far fewer") for name, made in letters().items()} == {"lea": 1, "hana": 1}
    assert db.session.scalar(select(func.count()).where(Message.kind == "digest")) == 2


def test_a_leader_of_nobody_who_was_asked_gets_none(cast, programme):
    with transaction():
        people.person_by_uid(cast.lea.uid).team_id = people.team(cast.finance.uid).id
    conclude(cast, programme, asked=[cast.company, cast.support])
    assert tell() == 1  # Hana: Lea's new team was not asked
    with transaction():
        for person in people.members([cast.support.id]):
            person.left_on = SEALED.date()
        people.person_by_uid(cast.lea.uid).team_id = people.team(cast.support.uid).id
    conclude(cast, programme, SEALED + WEEK)
    tell(SEALED + WEEK)
    assert set(letters()) == {"hana"}


def test_whoever_left_or_leads_no_more_when_the_mail_is_worded_gets_none(cast, programme):
    conclude(cast, programme)
    tell()
    with transaction():
        people.person_by_uid(cast.lea.uid).is_lead = False
        people.person_by_uid(cast.hana.uid).left_on = SEALED.date()
    assert letters() == {}


def test_a_mail_speaks_the_readers_language(cast, programme):
    with transaction():
        people.person_by_uid(cast.lea.uid).locale = "de"
    conclude(cast, programme, news=[(cast.support, "trust", CHANGE)])
    tell()
    made = letters()["lea"]
    assert made["Content-Language"] == "de"
    assert "Vertrauen" in words(made)


def test_the_second_round_of_a_week_waits_and_comes_with_the_next(cast, programme, time_machine):
    other = make_programme(name="Monthly pulse")
    conclude(cast, programme, news=[(cast.support, "trust", CHANGE)])
    assert (tell(), tell(SEALED + timedelta(hours=1))) == (2, 0)
    second = SEALED + timedelta(days=3)
    conclude(cast, other, second, news=[(cast.support, "respect", CHANGE)])
    conclude(cast, programme, second, news=(), silent=[cast.support])
    assert (tell(second), tell(SEALED + WEEK - timedelta(minutes=1))) == (0, 0)
    time_machine.move_to(SEALED + WEEK, tick=False)
    assert (tell(SEALED + WEEK), tell(SEALED + WEEK)) == (2, 0)
    text = words(letters()["lea"])
    assert "Trust is lower" not in text
    assert {"Monthly pulse", "Weekly pulse"} <= set(re.findall(r"“(.*?)”", text))
    assert {"Respect is lower in Support", "Far fewer took part in Support"} <= {
        x.strip("- ") for x in text.split("\n")
    }


def test_a_later_round_speaks_last(cast, programme):
    conclude(cast, programme, SEALED - WEEK, news=[(cast.support, "trust", CHANGE)])
    conclude(cast, programme, news=[(cast.support, "trust", -CHANGE)])
    tell()
    text = words(letters()["lea"])
    assert "Trust is higher in Support" in text
    assert "lower" not in text


def test_a_round_that_closed_long_ago_is_no_news(cast, programme):
    conclude(cast, programme, SEALED - timedelta(days=15))
    assert (tell(), letters()) == (0, {})


def test_a_tick_that_is_killed_anywhere_tells_everybody_once(cast, programme, monkeypatch):
    conclude(cast, programme)

    def killed(*_arguments, **_more):
        raise KeyboardInterrupt

    for place in ("pulse.reports.digest_queries.readers", "pulse.outbox.actions.post_many"):
        with monkeypatch.context() as broken:
            broken.setattr(place, killed)
            with pytest.raises(KeyboardInterrupt):
                tell()
        db.session.remove()
    tell()
    tell()
    assert db.session.scalar(select(func.count()).where(Message.kind == "digest")) == 2


def test_two_processes_tell_once(app, cast, programme):
    conclude(cast, programme)
    start, told = Barrier(4), []

    def beat():
        with app.app_context():
            start.wait()
            told.append(tell())

    beats = [Thread(target=beat) for _ in range(4)]
    for each in beats:
        each.start()
    for each in beats:
        each.join()
    while tell():
        pass
    assert db.session.scalar(select(func.count()).where(Message.kind == "digest")) == 2
    assert db.session.scalar(select(func.count()).select_from(Told)) == 2


def test_the_job_stands_before_the_outbox():
    names = [name for name, _job in (*scheduler.JOBS, *scheduler.LEAVING)]
    assert names.index("scores") < names.index("digests") < names.index("outbox")


def test_opting_out_on_the_own_page_holds_for_what_waits_and_for_what_comes(cast, programme, signed_in):
    lea = signed_in(cast.lea)
    assert 'name="wanted"' in lea.get("/me").text
    conclude(cast, programme)
    tell()
    assert lea.post("/me/mails", data={}).status_code == 303
    assert set(letters()) == {"hana"}
    conclude(cast, programme, SEALED + WEEK)
    assert tell(SEALED + WEEK) == 1
    assert not re.search(r'name="wanted"[^>]* checked', lea.get("/me").text)
    lea.post("/me/mails", data={"wanted": "y"})
    assert re.search(r'name="wanted"[^>]* checked|checked[^>]* name="wanted"', lea.get("/me").text)
    assert 'name="wanted"' not in signed_in(cast.omar).get("/me").text


def test_one_click_stops_the_mails_without_signing_in(app, cast, programme, client):
    conclude(cast, programme)
    tell()
    made = letters()["lea"]
    assert made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = made["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(path)
    assert (page.status_code, "Stop these mails" in page.text, cast.lea.name in page.text) == (200, True, False)
    assert unsubscribe.is_wanted(people.person_by_uid(cast.lea.uid))
    for _again in range(2):
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.remove()
    assert not unsubscribe.is_wanted(people.person_by_uid(cast.lea.uid))
    assert set(letters()) == {"hana"}
    assert client.get("/me").status_code == 303


@pytest.mark.parametrize(
    "change", [lambda code: code[:-1], lambda code: code[::-1], lambda _code: "-", lambda _: "ü-ü"]
)
def test_a_forged_code_stops_nothing(app, cast, client, change):
    with app.test_request_context():
        path = unsubscribe.stop_address(cast.lea).removeprefix("http://127.0.0.1:8000")
        other = unsubscribe.stop_address(cast.hana).rpartition("-")[2]
    code = path.rpartition("/")[2]
    assert client.post(f"/mails/stop/{change(code)}").status_code == 404
    assert client.post(f"/mails/stop/{cast.lea.uid}-{other}").status_code == 404
    db.session.remove()
    assert unsubscribe.is_wanted(people.person_by_uid(cast.lea.uid))


def test_nothing_stays_of_somebody_who_is_erased(cast, programme):
    conclude(cast, programme)
    tell()
    conclude(cast, programme, SEALED + WEEK)
    jobs.write_digests(SEALED + timedelta(days=1))
    with transaction():
        unsubscribe.choose(people.person_by_uid(cast.lea.uid), wanted=False)
    with transaction():
        admin.erase_person(people.person(cast.lea.id), by=None)
    for model in (Digest, Told, unsubscribe.NoDigest):
        assert db.session.scalar(select(func.count()).where(model.person_id == cast.lea.id)) == 0
