"""What everybody may see of the questions of a hall: merged ones together, a declined one as its reason alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pulse.floor.tally import Tally, merged
from pulse.townhalls.merged_under import head

NEW = "new"
DECLINED = "declined"

Shown = dict[str, object]


@dataclass(frozen=True)
class HallQuestion:
    """A question: without a name it has a slot, and votes (None below five); under a name it has `by`."""

    id: str
    text: str
    slot: int | None = None
    votes: int | None = None
    by: str | None = None


@dataclass(frozen=True)
class Fate:
    """What moderators did with a question."""

    state: str
    reason: str = ""
    answer: str = ""
    merged_into: str = ""


def shown(questions: Iterable[HallQuestion], fates: Mapping[str, Fate], most: int) -> list[Shown]:
    """Return the questions as all may see them, those with most votes first, else by their random ids.

    `most`: how many people can have voted at most.
    """
    every = {question.id: question for question in questions}
    under = {name: fate.merged_into for name, fate in fates.items() if fate.merged_into in every}
    parts: dict[str, list[HallQuestion]] = {}
    for question in every.values():
        parts.setdefault(head(question.id, under), []).append(question)
    made = [(_tally(some, most), _shown(every[top], fates.get(top), some)) for top, some in parts.items()]
    made.sort(key=lambda pair: (-(pair[0].low if pair[0] else 0), str(pair[1]["id"])))
    return [each | ({"votes": [tally.low, tally.high]} if tally else {}) for tally, each in made]


def _tally(some: Iterable[HallQuestion], most: int) -> Tally | None:
    return merged([question.votes for question in some if question.slot is not None], most)


def _shown(top: HallQuestion, fate: Fate | None, some: list[HallQuestion]) -> Shown:
    state = fate.state if fate else NEW
    made: Shown = {"id": top.id, "state": state}
    if top.slot is not None:
        made["slot"] = top.slot
    if len(some) > 1:
        made["parts"] = sorted(question.id for question in some if question is not top)
    if fate and state == DECLINED:
        return made | {"reason": fate.reason}
    made["text"] = top.text
    if top.by is not None:
        made["by"] = top.by
    return made | ({"answer": fate.answer} if fate and fate.answer else {})
