"""The service map: beside the mean on the same questions, clear only outside the noise, the furthest first."""

from pulse.service_ratings.comparing import Latest, Rating, Stands, drawn, means_of, radius, ratings_of, servers, usual
from pulse.service_ratings.service import ALL, Rated


def rating(server: str, score: float, *, half: float = 5.0, branch: str = ALL, codes: str = "S1 S2") -> list[Rated]:
    ends = {"low": score - half, "high": score + half}
    each = [Rated(server, code, branch, 40, "", 30, score, **ends) for code in codes.split()] if branch == ALL else []
    return [*each, Rated(server, ALL, branch, 40, "", 30, score, **ends)]


def latest(*teams: list[Rated], named: bool = False) -> dict[str, Latest]:
    return {rows[0].server: Latest(1, named, tuple(rows)) for rows in teams}


THREE = latest(rating("desk", 40), rating("people", 70), rating("money", 61))


def everybody(_uid: str) -> bool:
    return True


def test_the_mean_is_of_at_least_three_teams_on_the_same_question():
    assert usual(row for each in THREE.values() for row in each.rows) == {"S1": 57, "S2": 57}
    assert usual(row for each in list(THREE.values())[:2] for row in each.rows) == {}


def test_teams_that_were_asked_other_questions_are_compared_on_their_own():
    other = latest(rating("x", 90, codes="S3"), rating("y", 90, codes="S3"), rating("z", 60, codes="S3"))
    means = means_of([*THREE.values(), *other.values()])[False]
    assert ratings_of(other["z"].rows, means, 6)[ALL].apart == -20
    assert ratings_of(THREE["desk"].rows, means, 6)[ALL].apart == -17


def test_who_named_a_team_is_no_yardstick_for_who_was_asked():
    mixed = {**THREE, **latest(rating("named", 90), named=True)}
    assert means_of(mixed.values())[True] == {}
    assert ratings_of(mixed["named"].rows, means_of(mixed.values())[True], 4)[ALL].apart is None


def test_a_range_that_holds_the_mean_is_not_clear():
    (row,) = [row for row in rating("desk", 50) if row.question == ALL]
    assert Rating(row, 56).stands is Stands.BELOW
    assert Rating(row, 54).stands is Stands.UNCLEAR
    assert Rating(row, 44).stands is Stands.ABOVE
    assert Rating(row, None).stands is Stands.NOTHING


def test_the_more_are_compared_the_more_it_takes():
    (row,) = [row for row in rating("desk", 50) if row.question == ALL]
    assert Rating(row, 56, among=1).stands is Stands.BELOW
    assert Rating(row, 56, among=10).stands is Stands.UNCLEAR
    assert Rating(row, 59, among=10).stands is Stands.BELOW


def test_the_furthest_from_the_mean_stands_first_and_no_number_last():
    hidden = {"new": Latest(1, False, (Rated("new", "S1", ALL, 9, "too few"), Rated("new", ALL, ALL, 9, "too few")))}
    found = servers({**THREE, **hidden}, [("later", "acme"), ("desk", "acme")], everybody)
    assert [each.uid for each in found] == ["desk", "people", "money", "later", "new"]
    assert found[3].rating is None


def test_a_reader_sees_the_own_teams_beside_everybodys_mean():
    (only,) = servers(THREE, [], lambda uid: uid == "desk")
    assert only.rating.usual == 57


def test_a_team_it_serves_has_the_rating_of_its_branch_else_that_of_all_if_it_is_the_only_one():
    rows = [*rating("desk", 40), *rating("desk", 35, branch="sales")]
    asked = {**THREE, "desk": Latest(1, False, tuple(rows))}
    two = servers(asked, [("desk", "sales"), ("desk", "ops")], lambda uid: uid == "desk")[0]
    assert [one.rating and one.rating.rated.score for one in two.served] == [35, None]
    one = servers(THREE, [("desk", "acme")], lambda uid: uid == "desk")[0]
    assert one.served[0].rating.rated.score == 40


def test_the_picture_joins_who_serves_with_who_is_served():
    found = servers(THREE, [("desk", "sales"), ("people", "sales"), ("people", "ops")], everybody)
    picture = drawn(found)
    assert [each.uid for each in picture.servers] == ["desk", "people"]
    assert picture.served == ("sales", "ops")
    assert [(line.y1, line.y2) for line in picture.lines] == [(25, 25), (75, 25), (75, 75)]
    assert radius(found[0]) > radius(found[1]) > radius(found[2])


def test_the_picture_stays_readable_in_a_large_company():
    found = servers({}, [(f"t{number}", "acme") for number in range(40)], everybody)
    assert len(drawn(found).servers) == 12
