"""Threads that wait for the disk together share one commit, and each hears of its own work."""

import threading
from concurrent.futures import ThreadPoolExecutor

from pytest import raises

from pulse.base.group_commit import GroupCommit


def _one_holds_the_turn(act):
    """Start a first piece of work that stays under way until it is let go."""
    begun, go = threading.Event(), threading.Event()

    def slowly(take):
        batch = take()
        if batch == ["first"]:
            begun.set()
            go.wait(10)
        return act(batch)

    return GroupCommit(slowly), begun, go


def test_those_who_wait_are_done_in_one_batch_and_get_their_own_outcome():
    batches = []

    def act(batch):
        batches.append(sorted(batch))
        return [word.upper() for word in batch]

    together, begun, go = _one_holds_the_turn(act)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(together.do, "first")
        begun.wait(10)
        others = [pool.submit(together.do, word) for word in ("a", "b", "c")]
        while len(together._waiting) < 3:
            pass
        go.set()
        assert [first.result(10), *(other.result(10) for other in others)] == ["FIRST", "A", "B", "C"]
    assert batches == [["first"], ["a", "b", "c"]]


def test_nobody_is_told_it_worked_when_the_batch_failed():
    def act(batch):
        raise OSError("disk")

    together, begun, go = _one_holds_the_turn(act)
    with ThreadPoolExecutor(3) as pool:
        all_of_them = [pool.submit(together.do, "first")]
        begun.wait(10)
        all_of_them += [pool.submit(together.do, word) for word in ("a", "b")]
        go.set()
        for one in all_of_them:
            with raises(OSError, match="disk"):
                one.result(10)


def test_a_batch_that_answers_too_few_tells_nobody_it_worked():
    with raises(ValueError, match="zip"):
        GroupCommit(lambda take: take() and []).do("alone")


def test_who_comes_while_the_first_one_waits_for_the_disk_goes_along():
    waiting, go, batches = threading.Event(), threading.Event(), []

    def act(take):
        waiting.set()
        go.wait(10)
        batches.append(take())
        return batches[-1]

    together = GroupCommit(act)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(together.do, "first")
        waiting.wait(10)
        second = pool.submit(together.do, "second")
        while len(together._waiting) < 2:
            pass
        go.set()
        assert [first.result(10), second.result(10)] == ["first", "second"]
    assert batches == [["first", "second"]]


def test_the_next_batch_works_after_one_that_failed():
    faults = [OSError("disk")]

    def act(take):
        if faults:
            raise faults.pop()
        return take()

    together = GroupCommit(act)
    with raises(OSError, match="disk"):
        together.do("a")
    assert together.do("b") == "b"
