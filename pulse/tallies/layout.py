"""What was frozen into a box when its round opened, as plain values and as the JSON it is stored as."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pulse.questions.library import sensitive
from pulse.questions.scales import Scale
from pulse.tallies.publication import SENSITIVE_FROM, Cohort, Frame, Question
from pulse.tallies.ratings import NAMED_FROM

COMMENT = "comment"  # the code of the optional comment at the end of a pulse
PROMISE = "PB1"  # whether a promise was kept: PB1/uid of the promise


@dataclass(frozen=True)
class Asked:
    """One question of the round: the version a ballot names, and how its answers are read."""

    version: str
    code: str
    dimension: str
    scale: Scale
    reverse: bool
    sensitive: bool = False  # published only in larger groups
    about: str = ""  # uid of the team, or of the promise, it is about
    since: bool = False  # it became sensitive after the round had opened: it may have been counted in smaller groups

    @property
    def of_promise(self) -> bool:
        """Whether it asks those to whom a promise was made if it was kept."""
        return self.code.startswith(f"{PROMISE}/")

    @property
    def is_open(self) -> bool:
        """Whether it is answered in words."""
        return self.scale is Scale.TEXT


@dataclass(frozen=True)
class Layout:
    """Tree of team uids, heads per team, cohorts with fresh ids, questions, thresholds. No name of anybody.

    `rates`: for each team that questions are about, the cohorts that may rate it; who is in it never stands in one.
    And for each promise that is asked about, the cohorts of those to whom it was made.
    `named`: each voter names the teams themselves.
    """

    parent: Mapping[str, str | None]
    heads: Mapping[str, int]
    cohorts: tuple[Cohort, ...]
    questions: tuple[Asked, ...]
    k: int
    comments_from: int
    rates: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named: bool = False

    @property
    def frame(self) -> Frame:
        """Return what the gate needs. The comment at the end may be written on every ballot."""
        return Frame(self.parent, self.cohorts, tuple(map(self._question, self.questions)), self.k, self.comments_from)

    @property
    def serving(self) -> Mapping[str, frozenset[str]]:
        """Return of `rates` the teams that serve others, which is not the promises."""
        promises = {q.about for q in self.questions if q.of_promise}
        return {uid: cohorts for uid, cohorts in self.rates.items() if uid not in promises}

    def _question(self, q: Asked) -> Question:
        cohorts = self.rates.get(q.about, frozenset()) if q.about else None
        named = self.named and bool(q.about) and not q.of_promise
        plain = {"open": q.is_open, "sensitive": q.sensitive}
        return Question(q.code, q.dimension, cohorts=cohorts, about=q.about, named=named, **plain)

    def asked_of(self, cohort: str) -> tuple[Asked, ...]:
        """Return the questions that ballots of a cohort may hold, in their order."""
        return tuple(q for q in self.questions if not q.about or cohort in self.rates.get(q.about, ()))

    @property
    def thresholds(self) -> dict[str, int]:
        """Return from how many ballots what is shown, as the manifest says it."""
        sensitive = {"sensitive": max(SENSITIVE_FROM, self.k)} if any(q.sensitive for q in self.questions) else {}
        named = {"named": max(NAMED_FROM, self.k)} if self.named else {}
        return {"ballots": self.k, "comments": self.comments_from, **sensitive, **named}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild a layout from what `as_json` returned; what is sensitive today is so in every round."""
        return cls(
            parent=stored["parent"],
            heads=stored["heads"],
            cohorts=tuple(Cohort(c["id"], c["home"], frozenset(c["labels"]), c["members"]) for c in stored["cohorts"]),
            questions=tuple(map(_asked, stored["questions"])),
            k=stored["k"],
            comments_from=stored["comments_from"],
            rates={uid: frozenset(cohorts) for uid, cohorts in stored.get("rates", {}).items()},
            named=stored.get("named", False),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the layout as plain lists."""
        return {
            "parent": dict(self.parent),
            "heads": dict(self.heads),
            "cohorts": [
                {"id": c.id, "home": c.home, "labels": sorted(c.labels), "members": c.members} for c in self.cohorts
            ],
            "questions": [
                {
                    "version": q.version,
                    "code": q.code,
                    "dimension": q.dimension,
                    "scale": q.scale.value,
                    "reverse": q.reverse,
                    "sensitive": q.sensitive,
                    **({"about": q.about} if q.about else {}),
                }
                for q in self.questions
            ],
            "k": self.k,
            "comments_from": self.comments_from,
            "rates": {uid: sorted(cohorts) for uid, cohorts in self.rates.items()},
            "named": self.named,
        }


def _asked(q: Mapping[str, Any]) -> Asked:
    frozen, today = q.get("sensitive", False), q["code"] in sensitive()
    plain = (q["version"], q["code"], q["dimension"], Scale(q["scale"]), q["reverse"])
    return Asked(*plain, frozen or today, about=q.get("about", ""), since=today and not frozen)
