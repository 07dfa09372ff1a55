"""What every test stands on. The ground (databases, browser, mail) is in `tests/_ground`; the application is here."""

pytest_plugins = (
    "tests._ground.process",
    "tests._ground.options",
    "tests._ground.clock",
    "tests._ground.one_time",
    "tests._ground.databases",
    "tests._ground.browser",
    "tests._ground.chat",
    "tests._ground.mail",
    "tests._ground.paper",
    "tests._ground.application",
    "tests._ground.serving",
    "tests._ground.writers",
)

# The application, its signed-in clients and its cast follow.
