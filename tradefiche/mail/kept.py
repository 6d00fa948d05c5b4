"""Sentences that are written down, and said too: English where they are kept, whatever is spoken.

The ledger, ``failed.csv`` and the table of a plan are read again, by programs and by who speaks
another language. So a module whose sentences go there takes its ``_`` from here: what it makes is
the English text, and ``spoken`` says it to the operator.
"""

from __future__ import annotations

from tradefiche.errors import SYSTEM
from tradefiche.errors import MailError
from tradefiche.messages import translated


class KeptWords(str):
    """A message in English, with what it takes to say it in another language.

    Text like any other; ``str`` leaves it what it is, an f-string or a method makes plain English.
    """

    _message: str
    _values: dict[str, object]

    def __new__(cls, message: str, /, **values: object) -> KeptWords:
        """Its values filled in as ``str.format`` does; they may be kept themselves."""
        made = super().__new__(cls, message.format(**values))
        made._message, made._values = message, values
        return made

    def __str__(self) -> str:
        return self

    def spoken(self) -> str:
        """In the operator's language."""
        values = {
            name: value.spoken() if isinstance(value, KeptWords) else value
            for name, value in self._values.items()
        }
        return translated(self._message).format(**values)


def _(message: str, /, **values: object) -> KeptWords:
    """A message that is kept; written as that of ``messages``, where a translation finds it."""
    return KeptWords(message, **values)


def why(error: Exception) -> str:
    """The same as ``errors.cause``, kept: what the system says, without its number."""
    said = str(getattr(error, "strerror", None) or error)
    return KeptWords(said) if said in SYSTEM else said


def spoken(text: str) -> str:
    """A text in the operator's language, as far as it is one of ours."""
    return text.spoken() if isinstance(text, KeptWords) else text


class KeptError(MailError):
    """An error that ends the sending of letters, and is kept as the reason why they are left.

    Attributes:
        kept: its message.
    """

    def __init__(self, message: KeptWords, hint: KeptWords) -> None:
        super().__init__(spoken(message), spoken(hint))
        self.kept = message
