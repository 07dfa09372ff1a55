"""Values for the gallery: a year of a branch, a company's heat map, a form that went wrong."""

from types import SimpleNamespace

from wtforms import (
    BooleanField,
    EmailField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from pulse.reports import charts, heatmap
from pulse.reports.figure_signs import Hidden, Turn
from pulse.reports.marks import Event, Line, Reading

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct")
TOO_FEW, NO_DATA, HIGHER_UP = (Reading(hidden=reason) for reason in Hidden)


def read(score: float, half: float, n: int = 51, turn: Turn | None = None) -> Reading:
    """A reading whose range is as wide on both sides."""
    return Reading(score, score - half, score + half, n, turn)


def flat(*scores: float) -> tuple[Reading, ...]:
    """Readings of a quiet line."""
    return tuple(Reading(score) for score in scores)


def trend() -> object:
    """Operations' trust, with a hidden month, two events and a change."""
    scores = (read(58, 6), read(55, 6), read(51, 7), read(47, 7), TOO_FEW, read(49, 7, 38), read(55, 6))
    late = (read(60, 6), read(63, 5, 52, Turn.HIGHER), read(68, 5, 53))
    company = Line("Company", flat(61, 61, 60, 60, 61, 61, 62, 62, 63, 63))
    parent = Line("Logistics", flat(63, 62, 58, 57, 57, 58, 60, 62, 65, 66))
    events = (Event(4, "Town hall"), Event(6.5, "New shift plan"))
    return charts.trend(MONTHS, Line("Operations", scores + late), (company, parent), events)


def broken_trend() -> object:
    """Every kind of gap, a lone round and a new beginning."""
    readings = (
        read(64, 5, 12), NO_DATA, read(60, 8, 8), TOO_FEW, HIGHER_UP, read(52, 9, 7, Turn.LOWER), read(50, 9, 7),
        Reading(57, 57, 57, 9, anew=True), Reading(59, None, None, 9), HIGHER_UP,
    )  # fmt: skip
    return charts.trend(MONTHS, Line("Warehouse North", readings))


def long_trend() -> object:
    """Three years of fortnights."""
    weeks = [f"{1 + i % 28} {MONTHS[i % 10]}" for i in range(52)]
    readings = [read(60 + 8 * ((i % 26) / 26) - (i % 5), 4) if i % 17 else TOO_FEW for i in range(52)]
    return charts.trend(weeks, Line("Engineering", tuple(readings)), events=(Event(3, "Move"), Event(30, "Merger")))


def response() -> object:
    """A share of answers, month by month."""
    return charts.response(MONTHS, Line("Took part", flat(81, 80, 84, 78, 79, 76, 80, 83, 82, 79)))


def heat() -> object:
    """A tree of teams with all three hidden kinds."""
    columns = [heatmap.Column(*names) for names in (("Trust",) * 2, ("Respect",) * 2, ("Empowerment", "Empower"))]
    rows = [
        _row("Northwind Logistics", "212 answers", 0, 63, 69, 60),
        _row("Operations", "51 answers", 1, (68, 5), 71, 58),
        _row("Support", "44 answers", 2, 74, 79, 63),
        _row("Night desk", None, 2, TOO_FEW, TOO_FEW, TOO_FEW),
        _row("Sales", "39 answers", 1, (57, -6), 66, 72),
        _row("Warehouse North and returns", "33 answers", 1, 34, 51, (41, -7)),
        _row("Engineering", "36 answers", 1, 77, 81, 82),
        _row("Legal", None, 1, HIGHER_UP, HIGHER_UP, HIGHER_UP),
        _row("Apprentices", "11 answers", 1, 71, 64, NO_DATA),
    ]
    return heatmap.grid(columns, rows)


def _row(name: str, note: str | None, depth: int, *values: object) -> heatmap.Row:
    squares = []
    for value in values:
        if isinstance(value, Reading):
            squares.append(heatmap.Square(hidden=value.hidden))
        elif isinstance(value, tuple):
            turn = Turn.HIGHER if value[1] > 0 else Turn.LOWER
            squares.append(heatmap.Square(value[0], turn=turn, by=value[1]))
        else:
            squares.append(heatmap.Square(float(str(value)), about=value == 82))
    return heatmap.Row(name, tuple(squares), "#team", note, depth)


class Sample(Form):
    """One field of each kind."""

    email = EmailField("E-mail address")
    weeks = IntegerField("How many weeks between rounds")
    zone = SelectField("Time zone", choices=[SelectChoice("b", "Europe/Berlin"), SelectChoice("c", "Africa/Cairo")])
    rhythm = RadioField(
        "How often do you ask?",
        choices=[SelectChoice("w", "Every week"), SelectChoice("m", "Every month, on the first Tuesday")],
        default="m",
    )
    branches = SelectMultipleField(
        "Who is asked?",
        choices=[SelectChoice("o", "Operations"), SelectChoice("s", "Sales"), SelectChoice("e", "Engineering")],
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(),
        default=["o"],
    )
    words = TextAreaField("What should people read first?")
    sure = BooleanField("Remind people who have not collected their ballot, at most twice")

    def validate_rhythm(self, _field: RadioField) -> None:
        """Always wrong, to show it."""
        raise ValidationError("Choose one; weekly needs at least three questions in turn.")


def form() -> Sample:
    """A form with two faults."""
    filled = Sample(data={"email": "hana", "weeks": 2, "rhythm": "m", "branches": ["o"], "zone": "b"})
    filled.email.validators = (Refuse(),)
    filled.validate()
    return filled


class Refuse:
    """A validator that says no."""

    def __call__(self, _form: Form, _field: EmailField) -> None:
        """Refuse."""
        raise ValidationError("Write the whole address, with an @ in it.")


def everything() -> dict[str, object]:
    """What the gallery's templates use."""
    return {
        "company": "Northwind Logistics",
        "person": SimpleNamespace(name="Hana Sato", email="hana.sato@example.org"),
        "person_places": [SimpleNamespace(label="Settings", url="#settings", icon="settings")],
        "sign_out_url": "#out",
        "nav": [
            SimpleNamespace(label=label, url="#" + label, current=label == "Results")
            for label in ("Home", "Results", "Rounds", "Programmes", "People")
        ],
        "trend": trend(),
        "broken": broken_trend(),
        "long": long_trend(),
        "response": response(),
        "spark": charts.sparkline(Line("Trust", flat(58, 55, 51, 47, 49, 55, 60, 63, 68))),
        "bands": charts.stacked(31, 12, 8),
        "small": charts.stacked(6, 1, 2),
        "clamped": charts.stacked_class("favourable", 9),
        "grid": heat(),
        "form": form(),
    }
