"""Fiches made by hand or by Hypothesis: from (product, country) → euros to a whole ``Fiche``.

Plain Python written from the contract of ``tradefiche.fiche``; the extremes that the
demonstration data do not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Mapping
from functools import cache

from hypothesis import strategies as st

from tradefiche import customs
from tradefiche.cube import indicators
from tradefiche.fiche import Country
from tradefiche.fiche import CountryBalance
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Link
from tradefiche.fiche import Marks
from tradefiche.fiche import Place
from tradefiche.fiche import Product
from tradefiche.fiche import ProductValue
from tradefiche.fiche import Provenance
from tradefiche.fiche import SourceFile
from tradefiche.fiche import Trade

Values = Mapping[tuple[int, int], int]
"""(product, country) → euros."""

ALLIER = Place(
    "departement", "03", "03", "Allier", "l’Allier", "de l’Allier", "dans l’Allier", False, False
)
LONG = (
    "Appareils de transmission hydrauliques et pneumatiques, pompes, compresseurs et robinetterie"
)
NAMES = (
    "Caoutchouc", "Viande et produits à base de viande", "Produits de la culture et de l’élevage",
    "Machines", "Pétrole", "Équipements pour automobiles", "Or", "Aliments pour animaux",
    "Composants et cartes électroniques", "Produits pharmaceutiques de base et de préparations",
)  # fmt: skip
SECTORS = (
    "Chimie", "Agroalimentaire", "Machines", "Plastique, verre, minéraux", "Métallurgie, métaux",
    "Agriculture, forêt, pêche", "Pétrole brut, gaz, minerais", "",
)  # fmt: skip
COUNTRIES = (
    "Allemagne", "Fidji", "Sainte-Hélène, Ascension et Tristan da Cunha", "États-Unis",
    "Îles Féroé", "Îles mineures éloignées des États-Unis", "Oman", "Royaume-Uni",
    "République démocratique du Congo",
)  # fmt: skip


@cache
def demonstration() -> tuple[Fiche, ...]:
    """The fiches of the 100 départements of the demonstration data."""
    return indicators.fiches(customs.demonstration())


def product_name(index: int) -> str:
    return f"{NAMES[index % len(NAMES)]} {index}"


def sector_name(index: int) -> str:
    """Of eight; one product in eight is of a code without a sector."""
    return SECTORS[index % len(SECTORS)]


def country_name(index: int) -> str:
    return f"{COUNTRIES[index % len(COUNTRIES)]} {index}"


def make_matrix(
    flow: Flow,
    values: Values,
    product: Callable[[int], str] = product_name,
    country: Callable[[int], str] = country_name,
) -> FlowMatrix:
    """The ten × ten matrix of ``values``, « autres » last."""
    by_product, by_country = _sums(values, 0), _sums(values, 1)
    products, countries = list(by_product)[:10], list(by_country)[:10]
    cells = [[0] * (len(countries) + 1) for _ in range(len(products) + 1)]
    for (i, j), value in values.items():
        row = products.index(i) if i in products else -1
        column = countries.index(j) if j in countries else -1
        cells[row][column] += value
    links = [
        Link(r, c, cells[r][c])
        for r in range(len(products))
        for c in range(len(countries))
        if cells[r][c]
    ]
    links.sort(key=lambda link: (-link.value, products[link.product], countries[link.country]))
    return FlowMatrix(
        ALLIER,
        flow,
        sum(values.values()),
        tuple(Product(f"P{i:02}", product(i), product(i)) for i in products),
        tuple(Country(f"C{j:02}", country(j), country(j)) for j in countries),
        tuple(map(tuple, cells)),
        tuple(links[:5]),
        len(by_product) - len(products),
        len(by_country) - len(countries),
    )


def make_fiche(
    exports: Values,
    imports: Values,
    product: Callable[[int], str] = product_name,
    country: Callable[[int], str] = country_name,
    label: Callable[[int], str] | None = None,
) -> Fiche:
    """A fiche without region whose trade is ``exports`` and ``imports``.

    Args:
        product, country: names by index; ``label`` the long product names.
    """

    def trade(flow: Flow, values: Values) -> Trade:
        matrix = make_matrix(flow, values, product, country)
        products = tuple(
            ProductValue(
                Product(f"P{i:02}", (label or product)(i), product(i), sector_name(i)), value
            )
            for i, value in _sums(values, 0).items()
        )
        here = tuple(link.value for link in matrix.main)
        return Trade(flow, matrix.total, products, None, None, matrix, None, matrix, (), here)

    out, into = _sums(exports, 1), _sums(imports, 1)
    shown = {*list(out)[:10], *list(into)[:10]}
    balances = [
        CountryBalance(Country(f"C{j:02}", country(j), country(j)), into.get(j, 0), out.get(j, 0))
        for j in shown
    ]
    balances.sort(key=lambda entry: (-entry.imports - entry.exports, entry.country.code))
    return Fiche(
        1, 2024, ALLIER, None, trade("exports", exports), trade("imports", imports),
        tuple(balances), (), (),
        Provenance((SourceFile("a.zip", "0" * 64, 1, 2, "2025-02-07"),), "2025-02-07"),
        Marks(demonstration=True, quarters=(1, 2, 3, 4)),
    )  # fmt: skip


def _sums(values: Values, axis: int) -> dict[int, int]:
    """Euros by product (0) or country (1), the largest first, what is not traded left out."""
    sums: Counter[int] = Counter()
    for key, value in values.items():
        sums[key[axis]] += value
    return {i: sums[i] for i in sorted(sums, key=lambda i: (-sums[i], i)) if sums[i]}


# -- extremes, by name ---------------------------------------------------------------------------

M = 1_000_000
NOTHING: Values = {}


def _falling(products: int, countries: int, first: int, ratio: float = 0.7) -> Values:
    return {
        (i, j): max(1, int(first * ratio ** (i + j)))
        for i in range(products)
        for j in range(countries)
    }


def _with_giant(part: int) -> Values:
    """One product that makes ``part`` hundredths of 100 million."""
    rest = {(i, i % 7): (100 - part) * M // 20 for i in range(1, 21)}
    return {(0, 0): part * M, **rest}


EXTREMES: dict[str, Fiche] = {
    "no trade at all": make_fiche(NOTHING, NOTHING),
    "no exports": make_fiche(NOTHING, _falling(12, 9, 40 * M)),
    "no imports": make_fiche(_falling(12, 9, 40 * M), NOTHING),
    "one euro each": make_fiche({(0, 0): 1}, {(0, 0): 1}),
    "one product and one country": make_fiche({(0, 0): 30 * M}, {(0, 0): 21 * M}),
    "one country, many products": make_fiche(_falling(30, 1, 50 * M), _falling(40, 1, 90 * M)),
    "one product, many countries": make_fiche(_falling(1, 20, 50 * M), _falling(1, 15, 90 * M)),
    "twenty countries": make_fiche(
        {(i, j): (30 - j) * M for i in range(10) for j in range(10)},
        {(i, j + 10): (30 - j) * M for i in range(10) for j in range(10)},
    ),
    "one product at 70 %": make_fiche(_with_giant(70), _falling(20, 10, 40 * M)),
    "one product at 80 %": make_fiche(_with_giant(80), _with_giant(80)),
    "one product at 97 %": make_fiche(_with_giant(97), _with_giant(99)),
    "one product at 99.99 %": make_fiche(
        {(0, 0): 9_999 * M, (1, 1): M}, {(0, 0): 9_999 * M, (1, 1): M // 2, (2, 1): M // 2}
    ),
    "exports a hundredth of imports": make_fiche(_falling(20, 8, M), _falling(20, 8, 100 * M)),
    "exports a millionth of imports": make_fiche({(0, 0): 40}, _falling(20, 8, 4 * M)),
    "a fifth": make_fiche(_falling(20, 10, 25 * M), _falling(20, 10, 100 * M)),
    "tiny nodes": make_fiche(
        {(0, 0): 5_000 * M, **{(i, i): i for i in range(1, 15)}},
        {(0, 0): 5_000 * M, **{(i, 15 - i): 1 for i in range(1, 15)}},
    ),
    "ten equal values": make_fiche(
        {(i, i): 7 * M for i in range(10)}, {(i, j): M for i in range(10) for j in range(10)}
    ),
    "ninety characters": make_fiche(
        _falling(12, 12, 40 * M), _falling(12, 12, 70 * M),
        lambda i: f"{LONG[:88]}{i:02}", lambda j: f"{LONG[:60]}{j:02}",
    ),
    "thousands of euros": make_fiche(_falling(15, 12, 90_000), _falling(15, 12, 300_000)),
    "a million of millions": make_fiche(
        _falling(15, 12, 10**12 // 12), _falling(15, 12, 10**12 // 9)
    ),
    "a million of millions in one link": make_fiche(NOTHING, {(0, 0): 10**12}),
    "a fifth of a million of millions": make_fiche(
        {(i, 0): 25 * 10**9 for i in range(10)}, {(i, 0): 10**11 for i in range(10)}
    ),
    "one giant link": make_fiche(
        {(0, 0): 10**12, **_falling(8, 8, 10**7, 0.9)}, {(0, 0): 10**12, (1, 1): 1}
    ),
    "others above all": make_fiche(
        {(i, j): M for i in range(40) for j in range(40)},
        {(i, j): 2 * M - i * j for i in range(60) for j in range(30)},
    ),
}  # fmt: skip


# -- extremes, by the hundred --------------------------------------------------------------------

_WORDS = st.sampled_from(
    (
        "de", "la", "et", "du", "à", "en", "autres", "bois,", "base", "viande", "huiles",
        "produits", "équipements", "pharmaceutiques", "l’élevage", "matériel", "transport",
        "d’électricité", "caoutchouc", "métallurgie",
    )
)  # fmt: skip
_LONG_NAMES = st.lists(_WORDS, min_size=1, max_size=14).map(
    lambda words: " ".join(words)[:90].strip()
)
_EUROS = st.one_of(
    st.integers(1, 20),
    st.integers(1, 10**6),
    st.integers(10**6, 10**9),
    st.integers(10**9, 10**10),
    st.just(7_000_000),
)
MOST = 5 * 10**11
"""Euros of one link at most: France trades less than twice that in all."""


@st.composite
def values(draw: st.DrawFn, most_products: int = 30, most_countries: int = 20) -> Values:
    """Trade of 0 to thirty products with 1 to twenty countries; zeros, ties and giants."""
    products = draw(st.integers(0, most_products))
    countries = draw(st.integers(1, most_countries))
    euros = draw(st.sampled_from([_EUROS, st.integers(10**6, 10**8), st.just(5_000_000)]))
    cells = [(i, j) for i in range(products) for j in range(countries)]
    chosen = draw(st.lists(st.sampled_from(cells), max_size=40, unique=True)) if cells else []
    made = {cell: draw(euros) for cell in chosen}
    if made and draw(st.booleans()):
        giant = draw(st.sampled_from(sorted(made)))
        made[giant] = min(sum(made.values()) * draw(st.integers(1, 1000)), MOST)
    return made


@st.composite
def generated(draw: st.DrawFn) -> Fiche:
    """Any fiche: both flows of ``values``, and names of up to ninety characters."""
    names = draw(st.lists(_LONG_NAMES, min_size=1, max_size=8))
    places = draw(st.lists(_LONG_NAMES.map(lambda name: name[:40].strip()), min_size=1, max_size=8))
    short = draw(st.booleans())

    def product(i: int) -> str:
        return product_name(i)[:45] if short else names[i % len(names)]

    def country(j: int) -> str:
        return country_name(j) if short else places[j % len(places)]

    return make_fiche(
        draw(values()),
        draw(values()),
        product,
        country,
        lambda i: f"{product(i)} {LONG}"[:90].strip(),
    )
