"""What is handed over to be sent; it knows neither what is in it nor where it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message for one recipient.

    Attributes:
        key: under which the ledger knows the letter.
        digest: of what is attached.
        sender: of the envelope: where reports go.
        address: of the recipient; ``copies`` those of the « cc ».
        codes: the territories whose fiches are in it.
        label: what is said instead of the address: « line 12, 03 ».
        size: of the message in bytes.
        content: makes the message, its lines ending in CRLF.
        correction: it may leave though its recipient has had other files of this edition.
    """

    key: str
    edition: int
    digest: str
    message_id: str
    sender: str
    address: str
    copies: tuple[str, ...]
    codes: tuple[str, ...]
    label: str
    size: int
    content: Callable[[], bytes] = field(compare=False, repr=False)
    correction: bool = False
