"""Each message that is said made in French as well, from its real values, while a test runs.

Tests read English. With ``in_french_too`` a message that has no French, or whose French cannot be
made from the values that it was given, fails the test that said it.
"""

from __future__ import annotations

from gettext import NullTranslations
from gettext import translation
from typing import Any

from tradefiche import messages


class InBoth(str):
    """A message in English that is also made in French whenever its values are filled in."""

    __slots__ = ("french",)
    french: str

    def format(self, *values: object, **named: object) -> str:
        """The English."""
        assert self.french.format(*values, **named).strip()
        return super().format(*values, **named)


class French(NullTranslations):
    """The French catalogue, which answers in English and has to know what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.known = translation(messages.DOMAIN, messages.FOLDER, ["fr"])
        self.known.add_fallback(Lacking())

    def gettext(self, message: str) -> str:
        """The message, once its French is there."""
        return in_both(message, self.known.gettext(message) if message else "")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The same of a count."""
        return in_both(super().ngettext(msgid1, msgid2, n), self.known.ngettext(msgid1, msgid2, n))


class Lacking(NullTranslations):
    """What is asked when there is no French."""

    def gettext(self, message: str) -> str:
        """Never."""
        raise AssertionError(f"no French of {message!r}: run tools/make_catalogue.py")

    def ngettext(self, msgid1: str, _msgid2: str, _n: int) -> str:
        """Never."""
        return self.gettext(msgid1)


def in_both(english: str, french: str) -> InBoth:
    """The two of one message."""
    made = InBoth(english)
    made.french = french
    return made


def in_french_too(monkeypatch: Any) -> None:
    """From here on, until the test ends; a test that asks for French gets it as it is."""
    both, spoken = French(), messages._catalogue
    monkeypatch.setattr(
        messages, "_catalogue", lambda language: both if language == "en" else spoken(language)
    )
