"""After the seal, in a real browser: the receipt is found, what is published is checked, tampering shows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from pulse.access import actions as access
from pulse.ballots.models import Box, Receipt
from pulse.base.db import WALLED, db
from pulse.base.transactions import transaction, walled
from pulse.people.models import Person
from pulse.rounds import jobs, queries
from pulse.tallies.models import Sealed
from tests._ground.application import application, dispose, settings_for
from tests._ground.looks import faults_here
from tests._ground.serving import served
from tests._ground.voting import vote
from tests.journeys._visitors import Company, Visitor, hire, open_pulse

PASSWORD = "a long walk by the river"


@pytest.fixture
def company(databases, migrated, tmp_path) -> Iterator[Company]:
    """A served company of eighteen whose round opened yesterday."""
    urls = databases.copy_of(migrated)
    app = application(settings_for(tmp_path, urls))
    with app.app_context():
        hire(18)
        uid = open_pulse()
        people = sorted(db.session.scalars(select(Person.id)), reverse=True)
        db.session.remove()
    with served(app) as address:
        yield Company(app, address, uid, people)
    dispose(app)
    databases.drop(urls)


@pytest.fixture
def visitor(browser) -> Iterator[Visitor]:
    """One browser; at the end its console must hold no message of the page's own."""
    made = Visitor(browser)
    yield made
    faults = made.faults()
    made.context.close()
    assert faults == []


def seal(company: Company, voters: int) -> None:
    """Let some others vote, then close and seal the round: the round's own clock is moved back."""
    with company.app.app_context():
        client = company.app.test_client()
        for person in db.session.scalars(select(Person).where(Person.id.in_(company.waiting[:voters]))).all():
            vote(client, queries.round_(company.round), person, 4)
        with transaction():
            queries.round_(company.round).closes_at = datetime.now(UTC)
        jobs.advance()
        assert queries.round_(company.round).step == "sealed"
        db.session.remove()


def states(page) -> dict[str, str]:
    page.wait_for_selector("[data-state=waiting]", state="detached")
    return page.eval_on_selector_all(
        "[data-check]", "lines => Object.fromEntries(lines.map(each => [each.dataset.check, each.dataset.state]))"
    )


def test_omar_finds_his_ballot_among_those_that_were_counted(company, visitor):
    link = company.link(company.somebody())
    page = visitor.open(link)
    visitor.answer()
    receipt = visitor.receipt()
    page.click("#done [data-verify]")
    assert "Keep your receipt" in page.locator("main").inner_text()
    assert states(page) == {"manifest": "good"}
    seal(company, 9)
    page.goto("about:blank")
    visitor.open(link, "counting")  # the old link leads to the list, on the device that keeps the receipt
    page.click("#counting [data-verify]")
    page.wait_for_selector("#counted:not([hidden])")
    assert page.locator("#own").is_visible()
    assert page.input_value("#receipt") == receipt
    assert receipt not in page.url
    assert states(page) == {"manifest": "good", "receipts": "good"}
    assert not any(receipt in url + body for _, url, body in visitor.asked)
    page.fill("#receipt", "f" * 64)
    page.keyboard.press("Enter")
    page.wait_for_selector("#missing:not([hidden])")
    page.fill("#receipt", "not a receipt")
    page.keyboard.press("Enter")
    page.wait_for_selector("#malformed:not([hidden])")
    assert list(faults_here(page)) == []


def test_a_list_that_was_tampered_with_is_noticed(company, visitor):
    seal(company, 9)
    with company.app.app_context(), walled(write=True) as connection:
        one = connection.scalar(select(Receipt.nullifier).where(Receipt.box == company.round).limit(1))
        connection.execute(update(Receipt).where(Receipt.nullifier == one).values(nullifier=bytes(32)))
        assert connection.engine is db.engines[WALLED]
    visitor.page.goto(f"{company.address}/rounds/{company.round}")
    assert states(visitor.page) == {"manifest": "good", "receipts": "bad"}
    assert "does not fit" in visitor.page.locator("[data-check=receipts]").inner_text()


def reopen(company: Company) -> str:
    """Open the next round, whose manifest names the sealed one."""
    with company.app.app_context():
        first = queries.round_(company.round)
        jobs.advance(first.closes_at + timedelta(days=7))
        uid = queries.rounds(limit=1)[0].uid
        assert uid != company.round
        db.session.remove()
    return uid


def forge_tables(company: Company) -> None:
    with company.app.app_context(), walled(write=True) as connection:
        connection.execute(update(Sealed).where(Sealed.box == company.round).values(tables_hash="0" * 64))


def forge_fingerprint(company: Company) -> None:
    with company.app.app_context(), transaction():
        queries.round_(company.round).fingerprint = "f" * 64


def forge_manifest(company: Company) -> None:
    with company.app.app_context(), walled(write=True) as connection:
        header = dict(connection.scalar(select(Box.manifest).where(Box.uid == company.round)))
        altered = header | {"members": header["members"] + 1}
        connection.execute(update(Box).where(Box.uid == company.round).values(manifest=altered))
    company.app.extensions["pulse.boxes"].clear()  # as after a restart


def take_out(company: Company) -> None:
    with company.app.app_context(), transaction():
        queries.round_(company.round).step = "skipped"


@pytest.mark.parametrize("forge", [forge_tables, forge_fingerprint, forge_manifest, take_out])
def test_a_round_before_that_was_altered_does_not_match(company, visitor, forge):
    seal(company, 9)
    address = f"{company.address}/rounds/{reopen(company)}"
    visitor.page.goto(address)
    assert states(visitor.page) == {"manifest": "good", "chain": "good"}
    forge(company)
    visitor.page.goto(address)
    assert states(visitor.page) == {"manifest": "good", "chain": "bad"}
    assert "does not match" in visitor.page.locator("[data-check=chain]").inner_text()


def test_hr_reads_who_took_part_on_pages_without_fault(company, visitor):
    seal(company, 9)
    with company.app.app_context(), transaction():
        hana = db.session.get_one(Person, company.somebody())
        hana.role, address = "hr", hana.email
        access.set_password(hana, PASSWORD)
    page = visitor.page
    page.goto(f"{company.address}/sign-in?next=/rounds")
    page.fill("[name=email]", address)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    for path, heading in (("/rounds", "Rounds"), (f"/rounds/{company.round}", "Who took part, by group")):
        page.goto(company.address + path)
        assert page.get_by_role("heading", name=heading).count() == 1
        assert list(faults_here(page)) == [], path
