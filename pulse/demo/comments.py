"""What people of the demo company write: by question code; "" for the comment at the end."""

from collections.abc import Iterator
from itertools import cycle
from random import Random

REMARKS: dict[str, tuple[str, ...]] = {
    "": (
        "The new hand-over sheet saves me half an hour a day. Please keep it.",
        "We hear about changes after customers do.",
        "I like that mistakes are talked about openly now.",
        "Weekend shifts are still shared out unfairly.",
        "Nobody has told us why the second approval is needed.",
        "Good month. The team stuck together during the outage.",
        "I would like to hear back about the idea box.",
        "Too many tools, too little time to learn them.",
        "My questions get answered, even the awkward ones.",
        "We promised customers a date that was never ours to promise.",
        "Meetings start late and end later.",
        "Please let the people who do the work choose the supplier.",
        "Honestly fine. Busy, but fine.",
        "The heating in the back office has been broken since October!",
        "I was thanked for something I did three weeks ago. It still counted.",
        "We keep fixing the same fault because nobody has time to look for the cause.",
    ),
    "Q1": (
        "Say what was decided, and why, on the same day.",
        "Keep the promises from the last town hall before making new ones.",
        "Answer the hard questions first.",
        "Spend a shift with us once a quarter.",
        "Tell us when something will not happen.",
        "Stop changing the plan on Fridays.",
        "Admit it when a number was wrong. We noticed anyway.",
        "Ask the night shift too, not only whoever is around at ten.",
        "Fewer slides. Come by and talk to us.",
        "Let team leads decide about small money without three signatures.",
        "Explain how bonuses are worked out. I have asked twice.",
        "Treat all sites the same; ours always hears last.",
        "Say thank you in front of the customer, not only in a mail.",
        "Nothing new. Just go on as in the last months.",
    ),
    "Q2": (
        "Waiting for sign-offs.",
        "The ticket system was slow for most of the month.",
        "Two people missing and no plan for it.",
        "Rules for refunds that nobody can explain.",
        "Parts that arrived late.",
        "Being moved between two projects every other day.",
        "Calls that came to us although another team should have had them.",
        "I still have no access to the shared folder. Fifth week.",
        "Typing the same address into three systems.",
        "Targets that changed in the middle of the month.",
        "Long meetings about things four people could settle.",
        "The scanner. Again.",
        "Not knowing whom to ask when the order is from abroad.",
        "Little, to be fair. It was a quiet month.",
    ),
    "Q3": (
        "The morning round: ten minutes, and everybody knows the day.",
        "Buddies for new colleagues.",
        "Being allowed to settle small complaints on the spot.",
        "The calm way problems are handled here.",
        "Swapping shifts among ourselves. It works, please leave it alone.",
        'That my lead says "I don\'t know" when that is so.',
        "The Thursday hour without calls.",
        "Customers' letters on the wall, the angry ones too.",
        "Working from home on two days.",
        "We help each other out without keeping score.",
        "The short training films. I watch them on the train.",
        "Looking together at what went wrong, without looking for the guilty one.",
        "Breakfast on the first Monday. Small thing, but I look forward to it.",
        "Clear priorities. Three things a week, no more.",
    ),
    "Q4": (
        "Shift planning for the summer.",
        "What happens after the reorganisation.",
        "Why customers wait longer than last year.",
        "Who decides what, in one picture.",
        "How somebody becomes a team lead here.",
        "What became of last year's ideas.",
        "Pay. We never talk about it, and everybody does.",
        "Which work we could simply stop doing.",
        "Training: who gets it, and who chooses?",
        "How we deal with customers who shout at us.",
        "The new software, before it is bought this time.",
        "Part-time in lead roles. Is that possible or not?",
        "Why two teams answer the same mails.",
        "Whether the savings are over now.",
    ),
    "Q5": (
        "A refund of twenty euros needs two signatures, and one of the two is never in.",
        "I may not tell a customer the technician's arrival time, although I see it on my screen.",
        "The address form refuses flats without a number. The customer waits while we type round it.",
        "Nobody may lend a spare device over the weekend without the warehouse manager.",
        "Orders from abroad go through a desk that closes at three.",
        "We must ask for the contract number even when we know who is calling.",
        "Only the lead may promise a date, and the lead is in meetings.",
        "The hand-over from installation to service comes on paper, a week late.",
        "A goodwill voucher has to be approved by somebody I have never met.",
        "Complaints by phone may not be answered by mail.",
        "The old discount rule: I have to say no although everybody gets it in the end.",
        "Nothing this time.",
    ),
}


class Voices:
    """Says what people write: no sentence comes again before all to its question were said."""

    def __init__(self, seed: int) -> None:
        draw = Random(f"{seed}/remarks")  # noqa: S311
        self._left: dict[str, Iterator[str]] = {
            code: cycle(draw.sample(said, len(said))) for code, said in REMARKS.items()
        }

    def say(self, code: str) -> str:
        """Return the next sentence to a question."""
        return next(self._left.get(code, self._left[""]))
