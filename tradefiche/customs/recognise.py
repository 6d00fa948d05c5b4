"""What a file of the customs is, from its content; its name is never trusted.

It looks at the first lines only: ``rows`` checks all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tradefiche.customs import containers
from tradefiche.customs.containers import Member
from tradefiche.errors import CustomsFileError
from tradefiche.messages import _
from tradefiche.reference.tables import fold

SEPARATOR = ";"
EXAMPLE = "I;3;2018;01;18;A01Z;0111;AR;52;11"
COLUMNS = (
    "flow",
    "quarter",
    "year",
    "departement",
    "region",
    "a129",
    "cpf4",
    "country",
    "value",
    "mass",
)
_LINES = 50

# Loose on purpose: a wrong quarter or a missing field is for ``rows`` to say, with its line.
_REGIONAL = re.compile(r"[A-Za-z];\d?;\d{4};[^;]{1,3};")
_NATIONAL = re.compile(r"[EI];\d{1,2};\d{4};[^;]{6};[^;]{4};\d{8};")
_SEPARATED_OTHERWISE = re.compile(r"[EI]([,\t|:])\d{1,2}\1\d{4}\1")
_LABELS = re.compile(r'([^;]{1,8});("[^"]*"|[^;]*);\d{4,6};\d{4,6};*')
_DEPARTEMENTS = re.compile(r"(\d[0-9A-Z]);[^;]+;\d\d;[^;]+(;\d{4,6}){0,2}")
# What may separate fields (None: blanks), and what a row must have, in any order.
_SEPARATORS = (SEPARATOR, ",", "\t", "|", ":", None)
_ROW = tuple(map(re.compile, (r"[EI]|(EX|IM)PORTS?", r"[TQ]?0?[1-4]", r"(19|20)\d\d")))
# How the heading of each column may read, folded.
_HEADINGS = {
    "flow": re.compile(r"flux|flow|sens"),
    "quarter": re.compile(r"trimestre|quarter|trim"),
    "year": re.compile(r"annee|year|an"),
    "departement": re.compile(r"(code )?(dep|dept|departement|department)"),
    "region": re.compile(r"(code )?(reg|region)"),
    "a129": re.compile(r"(code )?a129"),
    "cpf4": re.compile(r"(code )?cpf ?4"),
    "country": re.compile(r"(code )?(pays|country)"),
    "value": re.compile(r"(valeur|value)( (en )?(euros?|eur))?"),
    "mass": re.compile(r"(masse|mass)( (en )?(kg|kilogrammes?))?"),
}


class Kind(StrEnum):
    """What a file can be; the value is how messages call it in English."""

    REGIONAL = "regional data"
    A129 = "product labels (A129)"
    CPF4 = "product labels (CPF4)"
    COUNTRIES = "country labels"
    DEPARTEMENTS = "départements and regions"
    NATIONAL = "a national file (NC8 by month)"
    WORKBOOK = "a spreadsheet"
    ARCHIVE = "an archive"
    DOCUMENT = "a document"

    @property
    def said(self) -> str:
        """How messages call it in the operator's language."""
        return {
            Kind.REGIONAL: _("regional data"),
            Kind.A129: _("product labels (A129)"),
            Kind.CPF4: _("product labels (CPF4)"),
            Kind.COUNTRIES: _("country labels"),
            Kind.DEPARTEMENTS: _("départements and regions"),
            Kind.NATIONAL: _("a national file (NC8 by month)"),
            Kind.WORKBOOK: _("a spreadsheet"),
            Kind.ARCHIVE: _("an archive"),
            Kind.DOCUMENT: _("a document"),
        }[self]


LABELS = frozenset({Kind.A129, Kind.CPF4, Kind.COUNTRIES, Kind.DEPARTEMENTS})


@dataclass(frozen=True, slots=True)
class FileShape:
    """What a file is, and whether its first line names the columns."""

    kind: Kind
    header: bool = False
    demonstration: bool = False


def recognise(member: Member) -> FileShape:
    """What the file is.

    Raises:
        CustomsFileError: the file is empty, or is regional data in another shape: another
            separator, UTF-16, columns named in another order.
    """
    head = member.head()
    if containers.is_workbook(head):
        return FileShape(Kind.WORKBOOK)
    if containers.is_archive(head):
        return FileShape(Kind.ARCHIVE)
    if head.startswith(b"%PDF"):
        return FileShape(Kind.DOCUMENT)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CustomsFileError(
            _("{file} is text in UTF-16", file=member),
            _("Save it again as UTF-8, then import it."),
        )
    text = decode(head)
    if not text.strip():
        raise CustomsFileError(
            _("{file} is empty", file=member), _("Download it again, or leave it out.")
        )
    return _shape(member, text)


def decode(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, else Windows' Western encoding."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The head of a file may end inside a character.
        if error.start >= len(content) - 3:
            return content[: error.start].decode("utf-8-sig")
        return content.decode("cp1252", errors="replace")


def refusal(member: Member, kind: Kind) -> CustomsFileError:
    """Why a file that is not regional data cannot be imported, and what to take instead."""
    wanted = _("Take « Statistiques régionales et départementales du commerce extérieur » instead.")
    if kind is Kind.NATIONAL:
        return CustomsFileError(
            _("{file} is a national file (products in NC8, by month)", file=member), wanted
        )
    if kind is Kind.WORKBOOK:
        return CustomsFileError(
            _(
                "{file} is a spreadsheet; the old regional workbooks are in thousands of euros",
                file=member,
            ),
            _("Take the text files (REGIONAL_CPF4PAYS…, Region_…): they hold whole euros."),
        )
    if kind is Kind.ARCHIVE:
        return CustomsFileError(
            _("{file} is an archive that is not read as it is", file=member),
            _("Unpack it, and give the files or their folder."),
        )
    return CustomsFileError(
        _("{file} is not a file of the customs' regional statistics", file=member),
        _("Its lines should read like {example}.", example=EXAMPLE) + f" {wanted}",
    )


def _shape(member: Member, text: str) -> FileShape:
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_LINES]
    if _names_columns(member, lines[0]):
        return FileShape(Kind.REGIONAL, header=True)
    if any(_REGIONAL.match(line) for line in lines):
        return FileShape(Kind.REGIONAL)
    if 2 * sum(bool(_NATIONAL.match(line)) for line in lines) >= len(lines):
        return FileShape(Kind.NATIONAL)
    for line in lines:
        if otherwise := _SEPARATED_OTHERWISE.match(line):
            raise CustomsFileError(
                _(
                    "{file} separates its fields with {found}, not with {separator}",
                    file=member,
                    found=repr(otherwise[1]),
                    separator=repr(SEPARATOR),
                ),
                _("Import the file as the customs publish it, not as a spreadsheet saved it."),
            )
    kind = _labels(lines)
    if kind is Kind.DOCUMENT:
        _check_is_no_data(member, text)
    return FileShape(kind, demonstration="chiffres fictifs" in fold(" ".join(lines)))


def _check_is_no_data(member: Member, text: str) -> None:
    """Data in a form that is not read here must not be set aside as a mere document.

    Raises:
        CustomsFileError: most lines have the fields of a row, in whatever order or quotes.
    """
    text = text.replace("\0", "")  # UTF-16 without its mark
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for separator in _SEPARATORS:
        rows = [(number, line) for number, line in lines if _is_row(line, separator)]
        if rows and 2 * len(rows) >= len(lines):
            number, line = rows[0]
            raise CustomsFileError(
                _(
                    "{file}, line {number}: this looks like data in another form "
                    "({oddity}): {line}",
                    file=member,
                    number=number,
                    oddity=_oddity(line, separator),
                    line=containers.shortened(line),
                ),
                _(
                    "A line reads like {example}: give the file as the customs publish "
                    "it, or, when it is something else, leave it out.",
                    example=EXAMPLE,
                ),
            )


def _is_row(line: str, separator: str | None) -> bool:
    """Whether a line has about ten fields, a flow, a quarter and a year among them."""
    fields = [field.strip(" \"'[]()").upper() for field in line.split(separator)]
    if abs(len(fields) - len(COLUMNS)) > 2:
        return False
    return all(any(form.fullmatch(field) for field in fields) for form in _ROW)


def _oddity(line: str, separator: str | None) -> str:
    if '"' in line or "'" in line:
        return _("its fields are in quotes")
    if separator is None:
        return _("its fields are separated by blanks")
    if separator != SEPARATOR:
        return _("its fields are separated by {separator}", separator=repr(separator))
    if _REGIONAL.match(line):
        return _("in another encoding, or below other lines")
    return _("its fields are in another order")


def _names_columns(member: Member, line: str) -> bool:
    names = [fold(name) for name in line.split(SEPARATOR)]
    known = {
        column: position
        for position, name in enumerate(names)
        for column, heading in _HEADINGS.items()
        if heading.fullmatch(name)
    }
    if len(known) < len(COLUMNS):
        return False
    if tuple(sorted(known, key=known.__getitem__)) != COLUMNS or len(names) != len(COLUMNS):
        raise CustomsFileError(
            _(
                "{file} names its columns in another order: {line}",
                file=member,
                line=containers.shortened(line),
            ),
            _("The order of the customs is {columns}.", columns=SEPARATOR.join(COLUMNS)),
        )
    return True


def _labels(lines: list[str]) -> Kind:
    """Which label file it is, from its codes; a document when it is none."""
    if all(_DEPARTEMENTS.fullmatch(line) for line in lines):
        return Kind.DEPARTEMENTS
    matches = [_LABELS.fullmatch(line) for line in lines]
    codes = [match[1] for match in matches if match]
    if not codes or len(codes) < len(lines):
        return Kind.DOCUMENT
    for kind, form in (
        (Kind.A129, r"[A-Z]\d\d[A-Z]"),
        (Kind.CPF4, r"\d{4}"),
        (Kind.COUNTRIES, r"[A-Z]{2}"),
    ):
        if all(re.fullmatch(form, code) for code in codes):
            return kind
    return Kind.DOCUMENT
