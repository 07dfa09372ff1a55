"""What the demo company promises, asks and thanks for: words and months, nothing else."""

import hashlib
import random
from dataclasses import dataclass
from typing import Final

from pulse.promises.terms import Deed
from pulse.roadblocks.terms import State as RoadblockState
from pulse.townhalls.models import QuestionState
from pulse.townhalls.question_actions import Outcome

SEED: Final = 7
HALL: Final = 10  # the month before whose round Platform's town hall is held: its drop was announced by then


@dataclass(frozen=True)
class Course:
    """A promise, the month it is made in (0 first), and what becomes of it: (month, what is said, words)."""

    team: str
    said: str
    text: str
    proof: str
    made: int
    days: int
    then: tuple[tuple[int, Deed, str], ...] = ()
    result: str = ""  # the dimension it answers to


PROMISES: Final = (
    Course(
        "Harbour & Vale",
        "Decisions reach us late, and without a reason.",
        "What the management meeting decides is told within three days, with the reason.",
        "Every decision stands on the notice page with its date.",
        made=8,
        days=100,
        then=((9, Deed.PROGRESS, "Done after the last two meetings."), (11, Deed.KEPT, "Eleven of eleven meetings.")),
        result="trust",
    ),
    Course(
        "Platform",
        "Rota changes reach us on the day.",
        "Changes to the on-call rota are agreed with the team two weeks ahead.",
        "Nobody is put on call with less than two weeks’ notice.",
        made=HALL,
        days=40,
        then=(
            (12, Deed.RENEGOTIATED, "The new tool came six weeks late. It is there now."),
            (13, Deed.KEPT, "No change at short notice since June."),
        ),
        result="trust",
    ),
    Course(
        "Bookings",
        "Late shifts always fall to the same people.",
        "Late shifts are shared out by a list that everybody sees.",
        "The list hangs in the office, and everybody’s count differs by two at most.",
        made=11,
        days=100,
        then=((14, Deed.PARTLY, "The list is there. Two colleagues still carry more."),),
        result="respect",
    ),
    Course(
        "Field Service",
        "The scanners fail in the cold.",
        "Every van gets a new scanner before winter.",
        "The inventory says so.",
        made=12,
        days=120,
        then=(
            (
                15,
                Deed.DROPPED,
                "The maker stopped selling them. We ask you in spring which one you would choose.",
            ),
        ),
    ),
    Course(
        "Customer Care",
        "I may not refund twenty euros without a signature.",
        "Refunds up to a hundred euros need no second signature.",
        "The rule is out of the handbook.",
        made=14,
        days=45,
        then=((15, Deed.KEPT, "Out of the handbook since the first of the month."),),
        result="empowerment",
    ),
    Course(
        "Product and Office",
        "Nobody explains how bonuses are worked out.",
        "How bonuses are worked out is written on one page, and each team lead talks it through.",
        "The page is out, and each team has put its questions.",
        made=15,
        days=40,
    ),
    Course(
        "Platform",
        "We keep fixing the same fault because nobody has time to look for the cause.",
        "Every second Friday belongs to causes of faults, and to nothing else.",
        "Eight Fridays in a row are in the calendar, and held.",
        made=17,
        days=60,
        then=((18, Deed.PROGRESS, "The first two Fridays were held."),),
    ),
)

QUESTIONS: Final = (  # of Platform's town hall: words, how many of the guests vote for it, and what became of it
    ("Why do we hear of changes to the on-call rota on the day?", 9, Outcome(QuestionState.LIVE)),
    ("On-call rota: can we please know earlier?", 7, Outcome(QuestionState.LIVE)),
    (
        "Who decided to stop the migration, and why did nobody ask us?",
        8,
        Outcome(QuestionState.WRITTEN, answer="I did, after the second outage. I should have asked you first."),
    ),
    ("Will the two open posts be filled this year?", 6, Outcome(QuestionState.FOLLOW_UP)),
    (
        "Is it true that N. was passed over for being on leave?",
        3,
        Outcome(QuestionState.DECLINED, reason="It is about one colleague, whom it is not ours to discuss here."),
    ),
)
COMING: Final = (
    ("Which of last year’s promises are still open, and why?", 9),
    ("What did the customers say about our hand-overs?", 6),
    ("Can teams choose their own tools up to a small budget?", 5),
    ("Will there be a second town hall for the night shift?", 2),
)

ROADBLOCKS: Final = (  # a part of what was written; what became of it, in public words
    (
        "two signatures",
        RoadblockState.REMOVED,
        "Small refunds waited for a second signature.",
        "One signature is enough up to a hundred euros.",
    ),
    (
        "even when we know who is calling",
        RoadblockState.EXPLAINED,
        "Callers are asked for their contract number, known or not.",
        "Data protection asks for it: twice last year somebody called in another’s name.",
    ),
    ("closes at three", RoadblockState.PROMISE, "Foreign orders can be settled until six, not until three.", ""),
    ("Nothing this time", RoadblockState.ASIDE, "No obstacle was named.", "There is nothing to remove."),
)
ANSWERS: Final = (  # to a comment at the end of a pulse: a part of it, and what HR writes
    ("hear back about the idea box", "Which idea was it? All of 40 were read; three are under way."),
    (
        "hear about changes after customers",
        "You are right. From next month the list goes out on Mondays, to you first.",
    ),
    ("heating in the back office", "The part has come. The heating is repaired on Thursday."),
    ("second approval is needed", "It came after the loss in 2024. We look at it again in January."),
)
WRITTEN_BACK: Final = "The one about the shared calendar for deliveries. Good to know that somebody reads them."

VALUES: Final = (
    ("We keep our word", "What we say to customers and colleagues, we do."),
    ("Everybody may decide", "Whoever is nearest to the customer may help at once."),
    ("We say it early", "Bad news travels first."),
)
THANKED: Final = (
    "You stayed on the line until the driver had found the door. The customer wrote to us about it.",
    "You saw the wrong address before the van left.",
    "For telling the clinic about the delay before they noticed it themselves.",
    "Your hand-over notes let me answer a customer at seven in the morning without waking you.",
    "You took the angry call that was not yours to take, and it ended in a thank-you.",
    "For the quiet hour you gave our team so that the offer was out on Friday.",
    "You rebuilt the report so that our customers can read it.",
    "For walking over instead of writing a ticket. It saved the customer a day.",
)


def secret(month: int, seat: int) -> bytes:
    """Return what somebody's browser would have drawn by lot, to find answers to their comments with."""
    return hashlib.sha256(f"{SEED}/{month}/{seat}".encode()).digest()


def felt(words: str, seat: int) -> int:
    """Return what somebody answers when asked whether a promise was kept: 1 yes, 2 partly, 3 no, 4 cannot tell."""
    draw = random.Random(f"{SEED}/{words}/{seat}")  # noqa: S311  the same demo each time
    likely = {"shifts": (45, 25, 20, 10), "rota": (88, 6, 3, 3)}
    weights = next((found for word, found in likely.items() if word in words), (70, 14, 8, 8))
    return draw.choices((1, 2, 3, 4), weights)[0]
