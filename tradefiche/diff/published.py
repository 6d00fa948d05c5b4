"""The accounts of an output folder: its manifest, and the fiches' JSON that the manifest names.

It needs no data store. A fiche names ten partners of a flow, and six of a region and of France:
of another is known only that it has no more than the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import msgspec

from tradefiche import fiche as fiches
from tradefiche import manifest as manifests
from tradefiche import versions
from tradefiche.errors import OutputError
from tradefiche.errors import TradeficheError
from tradefiche.errors import UsageError
from tradefiche.errors import cause
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import FlowProfile
from tradefiche.fiche.account import Account
from tradefiche.fiche.account import Accounts
from tradefiche.fiche.account import Amounts
from tradefiche.fiche.account import FlowAccount
from tradefiche.manifest import FicheEntry
from tradefiche.messages import _
from tradefiche.reference import zones


@dataclass(frozen=True, slots=True)
class _Year:
    year: int


def read(folder: Path, name: str) -> Accounts:
    """The accounts of the fiches of a folder, and of the regions and France that they show.

    Args:
        folder: of one year, ``output/2024``.
        name: as the operator calls it.

    Raises:
        UsageError: no manifest is there, or it lists no fiche.
        OutputError: a file is not what was built, or fiches of one folder are not alike.
    """
    manifest = manifests.read(folder, _year(folder))
    if not manifest.fiches:
        raise UsageError(
            _("{folder} lists no fiche of {year}", folder=folder, year=manifest.year),
            _("Build them: tradefiche build --all --year {year}.", year=manifest.year),
        )
    found = tuple(_fiche(folder, entry) for entry in manifest.fiches)
    return of_fiches(found, name)


def of_fiches(found: Sequence[Fiche], name: str) -> Accounts:
    """The accounts of fiches of one year, and of the regions and France where these agree.

    Raises:
        OutputError: some are provisional or invented, and others are not so.
    """
    first = found[0]
    odd = next((each for each in found if each.marks != first.marks), None)
    if odd:
        raise OutputError(
            _(
                "{folder}: {one} and {other} were not built from the same quarters, or one is "
                "invented",
                folder=name,
                one=first.place.name,
                other=odd.place.name,
            ),
            _(
                "Build them all again from one store: tradefiche build --all --year"
                " {year} --force.",
                year=first.year,
            ),
        )
    larger: dict[tuple[str, str], Account | None] = {}
    for fiche in found:
        for account in _around(fiche):
            key = (account.place.level, account.place.code)
            larger[key] = account if larger.get(key, account) == account else None
    order = ("france", "region")
    known = sorted(
        (each for each in larger.values() if each),
        key=lambda each: (order.index(each.place.level), each.place.code),
    )
    local = sorted((_account(fiche) for fiche in found), key=lambda each: each.place.code)
    updated = max(each.provenance.updated for each in found)
    return Accounts(name, first.year, updated, first.marks, (*known, *local))


def _year(folder: Path) -> int:
    """Of the manifest; a folder may have any name."""
    path = folder / manifests.NAME
    if not path.is_file():
        inside = sorted(each.parent for each in folder.glob(f"[0-9]*/{manifests.NAME}"))
        raise UsageError(
            _(
                "{folder} holds no {manifest}: nothing says which fiches were built there",
                folder=folder,
                manifest=manifests.NAME,
            ),
            _(
                "It has {folders}: name one. Give a folder where tradefiche build wrote the "
                "fiches of a year, or a year of the data store.",
                folders=", ".join(map(str, inside)),
            )
            if inside
            else _(
                "Give a folder where tradefiche build wrote the fiches of a year, or a year of "
                "the data store."
            ),
        )
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Year).year
    except (OSError, *versions.UNREADABLE) as error:
        raise OutputError(
            _("{path}: not a manifest of fiches ({error})", path=path, error=cause(error)),
            _("Move it away: the next build makes a new one."),
        ) from error


def _fiche(folder: Path, entry: FicheEntry) -> Fiche:
    """A fiche, as it was built.

    Raises:
        OutputError: it is not.
    """
    path = folder / entry.json.name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise OutputError(
            _(
                "{manifest}: {file} is not in its folder",
                manifest=folder / manifests.NAME,
                file=entry.json.name,
            ),
            _("Move the manifest away: the next build makes a new one."),
        )
    again = _("Build it again: tradefiche build --dept {code} --force.", code=entry.code)
    try:
        document = path.read_bytes()
    except OSError as error:
        raise OutputError(
            _("{path}: cannot be read ({error})", path=path, error=cause(error)), again
        ) from error
    if manifests.digest(document) != entry.json.sha256:
        raise OutputError(_("{path}: is not the file that was built", path=path), again)
    try:
        return fiches.from_json(document)
    except TradeficheError as error:
        raise OutputError(
            _("{path}: {reason}", path=path, reason=error.message), error.hint
        ) from error


def _account(fiche: Fiche) -> Account:
    return Account(fiche.place, _local(fiche, "exports"), _local(fiche, "imports"))


def _around(fiche: Fiche) -> Iterator[Account]:
    """France, and the region if there is one, as a fiche shows them."""
    for one, other in (
        (fiche.exports.france, fiche.imports.france),
        (fiche.exports.region, fiche.imports.region),
    ):
        if one and other:
            yield Account(one.place, _larger(one, fiche.year), _larger(other, fiche.year))


def _larger(matrix: FlowMatrix, year: int) -> FlowAccount:
    codes = [product.code for product in matrix.products]
    return FlowAccount(
        matrix.total,
        Amounts(
            _ordered(zip(codes, matrix.product_totals, strict=False)),
            _rest(matrix.product_totals, matrix.other_products),
        ),
        _partners(matrix, _named(matrix), year),
    )


def _local(fiche: Fiche, flow: Flow) -> FlowAccount:
    trade = fiche.exports if flow == "exports" else fiche.imports
    profile = fiche.profile and getattr(fiche.profile, flow)
    also = {
        each.country.code: each.exports if flow == "exports" else each.imports
        for each in fiche.countries
    }
    exact = _exact(fiche, flow)
    return FlowAccount(
        trade.total,
        Amounts(_ordered((each.product.code, each.value) for each in trade.products)),
        _partners(
            trade.matrix,
            {**also, **_named(trade.matrix)},
            fiche.year,
            exact,
            _sure(profile, flow) if profile else 0,
        ),
        profile.total.rank if profile else None,
    )


def _named(matrix: FlowMatrix) -> dict[str, int]:
    codes = [country.code for country in matrix.countries]
    return dict(zip(codes, matrix.country_totals, strict=False))


def _exact(fiche: Fiche, flow: Flow) -> dict[str, int]:
    """Euros of partners as the profile and the evolution name them, the United Kingdom whole."""
    found: dict[str, int] = {}
    if fiche.profile:
        profile = getattr(fiche.profile, flow)
        named = [*profile.partners, *(profile.exposure.destinations if profile.exposure else ())]
        named += [profile.first_elsewhere] if profile.first_elsewhere else []
        found |= {each.country.code: each.weight.value for each in named}
    change = fiche.evolution and getattr(fiche.evolution, flow)
    if change:
        moved = (*change.partners.up, *change.partners.down)
        found |= {each.country.code: each.now for each in moved}
    return found


def _sure(profile: FlowProfile, flow: Flow) -> int:
    """How many of the first partners a profile tells: the United States may be no fifth client."""
    last = profile.partners[-1:]
    forced = flow == "exports" and any(each.country.code == zones.UNITED_STATES for each in last)
    return len(profile.partners) - forced


def _partners(
    matrix: FlowMatrix,
    named: Mapping[str, int],
    year: int,
    exact: Mapping[str, int] = MappingProxyType({}),
    sure: int = 0,
) -> Amounts:
    """The partners that are known to the euro, and what another has at most."""
    rest = _rest(matrix.country_totals, matrix.other_countries)
    codes: dict[str, list[str]] = {}
    for code, partner in zones.partners(year).items():
        codes.setdefault(partner, []).append(code)
    found = dict(exact)
    bounds = [rest]
    for partner in codes.keys() - exact.keys():
        known = [named[code] for code in codes[partner] if code in named]
        unnamed = rest * (len(codes[partner]) - len(known))
        if known and not unnamed:
            found[partner] = sum(known)
        bounds.append(sum(known) + unnamed if unnamed else 0)
    return Amounts(_ordered(found.items()), max(bounds), sure)


def _rest(totals: Sequence[int], others: int) -> int:
    """Euros of one that is not named, at most: as the last that is, or as all others together."""
    return min(totals[-2:], default=0) if others else 0


def _ordered(found: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(found, key=lambda each: (-each[1], each[0])))
