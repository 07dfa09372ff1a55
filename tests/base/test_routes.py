"""Pages ask for a permission before anything else."""

from datetime import date

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction


def test_whoever_lacks_the_permission_is_refused(scratch, signed_in, cast):
    assert signed_in(cast.omar).get("/scratch/hr").status_code == 403
    assert signed_in(cast.hana).get("/scratch/hr").text == "for HR"


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back(scratch):
    assert scratch.test_client().get("/scratch/hr?x=1").location == "/sign-in?next=/scratch/hr%3Fx%3D1"


@pytest.mark.parametrize(("who", "status"), [("hana", 200), ("lea", 200), ("omar", 403), ("ada", 403)])
def test_a_permission_may_be_about_something(scratch, signed_in, cast, who, status):
    page = signed_in(getattr(cast, who)).get(f"/scratch/team/{cast.support.uid}")
    assert page.status_code == status


def test_a_leader_has_no_permission_about_another_team(scratch, signed_in, cast):
    assert signed_in(cast.lea).get(f"/scratch/team/{cast.finance.uid}").status_code == 403


def test_what_the_permission_is_about_must_exist(scratch, signed_in, cast):
    assert signed_in(cast.hana).get("/scratch/team/none").status_code == 404


def test_a_session_ends_when_its_person_left(scratch, signed_in, cast):
    browser = signed_in(cast.hana)
    with transaction():
        db.session.merge(cast.hana).left_on = date(2026, 1, 1)
    assert browser.get("/scratch/hr").location.startswith("/sign-in")


def test_a_nul_byte_in_an_address_finds_nothing(scratch, signed_in, cast):
    assert signed_in(cast.hana).get("/scratch/team/a%00b").status_code == 404
