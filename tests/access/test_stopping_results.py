"""The address that stopped mails about results in earlier releases still does, and takes it back with one press."""

from pulse.access import unsubscribe
from pulse.base.db import db


def test_an_old_address_stops_mails_about_results_and_brings_them_back(app, client, cast):
    with app.test_request_context():
        address = unsubscribe.stop_address(cast.lea).removeprefix(app.extensions["pulse.settings"].base_url)
    assert "Mails about new results" in client.get(address).get_data(as_text=True)
    assert unsubscribe.is_wanted(cast.lea)  # looking changes nothing
    assert "They have stopped" in client.post(address).get_data(as_text=True)
    db.session.expire_all()
    assert not unsubscribe.is_wanted(cast.lea)
    assert "All is as it was" in client.post(address, data={"undo": "results"}).get_data(as_text=True)
    db.session.expire_all()
    assert unsubscribe.is_wanted(cast.lea)
