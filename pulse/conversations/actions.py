"""Answer a comment, in the name of a role."""

from dataclasses import replace

from pulse.audit import actions as audit
from pulse.conversations.queries import Talk
from pulse.people.models import Person, Role
from pulse.threads import actions as threads
from pulse.threads.letters import By, Letter, Said, plain


def signed(by: Person) -> Letter:
    """Return an empty letter in the role in which somebody answers."""
    if by.role == Role.HR:
        return Letter(By.HR, Said.TEXT)
    return Letter(By.LEAD, Said.TEXT, team=plain(by.team.name if by.team else ""))


def answer(about: Talk, said: Said, text: str, *, by: Person) -> None:
    """Keep an answer until the next delivery. Its reader learns the role that answers, never the name.

    Raises Gone (the thread is closed), Conflict (too many answers wait).
    """
    threads.answer(about.remark.id, replace(signed(by), said=said, text=plain(text), about=plain(about.remark.text)))
    audit.record("answered-comment", f"comment:{about.remark.id}", by=by, said=said.value)
