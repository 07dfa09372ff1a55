"""The sentences about a roster's faults."""

import pytest
from flask import Flask
from flask_babel import Babel

from pulse.base.csvfile import Fault
from pulse.people.faults import SENTENCES, place, sentence


@pytest.fixture
def plain_app():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield app


@pytest.mark.usefixtures("plain_app")
def test_a_fault_says_where_and_what():
    fault = Fault(6, "E-Mail", "email_twice", "lea@nordhafen.example", "5")
    assert place(fault) == "Line 6, column “E-Mail”"
    assert sentence(fault) == "“lea@nordhafen.example” was used in line 5 already."


@pytest.mark.usefixtures("plain_app")
@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_takes_any_value(code):
    said = sentence(Fault(0, "", code, "100 % %(value)s", "%s"))
    assert said.endswith((".", "”", "%(value)s"))
    assert place(Fault(0, "", code)) == "The file"


@pytest.mark.usefixtures("plain_app")
def test_a_long_value_is_cut():
    assert len(sentence(Fault(8, "Name", "email_invalid", "L" * 300))) < 120
