"""What programs push and are answered, as schemas: the interface's document is made of them."""

from marshmallow import Schema, fields
from marshmallow.validate import Length, Regexp

MOST = 1000  # ratings in one request
UID = Regexp(r"^[0-9A-Za-z]{1,32}\Z", error="This is no uid.")


class Key(Schema):
    """What names a request: sent twice, it is answered twice alike and done once."""

    key = fields.String(
        required=True,
        data_key="Idempotency-Key",
        validate=Regexp(r"^[\x21-\x7e]{1,200}\Z", error="1 to 200 characters of ASCII without blanks."),
        metadata={"description": "Your own name for this request, such as a UUID. Kept for seven days."},
    )


class One(Schema):
    """One customer's rating."""

    id = fields.String(
        required=True,
        validate=Length(1, 400),
        metadata={"description": "What you call it, such as the ticket's number. A rating lands once."},
    )
    team = fields.String(
        required=True,
        validate=Length(1, 600),
        metadata={"description": "The team's uid, its path (Acme/Operations/Support), or a name only one team has."},
    )
    at = fields.String(required=True, validate=Length(1, 40), metadata={"description": "A date or a moment, ISO 8601."})
    score = fields.Float(required=True, metadata={"description": "On the scale of the measure."})


class Ratings(Schema):
    """Ratings of one measure."""

    measure = fields.String(required=True, validate=UID, metadata={"description": "The measure's uid."})
    ratings = fields.List(fields.Nested(One), required=True, validate=Length(1, MOST))


class Landed(Schema):
    """What became of them."""

    landed = fields.Integer(required=True, metadata={"description": "New ratings; they count from now on."})
    known = fields.Integer(required=True, metadata={"description": "Ratings that were there already."})
    differing = fields.List(
        fields.Integer(),
        required=True,
        metadata={"description": "Places (from 0) of those that were there with another score. The first one stays."},
    )


class Wrong(Schema):
    """What is wrong with one rating."""

    row = fields.Integer(required=True, metadata={"description": "Its place, from 0."})
    field = fields.String(required=True)
    error = fields.String(required=True)


class Refused(Schema):
    """Why nothing of a request was taken."""

    error = fields.String(required=True)
    rows = fields.List(fields.Nested(Wrong))
    fields_ = fields.Dict(data_key="fields", metadata={"description": "What is wrong with which parameter."})


class Measured(Schema):
    """A measure ratings can be pushed to."""

    uid = fields.String(required=True)
    name = fields.String(required=True)
    low = fields.Float(required=True)
    high = fields.Float(required=True)
