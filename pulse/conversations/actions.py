"""Answer a comment, in the name of a role."""

from pulse.audit import actions as audit
from pulse.conversations.queries import Talk
from pulse.people.models import Person, Role
from pulse.threads import actions as threads
from pulse.threads.letters import By, Letter, Said, plain

ANSWERED = "answered-comment"


def answer(about: Talk, said: Said, text: str, *, by: Person) -> None:
    """Keep an answer until the next delivery. Its reader learns the role that answers, never the name.

    Raises Gone (the thread is closed), Conflict (too many answers wait).
    """
    role = By.HR if by.role == Role.HR else By.LEAD
    team = by.team.name if role is By.LEAD and by.team else ""
    threads.answer(about.remark.id, Letter(role, said, plain(text), plain(team), plain(about.remark.text)))
    audit.record(ANSWERED, f"comment:{about.remark.id}", by=by, said=said.value)
