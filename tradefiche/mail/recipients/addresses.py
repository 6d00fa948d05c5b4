"""What an e-mail address is, and when two are one; it asks no server whether somebody reads it."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError
from email_validator import validate_email

from tradefiche.mail.kept import _
from tradefiche.mail.kept import spoken

_ONE = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^\s,;|])+')
_ANY = re.compile(r"[^\s<>:;,()\"'“”]+@[^\s<>:;,()\"'“”]+")
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Overrides of the direction of writing: a name that reads otherwise than it is written."""
_BREAKS = frozenset({"Cc", "Zl", "Zp", "Cs"})

_USUAL = (
    _("an email address must have an @-sign"),
    _("there must be something before the @-sign"),
    _("there must be something after the @-sign"),
    _("an email address cannot have two periods in a row"),
    _("an email address cannot start with a period"),
    _("an email address cannot have a period immediately before the @-sign"),
    _("an email address cannot have a period immediately after the @-sign"),
    _("an email address cannot end with a period"),
    _("an email address cannot end with a hyphen"),
    _("the email address contains invalid characters before the @-sign"),
    _("the part after the @-sign contains invalid characters"),
    _("the part after the @-sign is not valid. It should have a period"),
    _("the part after the @-sign is not valid. It is not within a valid top-level domain"),
    _("the part after the @-sign is a special-use or reserved name that cannot be used with email"),
)
"""What email-validator says of the slips that are made; the rest is said as it says it."""


def normalised(text: str) -> str:
    """The address as servers take it: its domain in ASCII and lower case, its local part as it is.

    Syntax only (RFC 5321, IDNA 2008); quoted local parts are addresses too.

    Raises:
        ValueError: it is not one, in words that do not repeat it.
    """
    local = text.rpartition("@")[0]
    if not local.isascii():
        # such an address needs SMTPUTF8 on each server of its way: few have it, some lose it
        raise ValueError(
            spoken(_("what stands before its @ has accents: ask for an address without"))
        )
    try:
        found = validate_email(
            text,
            check_deliverability=False,
            allow_quoted_local=True,
            allow_smtputf8=False,
            strict=True,
        )
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        raise ValueError(_said(reason[:1].lower() + reason[1:])) from error
    assert found.ascii_email is not None  # since its local part is ASCII
    return found.ascii_email


def _said(reason: str) -> str:
    """What the library says of an address, in the operator's language where it is usual."""
    head, colon, characters = reason.partition(": ")
    known = spoken(next((each for each in _USUAL if each == head), head))
    if not colon:
        return known
    return spoken(_("{reason}: {characters}", reason=known, characters=characters))


def identity(address: str) -> str:
    """What two writings of one address share.

    Standards let a server tell « Lead@ » from « lead@ »; none that matters does, and writing to
    somebody twice is worse.
    """
    return address.lower()


def split(text: str) -> tuple[str, ...]:
    """The addresses of one cell, between commas, semicolons, bars or spaces."""
    return tuple(_ONE.findall(text))


def hidden(text: str) -> str:
    """A text without the addresses in it: for logs, and for what many eyes may see."""
    return _ANY.sub("…", text)


def unprintable(text: str) -> str:
    """The first character that has no place in one line of text, by its number; or nothing.

    A line break in a name could begin a header of its own.
    """
    for character in text:
        if unicodedata.category(character) in _BREAKS or character in _DIRECTIONS:
            return f"U+{ord(character):04X}"
    return ""
