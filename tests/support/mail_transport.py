"""A real mail system of this machine, for the tests: Postfix, from a folder of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from mail_servers import free_port
from systems import WINDOWS

DAEMONS = Path("/usr/lib/postfix/sbin")
NOBODY = 65534
PATIENCE = 120

MAIN = """
compatibility_level = 3.6
queue_directory = {0}/queue
data_directory = {0}/data
daemon_directory = {1}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
maillog_file = {0}/log
maillog_file_prefixes = {0}
virtual_mailbox_domains = example.org
virtual_mailbox_base = {0}/boxes
virtual_mailbox_maps = texthash:{0}/conf/boxes
virtual_alias_maps = texthash:{0}/conf/aliases
virtual_uid_maps = static:{2}
virtual_gid_maps = static:{2}
smtpd_recipient_restrictions = permit_mynetworks, reject
message_size_limit = 10000000
"""
MASTER = """
127.0.0.1:{0} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
"""


@dataclass(frozen=True)
class Mailboxes:
    """A running Postfix, and what it delivered."""

    port: int
    folder: Path

    def of(self, address: str) -> list[EmailMessage]:
        """The messages in a mailbox."""
        found = sorted((self.folder / "boxes" / address / "new").glob("*"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]

    def everybody(self) -> dict[str, list[EmailMessage]]:
        """All mailboxes that have a message, by address."""
        return {path.name: self.of(path.name) for path in (self.folder / "boxes").iterdir()}

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 10:
            waiting = [
                path
                for name in ("incoming", "active", "maildrop")
                for path in (self.folder / "queue" / name).rglob("*")
                if path.is_file()
            ]
            quiet = 0 if waiting else quiet + 1
            assert time.monotonic() < end, (self.folder / "log").read_text("utf-8")[-2000:]
            time.sleep(0.05)


def _require() -> None:
    """Skip with a reason where there is no Postfix, or no right to run it."""
    if WINDOWS:
        pytest.skip("Windows: there is no Postfix")
    if os.geteuid() != 0:
        pytest.skip("only root may run a Postfix of its own")
    if not (DAEMONS / "master").exists() or shutil.which("postfix", path="/usr/sbin") is None:
        if os.environ.get("CI"):
            pytest.fail("postfix is missing")
        pytest.skip("postfix is missing")


@contextlib.contextmanager
def delivering(
    addresses: Iterable[str], aliases: Mapping[str, str] | None = None
) -> Iterator[Mailboxes]:
    """Postfix with these mailboxes of example.org; ``aliases`` lead from one address to another."""
    _require()
    # Not in a folder of pytest: Postfix's own users must be able to come there.
    folder = Path(tempfile.mkdtemp(prefix="tradefiche-postfix-"))
    try:
        port = free_port()
        _configured(folder, port, addresses, aliases or {})
        check = ["/usr/sbin/postfix", "-c", folder / "conf", "check"]
        subprocess.run(check, check=True, capture_output=True)
        master = [DAEMONS / "master", "-c", folder / "conf", "-d"]
        with subprocess.Popen(master, stderr=subprocess.DEVNULL) as process:
            try:
                _until_listening(port, process, folder)
                yield Mailboxes(port, folder)
            finally:
                process.terminate()
                process.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configured(
    folder: Path, port: int, addresses: Iterable[str], aliases: Mapping[str, str]
) -> None:
    folder.chmod(0o755)
    for name in ("conf", "queue", "data", "boxes"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    os.chown(folder / "boxes", NOBODY, NOBODY)
    texts = {
        "main.cf": MAIN.format(folder, DAEMONS, NOBODY),
        "master.cf": MASTER.format(port),
        "boxes": "".join(f"{address} {address}/\n" for address in addresses),
        "aliases": "".join(f"{one} {other}\n" for one, other in aliases.items()),
    }
    for name, text in texts.items():
        (folder / "conf" / name).write_text(text, "utf-8")


def _until_listening(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    import smtplib

    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, "postfix ended"
        with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", port, timeout=5):
            return
        assert time.monotonic() < end, (folder / "log").read_text("utf-8")
        time.sleep(0.05)
