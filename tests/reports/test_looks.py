"""Every page that shows results is entered in the look-log, the next one too."""

from pulse.base.may import May

SHOWING = {May.READ_PUBLISHED, May.READ_TEAM, May.READ_COMMENTS, May.READ_RESULTS}
# The promise before comments, marks on charts, chance from invented opinions, whether a PDF is ready.
SHOW_NOTHING = {"reports.pledge", "reports.events", "reports.noise", "exports.paper"}


def test_every_page_of_results_is_entered_in_the_look_log(app):
    quiet = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint.split(".")[0] in ("reports", "exports", "api")
        for view in [vars(app.view_functions[rule.endpoint])]
        if view["may"] in SHOWING and not view["look"]
    }
    assert quiet <= SHOW_NOTHING
    assert vars(app.view_functions["reports.health"])["look"] == "health"
