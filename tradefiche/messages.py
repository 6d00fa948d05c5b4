"""What the program says to its operator, in their language; it knows no sentence.

English is the source: a message stands where it is said, ``_("{path} is missing", path=path)``, and
``tools/make_catalogue.py`` gathers all of them for ``locale/``. What a reader of the publication
sees is not said by ``_``: it is French whatever the operator speaks.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "tradefiche"
FOLDER = Path(__file__).with_name("locale")
LANGUAGES = ("en", "fr")
VARIABLE = "TRADEFICHE_LANG"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables of the environment, in order; the first that is set decides."""
_FRENCH_OF_WINDOWS = 0x0C
"""The primary language of a LANGID, in its ten lower bits."""


def _(message: str, /, **values: object) -> str:
    """A message in the operator's language, its values filled in as ``str.format`` does."""
    return translated(message).format(**values)


def translated(message: str) -> str:
    """The same before its values are filled in: what the help says has none."""
    return _catalogue(language()).gettext(message)


def many(count: int, noun: str, *, grouped: bool = False) -> str:
    """« 1 letter », « 2 letters », in the operator's language; ``grouped``: « 3,000,000 rows ».

    Args:
        noun: in English and the singular, whose plural takes an s.
    """
    one, several = plural(noun)
    number = whole(count) if grouped else str(count)
    return _catalogue(language()).ngettext(one, several, count).format(count=number)


def plural(noun: str) -> tuple[str, str]:
    """The two messages of a counted noun, as the catalogue has them."""
    return f"{{count}} {noun}", f"{{count}} {noun}s"


def whole(number: int) -> str:
    """A whole number in groups of three: « 3,000,000 »; in French between narrow blanks."""
    grouped = f"{number:,}"
    return grouped.replace(",", "\u202f") if language() == "fr" else grouped


def decimal(number: float, places: int) -> str:
    """A number with so many decimals, and groups of three: « 1,234.5 », « 1 234,5 »."""
    said = f"{number:,.{places}f}"
    return said.translate(_FRENCH_NUMBERS) if language() == "fr" else said


_FRENCH_NUMBERS = str.maketrans(",.", "\u202f,")


def language() -> str:
    """« en » or « fr »: that of the environment, else of Windows; any other is English."""
    if chosen := os.environ.get(VARIABLE):
        return chosen if chosen in LANGUAGES else "en"
    for name in _LOCALE:
        if said := os.environ.get(name):
            return "fr" if said.lower().startswith("fr") else "en"
    return _of_windows()


def speak(language: str) -> None:
    """From here on, this process and those it starts speak « en » or « fr »; click as well."""
    import gettext

    os.environ[VARIABLE] = language
    os.environ["LANGUAGE"] = language  # what gettext itself looks at first: click asks it
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)


@cache
def _of_windows() -> str:
    if sys.platform == "win32":
        import ctypes

        chosen = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return "fr" if chosen & 0x3FF == _FRENCH_OF_WINDOWS else "en"
    return "en"


@cache
def _catalogue(language: str) -> NullTranslations:
    """Read when the first message is said; English needs none."""
    import gettext

    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [language])
