"""Gathers what one page of comments shows: those that were somebody's to read, as looked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from pulse.questions.library import ROADBLOCK
from pulse.reports import comments, queries
from pulse.reports.comments import CommentSaid, Found, Wish
from pulse.reports.queries import Chosen
from pulse.reports.themes import Theme
from pulse.tallies.layout import COMMENT
from pulse.tallies.queries import Remark
from pulse.threads import queries as threads
from pulse.threads.shown_threads import Exchange


@dataclass(frozen=True)
class CommentPage:
    """What was found, and how its questions and themes are worded."""

    found: Found
    words: Mapping[str, str]  # of questions, by code
    themes: Mapping[Theme, str]
    exchanges: Mapping[str, Exchange]  # what was written below those that are shown, by comment

    @property
    def has_roadblocks(self) -> bool:
        """Whether some say what kept people from helping a customer: what becomes of those is said elsewhere."""
        return ROADBLOCK in self.found.questions

    def query(self, **changed: Any) -> dict[str, Any]:
        """Return what the address of this search holds, with some of it changed; the first page unless told."""
        wish = self.found.wish
        asked = {"q": wish.words, "question": wish.question, "theme": wish.theme, **changed}
        return {name: value for name, value in asked.items() if value}


def comment_page(chosen: Chosen, wish: Wish, remarks: Iterable[Remark]) -> CommentPage:
    """Return what somebody finds among the comments they may read, question by question."""
    said = [CommentSaid(each.question, each.home, each.text, each.id) for each in remarks]
    order = [name.split("@")[0] for name in chosen.round.questions.split(",")]
    words = {code: text for code, (_question, text) in queries.worded(chosen.round).items()}
    words[COMMENT] = _("Anything else you want leaders to know?")
    found = comments.found(said, order, wish)
    exchanges = threads.exchanges(comment for ids in found.ids.values() for comment in ids)
    return CommentPage(found, words, words_of_themes(), exchanges)


def words_of_themes() -> dict[Theme, str]:
    """Name what comments are about, in the reader's language."""
    return {
        Theme.WORKLOAD: _("Workload"),
        Theme.PLANNING: _("Planning and hours"),
        Theme.TOOLS: _("Tools and equipment"),
        Theme.PAY: _("Pay"),
        Theme.RECOGNITION: _("Recognition"),
        Theme.LEADERSHIP: _("Leadership"),
        Theme.COMMUNICATION: _("Information"),
        Theme.DECISIONS: _("Decisions and rules"),
        Theme.CUSTOMERS: _("Customers and suppliers"),
        Theme.TEAMWORK: _("Working together"),
        Theme.FAIRNESS: _("Fairness and respect"),
        Theme.SAFETY: _("Safety"),
        Theme.TRAINING: _("Learning"),
        Theme.CHANGE: _("Change"),
    }
