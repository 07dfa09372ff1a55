"""Law: every form carries its mark, and every form that changes what is there knows what it showed."""

import re
from pathlib import Path

from pulse.base.editing import Editing
from pulse.base.form_filling import SECRET
from pulse.base.forms import Form, TableForm
from pulse.promises.forms import Revised
from tests.laws._reading import HOUSE, copy_of_the_house, plant, templates

POSTS = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)

# Forms without a mark: nobody is signed in there, so nothing can be kept for somebody.
OPEN = frozenset({"access/stop.html", "clients/answer.html", "clients/stop.html"})

# Forms that change nothing that another person could have changed meanwhile, each with its reason.
MAKES = "it makes something new"
OWN = "what one person says of themselves: the last word counts"
SEES = "it confirms what was seen, and says so itself"
DECLARED = {
    "AnswerForm": MAKES,
    "ChannelForm": MAKES,
    "ChoiceForm": "a new record begins, the one that ran before stays",
    "ColumnsForm": "a file that waits: what it leads to is shown, and confirmed as it was seen",
    "ConfirmForm": SEES,
    "ContactsConfirmForm": SEES,
    "DeliveryConfirmForm": SEES,
    "DecisionForm": "each answer is sent with the revision that was seen",
    "EventForm": MAKES,
    "FileForm": MAKES,
    "FollowForm": MAKES,
    "LinkForm": OWN,
    "ListForm": MAKES,
    "MailForm": OWN,
    "MailsForm": OWN,
    "NoticesForm": OWN,
    "OutcomeForm": "a question has a revision, and shows what was done meanwhile",
    "PasswordForm": OWN,
    "ProfileForm": OWN,
    "ServeForm": MAKES,
    "SignInForm": OWN,
    "TableForm": MAKES,
    "TakeBackForm": MAKES,
    "ThanksForm": MAKES,
    "TokenForm": MAKES,
    "UploadForm": MAKES,
    "ValueForm": MAKES,
}


def unmarked(house: Path) -> list[str]:
    """Return templates with a form that sends something and carries no mark."""
    return [
        name
        for name, text in templates(house)
        if name not in OPEN and any("csrf(" not in form for form in POSTS.findall(text))
    ]


def every(kind: type[Form] = Form) -> set[type[Form]]:
    """Return every form of the house."""
    found = set(kind.__subclasses__())
    return found | {below for each in found for below in every(each)}


def careless(forms: set[type[Form]]) -> list[str]:
    """Return the forms that neither know what they showed nor say why they need not."""
    return sorted(
        each.__name__
        for each in forms - {Editing, Revised, TableForm}
        if each.__module__.startswith("pulse.")
        and not issubclass(each, (Editing, Revised))
        and each.__name__ not in DECLARED
    )


def test_every_form_that_is_sent_carries_its_mark() -> None:
    assert unmarked(HOUSE) == []


def test_every_form_that_changes_something_knows_what_it_showed(app) -> None:
    assert careless(every()) == []
    assert len({each for each in every(Editing) if each.__module__.startswith("pulse.")}) > 10


def test_every_editing_form_stands_on_a_page_that_sends_what_it_showed(app) -> None:
    shown = sum(text.count("csrf(form)") + text.count('name="shown"') for _name, text in templates(HOUSE))
    assert shown >= len({each for each in every(Editing) if each.__module__.startswith("pulse.")})


def test_passwords_tokens_and_secret_addresses_are_never_kept(app) -> None:
    secret = {
        name
        for form in every()
        if form.__module__.startswith(("pulse.access", "pulse.outbox"))
        for name, field in vars(form).items()
        if getattr(getattr(field, "field_class", None), "__name__", "") in {"PasswordField", "URLField"}
    }
    assert secret >= {"password", "current", "address"}
    assert secret | {"token"} <= SECRET


def test_planted_violations_are_seen(tmp_path: Path) -> None:
    class Careless(Form):
        """Changes what is there."""

    Careless.__module__ = "pulse.planted"
    assert careless(every()) == ["Careless"]
    Careless.__module__ = "tests.planted"
    house = copy_of_the_house(tmp_path)
    plant(house, "templates/home/home.html", '<form class="card" method="post"><input name="text"></form>')
    assert unmarked(house) == ["home/home.html"]
