"""What one recipient gets: who, which files, under which key; it knows neither words nor servers.

The unit is the recipient, not the fiche: all that one address is to receive makes one letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

Kind = Literal["fiche", "pack"]
KEY_LENGTH = 40
"""Digits of the key that stand in the Message-ID."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody with all that was asked for them: the lines of one address, merged.

    Attributes:
        address: as the ledger and the server see it: its domain in ASCII and lower case.
        name: as written in the input, line breaks refused.
        civility: « Madame », or empty.
        copies: addresses of the « cc » column, normalised the same way, each once.
        territoires: ids of Territoires d'industrie, in the order asked.
        departements: public codes asked for by themselves, in the order asked.
        lines: numbers of the input's lines, from 1, the header being the first.
        columns: of the first of these lines, as it was read, for ``failed.csv``.
    """

    address: str
    name: str
    civility: str = ""
    copies: tuple[str, ...] = ()
    territoires: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A PDF as the manifest describes it; ``size`` in bytes.

    Attributes:
        path: where it is.
        code: public code of a département, or id of a Territoire d'industrie.
        title: « Allier (03) », « Riom - Vichy ».
        departements: public codes of the fiches in it.
    """

    path: Path
    kind: Kind
    code: str
    title: str
    sha256: str
    size: int
    departements: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its file name, plain ASCII."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Letter:
    """What one address receives for one edition.

    Attributes:
        edition: the year of the data.
        left_out: départements of the recipient's Territoires whose fiche leaves them out.
    """

    edition: int
    recipient: Recipient
    enclosures: tuple[Enclosure, ...]
    left_out: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What is sent, whoever receives it: a rebuilt PDF makes another one."""
        return contents_digest(each.sha256 for each in self.enclosures)

    @property
    def key(self) -> str:
        """Under which the ledger knows it; the same letter has the same key in every run."""
        return letter_key(self.edition, self.recipient.address, self.digest)


def contents_digest(hashes: Iterable[str]) -> str:
    """SHA-256 of the sorted hashes of the files, in hexadecimal."""
    return sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def letter_key(edition: int, address: str, digest: str) -> str:
    """SHA-256 of what makes a letter unique, in hexadecimal.

    Capitals in the address make no difference: a list typed anew must not send it twice.

    It stands in the Message-ID, where it must not give the address away to who tries some:
    the digest of the contents is in it.
    """
    return sha256(f"{edition}\n{address.lower()}\n{digest}".encode()).hexdigest()


def message_id(key: str, domain: str) -> str:
    """« <tradefiche.4f1c…@example.org> », the same in every run.

    Args:
        domain: of the sender, in ASCII.
    """
    return f"<tradefiche.{key[:KEY_LENGTH]}@{domain}>"
