"""An address of the web opened within limits: where it may lead, and for how long; not what comes.

The operator types the address of a platform, and that server is trusted wherever it is. All that
a server names itself, in its listing or by a redirect, is another matter: it must be https, and no
address of this machine or of the network it is in.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import string
import threading
from collections.abc import Callable
from ipaddress import IPv6Address
from ipaddress import ip_address
from types import TracebackType
from typing import Any
from urllib.parse import quote
from urllib.parse import urlsplit
from urllib.parse import urlunsplit
from urllib.request import AbstractHTTPHandler
from urllib.request import HTTPHandler
from urllib.request import HTTPRedirectHandler
from urllib.request import HTTPSHandler
from urllib.request import Request
from urllib.request import build_opener

from tradefiche import __version__
from tradefiche.errors import FetchError
from tradefiche.messages import _
from tradefiche.printable import printable


def by_hand() -> str:
    """What to do when the platform does not give a file."""
    return _("Check the connection and try again, or download the files by hand and import them.")


def _elsewhere() -> str:
    return _("Check what --url names; or download the files by hand, from where you trust.")


class Watch:
    """The time of an exchange as a whole: when it is over, its connections end.

    A timeout is only that of one reading, so that a server which drips would hold us for days.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Watch:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def connection(self, kind: type[http.client.HTTPConnection]) -> Callable[..., Any]:
        """What makes connections of a kind, which are ended with the others."""
        watch = self

        class Watched(kind):  # type: ignore[misc, valid-type]
            def connect(self) -> None:
                super().connect()
                watch._sockets.append(self.sock)
                if watch.over:
                    watch._end()

        return Watched

    def _end(self) -> None:
        self.over = True
        for each in self._sockets:
            with contextlib.suppress(OSError):  # closed long ago
                socket.socket.shutdown(each, socket.SHUT_RDWR)  # under TLS too: nobody listens


def opened(
    url: str, headers: dict[str, str], timeout: float, *, typed: str, watch: Watch
) -> http.client.HTTPResponse:
    """The answer of an address, after its redirects.

    Args:
        timeout: of each reading, in seconds.
        typed: the platform's address, as the operator gave it.

    Raises:
        FetchError: it is no web address, or leads where a server may not lead us; or the answer
            gives its length in no number.
        OSError, http.client.HTTPException: it does not answer.
    """
    plain = _in_ascii(url)
    _require_allowed(plain, typed)
    request = Request(plain, headers={"User-Agent": f"tradefiche/{__version__}", **headers})
    opener = build_opener(_Plain(watch), _Secure(watch), _Redirects(typed))
    try:
        answer: http.client.HTTPResponse = opener.open(request, timeout=timeout)
    except ValueError as error:
        raise FetchError(
            _("{url} redirects to what is no address", url=printable(url)), by_hand()
        ) from error
    said = answer.headers.get("Content-Length")
    if said is not None and answer.length is None and not answer.chunked:
        answer.close()
        raise FetchError(
            _(
                "{url} answers with a length that is no number: {text}",
                url=printable(url),
                text=printable(said, 40),
            ),
            by_hand(),
        )
    return answer


class _Watched(AbstractHTTPHandler):
    """Opens connections that end with the watch's time."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def do_open(
        self, http_class: Any, req: Request, **http_conn_args: Any
    ) -> http.client.HTTPResponse:
        return super().do_open(self._watch.connection(http_class), req, **http_conn_args)


class _Plain(_Watched, HTTPHandler):
    """The same for http."""


class _Secure(_Watched, HTTPSHandler):
    """The same for https."""


class _Redirects(HTTPRedirectHandler):
    def __init__(self, typed: str) -> None:
        self._typed = typed

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        _require_allowed(newurl, self._typed)
        return super().redirect_request(req, fp, code, msg, headers, newurl)

    def http_error_302(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any
    ) -> http.client.HTTPResponse | None:
        try:
            return super().http_error_302(req, fp, code, msg, headers)
        except (FetchError, ValueError):
            fp.close()
            raise

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def _in_ascii(url: str) -> str:
    """The address as it goes over the wire: its accents and blanks in the way of each part.

    Raises:
        FetchError: it is not an address of the web; urllib would open files too.
    """
    with contextlib.suppress(ValueError):  # among them all faults of encodings
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode()
        path, query = (quote(part, safe=string.punctuation) for part in (parts.path, parts.query))
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return urlunsplit((parts.scheme, host, path, query, ""))
    raise FetchError(_("{url} is not a web address", url=printable(url)), by_hand())


def _require_allowed(url: str, typed: str) -> None:
    """Refuse what a server may not lead us to.

    Raises:
        FetchError: it is neither on the typed server nor https to a public address.
    """
    there, home = urlsplit(url), urlsplit(_in_ascii(typed))
    if (there.scheme, there.netloc) == (home.scheme, home.netloc):
        return
    if there.scheme != "https":
        raise FetchError(
            _("the platform leads to {url}, which is not https", url=printable(url)), _elsewhere()
        )
    if there.hostname == home.hostname and there.port in {None, 443}:
        return
    for address in _addresses(there.hostname or ""):
        if not _is_public(address):
            raise FetchError(
                _(
                    "the platform leads to {url}, which is no public address ({address})",
                    url=printable(url),
                    address=address,
                ),
                _elsewhere(),
            )


def _addresses(host: str) -> list[str]:
    """Where a name leads; nowhere when only a proxy knows it."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None)]
    except (OSError, UnicodeError):
        return []


def _is_public(address: str) -> bool:
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    return found.is_global and not found.is_multicast
