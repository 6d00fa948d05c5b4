"""Two ledgers that should have been one: whether one lacks what the other knows, and their union.

Of two words about a letter the one that sends less is believed; who is forgotten or blocked in one
of them is so in both. A hash is kept as its own ledger made it, with the key that tells it again.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tradefiche import folders
from tradefiche.errors import MailError
from tradefiche.errors import cause
from tradefiche.mail.ledger import database
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger import suppression
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.quoting import quoted
from tradefiche.messages import _


def require_joined(folder: Path, edition: int | None = None, older: Path | None = None) -> None:
    """See that nobody is written to twice because an earlier version kept its ledger elsewhere.

    Args:
        edition: the one to be sent; None for all.
        older: where that version kept it: ``output/mail`` of where one stands.

    Raises:
        MailError: that ledger knows who was written to, or who wants no letter, and this one not.
    """
    older = ledgers.FOLDER if older is None else older
    if not (older / database.NAME).exists() or older.resolve() == folder.resolve():
        return
    with (
        ledgers.open_ledger(older, read_only=True) as other,
        ledgers.open_ledger(folder, read_only=True) as book,
    ):
        if not book.lacks(other, edition):
            return
    command = f"tradefiche mail join {quoted(str(older.absolute()))}"
    raise MailError(
        _(
            "{older} knows of letters or wishes that {folder} does not",
            older=older.absolute(),
            folder=folder.absolute(),
        ),
        _(
            "An earlier version kept its ledger where one stood. This makes one"
            " of the two: {command} --ledger {folder}. If they have nothing to "
            "do with each other, name one with --ledger.",
            command=command,
            folder=quoted(str(folder.absolute())),
        ),
    )


def join_folder(folder: Path, other: Path) -> int:
    """See ``join``; neither ledger is written to by anybody else meanwhile.

    Raises:
        MailError: one of them is missing, damaged or the other one, or cannot be written.
        StoreError: another process sends.
    """
    if not (other / database.NAME).exists() or other.resolve() == folder.resolve():
        raise MailError(
            _("{folder}: holds no other ledger", folder=other),
            _("Name the folder of the ledger that is to be read, with its ledger.sqlite."),
        )
    with ExitStack() as stack:
        try:
            stack.enter_context(folders.exclusive(other, _("another sending of letters")))
        except OSError as error:
            raise MailError(
                _(
                    "{path}: the ledger cannot be locked ({error})",
                    path=other / database.NAME,
                    error=cause(error),
                ),
                _("Copy its folder to one that you may write to, and join that."),
            ) from error
        book = stack.enter_context(ledgers.open_ledger(folder))
        theirs = stack.enter_context(ledgers.open_ledger(other, read_only=True))
        return join(book, Archive(folder), theirs, Archive(other))


def join(book: Ledger, archive: Archive, other: Ledger, others: Archive) -> int:
    """Have all that another ledger and its archive know, all of it or nothing; these stay as they
    are. Gives how many letters were new. Doing it twice does no harm.

    Raises:
        MailError: the archive or the ledger cannot be written.
    """
    return book.merge(
        other,
        take=lambda record: archive.take(record, others),
        remove=archive.remove,
        forget=lambda address: suppression.forget(book, archive, address),
    )
