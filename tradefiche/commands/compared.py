"""The two sides that are compared, as the operator names them: years, vintages, output folders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tradefiche.commands import locations
from tradefiche.errors import UsageError
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.fiche.account import Accounts
    from tradefiche.store.selection import Selected
    from tradefiche.store.store import Store

_YEAR = re.compile(r"([12][0-9]{3})(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_MEANT = re.compile(r"[0-9]{4}(@.*)?")
"""What is meant as a year: a folder of that name is ``./2024``."""


@dataclass(frozen=True, slots=True)
class Named:
    """A year of the store, one of its vintages, or a folder."""

    name: str
    year: int = 0
    vintage: str = ""
    folder: Path | None = None


def named(text: str) -> Named:
    """What a word of the command line names.

    Raises:
        UsageError: neither a year nor a folder.
    """
    if found := _YEAR.fullmatch(text):
        return Named(text, int(found[1]), found[2] or "")
    path = Path(locations.FOLDER.convert(text, None, None))
    if _MEANT.fullmatch(text) or not path.is_dir():
        raise UsageError(
            _("{text} is neither a year nor a folder", text=text),
            _(
                "Write a year (2024), a vintage of one as tradefiche data vintages "
                "prints it (2024@2025-02-07), or the folder of a year of fiches "
                "(output/2024)."
            ),
        )
    return Named(text, folder=path)


def sides(one: Named, other: Named, data: Path) -> tuple[Accounts, Accounts, tuple[str, ...]]:
    """The accounts of both, and what to say of how they were read.

    Of years of the store the quarters are counted that both sides have.

    Raises:
        UsageError: both are the same, or cannot be had.
        TradeficheError: the store or a folder cannot be read.
    """
    from tradefiche.diff import published

    if one.name == other.name or (one.folder and _is_same(one.folder, other.folder)):
        raise _same(one, other)
    folders = {each: published.read(each.folder, each.name) for each in (one, other) if each.folder}
    if len(folders) == 2:
        return folders[one], folders[other], ()
    store, chosen = _chosen([each for each in (one, other) if not each.folder], data)
    if len({each.held for each in chosen.values()}) < len(chosen):
        raise _same(one, other)
    quarters = {each: selected.quarters for each, selected in chosen.items()}
    quarters |= {each: accounts.marks.quarters for each, accounts in folders.items()}
    common = tuple(each for each in quarters[one] if each in quarters[other])
    if not common:
        raise UsageError(
            _(
                "{one} and {other} have no quarter in common, of both flows",
                one=one.name,
                other=other.name,
            ),
            _(
                "tradefiche data status says which quarters of a year are there, "
                "tradefiche data vintages --year 2024 those of each vintage."
            ),
        )
    read = {each: _accounts(store, selected, each, common) for each, selected in chosen.items()}
    told = tuple(line for _, lines in read.values() for line in lines)
    found = folders | {each: accounts for each, (accounts, _) in read.items()}
    return found[one], found[other], tuple(dict.fromkeys(told))


def _chosen(asked: list[Named], data: Path) -> tuple[Store, dict[Named, Selected]]:
    from tradefiche.store import selection
    from tradefiche.store import store as stores

    store = stores.Store(data)
    kept = store.kept()
    if not kept:
        raise stores.empty(data)
    return store, {each: selection.select(each.year, each.vintage, kept, data) for each in asked}


def _accounts(
    store: Store, selected: Selected, side: Named, quarters: tuple[int, ...]
) -> tuple[Accounts, tuple[str, ...]]:
    from tradefiche.cube.accounts import accounts

    dataset = store.part(selected.of(quarters), selected.marks(quarters))
    return accounts(dataset, side.name), dataset.remarks


def _is_same(one: Path, other: Path | None) -> bool:
    return other is not None and one.resolve() == other.resolve()


def _same(one: Named, other: Named) -> UsageError:
    if one.name == other.name:
        return UsageError(
            _("{one} is named twice", one=one.name),
            _("Name two years, two vintages of one, or two folders."),
        )
    return UsageError(
        _("{one} and {other} are the same", one=one.name, other=other.name),
        _(
            "Name two years, two vintages of one, or two folders; tradefiche "
            "data vintages says which vintage of a year is in use."
        ),
    )
