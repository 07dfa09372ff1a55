"""Browsers of people who read pages."""

import pytest

from pulse.base.db import db


@pytest.fixture
def reader(app, browser, serving, signed_in):
    """Open a browser on which somebody is signed in: `page, address = reader(hana)`; its console must stay empty."""
    contexts, said = [], []
    address = serving(app)

    def open_for(person, **more):
        cookie = signed_in(person).get_cookie("pulse")
        db.session.remove()
        dress = {"viewport": {"width": 1280, "height": 900}, "locale": "en", "base_url": address} | more
        context = browser.new_context(**dress)
        context.add_cookies([{"name": "pulse", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        contexts.append(context)
        return page, address

    yield open_for
    for context in contexts:
        context.close()
    assert said == []
