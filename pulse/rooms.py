"""The rooms of the house in their order: a room imports only rooms that stand before it."""

ROOMS = (
    "base",
    "audit",
    "people",
    "lineage",
    "outbox",
    "access",
    "questions",
    "ballots",
    "tallies",
    "floor",
    "threads",
    "programmes",
    "team_services",
    "rounds",
    "scores",
    "reports",
    "customers",
    "deliveries",
    "linkage",
    "clients",
    "service_ratings",
    "promises",
    "townhalls",
    "conversations",
    "roadblocks",
    "recognition",
    "home",
    "admin",
)

WALLED = {
    "ballots": frozenset({"base", "questions"}),
    "tallies": frozenset({"base", "questions", "ballots"}),
    "floor": frozenset({"base", "ballots"}),
    "threads": frozenset({"base", "questions", "ballots", "tallies"}),
}

# Besides pure modules, the only ways into another room; the words for a thing stand in the room of the thing.
DOORS = frozenset({"models", "queries", "actions", "wording", "faults"})

# What others may enter all the same, each with its reason.
OPEN = {
    "access.unsubscribe": "whoever mails people must let them unsubscribe",
    "access.permissions": "who may do what is asked everywhere",
    "access.tokens": "programs show their tokens to every interface",
    "ballots.keys": "that keys are gone or missing is told to whoever waits for them",
    "reports.pages": "an agenda begins with what the team's page shows",
}

# What a module does besides thinking; `<subject>_<role>` has the role too. Every other module is pure.
ROLES = frozenset(
    {"models", "queries", "actions", "forms", "views", "api", "jobs", "messages", "commands", "channels", "faults"}
    | {"schemas", "pages", "wording"}  # pages gather what one page shows and have no routes; words depend on the reader
)


def role(name: str) -> str:
    """Return what a module is in its room: the last word of its name where that is a role, else the whole name."""
    last = name.rsplit("_", 1)[-1]
    return last if last in ROLES else name


# On top, imported by nobody below.
ROOF = frozenset({"demo", "commands", "scheduler", "server", "rooms"})

# Files named for the field that are not pure all the same, each with its reason.
IMPURE = {
    "access.permissions": "the table asks the tree who stands above whom",
    "access.sessions": "reads and writes the session cookie",
    "access.tokens": "reads the header a program sends, and its token",
    "access.unsubscribe": "reads a wish, and signs the address that changes it",
    "ballots.keys": "makes, reads and destroys key files, and does nothing else",
    "clients.codes": "signs addresses, and what a page hands out",
    "deliveries.reading": "reads the files of deliveries from the disk",
    "home.navigation": "links depend on who is signed in",
}

NUMPY = frozenset({"scores", "customers", "deliveries", "linkage"})  # and the demo; never on the way of a ballot
