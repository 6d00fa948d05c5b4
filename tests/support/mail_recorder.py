"""A mail server in a process of its own that never forgets: ``mail_recorder.py FILE SEED``.

Every message it accepts has its Message-ID on the disk before the client is told; then it takes
its time, so that a client may be killed in between. Says its port on standard output.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from mail_servers import free_port


class Recorder:
    def __init__(self, path: str, seed: str) -> None:
        self.descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self.random = random.Random(seed)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        identity = message_from_bytes(envelope.content)["Message-ID"]
        os.write(self.descriptor, f"{identity} {' '.join(envelope.rcpt_tos)}\n".encode())
        os.fsync(self.descriptor)
        await asyncio.sleep(self.random.random() / 100)
        return "250 2.0.0 OK"


if __name__ == "__main__":
    controller = Controller(Recorder(*sys.argv[1:3]), hostname="127.0.0.1", port=free_port())
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()  # until who started it goes away
    controller.stop()
