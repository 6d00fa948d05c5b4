"""The one family of errors that reaches an operator: what is wrong, and what to do next."""

from __future__ import annotations


class TradeficheError(Exception):
    """Something the operator can act on.

    Args:
        message: what is wrong, in the operator's language, naming the file, line, code or option.
        hint: what to do next; printed on its own line.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(TradeficheError):
    """The command was asked for something that does not exist (exit status 2)."""


class UnknownTerritoryError(UsageError):
    """No département, region or Territoire d'industrie answers to that name or code."""


class CustomsFileError(TradeficheError):
    """A customs file cannot be read for what it claims to be; the store is unchanged."""


class UnknownCodesError(CustomsFileError):
    """A customs file uses codes that the project's tables do not know."""


class StoreError(TradeficheError):
    """The data store is missing, damaged or cannot be written."""


class IncompleteYearError(StoreError):
    """The year lacks quarters of a flow, or they seem to lack rows, or it was never imported."""


class FetchError(TradeficheError):
    """The open-data platform did not give the files."""


class NotListedError(FetchError):
    """The open-data platform lists no such year; it may be published later."""


class BrandError(TradeficheError):
    """A brand folder is incomplete or its colours fail the contrast rules."""


class EditionError(TradeficheError):
    """An edition folder is incomplete or one of its texts is wrong."""


class SettingsError(TradeficheError):
    """``tradefiche.toml`` cannot be read, or says what cannot be."""


class ReviewError(TradeficheError):
    """What was written of a review cannot be read, or a report of it cannot be written."""


class OutputError(TradeficheError):
    """A document cannot be written where it was asked for."""


class EngineError(TradeficheError):
    """A validator of PDF files is missing, or does not answer."""


class CheckError(TradeficheError):
    """What should be checked is not there, or what was built cannot be known."""


class MailError(TradeficheError):
    """The mailing cannot begin or go on: settings, recipients, server or ledger are wrong."""


SYSTEM = (
    "No such file or directory",
    "Permission denied",
    "Operation not permitted",
    "File exists",
    "Is a directory",
    "Not a directory",
    "Directory not empty",
    "No space left on device",
    "Read-only file system",
    "File name too long",
    "Too many open files",
    "Device or resource busy",
    "Input/output error",
    "Connection refused",
    "Connection timed out",
    "Network is unreachable",
)
"""What the C library says most, always in English to Python; Windows speaks its own language."""


def cause(error: Exception) -> str:
    """Why, in the system's words: without its number, and the file that the message names.

    In the operator's language where the reason is one of ``SYSTEM``.
    """
    from tradefiche.messages import translated  # late: ``import tradefiche`` loads these errors

    said = str(getattr(error, "strerror", None) or error)
    return translated(said) if said in SYSTEM else said
