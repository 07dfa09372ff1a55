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
    "serving",
    "rounds",
    "scores",
    "reports",
    "customers",
    "accounts",
    "inside",
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

DOORS = frozenset({"models", "queries", "actions"})  # besides pure modules: the only ways into another room

ROLES = frozenset(
    {"models", "queries", "actions", "forms", "views", "api", "jobs", "messages", "commands", "channels", "faults"}
)

# On top, imported by nobody below.
ROOF = frozenset(
    {"demo", "synthetic", "remarks", "speeding", "clientele", "followed", "pledges", "patrons"}
    | {"commands", "scheduler", "server", "rooms"}
)

# Files named for the field that are not pure all the same, each with its reason.
IMPURE = {
    "accounts.answering": "the pages that customers answer on",
    "accounts.codes": "signs addresses, and what a page hands out",
    "accounts.importing": "pages that bring contacts in",
    "accounts.risk_pages": "gathers what one page shows",
    "accounts.result_pages": "gathers what one page shows",
    "accounts.replying": "writes what a customer answered",
    "accounts.results": "pages of what customers answered",
    "accounts.surveying": "pages on which HR asks customers",
    "accounts.wording": "words depend on the reader's language",
    "admin.wording": "words depend on the reader's language",
    "access.mails": "reads a wish, and signs the address that changes it",
    "access.permissions": "the table asks the tree who stands above whom",
    "access.tokens": "reads the header a program sends, and its token",
    "access.sessions": "reads and writes the session cookie",
    "ballots.keys": "makes, reads and destroys key files, and does nothing else",
    "conversations.wording": "words depend on the reader's language",
    "customers.gathering": "reads what the link is computed from",
    "customers.link_numbers": "numbers depend on the reader's language",
    "customers.link_pages": "gathers what one page shows",
    "customers.link_views": "pages of the link",
    "customers.link_words": "words depend on the reader's language",
    "customers.links": "claims, stores and chooses, night by night",
    "customers.loyalty_pages": "gathers what one page shows",
    "customers.measure_pages": "gathers what one page shows",
    "customers.outside_pages": "gathers what one page shows",
    "customers.deliveries": "brings in what a file holds, and takes it back",
    "customers.delivery_forms": "forms, beside those of units",
    "customers.delivery_pages": "pages that bring scores in",
    "customers.delivery_queries": "looks up what these pages show",
    "customers.together": "makes units of teams",
    "customers.folder": "takes files from the watched folder, and puts them back with a report",
    "customers.landing": "carries files in, in many short transactions",
    "customers.schemas": "describes what programs push",
    "customers.intake": "reads the files of deliveries from the disk",
    "home.navigation": "links depend on who is signed in",
    "inside.pages": "gathers what one page shows",
    "outbox.chat": "makes, pauses and removes channels, and seals their addresses",
    "outbox.chat_jobs": "posts to chat, beside the job that mails",
    "outbox.wording": "words depend on the reader's language",
    "outbox.webhooks": "talks to servers outside",
    "reports.alerts": "gathers what one page shows",
    "reports.branches": "asks the tree for the rows of one page",
    "reports.comment_pages": "gathers what one page shows",
    "reports.digests": "gathers what one mail tells",
    "reports.exports": "pages that hand out files",
    "reports.health_pages": "gathers what one page shows",
    "reports.noise_pages": "gathers what one page shows",
    "reports.history_pages": "gathers what one page shows",
    "reports.maps": "gathers what one page shows",
    "reports.pages": "gathers what one page shows",
    "reports.papers": "renders pages as PDF",
    "reports.schemas": "describes what the interface for programs answers",
    "reports.spreadsheets": "streams what one file holds",
    "reports.wording": "words depend on the reader's language",
    "promises.askback": "hears what a seal has published of promises",
    "promises.before_after": "gathers what one page shows",
    "promises.ledger": "appends to the ledger, one writer at a time",
    "promises.spreading": "tells the rooms below of each public change",
    "roadblocks.wording": "words depend on the reader's language",
    "rounds.asking": "gathers what one round asks",
    "rounds.facts": "gathers what one page shows",
    "rounds.questionnaire": "words the questions of one group",
    "rounds.visits": "gathers what one browser is told",
    "rounds.wording": "words depend on the reader's language and time zone",
    "townhalls.entering": "draws rights for whoever enters",
    "townhalls.live": "pages of a hall while it runs",
    "townhalls.snapshots": "gathers what everybody sees, once a second",
    "townhalls.agendas": "changes what is on an agenda",
    "townhalls.agenda_pages": "pages on which an agenda is written",
    "townhalls.drafting": "gathers what an agenda begins with",
    "townhalls.gathering": "gathers what one page shows",
    "townhalls.moderating": "pages on which questions are dealt with",
    "townhalls.settling": "writes what becomes of questions",
    "townhalls.wording": "words depend on the reader's language",
}

NUMPY = frozenset({"scores", "customers"})  # besides the demo's synthetic company; never on the way of a ballot
