"""Forms to bring scores in: the file, what its columns mean, whom it means, and units of several teams."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from pulse.base.alphabet import spelling
from pulse.base.csvfile import Torn, blank
from pulse.base.csvstream import Stream, rows
from pulse.base.editing import Editing
from pulse.base.forms import TABLES, Form
from pulse.customers import queries
from pulse.customers.models import LONGEST_NAME, Measure, MeasureKind
from pulse.customers.scales import SCALES
from pulse.deliveries import guesses, headings, values
from pulse.deliveries.headings import ANSWERS, DATE, MEASURE, SCORE, TEAM, TICKET
from pulse.deliveries.plans import Plan
from pulse.people.readings import clean

NEEDED = InputRequired(_l("Please fill this in."))
CHOOSE = InputRequired(_l("Please choose."))
SAMPLE = 2_000  # rows that guesses rest on
MOST_COLUMNS = 200
NEW = "new"
SINGLE, MONTHLY = "single", "monthly"
KINDS: Mapping[str, Any] = {
    MeasureKind.SATISFACTION: _l("Satisfaction"),
    MeasureKind.RECOMMEND: _l("Would recommend"),
    MeasureKind.REBUY: _l("Would buy again"),
    MeasureKind.RETENTION: _l("Customers who stay (retention)"),
    MeasureKind.COMPLAINTS: _l("Complaints"),
    MeasureKind.PROMISE: _l("Delivers what was promised"),
    MeasureKind.OTHER: _l("Something else"),
}
WORDS: Mapping[str, Any] = {
    "1-5": _l("1 to 5"),
    "1-7": _l("1 to 7"),
    "0-10": _l("0 to 10"),
    "1-10": _l("1 to 10"),
    "percent": _l("Percent, 0 to 100"),
    "recommend": _l("Recommend score, −100 to 100"),
}


class FileForm(Form):
    """A file of scores."""

    file = FileField(_l("File with scores (CSV)"), render_kw=TABLES)

    def validate_file(self, field: FileField) -> None:
        """Ask for a file."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose a file."))


class ColumnsForm(Form):
    """What the columns of a file mean, and which measure they bring."""

    date = SelectField(_l("Date or month"), [CHOOSE])
    team = SelectField(_l("Team"), [CHOOSE])
    score = SelectField(_l("Score"), [CHOOSE])
    ticket = SelectField(_l("Ticket number"))
    answers = SelectField(_l("Number of answers"))
    measure_column = SelectField(_l("Name of the measure"))
    only = SelectField(_l("Bring in only the rows of"))
    rows = RadioField(_l("Each row is"), [CHOOSE])
    order = SelectField(_l("Dates such as 03/04/2026"))
    scale = SelectField(_l("Scale of the scores in this file"), [CHOOSE])
    measure = SelectField(_l("Measure"))
    name = StringField(_l("Name of the new measure"), [Length(max=LONGEST_NAME, message=_l("This is too long."))])
    kind = SelectField(_l("What it tells"))
    better = BooleanField(_l("Higher is better"))

    def __init__(self, stream: Stream, plan: Plan | None) -> None:
        """Offer a file's columns, filled in as planned, or as guessed."""
        self.stream, self.measures = stream, queries.measures()
        self.sample = list(islice(_rows(stream), SAMPLE))
        super().__init__(data=_filled(plan or _guessed(stream, self.sample, self.measures)))
        self._offer()

    def _offer(self) -> None:
        places = [SelectChoice(str(n), self._example(n)) for n in range(min(len(self.stream.header), MOST_COLUMNS))]
        for field in (self.date, self.team, self.score):
            field.choices = [SelectChoice("", _("Choose a column")), *places]
        for field in (self.ticket, self.answers, self.measure_column):
            field.choices = [SelectChoice("", _("There is none")), *places]
        self.rows.choices = [
            SelectChoice(SINGLE, _("one customer's rating")),
            SelectChoice(MONTHLY, _("a figure of a whole month")),
        ]
        self.order.choices = [
            SelectChoice("", _("There are none, or it is not known")),
            SelectChoice(values.DAY_FIRST, _("are 3 April: the day comes first")),
            SelectChoice(values.MONTH_FIRST, _("are 4 March: the month comes first")),
        ]
        self.scale.choices = [SelectChoice("", _("Choose a scale"))]
        self.scale.choices += [SelectChoice(name, str(words)) for name, words in WORDS.items()]
        self.measure.choices = [SelectChoice(NEW, _("A new measure"))]
        self.measure.choices += [SelectChoice(each.uid, each.name) for each in self.measures]
        self.kind.choices = [SelectChoice(str(name), str(words)) for name, words in KINDS.items()]
        names = self.names_of_measures()
        self.only.choices = [SelectChoice("", _("All rows")), *(SelectChoice(name, name) for name in names)]

    def _example(self, place: int) -> str:
        heading = clean(self.stream.header[place])[:60] or _("Column %(number)s", number=place + 1)
        said = next(
            (clean(row[place])[:40] for _line, row in self.sample if place < len(row) and row[place].strip()), ""
        )
        return f"{heading} — {said}" if said else str(heading)

    def names_of_measures(self) -> list[str]:
        """Return what the sample's rows say in the column of measures."""
        chosen = self.measure_column.data or ""
        said = guesses.column({MEASURE: int(chosen)}, MEASURE, self.sample) if chosen.isdigit() else []
        return sorted({clean(text) for text in said} - {""})[:100]

    def decimal_of_answers(self) -> str:
        """Return the mark that stands before decimals in the column of answers, if one does."""
        chosen = self.answers.data or ""
        said = guesses.column({ANSWERS: int(chosen)}, ANSWERS, self.sample) if chosen.isdigit() else []
        return values.decimal_of([clean(text) for text in said])

    def validate_rows(self, field: RadioField) -> None:
        """Refuse to mix ratings and figures of months in one measure."""
        found = self.chosen()
        if found and found.monthly != (field.data == MONTHLY):
            raise ValidationError(
                _("%(name)s comes as figures of whole months.", name=found.name)
                if found.monthly
                else _("%(name)s comes as single ratings.", name=found.name)
            )

    def validate_team(self, _field: SelectField) -> None:
        """Refuse one column in two roles."""
        used = [field.data for field in (self.date, self.team, self.score, self.ticket, self.answers) if field.data]
        if len(set(used)) < len(used):
            raise ValidationError(_("One column cannot mean two things."))

    def validate_name(self, field: StringField) -> None:
        """Ask for the name of a new measure, one that is not taken."""
        name = clean(field.data or "")
        if self.measure.data == NEW and not name:
            raise ValidationError(_("Name the new measure."))
        if self.measure.data == NEW and spelling(name) in {spelling(each.name) for each in self.measures}:
            raise ValidationError(_("There is a measure with this name. Choose it above."))

    def chosen(self) -> Measure | None:
        """Return the measure that was chosen, if it is there already."""
        return next((each for each in self.measures if each.uid == self.measure.data), None)

    def plan(self, before: Plan | None) -> Plan:
        """Return what was said; teams that were chosen before stay chosen."""
        given = {
            DATE: self.date.data,
            TEAM: self.team.data,
            SCORE: self.score.data,
            TICKET: self.ticket.data,
            ANSWERS: self.answers.data,
            MEASURE: self.measure_column.data,
        }
        scale, chosen = SCALES[self.scale.data], self.chosen()
        return Plan(
            columns={meaning: int(place) for meaning, place in given.items() if place},
            header=self.stream.header,
            monthly=self.rows.data == MONTHLY,
            order=self.order.data or "",
            decimal=self.decimal_of_answers(),
            measure=chosen.uid if chosen else "",
            name=chosen.name if chosen else clean(self.name.data or ""),
            kind=chosen.kind if chosen else self.kind.data,
            low=scale.low,
            high=scale.high,
            better=chosen.higher_is_better if chosen else self.better.data,
            only=self.only.data or "",
            teams=before.teams if before else {},
        )


def _rows(stream: Stream) -> Any:
    """Yield the first rows that say something, up to where the file breaks."""
    try:
        yield from (row for row in rows(stream) if not blank(row[1]))
    except Torn:
        return


def _guessed(stream: Stream, sample: guesses.Rows, measures: list[Measure]) -> Plan:
    """Return what a file seems to hold; a scale that is not beyond doubt is asked for."""
    columns = headings.guess(stream.header[:MOST_COLUMNS])
    heading = stream.header[columns[SCORE]] if SCORE in columns else ""
    found = guesses.scale(heading, guesses.column(columns, SCORE, sample))
    low, high = (SCALES[found.scale].low, SCALES[found.scale].high) if found.sure else (0.0, 0.0)
    said = sorted({clean(text) for text in guesses.column(columns, MEASURE, sample)} - {""})
    kind, monthly = guesses.kind(heading, *said[:1]), guesses.monthly(columns, sample)
    fitting = [each for each in measures if each.kind == kind and each.monthly == monthly]
    return Plan(
        columns=columns,
        header=stream.header,
        monthly=monthly,
        order=values.order_of([clean(text) for text in guesses.column(columns, DATE, sample)]),
        measure=fitting[0].uid if len(fitting) == 1 else "",
        name=(said[0] if said else clean(guesses.WRITTEN.sub("", heading)))[:LONGEST_NAME],
        kind=kind,
        low=low,
        high=high,
        better=kind != MeasureKind.COMPLAINTS,
        only=said[0] if len(said) > 1 else "",
    )


def _filled(plan: Plan) -> dict[str, Any]:
    places = {meaning: str(place) for meaning, place in plan.columns.items()}
    scale = next((name for name, each in SCALES.items() if each == plan.scale), "") if plan.low < plan.high else ""
    return {
        **{meaning: places.get(meaning, "") for meaning in (DATE, TEAM, SCORE, TICKET, ANSWERS)},
        "measure_column": places.get(MEASURE, ""),
        "only": plan.only,
        "rows": MONTHLY if plan.monthly else SINGLE,
        "order": plan.order,
        "scale": scale,
        "measure": plan.measure or NEW,
        "name": plan.name,
        "kind": plan.kind,
        "better": plan.better,
    }


class DeliveryConfirmForm(Form):
    """What was seen."""

    seen = HiddenField()


class UnitForm(Editing):
    """A unit: its name, and the teams that make it."""

    name = StringField(_l("Name"), [NEEDED, Length(max=LONGEST_NAME, message=_l("This is too long."))])
    teams = SelectMultipleField(_l("Teams"), [CHOOSE])
