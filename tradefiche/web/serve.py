"""Shows a live site on this very machine, and tells its pages when they are to be loaded again.

Nobody else is served: the socket is of 127.0.0.1, and a request must name that host, so that no
page of another site reaches it by a name of its own (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.web import Application
from tornado.web import RequestHandler
from watchfiles import Change
from watchfiles import DefaultFilter
from watchfiles import awatch

from tradefiche.errors import UsageError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.web.live import EVENTS
from tradefiche.web.live import LiveSite

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
DEBOUNCE = 100
"""Milliseconds: editors write a file in several steps."""


def serve(
    site: LiveSite, port: int, ready: Callable[[str], None], stop: asyncio.Event | None = None
) -> None:
    """Show a site until it is interrupted.

    Args:
        port: 0 takes a free one.
        ready: is told the address.
        stop: ends it too.

    Raises:
        UsageError: the port is taken, or may not be used.
    """
    for name in ("tornado.access", "tornado.general"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # a page that lacks is no fault of ours
    asyncio.run(show(site, port, ready, stop or asyncio.Event()))


async def show(
    site: LiveSite, port: int, ready: Callable[[str], None], stop: asyncio.Event
) -> None:
    """The same, in a loop that runs."""
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        raise UsageError(
            _(
                "--serve: {host}:{port} cannot be used ({error})",
                host=HOST,
                port=port,
                error=cause(error),
            ),
            _("Another program has it, perhaps another tradefiche: choose one with --port."),
        ) from error
    listening.setblocking(False)
    port = listening.getsockname()[1]
    changes = _Changes()
    given = {"site": site, "hosts": {f"{name}:{port}" for name in NAMES}, "changes": changes}
    server = HTTPServer(Application([(rf"/{EVENTS}", _Events, given), (r"/(.*)", _File, given)]))
    server.add_socket(listening)
    ready(f"http://{HOST}:{port}/")
    try:
        async for _changes in awatch(
            *site.folders, watch_filter=_Watched(site), stop_event=stop, debounce=DEBOUNCE
        ):
            site.refresh()
            changes.tell()
    finally:
        server.stop()
        await server.close_all_connections()


class _Watched(DefaultFilter):
    """What editors and systems write beside a file is left out, as by default."""

    def __init__(self, site: LiveSite) -> None:
        super().__init__()
        self.site = site

    def __call__(self, change: Change, path: str) -> bool:
        return super().__call__(change, path) and self.site.is_watched(path)


class _Changes:
    """Wakes who waits for the next change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def tell(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        await self._event.wait()


class _Handler(RequestHandler):
    """What all requests have in common."""

    site: LiveSite
    hosts: set[str]
    changes: _Changes

    def initialize(self, site: LiveSite, hosts: set[str], changes: _Changes) -> None:
        self.site, self.hosts, self.changes = site, hosts, changes

    def prepare(self) -> None:
        if self.request.host not in self.hosts:
            self.set_status(421)
            self.finish(_("This server answers this machine alone.") + "\n")

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")


class _File(_Handler):
    def get(self, path: str) -> None:
        answer = self.site.answer(path)
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.kind)
        if answer.to:
            self.set_header("Location", answer.to)
        self.finish(answer.content)

    head = get


class _Events(_Handler):
    async def get(self) -> None:
        """An event a change, as long as the page is open."""
        self.set_header("Content-Type", "text/event-stream")
        with suppress(StreamClosedError):
            self.write(": \n\n")
            await self.flush()
            while True:
                await self.changes.wait()
                self.write("data: \n\n")
                await self.flush()
