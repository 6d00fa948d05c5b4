"""What the archive holds and the ledger does not know; it changes neither.

They part when a ledger is restored from a copy, or loses its last lines. A message without a line
may have been sent; one that somebody who is forgotten had is to be deleted, and told to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from email.utils import getaddresses
from pathlib import Path
from typing import TYPE_CHECKING

from tradefiche.mail.ledger import archive as archives
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.archive import Kept
from tradefiche.mail.ledger.blocklist import FORGOTTEN
from tradefiche.mail.ledger.records import Record
from tradefiche.mail.letter.letter import KEY_LENGTH
from tradefiche.mail.letter.letter import letter_key

if TYPE_CHECKING:
    from tradefiche.mail.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Trace:
    """A letter as its last message tells it, of whose last attempt the ledger knows nothing.

    Attributes:
        key: what stands in the Message-ID.
        known: its key in the ledger, or empty.
        attempt: how often the server may have had it.
        erased: as in ``Record``.
        address, copies, message_id: empty when the message is damaged, or the ledger knows them.
    """

    edition: int
    key: str
    attempt: int
    known: str = ""
    erased: int = 0
    address: str = ""
    copies: tuple[str, ...] = ()
    message_id: str = ""


@dataclass(slots=True)
class Found:
    """What is to be done about the difference."""

    doubtful: list[Trace] = field(default_factory=list)
    to_delete: list[Path] = field(default_factory=list)


def compare(ledger: Ledger, archive: Archive) -> Found:
    """The difference, without opening a message of a letter that the ledger knows."""
    # The archive first: what another process sends meanwhile is then in the ledger too.
    kept = list(archive.everything())
    found = Found()
    if not kept:
        return found
    records = {record.key[:KEY_LENGTH]: record for record in ledger.records()}
    ahead: dict[str, int] = {}
    unknown: dict[str, list[Kept]] = {}
    for each in kept:
        record = records.get(each.key)
        if record is None:
            unknown.setdefault(each.key, []).append(each)
        elif each.attempt <= record.erased:
            found.to_delete.append(each.path)
        elif record.sent:
            continue
        elif each.attempt > record.attempts:
            ahead[each.key] = max(each.attempt, ahead.get(each.key, 0))
        else:  # the server said that it has it not, and the run ended before the message was gone
            found.to_delete.append(each.path)
    for key, attempt in ahead.items():
        record = records[key]
        found.doubtful.append(Trace(record.edition, key, attempt, record.key))
    for messages in unknown.values():
        _stranger(ledger, sorted(messages, key=lambda each: each.attempt), found)
    return found


def _stranger(ledger: Ledger, messages: list[Kept], found: Found) -> None:
    """A letter without a line: uncertain, or that of somebody forgotten."""
    last = messages[-1]
    head = archives.head(last.path)
    address = "".join(_addresses(head.get_all("To", ()))[:1])
    copies = _addresses(head.get_all("Cc", ()))
    paths = [each.path for each in messages]
    if address and (_is_forgotten(ledger, address) or _is_blank(ledger, last, address)):
        found.to_delete += paths
        return
    allowed = tuple(each for each in copies if not _is_forgotten(ledger, each))
    erased = last.attempt if len(allowed) < len(copies) else 0
    found.to_delete += paths if erased else []
    message_id = str(head.get("Message-ID", ""))
    found.doubtful.append(
        Trace(last.edition, last.key, last.attempt, "", erased, address, allowed, message_id)
    )


def _is_forgotten(ledger: Ledger, address: str) -> bool:
    return ledger.blocked(address).startswith(FORGOTTEN)


def _is_blank(ledger: Ledger, kept: Kept, address: str) -> bool:
    """Whether this very letter was forgotten, though its address may be written to."""
    if known := ledger.record(kept.key):
        return known.forgotten
    records: Iterable[Record] = ledger.records(kept.edition, address)
    keys = [letter_key(kept.edition, address, each.digest) for each in records if each.forgotten]
    return any(key.startswith(kept.key) for key in keys)


def _addresses(fields: Iterable[object]) -> tuple[str, ...]:
    found = getaddresses([str(field) for field in fields])
    return tuple(address for _, address in found if address)
