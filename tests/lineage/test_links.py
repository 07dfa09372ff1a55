"""What a team is made of on any day, by what was recorded."""

from datetime import date

from pulse.lineage.links import Link, closes_a_circle, families, made_of, stretches

MAY, SEPTEMBER = date(2026, 5, 3), date(2026, 9, 1)
MERGED = [Link("claims", "motor", MAY), Link("claims", "home", MAY)]
RENAMED = [*MERGED, Link("service", "claims", SEPTEMBER)]


def test_before_a_merger_a_team_is_all_that_went_into_it():
    assert made_of("claims", MERGED, date(2026, 5, 2)) == {"claims", "motor", "home"}
    assert made_of("claims", MERGED, MAY) == {"claims"}


def test_changes_are_followed_one_after_the_other():
    assert made_of("service", RENAMED, date(2026, 6, 1)) == {"service", "claims"}
    assert made_of("service", RENAMED, date(2026, 1, 1)) == {"service", "claims", "motor", "home"}


def test_a_part_of_a_team_is_not_made_of_it():
    split = [Link("north", "sales", MAY, part=True), Link("south", "sales", MAY, part=True)]
    assert made_of("north", split, date(2026, 1, 1)) == {"north"}


def test_a_line_is_told_in_stretches_the_newest_first():
    told = [(stretch.until, set(stretch.teams)) for stretch in stretches("service", RENAMED)]
    assert told == [(SEPTEMBER, {"service", "claims"}), (MAY, {"service", "claims", "motor", "home"})]


def test_teams_between_which_people_moved_together_have_one_name():
    named = families([*RENAMED, Link("north", "sales", MAY, part=True)])
    assert len({named[team] for team in ("motor", "home", "claims", "service")}) == 1
    assert named["north"] == named["sales"] != named["motor"]


def test_nobody_follows_themselves_through_others():
    assert closes_a_circle(Link("motor", "service", MAY), RENAMED)
    assert not closes_a_circle(Link("claims", "travel", MAY), RENAMED)
