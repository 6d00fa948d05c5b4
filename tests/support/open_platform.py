"""An open-data platform of our own on this machine: what it lists, gives, cuts and is asked."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from typing import Any

LISTING = "/api/1/datasets/5369a0c7a3a729239d206446/"


@dataclass
class Platform:
    """What the server gives, and what it was asked."""

    base: str = ""
    listing: bytes = b""
    files: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)  # bytes given before each coming cut
    ranges: bool = True
    silent: bool = False
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def lists(self, *resources: dict[str, Any]) -> None:
        self.listing = json.dumps({"id": "x", "resources": resources}).encode()

    def resource(self, name: str, content: bytes, title: str = "", **other: Any) -> dict[str, Any]:
        """Serve a file, and describe it as data.gouv.fr does."""
        self.files[f"/resources/{name}"] = content
        return {
            "id": f"id-{name}",
            "title": title or name,
            "url": f"{self.base}/resources/{name}",
            "format": "zip",
            "filesize": len(content),
            "checksum": {"type": "sha1", "value": hashlib.sha1(content).hexdigest()},
            "last_modified": "2025-02-10T09:30:00.123000+00:00",
            "mime": "application/zip",
            **other,
        }


@contextmanager
def serving() -> Iterator[Platform]:
    """A platform that answers until the block ends."""
    state = Platform()
    done = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            asked_range = self.headers.get("Range")
            state.asked.append((self.path, asked_range))
            if state.silent:
                done.wait(10)
            elif self.path in state.redirects:
                self.send_response(302)
                self.send_header("Location", state.base + state.redirects[self.path])
                self.end_headers()
            elif self.path == LISTING:
                self._give(state.listing)
            elif self.path in state.files:
                self._file(state.files[self.path], asked_range)
            else:
                self.send_error(404)

        def _file(self, content: bytes, asked_range: str | None) -> None:
            start = int(asked_range[6:-1]) if asked_range and state.ranges else 0
            if start >= len(content):
                self.send_error(416)
                return
            self._give(content[start:], 206 if start else 200)

        def _give(self, content: bytes, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if status < 300 and self.path != LISTING and state.cuts:
                self.wfile.write(content[: state.cuts.pop(0)])
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        done.set()
        server.shutdown()
        thread.join()
        server.server_close()
