"""What a process keeps for a while."""

from datetime import UTC, datetime, timedelta

from pulse.base.cache import Cache

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _kept():
    made = []

    def make(name):
        return lambda: made.append(name) or f"{name}{len(made)}"

    return Cache(lasts=timedelta(minutes=5), most=2), make, made


def test_a_value_is_made_once_in_a_stretch(time_machine):
    time_machine.move_to(NOON, tick=False)
    kept, make, made = _kept()
    assert [kept.get("a", make("a")), kept.get("a", make("a"))] == ["a1", "a1"]
    assert made == ["a"]


def test_all_are_made_again_in_the_next_stretch_whenever_they_were_made(time_machine):
    kept, make, made = _kept()
    time_machine.move_to(NOON, tick=False)
    kept.get("early", make("early"))
    time_machine.move_to(NOON + timedelta(minutes=4, seconds=59), tick=False)
    kept.get("late", make("late"))
    time_machine.move_to(NOON + timedelta(minutes=5), tick=False)
    kept.get("late", make("late"))
    kept.get("early", make("early"))
    assert made == ["early", "late", "late", "early"]


def test_too_many_values_are_not_kept(time_machine):
    time_machine.move_to(NOON, tick=False)
    kept, make, made = _kept()
    for name in ("a", "b", "c", "a"):
        kept.get(name, make(name))
    assert made == ["a", "b", "c", "a"]
