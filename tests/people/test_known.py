"""A person as Pulse knows them."""

from dataclasses import FrozenInstanceError

import pytest

from pulse.people.known import Known

OMAR = Known(2, None, "Omar Haddad", "omar@acme.example", ())


def test_somebody_of_whom_nothing_else_is_told_is_an_employee_who_is_here_leads_nothing_and_chose_nothing():
    assert (OMAR.role, OMAR.left_on, OMAR.lead, OMAR.chosen) == ("employee", None, False, frozenset())


def test_two_who_are_told_the_same_of_are_equal_and_count_once():
    assert len({OMAR, Known(2, None, "Omar Haddad", "omar@acme.example", ())}) == 1


def test_whatever_compares_people_cannot_change_them():
    with pytest.raises(FrozenInstanceError):
        OMAR.role = "admin"
