"""The one form of a programme: what is typed becomes terms, and what is wrong with them stands beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired

from pulse.base.editing import Editing
from pulse.base.forms import in_each_language
from pulse.base.locale import local_day, timezone
from pulse.base.tongues import OWN_NAMES
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.people.readings import zone_names
from pulse.people.tree import postorder, preorder
from pulse.programmes import actions, messages, queries, question_choices
from pulse.programmes.faults import NO_BRANCH, RANGES, faults
from pulse.programmes.models import Programme
from pulse.programmes.preview import Preview
from pulse.programmes.question_choices import Asking
from pulse.programmes.recurrence import LAST, Pace, counted
from pulse.programmes.terms import Inside, Terms, Thresholds, Timing, pace_of
from pulse.questions import actions as questions_actions
from pulse.questions import queries as questions
from pulse.questions.library import Dimension
from pulse.questions.offers import LONGEST, Draft, Offer, on_one_line
from pulse.questions.offers import OfferFault as OwnFault
from pulse.questions.offers import faults as own_faults
from pulse.questions.scales import Scale

PENDING = "+"  # the code of a question that is typed and not yet written down
COMPANY, BRANCHES = "company", "branches"
WORDING = {"rows": 2, "maxlength": LONGEST}
NEEDED = InputRequired(_l("Please fill this in."))


class AskField(Field):
    """For each question whether it is asked every time, in turn or not at all: `ask-T1=turn`."""

    data: dict[str, str]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was posted for each question that is offered, else what was given."""
        self.process_errors, self.object_data, self.raw_data = [], data, []
        self.data = dict(data) if isinstance(data, dict) else {}
        if formdata:
            known = set(Asking)
            posted = {code: formdata.get(f"{self.name}-{code}") for code in self.data}
            self.data = {code: how if how in known else Asking.NEVER.value for code, how in posted.items()}

    def told(self, asked: Mapping[str, str]) -> dict[str, str]:
        """Return the questions that are asked at all: more on offer changes no programme."""
        return {code: how for code, how in asked.items() if how != Asking.NEVER}

    def worded(self, how: str) -> str:
        """Word when a question is asked."""
        return messages.words_of_askings().get(how, how)


class ProgrammeForm(Editing):
    """Everything HR decides about a programme."""

    name = StringField(_l("Name"), [NEEDED], render_kw={"maxlength": 120, "autocomplete": "off"})
    audience = RadioField(_l("Who is asked"), [NEEDED])
    branches = SelectMultipleField(_l("Branches"))
    pace = SelectField(_l("How often"))
    weeks = IntegerField(_l("Every how many weeks"), [NEEDED], render_kw={"min": 1, "max": 52})
    nth = SelectField(_l("Which one of the month"), coerce=int)
    weekday = SelectField(_l("Day of the week"), coerce=int)
    at = TimeField(_l("Opens at"), [NEEDED], format=["%H:%M", "%H:%M:%S"])
    open_days = IntegerField(_l("Days it stays open"), [NEEDED], render_kw={"min": 1, "max": 336})
    timezone = SelectField(_l("Time zone"))
    starts_on = DateField(_l("Not before"), [NEEDED])
    holidays = TextAreaField(_l("Holidays to skip"), render_kw={"rows": 4, "spellcheck": "false"})
    reminders = SelectField(_l("Reminders"), coerce=int)
    ask = AskField(_l("Questions"))
    comment = BooleanField(_l("One optional comment at the end"))
    inside = RadioField(_l("Teams that serve other teams"), [NEEDED])
    locals().update(in_each_language("own_", WORDING))
    own_dimension = SelectField(_l("What it is about"), default=Dimension.OUTCOME.value)
    own_scale = SelectField(_l("How it is answered"))
    own_ask = SelectField(_l("When it is asked"), default=Asking.TURN.value)
    min_ballots = IntegerField(_l("Answers needed for a result"), [NEEDED])
    min_cohort = IntegerField(_l("Smallest group counted together"), [NEEDED])
    min_comments = IntegerField(_l("Answers needed for comments"), [NEEDED])

    def __init__(self, terms: Terms, offers: Mapping[str, Offer], teams: Mapping[int, Team]) -> None:
        """Fill in what a programme is now; what was posted wins."""
        super().__init__(data=_filled(terms, offers))
        self._fill_choices(terms)
        self.branches.choices = [(team.uid, team.name) for team in teams.values()]
        for name, (low, high) in RANGES.items():
            self[f"min_{name}"].render_kw = {"min": low, "max": high}

    def _fill_choices(self, terms: Terms) -> None:
        days = get_day_names("wide", "stand-alone", get_locale())
        zones = {*zone_names(), terms.timing.timezone}
        askings = messages.words_of_askings()
        choices: dict[str, list[tuple[Any, str]]] = {
            "audience": [(COMPANY, _("The whole company")), (BRANCHES, _("Only some branches"))],
            "pace": list(messages.words_of_paces().items()),
            "nth": [*enumerate([_("First"), _("Second"), _("Third"), _("Fourth")], start=1), (LAST, _("Last"))],
            "weekday": [(day, days[day]) for day in range(7)],
            "timezone": [(zone, zone.replace("_", " ")) for zone in sorted(zones)],
            "reminders": [(0, _("None")), (1, _("One")), (2, _("Two"))],
            "inside": list(messages.words_of_insides().items()),
            "own_dimension": list(questions.words_of_dimensions().items()),
            "own_scale": list(questions.words_of_scales().items()),
            "own_ask": [(how, askings[how]) for how in (Asking.TURN.value, Asking.EVERY.value)],
        }
        for name, offered in choices.items():
            self[name].choices = offered

    def terms(self, before: Terms, offers: Mapping[str, Offer]) -> Terms:
        """Return what was typed; call it only when every field could be read. `before` keeps the questions' order."""
        typed: dict[str, Any] = self.data
        return Terms(
            name=on_one_line(typed["name"]),
            timing=_timing(typed),
            lists=question_choices.lists(before.lists, typed["ask"], offers),
            thresholds=Thresholds(typed["min_ballots"], typed["min_cohort"], typed["min_comments"]),
            comment=typed["comment"],
            branches=tuple(typed["branches"]) or NO_BRANCH if typed["audience"] == BRANCHES else (),
            inside=Inside(typed["inside"]),
        )

    def own(self) -> Draft | None:
        """Return the question of HR's own that was typed, if any."""
        texts = {language: on_one_line(self[f"own_{language}"].data or "") for language in OWN_NAMES}
        return Draft(self.own_dimension.data, self.own_scale.data, texts) if any(texts.values()) else None

    def tell(self, field: str, sentence: str) -> None:
        """Put what is wrong beside its field."""
        self[field].errors = [*self[field].errors, sentence]


def _timing(typed: Mapping[str, Any]) -> Timing:
    unit, every = counted(Pace(typed["pace"]), typed["weeks"])
    same = ("weekday", "nth", "open_days", "timezone", "starts_on", "reminders")
    return Timing(
        unit=unit.value,
        every=every,
        hour=typed["at"].hour,
        minute=typed["at"].minute,
        holidays=typed["holidays"].replace("\x00", "").replace("\r\n", "\n"),
        **{part: typed[part] for part in same},
    )


def _filled(terms: Terms, offers: Mapping[str, Offer]) -> dict[str, object]:
    timing = terms.timing
    return {
        "name": terms.name,
        "audience": BRANCHES if terms.branches else COMPANY,
        "branches": list(terms.branches),
        "pace": pace_of(timing.unit, timing.every).value,
        "weeks": timing.every if timing.unit == "weeks" else 6,
        "at": time(timing.hour, timing.minute),
        "ask": question_choices.askings(terms.lists, offers),
        "comment": terms.comment,
        "inside": terms.inside.value,
        "min_ballots": terms.thresholds.ballots,
        "min_cohort": terms.thresholds.cohort,
        "min_comments": terms.thresholds.comments,
        **{part: getattr(timing, part) for part in ("nth", "weekday", "open_days", "timezone", "starts_on")},
        **{part: getattr(timing, part) for part in ("holidays", "reminders")},
    }


@dataclass(frozen=True)
class BranchBox:
    """A team as the tree of tick boxes shows it: how deep it stands, and how many people work in it and below."""

    uid: str
    name: str
    depth: int
    people: int


@dataclass(frozen=True)
class Shelf:
    """The questions about one thing, and how many of them are asked every time and in turn."""

    name: str
    offers: tuple[Offer, ...]
    every: int
    turn: int


class ProgrammeSheet:
    """The form of one programme on somebody's desk, with what its page shows beside it."""

    def __init__(self, programme: Programme | None, now: datetime) -> None:
        """Lay out a programme that is there already, or the default one."""
        self.programme, self.now = programme, now
        self.before = queries.terms_of(programme) if programme else actions.default_terms(now, timezone())
        self.offers = questions.offers(get_locale().language, keep=self.before.lists.codes)
        self.teams = {team.id: team for team in people.open_teams()}
        self.form = ProgrammeForm(self.before, self.offers, self.teams)
        self.form.edits = programme is not None
        self.askings = messages.words_of_askings()

    def read(self, *, saves: bool = True) -> Terms | None:
        """Return what was typed, with everything that is wrong beside its field; None when it cannot be read.

        saves: it is to be written, over nothing that came since.
        """
        if not (self.form.validate() if saves else self.form.could_be_read()):
            return None
        wanted, own = self.form.terms(self.before, self.offers), self.form.own()
        if own:
            self._offer(own)
            wanted = self._with(wanted, PENDING)
        known = {code: offer.dimension for code, offer in self.offers.items()}
        for fault in faults(wanted, known, queries.promised_by(self.programme)):
            self.form.tell(fault.field, messages.words_of(fault))
        return wanted

    def preview(self, terms: Terms | None = None) -> Preview:
        """Return what these terms lead to, else what the programme leads to as it is."""
        return queries.preview(terms or self.before, self.offers, self.programme, self.now)

    def save(self, terms: Terms, *, by: Any) -> Programme:
        """Write a question of HR's own and then the programme: both or nothing."""
        own = self.form.own()
        if own:
            code = questions_actions.write(own, by=by, now=self.now).code
            terms = replace(terms, lists=question_choices.renamed(terms.lists, PENDING, code))
        if self.programme is None:
            return actions.create(terms, by=by)
        actions.change(self.programme, terms, by=by, now=self.now)
        return self.programme

    def shelves(self) -> list[Shelf]:
        """Return what can be asked by what it is about, as the form has it now."""
        asked, found = self.form.ask.data, []
        for dimension, name in questions.words_of_dimensions().items():
            offers = tuple(o for o in self.offers.values() if o.dimension == dimension and o.code != PENDING)
            how = [asked.get(offer.code) for offer in offers]
            found.append(Shelf(name, offers, how.count(Asking.EVERY.value), how.count(Asking.TURN.value)))
        return [shelf for shelf in found if shelf.offers]

    def cautions(self, preview: Preview) -> list[str]:
        """Word what to think twice about."""
        smallest = self.form.min_cohort.data or self.before.thresholds.cohort
        return [messages.words_of_caution(caution, preview.people, smallest) for caution in preview.cautions]

    def branches(self) -> list[BranchBox]:
        """Return the tree, each team before those below it."""
        open_parents = {
            key: team.parent_id if team.parent_id in self.teams else None for key, team in self.teams.items()
        }
        heads = queries.headcounts(local_day(self.now, self.before.timing.timezone))
        total = dict.fromkeys(open_parents, 0)
        for key in postorder(open_parents):
            total[key] += heads.get(key, 0)
            above = open_parents[key]
            if above is not None:
                total[above] += total[key]
        deep: dict[int, int] = {}
        for key in preorder(open_parents):
            above = open_parents[key]
            deep[key] = 0 if above is None else deep[above] + 1
        return [BranchBox(self.teams[key].uid, self.teams[key].name, deep[key], total[key]) for key in deep]

    def _offer(self, own: Draft) -> None:
        for fault in own_faults(own):
            place = "own_scale" if fault in {OwnFault.TEXT_IS_OPEN, OwnFault.OPEN_IS_TEXT} else "own_en"
            self.form.tell(place, questions.words_of_fault(fault))
        text = own.texts.get(get_locale().language) or next(text for text in own.texts.values() if text)
        self.offers = {**self.offers, PENDING: Offer(PENDING, own.dimension, Scale(own.scale), text, own=True)}

    def _with(self, terms: Terms, code: str) -> Terms:
        how = self.form.own_ask.data
        return replace(terms, lists=question_choices.with_question(terms.lists, self.offers[code], how))
