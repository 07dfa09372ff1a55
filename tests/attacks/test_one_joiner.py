"""What two sealed rounds tell about one person who joined a team between them: measured, and said on /anonymity.

The attacker knows the roster, knows that everybody answered in both rounds, and how answers usually move from one
round to the next. In the worst case they also know that nobody else changed their mind.
"""

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from random import Random

import pytest

from pulse.tallies.clamp import Band, clamp, members_of

COMPANY = 3000  # people of whom it is learnt how answers move
ROUNDS_SEEN = 1500
BANDS = tuple(Band)


def team(random: Random, size: int):
    """Return the answers of a team's members in two rounds a month apart, as the synthetic company gives them."""
    mood = 3.55 + random.gauss(0, 0.39)  # usual level of team and item
    people = [random.gauss(0, 0.55) for _ in range(size)]
    moods = [mood + random.gauss(0, 0.17) for _ in range(2)]
    return [tuple(banded(m + person + random.gauss(0, 0.55)) for m in moods) for person in people]


def banded(feeling: float) -> Band:
    points = round(feeling)
    return Band.FAVOURABLE if points >= 4 else Band.NEUTRAL if points == 3 else Band.UNFAVOURABLE


@cache
def usual_moves():
    """Return how often an answer in one band is followed by each band a round later."""
    random = Random(0)
    seen = Counter(pair for _ in range(COMPANY // 10) for pair in team(random, 10))
    totals = {a: sum(seen[a, b] for b in BANDS) for a in BANDS}
    return {a: tuple(seen[a, b] / totals[a] for b in BANDS) for a in BANDS}


def counted(answers):
    return tuple(answers.count(band) for band in BANDS)


def published(bands):
    band = clamp(bands)
    return [bands] if band is None else members_of(sum(bands), band)


@cache
def later(bands, moves):
    """Return how likely each outcome of a later round is for the people who gave these answers."""
    likely = {(0, 0, 0): 1.0}
    for band, people in zip(BANDS, bands, strict=True):
        for _ in range(people):
            grown = defaultdict(float)
            for outcome, chance in likely.items():
                for to in BANDS:
                    if moves[band][to]:
                        grown[tuple(n + (to == b) for b, n in enumerate(outcome))] += chance * moves[band][to]
            likely = grown
    return likely


def suspicion(first, second, moves, show=published):
    """Return how likely each answer of the joiner is, after both published rows."""
    likely = dict.fromkeys(BANDS, 0.0)
    for before in show(first):
        chances = later(before, moves)
        for after in show(second):
            for band in BANDS:
                others = tuple(n - (band == b) for b, n in enumerate(after))
                likely[band] += chances.get(others, 0.0)
    total = sum(likely.values())
    return {band: chance / total for band, chance in likely.items()}


class Frozen(dict):
    """Nobody else changes their mind; hashable, as a key of the cache."""

    def __hash__(self):
        return hash(tuple(sorted(self.items())))


STILL = Frozen({a: tuple(float(a == b) for b in BANDS) for a in BANDS})


@cache
def measure(size: int, still: bool, clamped: bool = True) -> dict[str, float]:
    """Return shares of joiners: known for certain, guessed rightly from two rounds, and from the second alone."""
    random = Random(size)
    moves = STILL if still else Frozen(usual_moves())
    show = published if clamped else lambda bands: [bands]
    certain = right = alone = 0
    for _ in range(ROUNDS_SEEN):
        people = team(random, size)
        joiner = people[-1][1]
        before = [first for first, _ in people[:-1]]
        after = before if still else [second for _, second in people[:-1]]
        rows = counted(before), counted([*after, joiner])
        shares = [sum(each) for each in zip(*show(rows[1]), strict=True)]
        likely = {band: chance * (shares[band] + 0.5) for band, chance in suspicion(*rows, moves, show).items()}
        certain += sum(chance > 0 for chance in likely.values()) == 1
        right += max(likely, key=likely.get) is joiner
        alone += shares.index(max(shares)) == joiner
    return {"certain": certain / ROUNDS_SEEN, "right": right / ROUNDS_SEEN, "alone": alone / ROUNDS_SEEN}


@pytest.mark.parametrize(("size", "least", "most"), [(6, 0.24, 0.33), (8, 0.56, 0.67), (12, 0.79, 0.88), (20, 0.92, 1)])
def test_if_all_others_answer_exactly_as_before_a_joiner_is_known_in_this_share_of_cases(size, least, most):
    assert least < measure(size, still=True)["certain"] < most


@pytest.mark.parametrize("size", [6, 8, 12, 20])
def test_without_the_clamp_that_joiner_would_always_be_known(size):
    assert measure(size, still=True, clamped=False)["certain"] == 1


@pytest.mark.parametrize("size", [6, 8, 12, 20])
def test_when_people_move_as_they_do_two_rounds_tell_no_more_than_the_second(size):
    measured = measure(size, still=False)
    assert measured["certain"] == 0
    assert measured["right"] < measured["alone"] + 0.04


def in_hundred(share: float) -> int:
    return round(100 * share)


def certain() -> list[int]:
    return [in_hundred(measure(size, still=True)["certain"]) for size in (8, 12, 20)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_about_anonymity_states_what_was_measured(client, language):
    page = client.get("/anonymity", headers={"Accept-Language": language}).text
    assert f'lang="{language}"' in page
    moving = measure(8, still=False)
    about = next(line for line in page.splitlines() if "61" in line and "100" in line)
    numbers = [int(number) for number in re.findall(r"\d+", about)]
    stated = [number for number in numbers if number not in (100, 8, 12, 20)]
    assert stated == [*certain(), in_hundred(moving["right"]), in_hundred(moving["alone"])]


def test_so_does_the_manual():
    manual = " ".join(Path(__file__).parents[2].joinpath("SECURITY.md").read_text().split())
    eight, twelve, twenty = certain()
    guessed = in_hundred(measure(8, still=False)["right"])
    still = f"in {eight} of 100 cases in a group of 8, in {twelve} in a group of 12, in {twenty} in a group of 20"
    assert still in manual
    assert f"right in {guessed} of 100 cases in a group of 8, as from the later round alone" in manual
