"""Settings: `instance/pulse.toml`, overridden by `PULSE_*`; unsafe production values are refused with a sentence."""

import os
import re
import secrets
import tomllib
from collections.abc import Collection, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app
from limits import parse_many

from pulse.base.errors import Misconfigured
from pulse.base.tongues import LOCALES, SOURCE

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})
# What each number may be. A port is what sockets take; the others end where nobody can mean it.
RANGES = {
    "port": (1, 65535),
    "smtp_port": (1, 65535),
    "workers": (0, 256),
    "threads": (1, 256),
    "proxies": (0, 16),
    "tick_seconds": (0, 3600),
    "argon2_memory": (8, 4 * 1024 * 1024),
    "session_hours": (1, 24 * 366),
    "upload_megabytes": (1, 1024),
    "customer_megabytes": (1, 4096),
    "forget_people_days": (0, 36500),
}
# What else begins with PULSE_ and is none of ours to judge: PulseAudio's, and what tests and tools are told.
BESIDE = frozenset(
    ["server", "sink", "source", "cookie", "clientconfig", "runtime_path", "state_path", "config_path", "latency_msec"]
) | {
    *("chromium", "nginx", "pg_bin", "test_pg_url", "truth_seeds", "pages"),
}
OURS = "PULSE_"
SEE = " See docs/operations.md."
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Settings:
    """Everything a host can set. Each field's `help` is the documentation; `docs/operations.md` repeats it."""

    instance: Path
    production: bool = field(default=False, metadata={"help": "Refuse values that are only safe on a laptop."})
    base_url: str = field(
        default="http://127.0.0.1:8000",
        metadata={"help": "Address in mails, without a slash. Follows `host` and `port` until it is set."},
    )
    company: str = field(default="Our company", metadata={"help": "The company's name, shown on top of pages."})
    contact: str = field(
        default="",
        metadata={"help": "Whom an employee can turn to outside the line; the works council, when empty."},
    )
    secret_key: str = field(default="", repr=False, metadata={"help": "Signs cookies. Made in `instance/` when empty."})
    people_url: str = field(
        default="", repr=False, metadata={"help": "Database of people. SQLite in `instance/` when empty."}
    )
    ballots_url: str = field(
        default="", repr=False, metadata={"help": "Database of ballots: another one, another role."}
    )
    key_directory: str = field(default="", metadata={"help": "Round keys, outside backups. `instance/keys` if empty."})
    mail: str = field(default="file", metadata={"help": "`file` writes `mails.txt` in `instance/`; `smtp` sends."})
    mail_from: str = field(default="Pulse <pulse@localhost>", metadata={"help": "Sender of mails."})
    smtp_host: str = field(default="localhost", metadata={"help": "Mail server."})
    smtp_port: int = field(default=25, metadata={"help": "Its port."})
    smtp_user: str = field(default="", metadata={"help": "User at the mail server."})
    smtp_password: str = field(default="", repr=False, metadata={"help": "Password at the mail server."})
    smtp_tls: str = field(default="none", metadata={"help": "`none`, `starttls` or `tls`."})
    locale: str = field(
        default=SOURCE,
        metadata={"help": f"Language for people who have not chosen one: {', '.join(LOCALES)}."},
    )
    timezone: str = field(default="Europe/Berlin", metadata={"help": "Time zone for people who have none."})
    weekend: str = field(
        default="sat,sun", metadata={"help": "Days on which no round opens that had to move; mon to sun, or none."}
    )
    host: str = field(default="127.0.0.1", metadata={"help": "Address to listen on."})
    port: int = field(default=8000, metadata={"help": "Port to listen on."})
    workers: int = field(default=0, metadata={"help": "Server processes; 0 means one per core."})
    threads: int = field(default=4, metadata={"help": "Threads in each server process."})
    proxies: int = field(default=0, metadata={"help": "How many trusted proxies stand in front."})
    tick_seconds: int = field(default=20, metadata={"help": "How often due work is looked for; 0 turns it off."})
    rewrite_minutes: int = field(default=15, metadata={"help": "How often an open ballot box is shuffled, at most 15."})
    argon2_memory: int = field(default=19456, metadata={"help": "KiB of memory for one password hash."})
    session_hours: int = field(default=12, metadata={"help": "How long a sign-in lasts without use."})
    upload_megabytes: int = field(default=32, metadata={"help": "Largest file that may be uploaded."})
    customer_megabytes: int = field(
        default=100, metadata={"help": "Largest file of customer scores that may be brought in."}
    )
    customer_folder: str = field(
        default="", metadata={"help": "Folder that is watched for files of customer scores; none when empty."}
    )
    sign_in_limit: str = field(default="30 per minute", metadata={"help": "Sign-in tries from one address."})
    customer_limit: str = field(default="30 per minute", metadata={"help": "Answers of customers from one address."})
    chat_inside: bool = field(
        default=False, metadata={"help": "Let channels of chat lie in the company's own network, on any port."}
    )
    forget_people_days: int = field(
        default=90, metadata={"help": "Days after leaving until a person's row is erased; 0 keeps it."}
    )

    @property
    def weekend_days(self) -> frozenset[int]:
        """Return the days of the weekend, 0 Monday to 6 Sunday."""
        return frozenset(WEEKDAYS.index(day) for day in _days(self.weekend))


def settings() -> Settings:
    """Return the running application's settings."""
    return cast(Settings, current_app.extensions["pulse.settings"])


def load(instance: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the file, then the environment; raise Misconfigured with a sentence."""
    known = {f.name: f for f in fields(Settings) if f.name != "instance"}
    values = _from_file(instance / "pulse.toml")
    for name in values.keys() - known.keys():
        raise Misconfigured(f"instance/pulse.toml: there is no setting called {name!r}.{_meant(name, known) or SEE}")
    values |= _from_environment(os.environ if environ is None else environ, known.keys())
    chosen: dict[str, Any] = {
        name: _converted(name, value, type(known[name].default)) for name, value in values.items()
    }
    chosen.setdefault("base_url", "")  # when nobody names one it follows host and port
    return check(_filled(Settings(instance=instance, **chosen)))


def _from_file(path: Path) -> dict[str, Any]:
    """Return what the file says, without an editor's byte-order mark; an emptied one is no wish for defaults."""
    if not path.exists():
        return {}
    try:
        text = path.read_text("utf-8-sig")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"instance/pulse.toml cannot be read: {error}") from error
    except OSError as error:
        raise Misconfigured(
            f"{path} cannot be read: {error.strerror}. It must belong to whoever runs Pulse."
        ) from error
    _refuse(not text.strip(), f"{path} is empty. Bring it back, or delete it if Pulse is to run with its defaults.")
    return values


def _from_environment(environ: Mapping[str, str], known: Set[str]) -> dict[str, str]:
    """Return what the environment says; what is nearly a setting is refused, for it would be missed."""
    said = {name.removeprefix(OURS).lower(): value for name, value in environ.items() if name.startswith(OURS)}
    for name in said.keys() - known - BESIDE:
        if meant := _meant(name, known):
            raise Misconfigured(f"In the environment {OURS}{name.upper()} is no setting.{meant}")
    return {name: value for name, value in said.items() if name in known}


def not_ours(environ: Mapping[str, str]) -> list[str]:
    """Return the names in the environment that look like settings and are none; others use such names too."""
    known = {f.name for f in fields(Settings)} | BESIDE
    return sorted(name for name in environ if name.startswith(OURS) and name.removeprefix(OURS).lower() not in known)


def _meant(name: str, known: Collection[str]) -> str:
    """Return the question whether a setting with nearly this name was meant; nothing when there is none."""
    near = get_close_matches(name, known, n=1, cutoff=0.75)
    return f" Did you mean {near[0]}?" if near else ""


def own_address(host: str, port: int) -> str:
    """Return the address of pages on this machine; who listens everywhere is reached here, too."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def _converted(name: str, value: object, kind: type) -> object:
    if kind is bool and str(value).lower() in TRUE | FALSE:
        return str(value).lower() in TRUE
    if kind is int and re.fullmatch(r"[0-9]{1,9}", str(value)):
        return int(str(value))
    if kind is str and isinstance(value, str):
        return value
    raise Misconfigured(
        f"The setting {name} must be {'a whole number' if kind is int else 'yes or no' if kind is bool else 'a text'}."
    )


def _filled(given: Settings) -> Settings:
    where = given.instance
    return replace(
        given,
        base_url=given.base_url.rstrip("/") or own_address(given.host, given.port),
        secret_key=given.secret_key or _own_secret(where),
        people_url=given.people_url or f"sqlite:///{where / 'people.sqlite'}",
        ballots_url=given.ballots_url or f"sqlite:///{where / 'ballots.sqlite'}",
        key_directory=given.key_directory or str(where / "keys"),
    )


def _own_secret(instance: Path) -> str:
    path = instance / "secret.key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):  # the first process wins
            path.hardlink_to(made)
        made.unlink()
    return path.read_text().strip()


def check(given: Settings) -> Settings:
    """Refuse values that cannot work, and in production those that are not safe."""
    _refuse(given.locale not in LOCALES, f"The setting locale must be one of {', '.join(LOCALES)}.")
    _refuse(given.mail not in {"file", "smtp"}, "The setting mail must be file or smtp.")
    _refuse(given.smtp_tls not in {"none", "starttls", "tls"}, "The setting smtp_tls must be none, starttls or tls.")
    _refuse(not 1 <= given.rewrite_minutes <= 15, "The setting rewrite_minutes must be 1 to 15: it is promised.")
    for name, (least, most) in RANGES.items():
        _refuse(not least <= getattr(given, name) <= most, f"The setting {name} must be {least} to {most}.")
    for name in ("sign_in_limit", "customer_limit"):
        _refuse(not _is_limit(getattr(given, name)), f"The setting {name} must read like “30 per minute”.")
    _refuse(given.people_url == given.ballots_url, "people_url and ballots_url must be two different databases.")
    _refuse(urlsplit(given.base_url).scheme not in {"http", "https"}, "base_url must begin with https:// or http://.")
    _refuse(
        not set(_days(given.weekend)) < set(WEEKDAYS),
        f"The setting weekend must name days of the week ({', '.join(WEEKDAYS)}), and not all of them.",
    )
    try:
        ZoneInfo(given.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise Misconfigured(f"There is no time zone called {given.timezone!r}.") from error
    if given.production:
        _refuse_laptop_values(given)
    return given


def _is_limit(text: str) -> bool:
    """Say whether the limiter can read it; it would end each sign-in with an error."""
    try:
        return all(each.amount > 0 for each in parse_many(text))
    except ValueError:
        return False


def _days(weekend: str) -> list[str]:
    return [day.strip().lower() for day in weekend.split(",") if day.strip()]


def _refuse_laptop_values(given: Settings) -> None:
    _refuse(not given.base_url.startswith("https://"), "In production base_url must begin with https://.")
    _refuse(len(given.secret_key) < 32, "In production secret_key must have at least 32 characters.")
    _refuse(given.mail == "file", "In production mail must be smtp: the file outbox would hold sign-in links.")
    _refuse(given.argon2_memory < 19456, "In production argon2_memory must be at least 19456.")
    two = {_role(given.people_url), _role(given.ballots_url)}
    postgres = given.people_url.startswith("postgres") and given.ballots_url.startswith("postgres")
    _refuse(postgres and len(two) < 2, "In production the two databases must have two different PostgreSQL roles.")


def _role(url: str) -> str:
    return urlsplit(url).username or ""


def _refuse(wrong: bool, sentence: str) -> None:
    if wrong:
        raise Misconfigured(sentence)
