"""The names of permissions; who holds them is said in one table, `access/permissions.py`."""

from enum import StrEnum


class May(StrEnum):
    """A permission a page asks for."""

    ANYONE = "anyone"  # no sign-in: pulse page, anonymity page, health, sign-in
    SIGNED_IN = "signed-in"
    OWN_DATA = "own-data"
    READ_PUBLISHED = "read-published"  # company and own team
    READ_TEAM = "read-team"  # a team's page: about=Team
    READ_RESULTS = "read-results"  # about=Team: every team of its branch, side by side
    READ_COMMENTS = "read-comments"  # about=Team; which rounds besides: rounds/comment_readers
    ANSWER_COMMENTS = "answer-comments"  # the list of threads; each of them is READ_COMMENTS
    MARK_EVENTS = "mark-events"  # about=Team
    READ_CUSTOMERS = "read-customers"  # how customers and teams move together; what leaders may know of units
    READ_UNIT = "read-unit"  # about=its teams
    MANAGE_CUSTOMERS = "manage-customers"  # bring scores in, choose the measure
    RECORD_SERVICES = "record-services"  # about=Team: whom it serves
    READ_SERVICE = "read-service"  # about=Team: how its service is rated
    MANAGE_ACCOUNTS = "manage-accounts"  # contacts, and asking them
    READ_ACCOUNT = "read-account"  # about=its owner and the teams of its unit
    MAKE_PROMISES = "make-promises"  # about=Team: draft and make promises to it
    KEEP_PROMISE = "keep-promise"  # about=Promise: say what became of it
    HOLD_HALLS = "hold-halls"  # about=Team: town halls of it and what becomes of their questions
    ENTER_HALL = "enter-hall"  # about=Team: read its town halls
    TAKE_PART_IN_HALL = "take-part-in-hall"  # about=Team: ask and vote
    TAKE_BACK_THANKS = "take-back-thanks"  # about=the thanks
    MANAGE_VALUES = "manage-values"  # what the company stands for
    READ_ROUNDS = "read-rounds"  # rounds with participation, for HR
    MANAGE_PROGRAMMES = "manage-programmes"
    IMPORT_PEOPLE = "import-people"
    READ_PEOPLE = "read-people"
    ERASE_PEOPLE = "erase-people"
    READ_TRAIL = "read-trail"
    MANAGE_CHANNELS = "manage-channels"  # which channels of chat are told what is public
    SETTINGS = "settings"
