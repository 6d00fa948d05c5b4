"""How a ledger tells again whom it has forgotten, without holding who that is; it keeps nothing.

A hash needs a key of the ledger: without it, nobody can try addresses.
"""

from __future__ import annotations

import hmac

from tradefiche.mail.letter.letter import KEY_LENGTH


class Pseudonyms:
    """Hashes of addresses and of letters.

    Attributes:
        secrets: the ledger's own key, then those of ledgers that were joined to it.
    """

    def __init__(self, secrets: tuple[bytes, ...]) -> None:
        self.secrets = secrets

    def hashed(self, text: str) -> str:
        """Of a text, by the ledger's own key."""
        return self.hashes(text)[0]

    def hashes(self, text: str) -> tuple[str, ...]:
        """The same, and as each ledger that was joined to this one hashed it."""
        return tuple(hmac.digest(secret, text.encode(), "sha256").hex() for secret in self.secrets)

    def address_hash(self, address: str) -> str:
        """Of an address in any case: to not write to somebody is the safer side."""
        return self.address_hashes(address)[0]

    def address_hashes(self, address: str) -> tuple[str, ...]:
        """The same, and as each ledger that was joined to this one hashed it."""
        return self.hashes(address.strip().casefold())

    def names(self, key: str) -> tuple[str, ...]:
        """What a letter may be called: its key, what the archive has of it, a hash of either."""
        texts = dict.fromkeys((key, key[:KEY_LENGTH]))
        return (*texts, *(found for text in texts for found in self.hashes(text)))
