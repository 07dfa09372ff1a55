"""The cast with a way to thank, and what people were told."""

import pytest

from pulse.outbox import actions as outbox


@pytest.fixture
def told(monkeypatch):
    """Collect (kind, people) of every notice that was written."""
    notices = []
    notify = outbox.notify

    def collect(kind, person_ids, arguments, *, about, now):
        people = list(person_ids)
        notices.append((kind, sorted(people)))
        notify(kind, people, arguments, about=about, now=now)

    monkeypatch.setattr(outbox, "notify", collect)
    return notices
