"""Where the password or the token comes from; it never says what it is.

From a command that prints a token, the environment, the system's keyring or the person at the
terminal, in this order; from no file of the project.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass

from tradefiche.mail.kept import KeptError
from tradefiche.mail.kept import _
from tradefiche.mail.kept import spoken
from tradefiche.mail.settings import PASSWORD
from tradefiche.mail.settings import Settings

SERVICE = "tradefiche"
TOKEN_TIMEOUT = 60
"""Seconds that the command may take."""

Ask = Callable[[str], str]


class Secret:
    """A text that shows itself to nobody who does not ask for it by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text, for the server only."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


@dataclass(frozen=True, slots=True)
class Credential:
    """Who we are; ``token`` is an OAuth 2 token rather than a password."""

    user: str
    secret: Secret
    token: bool = False


def finder(
    settings: Settings, ask: Ask | None = None, environment: Mapping[str, str] = os.environ
) -> Callable[[], Credential | None]:
    """Gives the credential for each connection: a password is found once, a token each time.

    Args:
        ask: asks the person at the terminal; None when nobody is there.

    Raises:
        MailError: there is no password.
    """
    if not settings.user:
        return lambda: None
    if settings.token_command:
        return lambda: Credential(settings.user, _token(settings.token_command), token=True)
    found = Credential(settings.user, _password(settings, ask, environment))
    return lambda: found


def _password(settings: Settings, ask: Ask | None, environment: Mapping[str, str]) -> Secret:
    text = environment.get(PASSWORD) or _kept(settings)
    if not text and ask is not None:
        text = ask(
            spoken(_("Password of {user} at {server}", user=settings.user, server=settings.server))
        )
    if not text:
        raise KeptError(
            _("no password for {user} at {server}", user=settings.user, server=settings.server),
            _(
                "Set {password}, or run it in a terminal, where it is asked for. "
                "With the extra [keyring]: keyring set {service}:{server} {user}",
                password=PASSWORD,
                service=SERVICE,
                server=settings.server,
                user=settings.user,
            ),
        )
    return Secret(text)


def _kept(settings: Settings) -> str:
    """What the system's keyring holds, when there is one."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(f"{SERVICE}:{settings.server}", settings.user) or ""
    except KeyringError:  # locked, or no keyring on this system: there are other ways
        return ""


def _token(command: tuple[str, ...]) -> Secret:
    """What the command prints; never shown, not even when it fails."""
    hint = _("Run it by hand: it must print a token and nothing else. See token_command.")
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=TOKEN_TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        # Not the error itself: what it printed until then is in it.
        late = isinstance(error, subprocess.TimeoutExpired)
        raise KeptError(
            _("the token command {command} took too long", command=command[0])
            if late
            else _("the token command {command} cannot run", command=command[0]),
            hint,
        ) from None
    token = done.stdout.decode("ascii", "replace").strip()
    if done.returncode or not token or not token.isprintable() or " " in token or "�" in token:
        raise KeptError(
            _(
                "the token command {command} gave no token (exit status {status})",
                command=command[0],
                status=done.returncode,
            ),
            hint,
        )
    return Secret(token)
