"""Mail servers that keep to no rule, played line by line on this machine, for the tests."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from collections.abc import Iterator

Script = Callable[["Caller"], None]


class Caller:
    """Who called, as the server sees them.

    Attributes:
        heard: all that they said.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self.heard = b""

    def say(self, *replies: bytes) -> None:
        """All of them in one piece."""
        self._line.sendall(b"".join(reply + b"\r\n" for reply in replies))

    def bytes(self, some: bytes) -> None:
        self._line.sendall(some)

    def hear(self, what: bytes = b"\r\n") -> None:
        """Until they said it; what they said before is forgotten."""
        read = b""
        while what not in read:
            more = self._line.recv(1 << 16)
            if not more:
                raise ConnectionError
            read += more
            self.heard += more

    def hang_on(self) -> None:
        """Hear all that comes, and say nothing."""
        while more := self._line.recv(1 << 16):
            self.heard += more

    def opened(self, *more: bytes) -> None:
        """Greeting and EHLO, as they should be."""
        self.say(b"220 mx.example.org")
        self.hear()
        self.say(*(b"250-" + each for each in (b"mx.example.org", *more)), b"250 8BITMIME")

    def data(self) -> None:
        """The same up to DATA, its answer left out."""
        self.opened()
        for reply in (b"250 sender", b"250 recipient"):
            self.hear()
            self.say(reply)
        self.hear(b"DATA\r\n")


@contextlib.contextmanager
def answering(script: Script) -> Iterator[tuple[int, list[Caller]]]:
    """A server that plays its part for each who calls; gives its port, and who called."""
    callers: list[Caller] = []

    def play(line: socket.socket) -> None:
        caller = Caller(line)
        callers.append(caller)
        with line, contextlib.suppress(OSError):
            script(caller)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = server.accept()
                if ended.is_set():
                    line.close()
                    return
                line.settimeout(30)
                playing = threading.Thread(target=play, args=(line,), daemon=True)
                playing.start()
                threads.append(playing)

    threads: list[threading.Thread] = []
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        try:
            yield server.getsockname()[1], callers
        finally:
            ended.set()
            socket.create_connection(server.getsockname()).close()  # for who waits for a call
            serving.join()
            for each in threads:
                each.join()
