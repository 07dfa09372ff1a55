"""The rooms of the house in their order: a room imports only rooms that stand before it."""

ROOMS = (
    "base",
    "audit",
    "people",
    "outbox",
    "access",
    "questions",
    "ballots",
    "tallies",
    "programmes",
    "rounds",
    "scores",
    "reports",
    "home",
    "admin",
)

WALLED = {
    "ballots": frozenset({"base", "questions"}),
    "tallies": frozenset({"base", "questions", "ballots"}),
}

DOORS = frozenset({"models", "queries", "actions"})  # besides pure modules: the only ways into another room

ROLES = frozenset(
    {"models", "queries", "actions", "forms", "views", "api", "jobs", "messages", "commands", "channels", "faults"}
)

ROOF = frozenset({"demo", "synthetic", "commands", "scheduler", "rooms"})  # on top, imported by nobody below
