"""Pages of questions: the library, and the questions HR wrote."""

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from pulse.base import clock
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Answer, Room
from pulse.base.tongues import OWN_NAMES
from pulse.questions import actions, queries
from pulse.questions.forms import QuestionForm

room = Room("questions", __name__)


@room.page("/questions", may=May.MANAGE_PROGRAMMES)
def questions() -> Answer:
    language = get_locale().language
    dimensions, offers = queries.words_of_dimensions(), queries.offers(language).values()
    shelves = {name: [offer for offer in offers if offer.dimension == key] for key, name in dimensions.items()}
    retired = [(asked, queries.text_in(asked.versions[-1], language)) for asked in queries.own() if asked.retired_at]
    scales = queries.words_of_scales()
    return render_template("questions/questions.html", shelves=shelves, scales=scales, retired=retired)


@room.page("/questions/new", may=May.MANAGE_PROGRAMMES, methods=("GET", "POST"))
def new() -> Answer:
    form = QuestionForm()
    if form.is_sound():
        made = actions.write(form.draft(), by=me(), now=clock.now())
        flash(_("The question was added. Programmes can ask it now."), "success")
        return redirect(url_for("questions.question", code=made.code), 303)
    return render_template("questions/new.html", form=form, tongues=OWN_NAMES), 422 if form.is_submitted() else 200


@room.page("/questions/<string:code>", may=May.MANAGE_PROGRAMMES, methods=("GET", "POST"))
def question(code: str) -> Answer:
    asked = queries.question(code)
    form = QuestionForm(asked)
    if form.is_sound(asked):
        changed = actions.change_wording(asked, form.draft(asked), by=me(), now=clock.now())
        flash(_("The new wording is used from the next round on.") if changed else _("Nothing was changed."), "success")
        return redirect(url_for("questions.question", code=code), 303)
    page = render_template(
        "questions/question.html", question=asked, form=form, tongues=OWN_NAMES, scales=queries.words_of_scales(),
        dimensions=queries.words_of_dimensions(),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@room.page("/questions/<string:code>/retire", may=May.MANAGE_PROGRAMMES, methods=("POST",))
def retire(code: str) -> Answer:
    actions.retire(queries.question(code), by=me(), now=clock.now())
    flash(_("The question is retired: programmes are not offered it any more. Its results stay."), "success")
    return redirect(url_for("questions.question", code=code), 303)


@room.page("/questions/<string:code>/bring-back", may=May.MANAGE_PROGRAMMES, methods=("POST",))
def bring_back(code: str) -> Answer:
    actions.bring_back(queries.question(code), by=me())
    flash(_("The question is on offer again."), "success")
    return redirect(url_for("questions.question", code=code), 303)
