"""Who is to receive what, read from the operator's CSV and checked whole; it knows no files.

Every line that cannot be used is listed with its number and reason, all at once: a list is mended
in one go. The lines of one address make one recipient.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TypeVar

from tradefiche.errors import MailError
from tradefiche.errors import UnknownTerritoryError
from tradefiche.fiche import Place
from tradefiche.mail.letter.letter import Recipient
from tradefiche.mail.recipients import addresses
from tradefiche.mail.recipients import recipients_csv
from tradefiche.mail.recipients.recipients_csv import COLUMNS
from tradefiche.mail.recipients.recipients_csv import REQUIRED
from tradefiche.mail.recipients.recipients_csv import Fault
from tradefiche.mail.recipients.recipients_csv import Line
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.reference import industry
from tradefiche.reference import territories

T = TypeVar("T")

LONGEST = dict.fromkeys(COLUMNS, 2000) | {"nom": 200, "civilite": 40, "email": 320}
LONGEST["notes"] = 100_000
"""Characters: what is longer is a mistake, or an attempt."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The recipients, in the order of the file, and the lines that gave none."""

    path: Path
    recipients: tuple[Recipient, ...]
    faults: tuple[Fault, ...] = ()


class _FaultError(ValueError):
    """What is wrong with one cell."""


def read(path: Path) -> Roster:
    """The recipients of a CSV: UTF-8, « ; » or « , », a header.

    Raises:
        MailError: the file cannot be read as such a table; wrong lines are in the roster instead.
    """
    lines, faults = recipients_csv.read(path)
    found: dict[str, Recipient] = {}
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        try:
            _require_new(line, seen)
            recipient = _recipient(line)
            known = found.get(addresses.identity(recipient.address))
            merged = _merged(known, recipient) if known else recipient
        except _FaultError as error:
            faults += [Fault(line.number, str(reason)) for reason in error.args]
        else:
            found[addresses.identity(recipient.address)] = merged
    if not lines and not faults:
        raise MailError(
            _("{path}: no recipient in it", path=path),
            _("Add a line a person: a territoire, a name, an address."),
        )
    return Roster(path, tuple(found.values()), tuple(sorted(faults, key=lambda f: f.line)))


def _require_new(line: Line, seen: dict[tuple[str, ...], int]) -> None:
    """Two identical lines are a copy too many; one of them may be meant for somebody else."""
    key = tuple(line.cells.get(name, "").strip() for name in COLUMNS)
    first = seen.setdefault(key, line.number)
    if first != line.number:
        raise _FaultError(_("the same as line {line}", line=first))


def _recipient(line: Line) -> Recipient:
    """The recipient of one line.

    Raises:
        _FaultError: with each reason why there is none.
    """
    cells = {name: line.cells.get(name, "") for name in COLUMNS}
    unfit = dict(_unfit(cells))
    reasons = list(unfit.values())
    cells = {name: "" if name in unfit else cell.strip() for name, cell in cells.items()}
    address = ""
    if cells["email"]:
        address = _try(reasons, _recipient_address, cells["email"]) or ""
    copies = [
        found for each in addresses.split(cells["cc"]) if (found := _try(reasons, _copy, each))
    ]
    by_identity = {addresses.identity(each): each for each in reversed(copies)}
    if address and addresses.identity(address) in by_identity:
        reasons.append(_("cc repeats the address itself"))
    asked = (cells["territoire"], cells["departement"])
    wholes, places = _territories(reasons, *asked)
    if not any(asked) and not {"territoire", "departement"} & {*unfit}:
        reasons.append(_("neither a territoire nor a département"))
    if reasons:
        raise _FaultError(*reasons)
    return Recipient(
        address,
        cells["nom"],
        cells["civilite"],
        tuple(reversed(by_identity.values())),
        tuple(dict.fromkeys(whole.id for whole in wholes)),
        tuple(dict.fromkeys(place.code for place in places)),
        (line.number,),
        tuple(line.cells.items()),
    )


def _territories(
    reasons: list[str], territoire: str, departement: str
) -> tuple[list[industry.TerritoireIndustrie], list[Place]]:
    """What a line asks for; a département beside a territoire is one of its own, or a slip."""
    wholes = [whole for text in _parts(territoire) if (whole := _whole(reasons, text))]
    places = [
        place
        for text in _parts(departement)
        if (place := _try(reasons, territories.departement, text))
    ]
    known = {part.departement for whole in wholes for part in whole.parts}
    names = _either([whole.name for whole in wholes])
    reasons += [
        _(
            "{departement} has no commune of {territoires}: give it a line of its own",
            departement=f"{place.name} ({place.code})",
            territoires=names,
        )
        for place in places
        if wholes and place not in known
    ]
    return wholes, places


def _unfit(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The cells that nothing can be read from, whatever they mean, each with its reason."""
    for name, cell in cells.items():
        if character := addresses.unprintable(cell):
            if character in {"U+000A", "U+000D"}:
                reason = _("{column} has a line break ({code})", column=name, code=character)
            else:
                reason = _("{column} has a control character ({code})", column=name, code=character)
            yield name, reason
        elif len(cell) > LONGEST[name]:
            yield name, _("{column} has {count} characters", column=name, count=len(cell))
        elif name in REQUIRED and not cell.strip():
            yield name, _("{column} is empty", column=name)


def _recipient_address(text: str) -> str:
    try:
        return addresses.normalised(text)
    except ValueError as error:
        raise _FaultError(_("the address is not one: {reason}", reason=error)) from error


def _copy(text: str) -> str:
    """An address that stands in a list of addresses, here and in the ledger, between spaces."""
    if " " in text:
        raise _FaultError(_("an address in cc is not one: it has a space"))
    try:
        return addresses.normalised(text)
    except ValueError as error:
        raise _FaultError(_("an address in cc is not one: {reason}", reason=error)) from error


def _either(names: Sequence[str]) -> str:
    """« a or b or c »; empty without any."""
    return reduce(lambda first, last: _("{first} or {last}", first=first, last=last), names or [""])


def _parts(cell: str) -> list[str]:
    """The names in one cell: « Riom - Vichy | Montluçon »."""
    return [part.strip() for part in cell.split("|")] if cell else []


def _whole(reasons: list[str], text: str) -> industry.TerritoireIndustrie | None:
    """The Territoire d'industrie called exactly so: a part of a name may be another one's."""
    found = _try(reasons, industry.search, text) or ()
    key = territories.search_key(text)
    for whole in found:
        if key in {territories.search_key(whole.id), territories.search_key(whole.name)}:
            return whole
    if found:
        names = [f"{whole.name} ({whole.id})" for whole in found[:5]]
        if len(found) > 5:
            names.append(many(len(found) - 5, "other"))
        reasons.append(
            _("“{text}” is only part of a name: write {names}", text=text, names=_either(names))
        )
    return None


def _try(reasons: list[str], find: Callable[[str], T], text: str) -> T | None:
    """What ``find`` finds, or its reason in the list."""
    try:
        return find(text)
    except UnknownTerritoryError as error:
        reasons.append(f"{error.message}. {error.hint}".rstrip())
    except _FaultError as error:
        reasons.append(str(error))
    return None


def _merged(known: Recipient, more: Recipient) -> Recipient:
    """One recipient of two lines.

    Raises:
        _FaultError: they give one address two names: one of the two would be greeted wrongly.
    """
    first = known.lines[0]
    if known.name != more.name:
        raise _FaultError(
            _(
                "the address of line {line} under another name: write the same on both lines",
                line=first,
            )
        )
    if known.civility and more.civility and known.civility != more.civility:
        raise _FaultError(
            _(
                "the address of line {line} with another civilité: write the same on both lines",
                line=first,
            )
        )
    copies = {addresses.identity(each): each for each in reversed((*known.copies, *more.copies))}
    return Recipient(
        known.address,
        known.name,
        known.civility or more.civility,
        tuple(reversed(copies.values())),
        tuple(dict.fromkeys((*known.territoires, *more.territoires))),
        tuple(dict.fromkeys((*known.departements, *more.departements))),
        (*known.lines, *more.lines),
        known.columns,
    )
