"""Pages of units and their figures."""

from flask import render_template

from pulse.base.may import May
from pulse.base.routes import Answer, Room
from pulse.customers import queries

room = Room("customers", __name__)


@room.page("/customers", may=May.READ_CUSTOMERS)
def customers() -> Answer:
    return render_template("customers/customers.html", units=queries.units())
