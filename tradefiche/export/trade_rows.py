"""The rows of a year as a tidy table: département, product, country, quarter, flow, whole euros.

It knows polars and the store's columns; names and labels are those of the reference tables.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from tradefiche.fiche import Place
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.messages import _
from tradefiche.messages import whole
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.store.parquet import damaged
from tradefiche.store.parquet import reading
from tradefiche.store.store import Dataset

COLUMNS = (
    Column("annee", "Année", "rank"),
    Column("trimestre", "Trimestre", "rank"),
    Column("flux", "Flux", "code"),
    Column("code_departement", "Code du département", "code"),
    Column("departement", "Département", "text"),
    Column("code_a129", "Code A129", "code"),
    Column("produit", "Produit", "text"),
    Column("code_pays", "Code du pays", "code"),
    Column("pays", "Pays", "text"),
    Column("valeur_euros", "Valeur", "euros"),
    Column("mention", "Mention", "text"),
)
KEYS = ("flux", "trimestre", "code_departement", "code_a129", "code_pays")
"""What tells rows apart, and their order."""
UNPLACED = "Sans département"
"""What the customs count under no département; its code is empty."""
SLICE = 50_000
"""Rows that are held as objects at once."""
FLOWS = {"E": FLOW_CODES["exports"], "I": FLOW_CODES["imports"]}


@dataclass(frozen=True, slots=True)
class FrameRows:
    """The rows of a frame, a slice at a time."""

    frame: pl.DataFrame

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[Row]:
        for part in self.frame.iter_slices(SLICE):
            yield from part.rows()


def rows(dataset: Dataset, mark: str, places: Collection[Place] | None = None) -> pl.DataFrame:
    """``COLUMNS`` of some départements, in the order of ``KEYS``, without what is worth nothing.

    Args:
        mark: what the figures must admit; ``mention`` is null without one.
        places: of all when None: Monaco and what has no département too, so that it is France.

    Returns:
        Int16, Int8, Int64 (euros), all else ``pl.Enum``: a few bytes a row.

    Raises:
        StoreError: the rows are no longer those that were stored.
    """
    held = dataset.rows
    if places is not None:
        codes = [place.customs_code for place in places]
        held = held.filter(pl.col("departement").cast(pl.String).is_in(codes))
    with reading(_("the data of {year}", year=dataset.year)):
        types = held.collect_schema()
        sums = (
            held.group_by(
                pl.col("quarter").alias("trimestre"),
                _coded("flow", types["flow"], FLOWS.__getitem__).alias("flux"),
                _coded("departement", types["departement"], _public_code).alias("code_departement"),
                _coded("a129", types["a129"], str).alias("code_a129"),
                _coded("country", types["country"], str).alias("code_pays"),
            )
            .agg(pl.col("value").sum().alias("valeur_euros"))
            .filter(pl.col("valeur_euros") != 0)
            .sort(KEYS)
            .collect()
        )
    if places is None and dataset.value not in {None, total := int(sums["valeur_euros"].sum())}:
        raise damaged(
            _(
                "the data of {year} make {total} euros; {imported} were imported",
                year=dataset.year,
                total=whole(total),
                imported=whole(dataset.value),
            )
        )
    known = sums.schema
    return sums.select(
        pl.lit(dataset.year, pl.Int16).alias("annee"),
        pl.col("trimestre").cast(pl.Int8),
        "flux",
        "code_departement",
        _coded("code_departement", known["code_departement"], _name).alias("departement"),
        "code_a129",
        _coded("code_a129", known["code_a129"], _label).alias("produit"),
        "code_pays",
        _coded("code_pays", known["code_pays"], _country).alias("pays"),
        "valeur_euros",
        pl.lit(mark or None, pl.Enum([mark])).alias("mention"),
    )


def _coded(column: str, kind: pl.DataType, word: Callable[[str], str]) -> pl.Expr:
    """What each code of a column is called."""
    assert isinstance(kind, pl.Enum)
    words = [word(code) for code in kind.categories]
    enumeration = pl.Enum(sorted(set(words)))
    return pl.lit(pl.Series(words, dtype=enumeration)).gather(pl.col(column).to_physical())


@cache
def _places() -> Mapping[str, tuple[str, str]]:
    """Public code and name of each code of the customs."""
    named = {each.customs_code: (each.code, each.name) for each in territories.departements()}
    return {**named, territories.MONACO: (territories.MONACO, "Monaco")}


def _public_code(customs: str) -> str:
    return _places().get(customs, ("", UNPLACED))[0]


def _name(public: str) -> str:
    return dict(_places().values()).get(public, UNPLACED)


def _label(code: str) -> str:
    return nomenclature.product(code).label


def _country(code: str) -> str:
    return nomenclature.country(code).name
