"""Closed teams whose people went on together."""

from pulse.people.successor_teams import suggest

TOP = ("Acme",)


def team(name):
    return (*TOP, name)


def went(old, new, people):
    return [(team(old), team(new) if new else ())] * people


def test_two_teams_that_went_into_one_are_followed_by_it():
    moves = [*went("Motor", "Claims", 7), *went("Motor", None, 1), *went("Home", "Claims", 8)]
    found = suggest(moves, [team("Motor"), team("Home")], [team("Claims")])
    assert [(heir.old[-1], heir.new[-1], heir.part) for heir in found] == [
        ("Home", "Claims", False),
        ("Motor", "Claims", False),
    ]


def test_the_new_halves_of_a_team_are_parts_of_it():
    moves = [*went("Sales", "North", 6), *went("Sales", "South", 6), *went("Night", "Night", 9)]
    found = suggest(moves, [team("Sales")], [team("North"), team("South")])
    assert [(heir.new[-1], heir.part) for heir in found] == [("North", True), ("South", True)]


def test_a_team_may_go_into_one_that_was_there():
    assert [heir.new[-1] for heir in suggest(went("Night", "Day", 5), [team("Night")], [])] == ["Day"]


def test_people_who_scatter_suggest_nothing():
    moves = [*went("Sales", "Motor", 4), *went("Sales", "Home", 4), *went("Sales", None, 8)]
    assert suggest(moves, [team("Sales")], []) == ()


def test_two_people_are_no_team():
    assert suggest(went("Sales", "North", 2), [team("Sales")], [team("North")]) == ()
