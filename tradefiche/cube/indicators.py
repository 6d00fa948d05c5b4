"""The figures of a year as ``Fiche`` and ``Atlas``: named, ranked, compared, every sum closed.

It knows what they say; ``cube`` knows how the rows are summed, nothing later needs polars.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from tradefiche.cube import movers
from tradefiche.cube.evolution import Tallied
from tradefiche.cube.evolution import evolution
from tradefiche.cube.evolution import is_comparable
from tradefiche.cube.profile import Profiles
from tradefiche.cube.tallies import Key
from tradefiche.cube.tallies import Tallies
from tradefiche.cube.tallies import Tally
from tradefiche.cube.tallies import outlined
from tradefiche.cube.tallies import tallies
from tradefiche.cube.tallies import totals
from tradefiche.errors import UnknownTerritoryError
from tradefiche.fiche import SCHEMA_VERSION
from tradefiche.fiche import CountryBalance
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Link
from tradefiche.fiche import Place
from tradefiche.fiche import ProductValue
from tradefiche.fiche import Thresholds
from tradefiche.fiche import Trade
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import Totals
from tradefiche.messages import _
from tradefiche.messages import whole
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.reference import zones
from tradefiche.store.parquet import damaged
from tradefiche.store.parquet import reading
from tradefiche.store.store import Dataset

DEFAULTS = Thresholds()

MOST_COMPARED = 6
"""Products and countries of a region or of France: more could not be told apart in a half page."""

_Matrices = Callable[[Place, Flow], FlowMatrix]


def fiches(
    dataset: Dataset,
    places: Sequence[Place] | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> tuple[Fiche, ...]:
    """The fiches of some départements, in the order asked for.

    Amounts are exact: they depend neither on the order of the rows nor on the number of threads.
    The matrices of a region and of France are the same objects in every fiche that has them.

    Args:
        dataset: one year of customs rows, and what is known of those before it.
        places: départements; all 100 when None.
        thresholds: how many products, countries and main links are named.

    Raises:
        UnknownTerritoryError: a place is not a département.
        StoreError: the rows are no longer those that were stored.
    """
    chosen = territories.departements() if places is None else tuple(places)
    for place in chosen:
        _require_departement(place)
    regions = {place: territories.region_of(place) for place in chosen}
    sums = _tallies(dataset, chosen, regions, thresholds.ranks)
    before = _tallies_before(dataset, chosen)
    matrices = _matrices(sums.found, thresholds)
    profiles = Profiles(sums, dataset.year, provisional=dataset.marks.provisional)
    return tuple(
        replace(
            _fiche(dataset, place, regions[place], sums.found, matrices, thresholds),
            profile=profiles.of(place, regions[place]),
            evolution=evolution(place, dataset.history, before, sums.found),
        )
        for place in chosen
    )


def _tallies(
    dataset: Dataset, chosen: Sequence[Place], regions: Mapping[Place, Place | None], ranks: int
) -> Tallies:
    """The tallies, of rows that make what was stored."""
    with reading(_("the data of {year}", year=dataset.year)):
        sums = tallies(
            dataset.rows,
            departements={place.customs_code for place in chosen},
            regions={region.customs_code for region in regions.values() if region},
            ranks=ranks,
            compared=min(ranks, MOST_COMPARED),
            partners=zones.partners(dataset.year),
            union=zones.union(),
        )
    france = [tally.total for (level, _, _), tally in sums.found.items() if level == "france"]
    require_all(dataset, france)
    return sums


def _tallies_before(dataset: Dataset, chosen: Sequence[Place]) -> Tallied:
    """Those of the year before, of rows that make what was stored; none where nothing compares."""
    if not dataset.before or not is_comparable(dataset.history):
        return {}
    before = dataset.before()
    with reading(_("the data of {year}", year=before.year)):
        found, euros = outlined(before.rows, {place.customs_code for place in chosen})
    require_all(before, [euros])
    return found


def atlas(dataset: Dataset) -> Atlas:
    """What all départements sell and buy: totals only, in one light pass over the rows.

    Of the year before the store knows the sums: no row of it is read.

    Raises:
        StoreError: the rows are no longer those that were stored.
    """
    with reading(_("the data of {year}", year=dataset.year)):
        found = totals(dataset.rows)
    require_all(dataset, (each.exports + each.imports for each in found.values()))

    def of(code: str) -> Totals:
        return found.get(code, Totals())

    departements = [
        Departement(place, territories.region_of(place), of(place.customs_code))
        for place in territories.departements()
    ]
    others = movers.evolution(dataset.history)
    return Atlas(
        schema_version=atlases.SCHEMA_VERSION if others else atlases.ALONE,
        year=dataset.year,
        departements=movers.compared(departements, dataset.history),
        monaco=of(territories.MONACO),
        france=sum(found.values(), Totals()),
        provenance=dataset.provenance,
        marks=dataset.marks,
        evolution=others,
    )


def require_all(dataset: Dataset, totals: Iterable[int]) -> None:
    """See that the parts make the whole that was stored: a last check, whatever was read.

    Raises:
        StoreError: they do not.
    """
    read = sum(totals)
    if dataset.value not in {None, read}:
        raise damaged(
            _(
                "the data of {year} make {euros} euros; {stored} were imported",
                year=dataset.year,
                euros=whole(read),
                stored=whole(dataset.value),
            )
        )


def _require_departement(place: Place) -> None:
    if place.level != "departement":
        raise UnknownTerritoryError(
            _("a fiche is about a département; {place} is not one", place=place.name),
            _("Give a département: its region and France are in its fiche."),
        )


def _matrices(found: Mapping[Key, Tally], thresholds: Thresholds) -> _Matrices:
    """The matrix of a territory and flow, made when it is first asked for, once."""

    @cache
    def matrix(place: Place, flow: Flow) -> FlowMatrix:
        tally = _tally(found, place, flow)
        ranks = thresholds.ranks
        if place.level != "departement":
            ranks = min(ranks, MOST_COMPARED)
        return _matrix(place, flow, tally, ranks, thresholds.main_flows)

    return matrix


def _tally(found: Mapping[Key, Tally], place: Place, flow: Flow) -> Tally:
    return found.get((place.level, place.customs_code, flow), Tally())


def _fiche(
    dataset: Dataset,
    place: Place,
    region: Place | None,
    found: Mapping[Key, Tally],
    matrices: _Matrices,
    thresholds: Thresholds,
) -> Fiche:
    exports, imports = _tally(found, place, "exports"), _tally(found, place, "imports")
    kept, left_out = territories.territoires(place, thresholds.communes)
    return Fiche(
        schema_version=SCHEMA_VERSION,
        year=dataset.year,
        place=place,
        region=region,
        exports=_trade(place, region, "exports", exports, matrices),
        imports=_trade(place, region, "imports", imports, matrices),
        countries=_balances(exports, imports, thresholds.ranks),
        territoires=kept,
        territoires_left_out=left_out,
        provenance=dataset.provenance,
        marks=dataset.marks,
        thresholds=thresholds,
    )


def _trade(
    place: Place, region: Place | None, flow: Flow, tally: Tally, matrices: _Matrices
) -> Trade:
    around = matrices(region, flow) if region else None
    france = matrices(territories.FRANCE, flow)
    return Trade(
        flow=flow,
        total=tally.total,
        products=tuple(
            ProductValue(nomenclature.product(code), value) for code, value in tally.products
        ),
        share_of_region=_share(tally.total, around.total) if around else None,
        share_of_france=_share(tally.total, france.total),
        matrix=matrices(place, flow),
        region=around,
        france=france,
        region_here=_here(tally, around),
        france_here=_here(tally, france),
        european_union=sum(
            value for code, value in tally.countries if nomenclature.is_european(code)
        ),
    )


def _here(tally: Tally, matrix: FlowMatrix | None) -> tuple[int, ...]:
    """Euros of a département in the main flows of what it is compared with."""
    if matrix is None:
        return ()
    ends = ((matrix.products[link.product], matrix.countries[link.country]) for link in matrix.main)
    return tuple(tally.cells.get((product.code, country.code), 0) for product, country in ends)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _matrix(place: Place, flow: Flow, tally: Tally, ranks: int, main_flows: int) -> FlowMatrix:
    products, countries = tally.products[:ranks], tally.countries[:ranks]
    cells = _closed(tally, products, countries)
    return FlowMatrix(
        place=place,
        flow=flow,
        total=tally.total,
        products=tuple(nomenclature.product(code) for code, _ in products),
        countries=tuple(nomenclature.country(code) for code, _ in countries),
        cells=cells,
        main=_main(cells, products, countries)[:main_flows],
        other_products=len(tally.products) - len(products),
        other_countries=tally.partners - len(countries),
    )


_Ranking = Sequence[tuple[str, int]]


def _closed(tally: Tally, products: _Ranking, countries: _Ranking) -> tuple[tuple[int, ...], ...]:
    """The named cells, and what closes each row, each column and the whole."""
    named = [
        [tally.cells.get((product, country), 0) for country, _ in countries]
        for product, _ in products
    ]
    rows = [[*row, total - sum(row)] for row, (_, total) in zip(named, products, strict=True)]
    others = [
        total - sum(row[column] for row in named) for column, (_, total) in enumerate(countries)
    ]
    corner = tally.total - sum(map(sum, rows)) - sum(others)
    return (*map(tuple, rows), (*others, corner))


def _main(
    cells: Sequence[Sequence[int]], products: _Ranking, countries: _Ranking
) -> tuple[Link, ...]:
    """The links that carry something, the largest first, then by product and country code."""
    carrying = [
        (-value, product, country, row, column)
        for row, (product, _) in enumerate(products)
        for column, (country, _) in enumerate(countries)
        if (value := cells[row][column]) > 0
    ]
    return tuple(Link(row, column, -value) for value, _, _, row, column in sorted(carrying))


def _balances(exports: Tally, imports: Tally, ranks: int) -> tuple[CountryBalance, ...]:
    sold, bought = dict(exports.countries), dict(imports.countries)
    main = {code for tally in (exports, imports) for code, _ in tally.countries[:ranks]}
    balances = [
        CountryBalance(nomenclature.country(code), bought.get(code, 0), sold.get(code, 0))
        for code in main
    ]
    return tuple(
        sorted(balances, key=lambda each: (-each.imports - each.exports, each.country.code))
    )
