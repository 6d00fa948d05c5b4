"""Whom not to write to again, and whom to forget; it knows no server and reads no report.

What is kept of a forgotten address is a hash with a key of the ledger: enough to never write to it
again, nor twice, and nothing that gives it away.
"""

from __future__ import annotations

from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.blocklist import FORGOTTEN
from tradefiche.mail.ledger.blocklist import UNSUBSCRIBED
from tradefiche.mail.ledger.ledger import Ledger

__all__ = ["UNSUBSCRIBED", "forget", "forget_before"]


def forget(ledger: Ledger, archive: Archive, address: str) -> int:
    """Delete an address and what was sent to it, and never write to it again.

    Gives how many letters had it, as recipient or as copy. Doing it twice does no harm.

    Raises:
        MailError: the ledger cannot be written.
    """
    wanted = address.strip().casefold()
    about = [
        record
        for record in ledger.records()
        if wanted in {each.casefold() for each in (record.address, *record.copies)}
    ]
    # The archive first: should this be cut short, the ledger still knows what to delete.
    for record in about:
        archive.remove(record)
    ledger.block(wanted, FORGOTTEN)
    ledger.forget(record for record in about if record.address.casefold() == wanted)
    ledger.strike(wanted, [record for record in about if record.address.casefold() != wanted])
    return len(about)


def forget_before(ledger: Ledger, archive: Archive, edition: int) -> int:
    """Delete addresses and archive of the editions before one; gives how many letters.

    Nobody is blocked by it, and what blocks stays.

    Raises:
        MailError: the ledger cannot be written.
    """
    old = [each for each in ledger.records() if each.edition < edition and not each.forgotten]
    for record in old:
        archive.remove(record)
    ledger.forget(old)
    return len(old)
