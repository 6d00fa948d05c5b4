"""How a conversation with a mail server begins: reached, protected, told who we are.

What fails here concerns all letters, and is told as an error; no secret is in it.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime

from tradefiche.mail.kept import KeptError
from tradefiche.mail.kept import _
from tradefiche.mail.kept import why
from tradefiche.mail.settings import Security
from tradefiche.mail.settings import Settings
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import AnswerOutcome
from tradefiche.mail.smtp.outcomes import Stage
from tradefiche.mail.smtp.outcomes import answered
from tradefiche.mail.smtp.outcomes import judge
from tradefiche.mail.smtp.secrets import Credential
from tradefiche.mail.smtp.wire import TlsWire
from tradefiche.mail.smtp.wire import Wire
from tradefiche.printable import printable


@dataclass(frozen=True, slots=True)
class Certificate:
    """Of the server; ``expires`` in UTC."""

    subject: str
    issuer: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a server says of itself; ``size`` in bytes, 0 when it says nothing.

    Attributes:
        tls: « TLSv1.3 », or empty.
        mechanisms: of authentication.
        extensions: in lower case.
    """

    tls: str
    certificate: Certificate | None
    size: int
    mechanisms: tuple[str, ...]
    extensions: tuple[str, ...]


def context_of(settings: Settings) -> ssl.SSLContext:
    """Certificates and names are verified; TLS 1.2 or later.

    Raises:
        MailError: ``ca_file`` cannot be read.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.ca_file:
        try:
            context.load_verify_locations(settings.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise KeptError(
                _(
                    "{ca_file}: ca_file cannot be read ({error})",
                    ca_file=settings.ca_file,
                    error=why(error),
                ),
                _("It holds certificates in PEM, those of the authorities to trust."),
            ) from error
    return context


def begin(settings: Settings, credential: Credential | None, *, allow_plain: bool = False) -> Wire:
    """A connection over which mail may be sent.

    Raises:
        MailError: the server cannot be reached, protected or told who we are.
    """
    if settings.security is Security.NONE and not (settings.local or allow_plain):
        raise KeptError(
            _('{server}: security = "none" towards another machine', server=settings.server),
            _(
                "Everybody on the way could read the letters. Use starttls or tls; "
                "to send like that all the same: --allow-plain."
            ),
        )
    smtp = _connected(settings)
    try:
        _protect(smtp, settings)
        if credential is not None:
            _authenticate(smtp, settings, credential)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _connected(settings: Settings) -> Wire:
    where = f"{settings.server}:{settings.port}"
    try:
        if settings.security is Security.TLS:
            context = context_of(settings)
            return TlsWire(
                settings.server, settings.port, timeout=settings.timeout, context=context
            )
        return Wire(settings.server, settings.port, timeout=settings.timeout)
    except smtplib.SMTPResponseException as error:
        raise _closed(where, judge(answered(Stage.CONNECT, *_parts(error)))) from error
    except ssl.SSLError as error:
        raise _unprotected(where, error) from error
    except (OSError, ValueError, smtplib.SMTPException) as error:  # ValueError: no host name
        raise KeptError(
            _("{where} cannot be reached: {error}", where=where, error=why(error)),
            _("Check server, port and security, and that this network lets mail out."),
        ) from error


def _protect(smtp: Wire, settings: Settings) -> None:
    where = f"{settings.server}:{settings.port}"
    try:
        code, text = smtp.ehlo()
        if code != 250:
            raise _closed(where, judge(answered(Stage.CONNECT, code, text)))
        if settings.security is Security.STARTTLS:
            if not smtp.has_extn("starttls"):
                raise KeptError(
                    _("{where} does not offer STARTTLS", where=where),
                    _('Nothing is sent unprotected. Try security = "tls", mostly on port 465.'),
                )
            smtp.starttls(context=context_of(settings))
            smtp.ehlo()
    except smtplib.SMTPResponseException as error:
        raise _closed(where, judge(answered(Stage.TLS, *_parts(error)))) from error
    except ssl.SSLError as error:
        raise _unprotected(where, error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _closed(where, judge(Answer(Stage.TLS, 0, reply=str(error)))) from error


def _authenticate(smtp: Wire, settings: Settings, credential: Credential) -> None:
    """Our own words for AUTH, not those of smtplib: passwords there must be ASCII."""
    where = f"{settings.server}:{settings.port}"
    if settings.security is Security.NONE:
        raise KeptError(
            _("{where}: a password never goes unprotected", where=where), _("Use starttls or tls.")
        )
    offered = _mechanisms(smtp)
    wanted = ("XOAUTH2",) if credential.token else ("PLAIN", "LOGIN")
    mechanism = next((each for each in wanted if each in offered), None)
    if mechanism is None:
        needed = "XOAUTH2" if credential.token else _("PLAIN or LOGIN")
        raise KeptError(
            _(
                "{where} does not offer {needed}, but {offered}",
                where=where,
                needed=needed,
                offered=" ".join(offered),
            )
            if offered
            else _("{where} does not offer {needed}, but nothing", where=where, needed=needed),
            _("See what the provider asks for: another port, or a token (token_command)."),
        )
    user, secret = credential.user, credential.secret.reveal()
    words = {
        "XOAUTH2": (f"user={user}\1auth=Bearer {secret}\1\1", ""),
        "PLAIN": (f"\0{user}\0{secret}",),
        "LOGIN": (user, secret),
    }[mechanism]
    code, text = _said(smtp, mechanism, words)
    if code != 235:
        # A server that repeats what it was given is not repeated here.
        reply = text
        for given in (secret, _base64(secret), *map(_base64, words)):
            reply = reply.replace(given.encode(), "…".encode()) if given else reply
        outcome = judge(answered(Stage.AUTH, code, reply))
        raise KeptError(
            _(
                "{where} does not let {user} in: {answer}",
                where=where,
                user=user,
                answer=outcome.words,
            ),
            _(
                "Check user and password; some providers ask for an application "
                "password or a token."
            ),
        ) from None


def _mechanisms(smtp: Wire) -> list[str]:
    return printable(smtp.esmtp_features.get("auth", "")).upper().split()


def _said(smtp: Wire, mechanism: str, words: tuple[str, ...]) -> tuple[int, bytes]:
    """The answer to our words, one after the other as the server asks for them."""
    try:
        if mechanism == "LOGIN":  # its first word waits for the server's question
            code, text = smtp.docmd("AUTH", mechanism)
            left = words
        else:
            code, text = smtp.docmd("AUTH", f"{mechanism} {_base64(words[0])}")
            left = words[1:]
        for word in left:
            if code == 334:
                code, text = smtp.docmd(_base64(word))
    except (OSError, smtplib.SMTPException):
        return 0, b""  # its reason says that the connection broke
    return code, text


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _parts(error: smtplib.SMTPResponseException) -> tuple[int, bytes | str]:
    return error.smtp_code, error.smtp_error


def _closed(where: str, outcome: AnswerOutcome) -> KeptError:
    return KeptError(
        _("{where} does not open: {answer}", where=where, answer=outcome.words),
        _("Nothing was sent. Try again later."),
    )


def _unprotected(where: str, error: ssl.SSLError) -> KeptError:
    reason = getattr(error, "verify_message", "") or error.reason or str(error)
    return KeptError(
        _("{where}: the connection cannot be protected: {reason}", where=where, reason=reason),
        _(
            "Nothing is sent without a valid certificate for this very name. An"
            " authority of your own goes into ca_file; port 587 wants starttls,"
            " port 465 tls."
        ),
    )


def facts_of(smtp: Wire) -> ServerFacts:
    """What the server said in its greeting."""
    features = smtp.esmtp_features
    size = features.get("size", "").split()
    protected = smtp.sock if isinstance(smtp.sock, ssl.SSLSocket) else None
    return ServerFacts(
        (protected.version() or "") if protected else "",
        _certificate(protected) if protected else None,
        int(size[0]) if size and re.fullmatch(r"[0-9]{1,18}", size[0]) else 0,
        tuple(sorted(set(_mechanisms(smtp)))),
        tuple(sorted(features)),
    )


def _certificate(protected: ssl.SSLSocket) -> Certificate:
    # As the standard library gives it: a name is a tuple of tuples of pairs.
    found: dict[str, object] = dict(protected.getpeercert() or {})

    def named(key: str) -> str:
        parts: object = found.get(key, ())
        pairs = [pair for group in parts for pair in group]  # type: ignore[attr-defined]
        return printable(", ".join(str(value) for _, value in pairs))

    names = [str(value) for _, value in found.get("subjectAltName", ())]  # type: ignore[attr-defined]
    end = ssl.cert_time_to_seconds(str(found["notAfter"]))
    return Certificate(
        named("subject") or ", ".join(names), named("issuer"), datetime.fromtimestamp(end, UTC)
    )
