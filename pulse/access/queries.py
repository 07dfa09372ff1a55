"""What is stored about how somebody signs in."""

from sqlalchemy import func, select

from pulse.access import unsubscribe
from pulse.access.models import MailLink, SignIn, Token
from pulse.base.db import db
from pulse.people.models import Person


def has_password(person: Person) -> bool:
    """Say whether this person has set a password."""
    sign_in = db.session.get(SignIn, person.id)
    return sign_in is not None and sign_in.password_hash is not None


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person, for that person."""
    links = db.session.scalar(select(func.count()).where(MailLink.person_id == person.id))
    tokens = db.session.scalars(select(Token).where(Token.person_id == person.id).order_by(Token.id))
    named = [{"name": each.name, "made_on": each.made_on.isoformat()} for each in tokens]
    sign_in = {"password_set": has_password(person), "unused_links": links, "tokens": named}
    return {"sign_in": sign_in, "wants_mail_about_results": unsubscribe.is_wanted(person)}
