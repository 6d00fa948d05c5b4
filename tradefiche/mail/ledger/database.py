"""The file of the ledger: made, opened, found whole, for its owner only; not what it means.

Of all modules only this one and ``tables`` know SQL, and touch the connection.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path

from tradefiche import atomic
from tradefiche import folders
from tradefiche.errors import MailError
from tradefiche.errors import cause
from tradefiche.messages import _

NAME = "ledger.sqlite"
SCHEMA_VERSION = 2
_APPLICATION = 0x74664D4C  # « tfML »: another program's database is not taken for a ledger
_SCHEMA = f"""
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {SCHEMA_VERSION};
CREATE TABLE secret (key BLOB NOT NULL);
CREATE TABLE letters (
    key TEXT PRIMARY KEY,
    edition INTEGER NOT NULL,
    who TEXT NOT NULL,
    address TEXT NOT NULL,
    copies TEXT NOT NULL,
    digest TEXT NOT NULL,
    message_id TEXT NOT NULL,
    codes TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL DEFAULT '',
    code INTEGER NOT NULL DEFAULT 0,
    enhanced TEXT NOT NULL DEFAULT '',
    reply TEXT NOT NULL DEFAULT '',
    refused_copies TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    time TEXT NOT NULL,
    erased INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX letters_who ON letters (who, edition);
CREATE INDEX letters_message_id ON letters (message_id);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    time TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    code INTEGER NOT NULL,
    enhanced TEXT NOT NULL,
    reply TEXT NOT NULL
);
CREATE INDEX events_key ON events (key);
CREATE INDEX events_time ON events (state, time);
CREATE TABLE bounces (
    id TEXT PRIMARY KEY,
    time TEXT NOT NULL,
    key TEXT NOT NULL,
    address TEXT NOT NULL,
    status TEXT NOT NULL,
    hard INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE TABLE blocked (
    hash TEXT PRIMARY KEY,
    time TEXT NOT NULL,
    reason TEXT NOT NULL
);
"""
_UPGRADES = {1: "ALTER TABLE letters ADD COLUMN erased INTEGER NOT NULL DEFAULT 0"}
"""What makes of each earlier schema the next one."""
NOTE = "LISEZ-MOI.txt"
_NOTE = """\
Ce dossier est le registre des envois de tradefiche : à qui chaque lettre a été envoyée, ce qu'en a
répondu le serveur, et les messages eux-mêmes.

- NE PAS LE SUPPRIMER : sans lui, tout le monde recevrait tout une seconde fois, et les personnes
  qui ne veulent plus rien recevoir seraient oubliées.
- NE PAS LE PUBLIER, ni l'envoyer : il contient des données personnelles (noms, adresses,
  réponses). Avant de mettre en ligne le dossier qui le contient, l'en exclure.
- Le sauvegarder en entier, jamais un seul de ses fichiers.

tradefiche mail status dit où en sont les envois ; tradefiche mail forget ADRESSE efface une
personne. Le reste est dans docs/mailing.md.
"""


@contextmanager
def open_database(folder: Path, *, read_only: bool) -> Iterator[sqlite3.Connection]:
    """The database of a folder, for this process alone unless it only reads.

    An absent one reads as empty, and is made when it is to be written. One of an earlier version is
    upgraded, for who only reads in memory.

    Raises:
        MailError: it is damaged, also where that is seen only while it is open; of another
            version, gone though letters were sent, or cannot be made.
        StoreError: another process sends.
    """
    path = folder / NAME
    _require_not_lost(path)
    if read_only:
        with _explained(path), closing(_read(path)) as connection:
            yield connection
        return
    prepare(folder)
    with ExitStack() as stack:
        try:
            stack.enter_context(folders.exclusive(folder, _("another sending of letters")))
        except OSError as error:  # a network share that knows no locks
            raise _unwritable(path, error) from error
        stack.enter_context(_explained(path))
        yield stack.enter_context(closing(_written(path)))


def prepare(folder: Path) -> None:
    """Make a folder for its owner only, with a note that says what it is; one that is there keeps
    its mode, and a note its words.

    Raises:
        MailError: it cannot be made.
    """
    try:
        # Who may look into this folder may read who was written to.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (folder / NOTE).exists():
            atomic.write_text(folder / NOTE, _NOTE)
    except OSError as error:
        raise _unwritable(folder / NAME, error) from error


def _require_not_lost(path: Path) -> None:
    """An empty ledger beside the archive of what was sent would send all of it again."""
    elsewhere = path.is_symlink()  # on a disk that is not there now
    if not path.exists() and (elsewhere or any(path.parent.glob("archive/*/*"))):
        raise MailError(
            _("{path} is missing, though letters were sent", path=path),
            _(
                "Restore it from a copy: without it everybody is written to again. "
                "Only to begin anew, move the folder archive away."
            ),
        )


def _read(path: Path) -> sqlite3.Connection:
    if not path.exists():
        connection = sqlite3.connect(":memory:", isolation_level=None)
        _fill(connection)
        return connection
    connection = _connected(path)
    if _version(connection) < SCHEMA_VERSION:
        with closing(connection) as old:
            connection = copied(old)
    # Not opened as read-only: after a power cut, the reader too must undo what was half written.
    only_read(connection)
    return connection


def only_read(connection: sqlite3.Connection) -> None:
    """Have nothing more written."""
    connection.execute("PRAGMA query_only = ON")


def copied(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The same in memory, where who only reads may see what the next writer is going to write."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(made)
    _upgrade(made)
    return made


def _written(path: Path) -> sqlite3.Connection:
    if not path.exists():
        try:
            # Made aside: an empty file is thus never taken for a ledger without letters.
            with atomic.replacing(path) as draft:
                os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                with closing(sqlite3.connect(draft, isolation_level=None)) as new:
                    _fill(new)
        except (OSError, sqlite3.Error) as error:
            raise _unwritable(path, error) from error
    connection = _connected(path)
    # A log that is only added to has a commit on the disk, before the next line runs, for one
    # wait in the place of five. It is merged into the file, and gone, when the ledger is closed.
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS knows a weaker word for it
        connection.execute("PRAGMA secure_delete = ON")
        _upgrade(connection)
    except sqlite3.Error as error:
        connection.close()
        raise _unreadable(path, error) from error
    return connection


def _upgrade(connection: sqlite3.Connection) -> None:
    """From an earlier schema to this one; cut short, it is the earlier one still."""
    version = _version(connection)
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    for each in range(version, SCHEMA_VERSION):
        connection.execute(_UPGRADES[each])
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _fill(connection: sqlite3.Connection) -> None:
    connection.executescript(_SCHEMA)
    connection.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))


def _connected(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)
    except sqlite3.Error as error:
        raise _unreadable(path, error) from error
    connection.isolation_level = None  # transactions are ours to begin and to end
    try:
        _require_ours(path, connection)
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except (sqlite3.Error, MailError) as error:
        connection.close()
        if isinstance(error, MailError):
            raise
        raise _unreadable(path, error) from error
    if found != "ok":
        connection.close()
        raise MailError(
            _("{path}: the ledger is damaged ({error})", path=path, error=found), _keep()
        )
    return connection


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: sqlite3.Error) -> MailError:
    """The error of a ledger that is damaged; or sound, and not to be read now or by this user."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # its first byte: which
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
        return MailError(
            _("{path}: the ledger is damaged ({error})", path=path, error=error), _keep()
        )
    return MailError(
        _("{path}: the ledger cannot be read ({error})", path=path, error=error),
        _(
            "It may be sound, and must not be deleted: free some space, and see"
            " who may read and write it and its folder."
        ),
    )


def _require_ours(path: Path, connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != _APPLICATION:
        raise MailError(_("{path} is not a ledger of letters", path=path), _keep())
    version = _version(connection)
    if not 1 <= version <= SCHEMA_VERSION:
        raise MailError(
            _(
                "{path}: ledger of schema {version}; this program reads {latest} and earlier",
                path=path,
                version=version,
                latest=SCHEMA_VERSION,
            ),
            _("Use the version of tradefiche that wrote it, or a later one."),
        )


def _unwritable(path: Path, error: Exception) -> MailError:
    return MailError(
        _("{path}: the ledger cannot be written ({error})", path=path, error=cause(error)),
        _("Nothing is sent without it. Free some space, or see who may write to its folder."),
    )


def _keep() -> str:
    """What to do about a ledger that is damaged, or none."""
    return _(
        "Restore it from a copy, and do not delete it: without it everybody is written to again."
    )
