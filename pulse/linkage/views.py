"""Pages of the link between sentiment and customers: the verdict, a plain correlation beside it, and examples."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from pulse.base import clock
from pulse.base.errors import Refusal
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.customers import queries
from pulse.linkage import actions, number_wording, pages, wording
from pulse.linkage.examples import examples
from pulse.linkage.forms import ChoiceForm
from pulse.linkage.models import Expected

room = Room("link", __name__)

SAYINGS = {
    "correlation": number_wording.correlation,
    "count": number_wording.count,
    "in_sentence": wording.in_sentence,
    "lag_words": wording.lag_words,
    "one_in": wording.one_in,
    "over": number_wording.over,
    "points": number_wording.points,
    "signed": number_wording.signed,
    "spans": number_wording.spans,
    "units": number_wording.units,
    "words_of_states": wording.words_of_states,
}


@room.page("/customers/link", may=May.READ_CUSTOMERS, look="link")
def link() -> Answer:
    """Show the verdict of the choice that runs."""
    return _link(ChoiceForm.offered())


def _link(form: ChoiceForm) -> str:
    page = pages.link_page(me(), request.args.get("unit", ""), clock.now())
    return _render("linkage/link.html", page=page, form=form)


@room.page("/customers/link/choice", may=May.MANAGE_CUSTOMERS, methods=("POST",))
def choose() -> Answer:
    """Begin a record of one measure and one direction, from now on."""
    form = ChoiceForm.offered()
    if not form.validate_on_submit():
        return _link(form), 422
    measure, expected = queries.measure(form.measure.data), Expected(form.expected.data)
    running = actions.running()
    if running is not None and (running.measure_id, running.expected) == (measure.id, expected.value):
        raise Refusal(_("This is what is being looked for already; its record goes on."))
    actions.choose(measure, expected, by=me(), now=clock.now())
    flash(_("Noted. Pulse looks from now on, every night; the first answer is here in a few minutes."), "success")
    return redirect(url_for("link.link"), code=303)


@room.page("/customers/link/naive", may=May.READ_CUSTOMERS, look="link")
def naive() -> Answer:
    """Show what correlating without care would say, and why it would be wrong."""
    return _render("linkage/naive.html", page=pages.naive_page())


@room.page("/customers/link/examples", may=May.READ_CUSTOMERS)
def made_up() -> Answer:
    """Show each of the six states on made-up figures."""
    return _render("linkage/examples.html", examples=[pages.example(each) for each in examples()])


def _render(template: str, **given: object) -> str:
    return render_template(template, say=SAYINGS, day=lambda day: format_date(day, "long"), **given)
