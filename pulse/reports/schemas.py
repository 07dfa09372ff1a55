"""What the interface for programs answers, as schemas: its document is made of them."""

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range


class Fault(Schema):
    """Why something was refused."""

    error = fields.String(required=True, metadata={"description": "A sentence for people."})
    fields_ = fields.Dict(data_key="fields", metadata={"description": "What is wrong with which parameter."})


class Team(Schema):
    """A team, by the uid that never changes."""

    uid = fields.String(required=True)
    name = fields.String(required=True)
    part_of = fields.String(required=True, metadata={"description": "The teams above it, below your own branch."})


class Sealed(Schema):
    """A round whose results have been published."""

    uid = fields.String(required=True)
    programme = fields.String(required=True)
    programme_uid = fields.String(required=True)
    opened = fields.Date(required=True)
    closed = fields.Date(required=True)


class Result(Schema):
    """What is published of a team on a dimension or a question; `hidden` says why there are no numbers."""

    team_uid = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "dimension, question or taking part"})
    code = fields.String(required=True)
    text = fields.String(required=True)
    score = fields.Integer(allow_none=True)
    low = fields.Integer(allow_none=True)
    high = fields.Integer(allow_none=True)
    about = fields.Boolean(required=True, metadata={"description": "Nearly everybody in a group answered alike."})
    answers = fields.Integer(allow_none=True)
    favourable_percent = fields.Integer(allow_none=True)
    least = fields.Integer(allow_none=True)
    most = fields.Integer(allow_none=True)
    of = fields.Integer(allow_none=True)
    nearly_all = fields.String(required=True)
    verdict = fields.String(required=True)
    change = fields.Integer(allow_none=True)
    announced = fields.Boolean(required=True)
    hidden = fields.String(required=True)


class Results(Schema):
    """One page of a round's results."""

    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    results = fields.List(fields.Nested(Result), required=True)


class Chosen(Schema):
    """Which results are wanted: one team, or a page of all teams of your branch."""

    team = fields.String(validate=Length(1, 32), metadata={"description": "A team's uid."})
    page = fields.Integer(load_default=1, validate=Range(1, 100_000), metadata={"description": "From 1."})
