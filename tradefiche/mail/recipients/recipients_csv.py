"""A list of recipients as a table: a CSV with its header and numbered lines; it knows no person.

A file that is not such a table is refused; a line that does not fit is a fault among others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tradefiche import atomic
from tradefiche.errors import MailError
from tradefiche.errors import cause
from tradefiche.mail.recipients import addresses
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.messages import translated
from tradefiche.printable import printable
from tradefiche.reference.tables import fold

COLUMNS = ("territoire", "departement", "civilite", "nom", "email", "cc", "notes")
REQUIRED = ("nom", "email")
_PLACES = ("territoire", "departement")
LARGEST = 50_000_000
"""Bytes; ten thousand recipients have two million."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be used, by its number; the header is the first."""

    line: int
    reason: str

    def __str__(self) -> str:
        return _("line {line}: {reason}", line=self.line, reason=printable(self.reason, 1000))


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of a line by the names of ``COLUMNS``, as they were written."""

    number: int
    cells: Mapping[str, str]


REMARK = "#"
"""What a line begins with that nobody reads; in ``notes`` it may stand for anything."""
_EXAMPLE = (
    *(f"{REMARK} ti-8416", "", "Madame", "Prénom Nom", "prenom.nom@example.org", ""),
    f"exemple : une ligne qui commence par {REMARK} n’est pas lue",
)


def template() -> str:
    """An empty list: its header, as spreadsheets of a French machine read it, and a remark."""
    return "".join(";".join(cells) + "\r\n" for cells in (COLUMNS, _EXAMPLE))


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whoever chose its words."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def read(path: Path) -> tuple[list[Line], list[Fault]]:
    """The lines under the header, and those that are not of its shape.

    Raises:
        MailError: the file is not a CSV in UTF-8 with the columns of ``COLUMNS``.
    """
    content = _text(path)
    stream = csv.reader(
        io.StringIO(content, newline=""), delimiter=_delimiter(content), strict=True
    )
    rows = _rows(stream)
    first = next(rows, None)
    if first is None or isinstance(first[1], str):
        raise MailError(
            _("{path}: empty, or without a header", path=path),
            _("Its first line names: {columns}.", columns=", ".join(COLUMNS)),
        )
    header = _header(path, first[1])
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in rows:
        if header[0] in _PLACES and cells[0].lstrip().startswith(REMARK):
            continue  # no place is called so
        if isinstance(cells, str):
            faults.append(Fault(number, cells))
        elif len(cells) < len(header) or any(cells[len(header) :]):
            fields = many(len(cells), "field")
            reason = _("{fields} where the header has {count}", fields=fields, count=len(header))
            faults.append(Fault(number, reason))
        else:
            lines.append(Line(number, dict(zip(header, cells, strict=False))))
    return lines, faults


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise MailError(
            _(
                "{path}: the recipients cannot be read ({error})",
                path=path,
                error=cause(error),
            ),
            translated(atomic.CLOSE_IT)
            if isinstance(error, PermissionError)
            else _("Give a CSV of recipients; tradefiche send --template-csv writes an empty one."),
        ) from error
    if len(content) > LARGEST:
        raise MailError(
            _(
                "{path}: more than {largest} bytes, which is no list of recipients",
                path=path,
                largest=LARGEST,
            ),
            _("Give a CSV of recipients; tradefiche send --template-csv writes an empty one."),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MailError(
            _("{path}, line {line}: not text in UTF-8", path=path, line=line),
            _("Save it again as « CSV UTF-8 »: a spreadsheet proposes it beside plain CSV."),
        ) from error


def _delimiter(content: str) -> str:
    header = content.lstrip("\r\n").partition("\n")[0]
    return ";" if header.count(";") >= header.count(",") else ","


def _rows(stream: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the number of its first line; a row that is no CSV is a reason instead."""
    while True:
        start = stream.line_num + 1  # type: ignore[attr-defined] # of csv's readers
        try:
            cells = next(stream)
        except StopIteration:
            return
        except csv.Error as error:
            said = _("not CSV from here on, and what follows is not read ({error})", error=error)
            yield start, said
            return
        if any(cell.strip() for cell in cells):  # spreadsheets leave rows of separators
            yield start, cells


def _header(path: Path, cells: list[str]) -> list[str]:
    """The columns by our names.

    Raises:
        MailError: a column is unknown, missing or there twice.
    """
    names = [fold(cell).replace(" ", "") for cell in cells]
    while names and not names[-1]:
        names.pop()
    reasons = [
        # of a list without its header it may be an address
        _("unknown column {name!r}", name=addresses.hidden(cell.strip()[:100]))
        for cell, name in zip(cells, names, strict=False)
        if name not in COLUMNS
    ]
    reasons += [_("two columns {name!r}", name=name) for name in COLUMNS if names.count(name) > 1]
    reasons += [_("no column {name!r}", name=name) for name in REQUIRED if name not in names]
    if not {*_PLACES} & {*names}:
        reasons.append(_("no column 'territoire' or 'departement'"))
    if reasons:
        said = printable(_("; ").join(reasons), 1000)
        raise MailError(
            _(
                "{path}: its header is not that of a list of recipients: {reasons}",
                path=path,
                reasons=said,
            ),
            _(
                "The columns are {columns}, separated by « ; » or « , »; put what "
                "else you know in notes.",
                columns=", ".join(COLUMNS),
            ),
        )
    return names
