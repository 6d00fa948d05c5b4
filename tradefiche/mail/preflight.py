"""All that must be right before a single letter leaves; every fault is found in one go.

It reads the list, the published files, the settings and the templates, and knows no ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TypeVar

from tradefiche import reviewed as reviewing
from tradefiche.errors import MailError
from tradefiche.errors import TradeficheError
from tradefiche.errors import UsageError
from tradefiche.mail import pages
from tradefiche.mail import published
from tradefiche.mail import settings as mail_settings
from tradefiche.mail.ledger.decisions import Allowed
from tradefiche.mail.letter import words
from tradefiche.mail.letter.composer import Writer
from tradefiche.mail.letter.composer import codes
from tradefiche.mail.letter.composer import mailbox
from tradefiche.mail.letter.letter import Letter
from tradefiche.mail.letter.letter import Recipient
from tradefiche.mail.pages import PublishedPages
from tradefiche.mail.published import PublishedEdition
from tradefiche.mail.recipients import addresses
from tradefiche.mail.recipients import recipients
from tradefiche.mail.recipients.recipients import Roster
from tradefiche.mail.settings import Mailbox
from tradefiche.mail.settings import Settings
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.reference import industry
from tradefiche.reference import territories

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MailingRequest:
    """What the operator asked for.

    Attributes:
        recipients: the list.
        output: the folder with one folder a year.
        settings, message: a file and a folder of one's own; None for ``tradefiche.toml`` and
            the project's templates.
        links: name the documents by their address, in the place of attaching them.
        site: the folder of the site to whose pages letters link, in the place of attaching
            documents; None without.
        territoires, departements: names or ids; only the letters about one of these.
        only_to: an address to which all goes as a test.
        limit: letters at most; 0 is no limit.
        reviewed: nothing may be open of the review of the year.
    """

    recipients: Path
    year: int
    output: Path
    settings: Path | None = None
    message: Path | None = None
    pack: bool = False
    links: bool = False
    site: Path | None = None
    only_to: str = ""
    limit: int = 0
    territoires: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    allowed: Allowed = field(default_factory=Allowed)
    allow_demo: bool = False
    allow_draft: bool = False
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """The letters asked for, the ``others`` of the list by ``identity``, and who writes them."""

    letters: tuple[Letter, ...]
    others: frozenset[str]
    writer: Writer


def check(request: MailingRequest) -> Batch:
    """The letters of a request, when nothing is wrong with any of them.

    Raises:
        MailError: something is; all of it is said, by line and file.
        UsageError: a name of ``territoires`` or ``departements``, or the test address, is wrong.
    """
    wanted, only_to = _wanted(request), _only_to(request.only_to)
    faults: list[str] = []
    roster = _tried(faults, lambda: recipients.read(request.recipients))
    settings = _tried(faults, lambda: _settings(request))
    templates = _tried(faults, lambda: words.load(request.message))
    found = _tried(faults, lambda: published.read(request.output, request.year))
    online = _tried(faults, lambda: _pages(request))
    letters: list[Letter] = []
    if roster:
        faults += _unusable(roster)
    asked = [each for each in roster.recipients if wanted(each)] if roster else []
    if found:
        letters = [found.letter(each, pack=request.pack) for each in asked]
        faults += [*found.faults, *_marked(found, letters, request)]
        if request.reviewed and (told := found.left_open(letters, required=True)):
            faults.append(_("{open}: {hint}", open=told, hint=reviewing.hint(request.year)))
        faults += online.faults(letters, found) if online else ()
    if faults or not (roster and settings and templates and found):
        raise refusal(faults)
    writer = Writer(found, templates, settings, request.links, only_to, online)
    others = {each.address for each in roster.recipients} - {each.address for each in asked}
    return Batch(tuple(letters), frozenset(map(addresses.identity, others)), writer)


def unusable(roster: Roster) -> MailError:
    """The error that lists the lines of a list that cannot be used."""
    lines = _lines(_unusable(roster))
    faults = many(len(lines), "fault")
    return _listed(
        _("{faults} found, and nothing is said of its recipients:", faults=faults), lines
    )


def _unusable(roster: Roster) -> list[str]:
    """The lines of a list that cannot be used; an address in the wrong column is not repeated."""
    return [
        _("{path}, {fault}", path=roster.path, fault=addresses.hidden(str(fault)))
        for fault in roster.faults
    ]


def refusal(faults: Sequence[str]) -> MailError:
    """The error that lists what keeps letters from being sent."""
    lines = _lines(faults)
    return _listed(
        _("{faults} found, and nothing is sent:", faults=many(len(lines), "fault")), lines
    )


def _lines(faults: Iterable[str]) -> list[str]:
    return [line for fault in faults for line in fault.splitlines()]


def _listed(head: str, lines: Iterable[str]) -> MailError:
    return MailError(
        "\n".join((head, *(f"  {line}" for line in lines))),
        _("Mend all of them, then run the same command again."),
    )


def _tried(faults: list[str], make: Callable[[], T]) -> T | None:
    """What is made, or its error among the faults."""
    try:
        return make()
    except TradeficheError as error:
        told = "\n" in error.message  # a list says it all
        faults.append(error.message if told else f"{error.message}. {error.hint}")
    return None


def _settings(request: MailingRequest) -> Settings:
    """The settings, their addresses addresses.

    Raises:
        MailError: they are not, or links have nowhere to lead.
    """
    found = mail_settings.load(request.settings)
    mailbox(found.sender)
    if found.reply_to:
        mailbox(found.reply_to)
    if found.unsubscribe and not found.unsubscribe.startswith("https://"):
        mailbox(Mailbox("", found.unsubscribe))  # it stands in a header
    if request.links and not found.base_url:
        raise MailError(
            _("--attach link, and [mail] base_url does not say where the documents are"),
            _('Write base_url = "https://…", the folder where the PDFs can be downloaded.'),
        )
    return found


def _pages(request: MailingRequest) -> PublishedPages | None:
    """The pages to link to; None when letters link to none."""
    return pages.read(request.site, request.year, request.settings) if request.site else None


def _marked(
    found: PublishedEdition, letters: Iterable[Letter], request: MailingRequest
) -> Iterator[str]:
    """The fiches with figures that nobody allowed to be sent."""
    demonstration: dict[str, None] = {}
    provisional: dict[str, None] = {}
    for code in dict.fromkeys(code for letter in letters for code in codes(letter)):
        summary = found.summary(code)
        if summary and summary.marks.demonstration:
            demonstration[code] = None
        if summary and summary.marks.provisional:
            provisional[code] = None
    if demonstration and not request.allow_demo:
        yield _(
            "{fiches}: demonstration data, invented figures: --allow-demo",
            fiches=_some(demonstration),
        )
    if provisional and not request.allow_draft:
        yield _("{fiches}: provisional figures: --allow-draft", fiches=_some(provisional))


def _some(codes: Iterable[str]) -> str:
    """« the fiches of 03, 63 and 12 others »."""
    every = list(codes)
    if len(every) == 1:
        return _("the fiche of {code}", code=every[0])
    shown, left = ", ".join(every[:8]), len(every) - 8
    if left <= 0:
        return _("the fiches of {codes}", codes=shown)
    return _("the fiches of {codes} and {others}", codes=shown, others=many(left, "other"))


def _wanted(request: MailingRequest) -> Callable[[Recipient], bool]:
    """Whether a recipient asks for one of the territories that were named; all without any."""
    wholes = {industry.only(text).id for text in request.territoires}
    places = {territories.departement(text).code for text in request.departements}
    if not wholes and not places:
        return lambda _: True
    return lambda each: bool(wholes & {*each.territoires} or places & {*published.wanted(each)})


def _only_to(text: str) -> str:
    try:
        return addresses.normalised(text) if text else ""
    except ValueError as error:
        raise UsageError(
            _("--only-to is not an address: {error}", error=error),
            _("Give one of yours: --only-to me@example.org."),
        ) from error
