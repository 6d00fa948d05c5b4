"""Mail servers of this machine, for the tests: one that keeps what it gets, one full of faults."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import AuthResult
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import LoginPassword

USER, PASSWORD, TOKEN = "fiches", "mot de passe é☃", "ya29.secret-token"
YESTERDAY = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)


@dataclass
class Kept:
    """All that a server was given, and what it is to answer.

    Attributes:
        answers: for « MAIL », « RCPT », « DATA »: gives an answer, or None for the usual one.
    """

    messages: list[tuple[str, tuple[str, ...], bytes]] = field(default_factory=list)
    logins: list[tuple[str, bool]] = field(default_factory=list)
    peers: set[Any] = field(default_factory=set)
    answers: dict[str, Callable[..., str | None]] = field(default_factory=dict)

    def _answer(self, verb: str, *about: Any) -> str | None:
        return self.answers.get(verb, lambda *_: None)(*about)

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.peers.add(session.peer)
        found = self._answer("MAIL", address)
        if found is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return found or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        found = self._answer("RCPT", address)
        if found is None:
            envelope.rcpt_tos.append(address)
        return found or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        found = self._answer("DATA", envelope)
        if found is None:
            content = envelope.original_content or b""
            self.messages.append((envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        return found or "250 2.0.0 OK kept"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        import base64

        given = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        good = given == f"user={USER}\1auth=Bearer {TOKEN}\1\1"
        self.logins.append(("XOAUTH2", good))
        if not good:
            await server.push("334 " + base64.b64encode(b'{"status":"401"}').decode())
            await server._reader.readline()
        return AuthResult(success=good, handled=False)

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        good = False
        if isinstance(data, LoginPassword):
            good = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        self.logins.append((mechanism, good))
        return AuthResult(success=good, handled=False)

    @property
    def recipients(self) -> list[str]:
        """First recipient of each message, in order."""
        return [to[0] for _, to, _ in self.messages]


@dataclass(frozen=True)
class Server:
    """A running server, and how to reach it."""

    port: int
    kept: Kept
    ca_file: Path | None = None


class _Tls(Controller):
    """TLS from the first byte."""

    def __init__(self, *values: Any, tls: ssl.SSLContext, **options: Any) -> None:
        super().__init__(*values, ssl_context=tls, **options)


def certificate(kind: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """The server's side, and the file of the authority: good, expired, wrong host, self-signed."""
    authority = trustme.CA()
    names = ["elsewhere.example.org"] if kind == "wrong host" else ["localhost", "127.0.0.1"]
    until = YESTERDAY if kind == "expired" else None
    made = authority.issue_cert(*names, not_after=until)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.configure_cert(context)
    trusted = trustme.CA() if kind == "self-signed" else authority
    path = folder / "ca.pem"
    trusted.cert_pem.write_to_path(path)
    return context, path


@contextlib.contextmanager
def keeping(
    kept: Kept | None = None,
    *,
    tls: str = "",
    implicit: bool = False,
    folder: Path | None = None,
    auth: bool = False,
    **options: Any,
) -> Iterator[Server]:
    """An aiosmtpd server; ``tls`` is a kind of certificate."""
    handler = kept or Kept()
    context, path = certificate(tls, folder) if tls and folder else (None, None)
    if context and not implicit:
        options |= {"tls_context": context, "require_starttls": True}
    if auth:
        options |= {
            "authenticator": handler.login,
            # aiosmtpd takes implicit TLS for none at all
            "auth_required": not implicit,
            "auth_require_tls": not implicit,
        }
    kind = _Tls if implicit else Controller
    if implicit:
        options["tls"] = context
    controller = kind(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield Server(controller.port, handler, path)
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/postfix/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing")
        pytest.skip(f"{name} is missing (Debian: postfix)")
    return found


@contextlib.contextmanager
def sink(*options: str) -> Iterator[int]:
    """Postfix's smtp-sink, whose options are its faults; gives its port."""
    port = free_port()
    command = [_program("smtp-sink"), *options, f"127.0.0.1:{port}", "10"]
    if os.geteuid() == 0:
        command[1:1] = ["-u", "nobody"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _until_open(port, process)
            yield port
        finally:
            process.kill()


def _until_open(port: int, process: subprocess.Popen[Any]) -> None:
    end = time.monotonic() + 30
    while True:
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert time.monotonic() < end
        time.sleep(0.02)
