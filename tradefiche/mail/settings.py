"""How mail leaves, as ``tradefiche.toml`` and the environment say; it knows no secret.

The table ``[mail]`` has one key for each setting; ``TRADEFICHE_MAIL_SERVER`` and the like come
before it. A key that does not exist is refused, and so is a password: it does not belong there.
Only the file of the working folder is read, or one that is named: it says commands that are run.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from tradefiche import settings_file
from tradefiche.errors import MailError
from tradefiche.errors import TradeficheError
from tradefiche.mail import quoting
from tradefiche.messages import _
from tradefiche.printable import STEERING

PREFIX = "TRADEFICHE_MAIL_"
PASSWORD = "TRADEFICHE_MAIL_PASSWORD"
HIDDEN = "(not shown)"
"""In the place of what may hold a secret."""
_ELSEWHERE = {"PASSWORD"}
"""Variables of that prefix that are no settings."""
_SECRET = re.compile(r"pass(word|phrase|wd)?|pwd|secret|token|api_?key|mot_de_passe", re.IGNORECASE)
_MAILBOX = re.compile(r'(?:"?(?P<name>[^"<>]*?)"?\s*<(?P<inner>[^<>\s]+)>|(?P<bare>[^<>\s]+))')
_CONTROL = re.compile(rf"[\t\n\r{STEERING}]")
_MANY = 1_000_000_000
_LONGEST = 2_000
"""Characters of a setting."""


class Security(StrEnum):
    """How the connection is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """« Observatoire <fiches@example.org> »; the name may be empty."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address

    @property
    def domain(self) -> str:
        """What follows the last @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """How mail leaves, and in whose name.

    Attributes:
        user: with whom the server is asked to authenticate us; empty: not at all.
        sender: the « From » that readers see.
        reply_to: where their answers go; None: to the sender.
        envelope_from: where the servers' reports go; an address without a name.
        per_minute, per_day: messages at most; 0 is no limit.
        retries: how often a run tries a deferred letter again.
        retry_after: seconds before the first time; twice as many before each further one.
        timeout: seconds that the server may take for an answer.
        failures_in_a_row: letters refused or deferred one after the other that end a run.
        messages_a_connection: after so many the connection is made anew; 0 is never.
        size_limit: bytes of a message at most, when the server does not say; 0 is no limit.
        base_url: https address under which the files can be downloaded, for links.
        contact: whom readers may ask, as the letter says it.
        unsubscribe: address or https address for those who want no further edition.
        ca_file: certificates of the authorities to trust, beside the system's.
        token_command: words of a command that prints an OAuth 2 token, for XOAUTH2.
    """

    server: str
    port: int
    security: Security
    user: str
    sender: Mailbox
    reply_to: Mailbox | None
    envelope_from: str
    per_minute: int = 30
    per_day: int = 0
    retries: int = 2
    retry_after: int = 60
    timeout: int = 60
    failures_in_a_row: int = 5
    messages_a_connection: int = 100
    size_limit: int = 0
    base_url: str = ""
    contact: str = ""
    unsubscribe: str = ""
    ca_file: Path | None = None
    token_command: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        """True for a server on this very machine."""
        if self.server.casefold() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.server).is_loopback
        except ValueError:
            return False


_USUAL: dict[str, Any] = {each.name: each.default for each in dataclasses.fields(Settings)}


class _Table(msgspec.Struct, frozen=True):
    """``[mail]``; what is checked with the other keys stays text here."""

    server: str
    from_: str = msgspec.field(name="from")
    port: int | None = None
    security: Security = Security.STARTTLS
    user: str = ""
    reply_to: str = ""
    envelope_from: str = ""
    per_minute: int = _USUAL["per_minute"]
    per_day: int = _USUAL["per_day"]
    retries: int = _USUAL["retries"]
    retry_after: int = _USUAL["retry_after"]
    timeout: int = _USUAL["timeout"]
    failures_in_a_row: int = _USUAL["failures_in_a_row"]
    messages_a_connection: int = _USUAL["messages_a_connection"]
    size_limit: int = _USUAL["size_limit"]
    base_url: str = ""
    contact: str = ""
    unsubscribe: str = ""
    ca_file: str = ""
    token_command: tuple[str, ...] = ()


_FIELDS = {each.encode_name: each for each in msgspec.structs.fields(_Table)}
_BOUNDS = {
    "port": (1, 65535),
    "retries": (0, 20),
    "retry_after": (0, 86400),
    "timeout": (1, 3600),
    "failures_in_a_row": (1, _MANY),
}


def load(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a file, or of ``tradefiche.toml`` here, with those of the environment.

    Without a file, the environment alone may do.

    Raises:
        MailError: the file cannot be read, a key is unknown, missing, wrong or a secret.
    """
    file = Path(settings_file.NAME) if path is None else path
    found = _read(file) if path is not None or file.exists() else {}
    found |= _overrides(environment)
    missing = [name for name in ("server", "from") if not found.get(name)]
    if missing:
        raise MailError(
            _("{file}: [mail] lacks {missing}", file=file, missing=", ".join(missing)),
            _(
                "tradefiche init settings FILE writes an example; TRADEFICHE_MAIL_SERVER and the "
                "like do as well."
            ),
        )
    try:
        table = msgspec.convert(found, _Table, strict=False)
    except (msgspec.ValidationError, UnicodeError) as error:  # a variable that is not UTF-8
        raise _wrong(file, str(error)) from error
    return _settings(file, table)


def overlooked() -> Path | None:
    """The file further up whose ``[mail]`` is not read, though the rest of it is.

    Raises:
        MailError: it cannot be read.
    """
    found = settings_file.find()
    if not found.path or not found.above:
        return None
    return found.path if "mail" in settings_file.content(found.path, "mail", MailError) else None


def not_read(file: Path) -> str:
    """What the operator is told of it."""
    return _("{file}: its [mail] is not read here. Name it: --settings {file}", file=file)


def told(
    path: Path | None = None, environment: Mapping[str, str] = os.environ
) -> dict[str, tuple[str, str]]:
    """What is set, by its key: as it may be shown, and its variable, or "" where the file says it.

    A command may hold what is secret, and is not shown.

    Raises:
        MailError: the file cannot be read, or a key is unknown or a secret.
    """
    file = Path(settings_file.NAME) if path is None else path
    said = {key: (value, "") for key, value in (_read(file) if file.exists() else {}).items()}
    for key, value in _overrides(environment).items():
        said[key] = (value, f"{PREFIX}{key.upper()}")
    return {
        key: (HIDDEN if key == "token_command" else str(value), variable)
        for key, (value, variable) in said.items()
    }


def _read(file: Path) -> dict[str, Any]:
    """The table ``[mail]``, each key known; a relative path begins where the file is."""
    table = settings_file.table(file, "mail", MailError)
    for key in table:
        if _SECRET.fullmatch(key):
            raise MailError(
                _("{file}: [mail] {key}: no secret belongs in this file", file=file, key=key),
                _(
                    "Take it out and change it; give it in {password}, in the system's "
                    "keyring or when asked. A token comes from token_command.",
                    password=PASSWORD,
                ),
            )
    settings_file.require_known(file, table, _FIELDS, _("key"), MailError)
    if isinstance(ca_file := table.get("ca_file"), str) and ca_file:
        table["ca_file"] = str(settings_file.placed(file, ca_file))
    return table


def _overrides(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings that variables give."""
    found: dict[str, Any] = {}
    names = [name.removeprefix(PREFIX) for name in environment if name.startswith(PREFIX)]
    names = sorted(set(names) - _ELSEWHERE)
    keys = {key.upper(): key for key in _FIELDS}
    variables = [f"{PREFIX}{name}" for name in names]
    settings_file.require_known(
        _("the environment"), variables, _variables(), _("variable"), MailError
    )
    for name in names:
        text = environment[f"{PREFIX}{name}"]
        found[keys[name]] = _words(name, text) if keys[name] == "token_command" else text
    return found


def _words(name: str, text: str) -> list[str]:
    try:
        return quoting.split(text)
    except ValueError as error:
        raise MailError(
            _(
                "the environment: {variable} is no command ({error})",
                variable=f"{PREFIX}{name}",
                error=error,
            ),
            _("Close its quotes."),
        ) from error


def _variables() -> list[str]:
    return [*(f"{PREFIX}{key.upper()}" for key in _FIELDS), PASSWORD]


def _settings(file: Path, table: _Table) -> Settings:
    """The table, its keys checked together."""
    values = {each.name: getattr(table, each.name) for each in msgspec.structs.fields(_Table)}
    for name, value in values.items():
        if isinstance(value, str) and _CONTROL.search(value):
            raise _wrong(
                file, _("{key} has a line break or a control character", key=name.rstrip("_"))
            )
        if isinstance(value, str) and len(value) > _LONGEST:
            raise _wrong(
                file,
                _(
                    "{key} has more than {longest} characters",
                    key=name.rstrip("_"),
                    longest=_LONGEST,
                ),
            )
        if isinstance(value, int) and not isinstance(value, bool):
            low, high = _BOUNDS.get(name, (0, _MANY))
            if not low <= value <= high:
                raise _wrong(
                    file,
                    _("{key} must be between {low} and {high}", key=name, low=low, high=high),
                )
    sender = _mailbox(file, "from", values.pop("from_"))
    envelope = values.pop("envelope_from") or sender.address
    if _mailbox(file, "envelope_from", envelope).name:
        raise _wrong(file, _("envelope_from is an address without a name"))
    _require_unprotected_is_anonymous(file, table)
    if table.base_url and not re.match(r"https://[^/\s]+", table.base_url):
        raise _wrong(file, _("base_url must begin with https://"))
    return Settings(
        **{
            **values,
            "port": PORTS[table.security] if table.port is None else table.port,
            "reply_to": _mailbox(file, "reply_to", table.reply_to) if table.reply_to else None,
            "ca_file": Path(table.ca_file) if table.ca_file else None,
        },
        sender=sender,
        envelope_from=_mailbox(file, "envelope_from", envelope).address,
    )


def _require_unprotected_is_anonymous(file: Path, table: _Table) -> None:
    """A password or a token never goes over a connection that anybody can read."""
    if table.security is Security.NONE and table.user:
        raise _wrong(file, _('a user with security = "none": a password never goes unprotected'))
    if table.token_command and not table.user:
        raise _wrong(file, _("token_command without user"))


def _mailbox(file: Path, key: str, text: str) -> Mailbox:
    found = _MAILBOX.fullmatch(text.strip())
    address = (found["inner"] or found["bare"]) if found else ""
    local, _at, domain = address.rpartition("@")
    if not found or not local or not domain:
        raise _wrong(file, _("{key} is not an address: « Name <name@example.org> »", key=key))
    return Mailbox((found["name"] or "").strip(), address)


def _wrong(file: Path, reason: str) -> TradeficheError:
    return settings_file.wrong(file, "mail", reason, MailError)
