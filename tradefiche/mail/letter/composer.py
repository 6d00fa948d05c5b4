"""From a letter to its message and envelope: words, figures, sender, test or not; it sends none."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from functools import cache
from functools import partial
from hashlib import sha256

from tradefiche.errors import MailError
from tradefiche.mail.letter import message
from tradefiche.mail.letter import template_context
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.letter.headers import Head
from tradefiche.mail.letter.letter import Enclosure
from tradefiche.mail.letter.letter import Letter
from tradefiche.mail.letter.letter import message_id
from tradefiche.mail.letter.message import Encoded
from tradefiche.mail.letter.message import Message
from tradefiche.mail.letter.words import Words
from tradefiche.mail.pages import PublishedPages
from tradefiche.mail.published import PublishedEdition
from tradefiche.mail.recipients import addresses
from tradefiche.mail.settings import Mailbox
from tradefiche.mail.settings import Settings
from tradefiche.messages import _
from tradefiche.wording.french import typeset


@dataclass(frozen=True, slots=True)
class Writer:
    """All that letters of one run have in common.

    Attributes:
        links: the documents are named by their address, and not attached.
        only_to: the address to which all are redirected as a test; empty: none is.
        pages: those that letters link to, in the place of attaching documents; None without.
    """

    published: PublishedEdition
    words: Words
    settings: Settings
    links: bool = False
    only_to: str = ""
    pages: PublishedPages | None = None
    encoded: Encoded = field(default_factory=Encoded)

    def named(self, enclosure: Enclosure) -> str:
        """What an operator is told of a document: the address of its page, or its own name."""
        return self.pages.of(enclosure, self.published) if self.pages else enclosure.name

    def key(self, letter: Letter) -> str:
        """Under which the ledger knows a letter; that of a test is never a letter's."""
        if not self.only_to:
            return letter.key
        return sha256(f"test\n{self.only_to.lower()}\n{letter.key}".encode()).hexdigest()

    def message_id(self, letter: Letter) -> str:
        """The same in every run.

        Raises:
            MailError: the sender of the settings is not an address.
        """
        return message_id(self.key(letter), mailbox(self.settings.sender).address.partition("@")[2])

    def message(self, letter: Letter, copies: tuple[str, ...], when: datetime) -> Message:
        """A letter's message, its PDFs unread.

        Args:
            copies: those of the recipient's that may be written to.

        Raises:
            MailError: a template fails with the values of this letter, or the settings have no
                address for an address.
        """
        sender, reply_to = self.settings.sender, self.settings.reply_to
        answers = (reply_to or sender).address
        unsubscribe = self.settings.unsubscribe or answers
        values = template_context.values(
            letter,
            self.published,
            contact=self.settings.contact or answers,
            unsubscribe=unsubscribe,
            sender=sender.name or sender.address,
            base_url=self.settings.base_url if self.links else "",
            pages=self.pages,
        )
        marks = template_context.marks(self.published.marks(letter), letter.edition)
        if self.only_to:
            marks.insert(0, ("TEST", _test_note(letter)))
        head = Head(
            mailbox(sender),
            Mailbox(letter.recipient.name, self.only_to or letter.recipient.address),
            () if self.only_to else copies,
            mailbox(reply_to) if reply_to else None,
            self.message_id(letter),
            unsubscribe,
        )
        enclosures = () if self.links or self.pages else letter.enclosures
        return message.compose(head, self.words.write(values, marks), enclosures, when)

    def envelope(
        self, letter: Letter, copies: tuple[str, ...], size: int, *, correction: bool = False
    ) -> Envelope:
        """What is handed over; its content is made when it is asked for, and dated then.

        Raises:
            MailError: the settings have no address for an address.
        """
        return Envelope(
            self.key(letter),
            letter.edition,
            letter.digest,
            self.message_id(letter),
            mailbox(Mailbox("", self.settings.envelope_from)).address,
            self.only_to or letter.recipient.address,
            () if self.only_to else copies,
            codes(letter),
            label(letter),
            size,
            partial(self.content, letter, copies),
            correction,
        )

    def content(
        self, letter: Letter, copies: tuple[str, ...], when: datetime | None = None
    ) -> bytes:
        """The bytes of a letter, dated now unless told otherwise.

        Raises:
            MailError: a PDF is not what it was when the plan was made.
        """
        moment = when or datetime.now().astimezone()
        return self.message(letter, copies, moment).content(self.encoded)


def codes(letter: Letter) -> tuple[str, ...]:
    """The départements whose fiches are in a letter."""
    return tuple(dict.fromkeys(code for each in letter.enclosures for code in each.departements))


def label(letter: Letter) -> str:
    """What is said instead of an address: « line 12, 03 63 »."""
    return _("line {line}, {codes}", line=letter.recipient.lines[0], codes=" ".join(codes(letter)))


@cache  # those of the settings: a letter needs them several times
def mailbox(found: Mailbox) -> Mailbox:
    """A mailbox of the settings, its domain in ASCII.

    Raises:
        MailError: it is not an address.
    """
    try:
        return Mailbox(found.name, addresses.normalised(found.address))
    except ValueError as error:
        raise MailError(
            _(
                "the settings have {address!r} for an address: {error}",
                address=found.address,
                error=error,
            ),
            _("Mend [mail] in tradefiche.toml."),
        ) from error


def _test_note(letter: Letter) -> str:
    lines = ", ".join(map(str, letter.recipient.lines))
    return typeset(
        f"Message d'essai : il est destiné à {letter.recipient.name} (ligne {lines} de la liste)."
    )
