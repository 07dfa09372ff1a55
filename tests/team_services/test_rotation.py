"""Which groups are asked about which teams: never the team's own people, at most two teams, each in its turn."""

from itertools import pairwise
from random import Random

import pytest

from pulse.team_services import rotation
from pulse.team_services.rotation import Crowd, nameable, questions, served, turn

TREE = {
    "acme": {"acme", "sales", "north", "south", "desk", "night"},
    "sales": {"sales", "north", "south"},
    "desk": {"desk", "night"},
}


def below(team: str) -> frozenset[str]:
    return frozenset(TREE.get(team, {team}))


def crowd(name: str, labels: str, teams: str = "") -> Crowd:
    return Crowd(name, frozenset(labels.split()), frozenset((teams or labels).split()))


NORTH, SOUTH, DESK = crowd("n", "north"), crowd("s", "south"), crowd("d", "desk night")
LEADS = crowd("l", "acme", "acme sales desk")  # the leads of sales and desk are counted with the company
EVERYBODY = (NORTH, SOUTH, DESK, LEADS)


def test_who_is_served_rates_and_nobody_of_the_own_team():
    assert served([("desk", "acme")], EVERYBODY, below) == {"desk": {"n", "s"}}


def test_a_lead_never_rates_the_own_team_though_counted_one_higher():
    without = crowd("l", "acme", "acme sales")
    assert served([("desk", "acme")], (NORTH, without), below) == {"desk": {"n", "l"}}
    assert served([("desk", "acme")], (NORTH, LEADS), below) == {"desk": {"n"}}


def test_people_of_a_team_below_the_one_that_serves_do_not_rate_either():
    assert served([("desk", "acme")], (crowd("x", "acme", "acme night"), NORTH), below) == {"desk": {"n"}}


def test_without_the_exclusion_own_people_would_rate(monkeypatch):
    monkeypatch.setattr(rotation, "_strangers", lambda crowds, _own: iter(crowds))
    assert served([("desk", "acme")], EVERYBODY, below) == {"desk": {"n", "s", "d", "l"}}


def test_a_group_that_lies_partly_outside_what_is_served_is_not_asked():
    both = crowd("b", "south desk", "south")
    assert served([("it", "sales")], (NORTH, both), below) == {"it": {"n"}}
    assert served([("it", "north"), ("it", "south")], (NORTH, crowd("ns", "north south")), below) == {"it": {"n", "ns"}}


def test_a_team_can_be_named_by_all_but_its_own_people():
    found = nameable(["desk", "sales"], EVERYBODY, below)
    assert found == {"desk": {"n", "s"}, "sales": {"d"}}


def test_no_group_is_asked_about_more_than_two_teams():
    rates = {team: frozenset({"n", "s"}) for team in "abcde"}
    for number in range(12):
        assert len(turn(rates, number)[0]) == 2


def test_a_team_whose_turn_it_is_is_rated_by_all_its_groups_at_once():
    for seed in range(200):
        random = Random(seed)
        rates = {f"t{n}": frozenset(random.sample("nslm", random.randint(1, 4))) for n in range(random.randint(1, 9))}
        asked, told = set(), []
        for number in range(2 * len(rates)):
            chosen, codes = turn(rates, number)
            assert all(rates[team] == groups for team, groups in chosen.items())
            assert all(sum(group in groups for groups in chosen.values()) <= 2 for group in "nslm")
            asked |= chosen.keys()
            told.append(codes)
        assert asked == rates.keys()
        assert turn(rates, 3) == turn(dict(reversed(rates.items())), 3)


def test_every_team_gets_every_question_whatever_its_turns():
    rates = {team: frozenset({"n"}) for team in "abcd"}
    got = {team: set() for team in rates}
    for number in range(10):
        chosen, codes = turn(rates, number)
        for team in chosen:
            got[team] |= set(codes)
    assert set(map(frozenset, got.values())) == {frozenset({"S1", "S2", "S3", "S4", "S5", "S6"})}


def test_questions_are_the_anchor_and_two_that_were_not_asked_just_before():
    rounds = [questions(number) for number in range(10)]
    assert all(len(set(codes)) == 3 and codes[0] == "S1" for codes in rounds)
    assert all(not set(one[1:]) & set(other[1:]) for one, other in pairwise(rounds))


@pytest.mark.parametrize("rates", [{}, {"a": frozenset()}])
def test_nobody_who_may_rate_is_asked_nothing(rates):
    assert turn(rates, 7) == ({}, ())
