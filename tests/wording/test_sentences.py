"""Every sentence the program writes is true: recomputed with plain Python, at the extremes too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from made_fiches import EXTREMES
from made_fiches import demonstration
from made_fiches import generated
from pdf_reading import Row
from pdf_reading import small

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Marks
from tradefiche.fiche import Trade
from tradefiche.figures import balance
from tradefiche.figures import compared_flows
from tradefiche.figures import flows
from tradefiche.figures import products
from tradefiche.wording import sentences
from tradefiche.wording.french import typeset

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
LETTERS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit",
    "dix-neuf", "vingt",
)  # fmt: skip

# -- plain recomputation ---------------------------------------------------------------------------


def french(value: Fraction, places: int) -> str:
    """A rounded number, half up, with French marks."""
    units = (2 * value.numerator * 10**places // value.denominator + 1) // 2
    whole, rest = divmod(units, 10**places)
    text = f"{whole:,}".replace(",", NARROW)
    return text + (f",{rest:0{places}}" if places else "")


def sentence_value(euros: int) -> str:
    """An amount in running text."""
    units = (("Md€", 9_999_950_000, 9, 1), ("M€", 999_500, 6, 1), ("k€", 1_000, 3, 0))
    fit = (unit for unit in units if euros >= unit[1])
    symbol, _, power, places = next(fit, ("€", 0, 0, 0))
    return f"{french(Fraction(euros, 10**power), places).removesuffix(',0')}{NBSP}{symbol}"


def in_thousands(matrix: FlowMatrix) -> bool:
    """Whether the labels of its figure are in k€."""
    columns = (sum(column) for column in zip(*matrix.cells, strict=True))
    return max((*map(sum, matrix.cells), *columns), default=0) < 999_500


def percent(part: int, whole: int) -> str:
    """Two significant digits; neither everything nor nothing unless it is."""
    share = Fraction(100 * part, whole)
    if share >= Fraction(995, 10) and part != whole:
        tenths = (share.numerator * 10) // share.denominator
        text = f"{tenths // 10},{tenths % 10}"
    elif share < Fraction(1, 100):
        text = "moins de 0,01"
    else:
        places = 0
        while share * 10**places < 10:
            places += 1
        text = french(share, places)
    if "," in text:
        text = text.rstrip("0").rstrip(",")
    return f"{text}{NBSP}%"


def all_matrices(fiche: Fiche) -> Iterator[FlowMatrix]:
    for trade in (fiche.exports, fiche.imports):
        yield from (m for m in (trade.matrix, trade.region, trade.france) if m is not None)


def named_cells(matrix: FlowMatrix) -> list[int]:
    """Euros of the flows between named ends, the largest first."""
    return sorted((v for row in matrix.cells[:-1] for v in row[:-1] if v), reverse=True)


# -- what must hold for every fiche ----------------------------------------------------------------


def balance_finding_is_true(fiche: Fiche) -> None:
    text = balance.finding(fiche)
    balances = {e.country.code: e.exports - e.imports for e in fiche.countries}
    if len(balances) < 2:
        assert text is None
        return
    assert text is not None
    names = {e.country.code: e.country.name for e in fiche.countries}
    surpluses = [b for b in balances.values() if b > 0]
    deficits = [b for b in balances.values() if b < 0]
    these = f"ces {LETTERS[len(balances)]} pays"
    head = text.split(".")[0].split(f"{NBSP}:")[0]
    if len(surpluses) == len(balances):
        assert head == f"Solde positif avec chacun de {these}"
    elif surpluses:
        who = LETTERS[len(surpluses)] if len(surpluses) > 1 else "un seul"
        assert head == f"Solde positif avec {who} de {these}"
    elif deficits:
        assert head == f"Aucun solde positif avec {these}"
    else:
        assert head == f"Solde nul avec chacun de {these}"
    for found, sign, many, one in (
        (surpluses, 1, "remier excédent", f"un seul de {these}"),
        (deficits, -1, "remier déficit", "eul déficit"),
    ):
        if not found:
            assert many not in text
            assert one not in text
            continue
        foreign = [b for code, b in balances.items() if b * sign > 0 and code != "FR"]
        extreme = max(foreign or found, key=abs)
        candidates = [code for code in balances if code != "FR" or not foreign]
        code = min(code for code in candidates if balances[code] == extreme)
        value = {1: "+", -1: MINUS}[sign] + NARROW + sentence_value(abs(extreme))
        label = many if len(found) > 1 else one
        if foreign and abs(balances.get("FR", 0)) > abs(extreme) and balances["FR"] * sign > 0:
            label += " hors retours"
        assert f"{label}{NBSP}: {names[code]}, {value}" in text


def products_finding_is_true(fiche: Fiche) -> None:
    text = products.finding(fiche)
    first = {}
    for kind, trade in (("exportations", fiche.exports), ("importations", fiche.imports)):
        sums: Counter[str] = Counter()
        for each in trade.products:
            sums[each.product.sector] += each.value
        ranked = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0] or "Hors nomenclature"))
        if len(ranked) > 1 and ranked[0][0]:
            name = ranked[0][0]
            first[kind] = (name[0].lower() + name[1:], percent(ranked[0][1], sum(sums.values())))
    if not first:
        assert text is None
        return
    assert text is not None
    for kind, (name, part) in first.items():
        assert f"{part} des {kind}" in text
        assert name in text
    both = len(first) == 2 and len({name for name, _ in first.values()}) == 1
    assert ("à l’export comme à l’import" in text) is both
    assert text.count(" des exportations") == ("exportations" in first)
    assert text.count(" des importations") == ("importations" in first)


def flows_findings_are_true(fiche: Fiche) -> None:
    for matrix in all_matrices(fiche):
        text = flows.finding(matrix)
        red = named_cells(matrix)[: fiche.thresholds.main_flows]
        if not red or (len(matrix.products) < 2 and len(matrix.countries) < 2):
            assert text is None
            continue
        assert text is not None
        total = sum(map(sum, matrix.cells))
        flow = {"exports": "exportations", "imports": "importations"}[matrix.flow]
        share = "l’ensemble" if sum(red) == total else percent(sum(red), total)
        who = "Le flux en rouge représente"
        if len(red) > 1:
            who = f"Les {LETTERS[len(red)]} flux en rouge représentent"
        assert text.startswith(f"{who} {share} des {flow}. ")
        columns = [sum(row[j] for row in matrix.cells) for j in range(len(matrix.countries))]
        first = matrix.countries[columns.index(max(columns))]
        partner = {"exports": "client", "imports": "fournisseur"}[matrix.flow]
        if first.code == "FR" and len(columns) > 1:
            columns[columns.index(max(columns))] = 0
            first = matrix.countries[columns.index(max(columns))]
            partner += " hors retours"
        if max(columns) == total:
            assert text.endswith(f". Seul {partner}{NBSP}: {typeset(first.name)}.")
        else:
            share = percent(max(columns), total)
            assert text.endswith(f". Premier {partner}{NBSP}: {typeset(first.name)}, {share}.")


def balance_key_example_is_true(fiche: Fiche) -> None:
    text = balance.key(fiche)
    both = [e for e in fiche.countries if e.imports and e.exports and e.country.code != "FR"]
    if not both:
        assert "Ainsi" not in text
        return
    entry = both[0]
    bought, sold = (sentence_value(value) for value in (entry.imports, entry.exports))
    buys, sells = ("achètent", "vendent") if fiche.place.plural else ("achète", "vend")
    them = "leur" if entry.country.the.startswith("les ") else "lui"
    example = text[text.index("Ainsi") :].partition(" Seuls les échanges")[0]
    assert ("Seuls les échanges avec l’étranger" in text) == fiche.place.abroad_only
    assert re.match(rf"Ainsi, {fiche.place.the} {buys} pour {bought} (à|au|aux) ", example)
    assert example.endswith(f" et {them} {sells} pour {sold}.")
    assert entry.country.name in example


def flows_keys_name_what_is_there(fiche: Fiche) -> None:
    for matrix in all_matrices(fiche):
        text = flows.key(matrix)
        others = matrix.cells[-1], [row[-1] for row in matrix.cells]
        for euros, name in zip(others, ("autres produits", "autres pays"), strict=True):
            assert (name in text) == bool(sum(euros))
        if not matrix.total:
            assert text.endswith("la figure est vide.")
            continue
        unit = "milliers d’euros (k€)" if in_thousands(matrix) else "millions d’euros (M€)"
        if matrix.largest < 1_000:
            unit = "en euros (€)"
        assert unit in text
        left, right = text.split(".")[0].split(", ")
        sides = ("biens exportés", "pays de destination")
        if matrix.flow == "imports":
            sides = ("pays d’origine", "biens importés")
        assert left == f"les {sides[0]} sont à gauche"
        assert right == f"les {sides[1]} à droite"


def compared(fiche: Fiche) -> Iterator[tuple[Trade, FlowMatrix, tuple[int, ...]]]:
    """The matrices that a fiche is compared with, and its euros in each of their main flows."""
    for trade in fiche.trades:
        if trade.region:
            yield trade, trade.region, trade.region_here
        yield trade, trade.france, trade.france_here


def comparison_keys_count_the_red_flows(fiche: Fiche) -> None:
    for trade in fiche.trades:
        shown = [m for m in (trade.region, trade.france) if m is not None]
        text = compared_flows.key(shown)
        numbers = {min(len(named_cells(m)), fiche.thresholds.main_flows) for m in shown} - {0}
        if not any(m.total for m in shown):
            assert text.endswith("la figure est vide.")
        elif len(numbers) == 1:
            (red,) = numbers
            words = f"les {LETTERS[red]} premiers flux" if red > 1 else "le premier flux"
            assert f"En rouge, {words} entre" in text
        assert "M€" not in text


def comparisons_say_what_is_here(fiche: Fiche) -> None:
    """Euros of the département in the main flows, of the numbers that ``here`` gives."""
    for trade, matrix, here in compared(fiche):
        text = compared_flows.finding(fiche, matrix, here)
        if text is None:
            continue
        assert ("aucun n’est" in text or "il n’est pas" in text) == (
            trade.total > 0 and not sum(here)
        )
        if sum(here) and sum(here) < trade.total:
            assert percent(sum(here), trade.total) in text
        beside = compared_flows.beside(fiche, matrix, here)
        assert beside
        assert [row.there for row in beside.rows] == [
            link.value / matrix.total for link in matrix.main
        ]
        ours = [value / trade.total if trade.total else 0 for value in here]
        assert [row.here for row in beside.rows] == ours


def balance_sentence_is_true(fiche: Fiche) -> None:
    text = products.balance_sentence(fiche)
    difference = fiche.exports.total - fiche.imports.total
    assert (f"solde de +{NARROW}" in text) == (difference > 0)
    assert (f"solde de {MINUS}{NARROW}" in text) == (difference < 0)
    assert (" plus " in text) == (difference > 0 and fiche.imports.total > 0)
    assert (" moins " in text) == (difference < 0 and fiche.exports.total > 0)
    assert text in products.key(fiche) or not (fiche.exports.total or fiche.imports.total)


def typography_is_french(fiche: Fiche) -> None:
    for text in everything(fiche):
        assert text == typeset(text), ascii(text)
        assert text == text.strip()
        assert text.endswith(".")
        assert not re.search(r"  |\.\.|'|None|\{|\}|-\d|\d\.\d", text), ascii(text)


def everything(fiche: Fiche) -> Iterator[str]:
    """All sentences of a fiche, names left out of account."""
    yield from filter(None, (balance.finding(fiche), products.finding(fiche)))
    yield from (balance.key(fiche), products.key(fiche))
    yield products.balance_sentence(fiche)
    for matrix in all_matrices(fiche):
        yield from filter(None, (flows.finding(matrix), flows.key(matrix)))
    for _, matrix, here in compared(fiche):
        yield from filter(None, [compared_flows.finding(fiche, matrix, here)])
        yield compared_flows.key([matrix])
    yield from (sentences.source(fiche, level) for level in ("départementales", "régionales"))


Check = Callable[[Fiche], None]
CHECKS: tuple[Check, ...] = (
    balance_finding_is_true,
    products_finding_is_true,
    flows_findings_are_true,
    balance_key_example_is_true,
    flows_keys_name_what_is_there,
    comparison_keys_count_the_red_flows,
    comparisons_say_what_is_here,
    balance_sentence_is_true,
    typography_is_french,
)
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)


@each_check
def test_every_departement(check: Check) -> None:
    for fiche in demonstration():
        check(fiche)


@each_check
@pytest.mark.parametrize("name", EXTREMES)
def test_extremes(name: str, check: Check) -> None:
    check(EXTREMES[name])


@each_check
@given(fiche=generated())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_fiche(check: Check, fiche: Fiche) -> None:
    check(fiche)


# -- whole sentences, where wording bends ----------------------------------------------------------


def spaced(text: str) -> str:
    """« ~ » for a no-break space and « _ » for a narrow one, so that tests can be read."""
    return text.replace("~", NBSP).replace("_", NARROW).replace("--", MINUS)


def traded(
    exports: dict[tuple[str, str], int], imports: dict[tuple[str, str], int], code: str = "03"
) -> Fiche:
    """A fiche from (A129, country) → euros."""
    customs_code = {"974": "9D"}.get(code, code)
    rows: list[Row] = [
        (flow, customs_code, product, country, euros)
        for flow, cells in (("E", exports), ("I", imports))
        for (product, country), euros in cells.items()
    ]
    return small(rows, code)


M = 10**6
BOISSONS, MEUBLES = "C11Z", "C31Z"


@pytest.mark.parametrize(
    ("balances", "text"),
    [
        (
            {"DE": (10 * M, 30 * M), "IT": (9 * M, 4 * M)},
            "Solde positif avec un seul de ces deux pays~: Allemagne, +_20~M€. "
            "Seul déficit~: Italie, --_5~M€.",
        ),
        (
            {"DE": (10 * M, 30 * M), "US": (M, 4 * M)},
            "Solde positif avec chacun de ces deux pays. Premier excédent~: Allemagne, +_20~M€.",
        ),
        (
            {"DE": (30 * M, 10 * M), "US": (4 * M, M)},
            "Aucun solde positif avec ces deux pays. Premier déficit~: Allemagne, --_20~M€.",
        ),
        (
            {"DE": (30 * M, 30 * M), "US": (M, M)},
            "Solde nul avec chacun de ces deux pays.",
        ),
        (
            {"DE": (30 * M, 30 * M), "US": (M, M + 4), "CH": (M, M - 7)},
            "Solde positif avec un seul de ces trois pays~: États-Unis, +_4~€. "
            "Seul déficit~: Suisse, --_7~€.",
        ),
        (
            {"DE": (M, 9 * M), "US": (M, 9 * M), "CH": (M, 9 * M)},
            "Solde positif avec chacun de ces trois pays. Premier excédent~: Suisse, +_8~M€.",
        ),
    ],
    ids=["one each", "all", "none", "zero", "tiny", "ties by code"],
)
def test_finding_of_figure_1(balances: dict[str, tuple[int, int]], text: str) -> None:
    fiche = traded(
        {(BOISSONS, code): sold for code, (_, sold) in balances.items()},
        {(MEUBLES, code): bought for code, (bought, _) in balances.items()},
    )
    assert balance.finding(fiche) == spaced(text)


@pytest.mark.parametrize(
    ("code", "exports", "imports", "text"),
    [
        ("03", 9, 2, "L’Allier exporte plus qu’il n’importe~: solde de +_7~M€."),
        ("07", 2, 9, "L’Ardèche exporte moins qu’elle n’importe~: solde de --_7~M€."),
        ("08", 9, 2, "Les Ardennes exportent plus qu’elles n’importent~: solde de +_7~M€."),
        ("92", 2, 9, "Les Hauts-de-Seine exportent moins qu’ils n’importent~: solde de --_7~M€."),
        ("974", 2, 9, "La Réunion exporte moins qu’elle n’importe~: solde de --_7~M€."),
        ("75", 5, 5, "Paris exporte autant qu’il importe."),
        ("20", 5, 5, "La Corse exporte autant qu’elle importe."),
        ("08", 0, 2, "Les Ardennes importent sans exporter~: solde de --_2~M€."),
        ("03", 2, 0, "L’Allier exporte sans importer~: solde de +_2~M€."),
        ("07", 0, 0, "Aucun échange n’est enregistré en Ardèche en 2024."),
    ],
)
def test_balance_in_one_sentence(code: str, exports: int, imports: int, text: str) -> None:
    fiche = traded({(BOISSONS, "DE"): exports * M}, {(BOISSONS, "IT"): imports * M}, code)
    assert products.balance_sentence(fiche) == spaced(text)


@pytest.mark.parametrize(
    ("code", "country", "sold", "text"),
    [
        ("03", "DE", 20.0, "l’Allier achète pour 30~M€ à l’Allemagne et lui vend pour 20~M€."),
        ("08", "GB", 2.0, "les Ardennes achètent pour 30~M€ au Royaume-Uni et lui vendent "
                          "pour 2~M€."),
        ("75", "US", 20.0, "Paris achète pour 30~M€ aux États-Unis et leur vend pour 20~M€."),
        ("974", "MU", 0.03, "La Réunion achète pour 30~M€ à Maurice et lui vend pour 30~k€. Seuls "
                            "les échanges avec l’étranger sont comptés, ni ceux avec l’Hexagone ni "
                            "ceux avec les autres territoires français."),
        ("20", "IT", 20.0, "la Corse achète pour 30~M€ à l’Italie et lui vend pour 20~M€. Seuls "
                          "les échanges avec l’étranger sont comptés, ni ceux avec le continent."),
    ],
)  # fmt: skip
def test_example_of_figure_1(code: str, country: str, sold: float, text: str) -> None:
    fiche = traded({(BOISSONS, country): int(sold * M)}, {(BOISSONS, country): 30 * M}, code)
    assert balance.key(fiche).endswith(spaced(f" Ainsi, {text}"))


def test_returned_goods_are_no_example() -> None:
    fiche = traded(
        {(BOISSONS, "FR"): 90 * M, (BOISSONS, "IT"): M}, {(BOISSONS, "FR"): M, (MEUBLES, "IT"): M}
    )
    assert "à l’Italie et lui vend" in balance.key(fiche)


def test_returned_goods_are_no_first_partner() -> None:
    cells = {(BOISSONS, "FR"): 60 * M, (BOISSONS, "IT"): 30 * M, (MEUBLES, "DE"): 10 * M}
    imports = traded({}, cells)
    assert flows.finding(imports.imports.matrix) == spaced(
        "Les trois flux en rouge représentent l’ensemble des importations. "
        "Premier fournisseur hors retours~: Italie, 30~%."
    )
    assert balance.finding(imports) == spaced(
        "Aucun solde positif avec ces trois pays. Premier déficit hors retours~: Italie, --_30~M€."
    )
    alone = traded({(MEUBLES, "DE"): 10 * M}, {(BOISSONS, "FR"): 60 * M})
    assert balance.finding(alone) == spaced(
        "Solde positif avec un seul de ces deux pays~: Allemagne, +_10~M€. "
        "Seul déficit~: France (retours), --_60~M€."
    )


def test_one_sector_is_not_a_first_one() -> None:
    one = {("C11Z", "DE"): 10 * M, ("C10E", "DE"): 10 * M}
    two = {**one, ("C31Z", "DE"): 10 * M}
    assert products.finding(traded(one, one)) is None
    assert products.finding(traded(two, two)) == spaced(
        "Premier secteur à l’export comme à l’import~: agroalimentaire (67~% des exportations, "
        "67~% des importations)."
    )
    assert products.finding(traded(two, one)) == spaced(
        "Premier secteur~: agroalimentaire (67~% des exportations)."
    )
    other = {("C31Z", "DE"): 10 * M, ("C21Z", "DE"): 15 * M}
    assert products.finding(traded(two, other)) == spaced(
        "Premier secteur~: agroalimentaire (67~% des exportations)_; pharmacie (60~% des "
        "importations)."
    )


def test_flows_without_others() -> None:
    fiche = traded({(BOISSONS, "DE"): 20 * M, (MEUBLES, "DE"): 10 * M}, {(BOISSONS, "IT"): 3 * M})
    exports, imports = fiche.exports.matrix, fiche.imports.matrix
    assert flows.finding(exports) == spaced(
        "Les deux flux en rouge représentent l’ensemble des exportations. Seul client~: Allemagne."
    )
    assert flows.finding(imports) is None  # one product, one country: nothing to add
    assert flows.key(imports) == spaced(
        "les pays d’origine sont à gauche, les biens importés à droite. L’épaisseur d’un ruban est "
        "proportionnelle au montant, en millions d’euros (M€)."
    )


def test_figures_that_share_a_key_may_differ() -> None:
    """One red flow beside two; none of the main flows of France here, and half of one."""
    rows: list[Row] = [
        ("E", "03", BOISSONS, "DE", M // 2),
        ("E", "75", MEUBLES, "IT", 90 * M),
        ("E", "75", BOISSONS, "ES", 9 * M),
    ]
    trade = small(rows).exports
    assert trade.region
    assert compared_flows.key([trade.region, trade.france]) == spaced(
        "les biens exportés sont à gauche, les pays de destination à droite, avec leur part du "
        "total. En rouge, les premiers flux entre deux noms de la figure, numérotés comme dans la "
        "liste_; en teinte claire, les autres flux d’au moins 0,4~% du total. La partie pâle d’une "
        "barre réunit ses flux qui ne sont pas dessinés. Dans la liste, «~0~» signifie~: aucun "
        "échange."
    )
    assert trade.france_here == (0, 0, M // 2)
    assert compared_flows.finding(small(rows), trade.france, trade.france_here) == spaced(
        "Les trois premiers flux représentent l’ensemble des exportations_; dans l’Allier, ils en "
        "représentent l’ensemble."
    )
    assert compared_flows.finding(small(rows), trade.france, (0, 0, 0)) == spaced(
        "Les trois premiers flux représentent l’ensemble des exportations_; aucun n’est enregistré "
        "dans l’Allier."
    )


def test_flows_with_codes_that_are_no_country() -> None:
    """High seas and undetermined countries never rank: they make « autres pays » alone."""
    fiche = traded({(BOISSONS, "QU"): 30 * M, (BOISSONS, "DE"): 10 * M}, {(BOISSONS, "QU"): 3 * M})
    assert flows.key(fiche.exports.matrix).endswith(
        spaced(" Les flux des «~autres pays~», en gris, ne sont jamais en rouge.")
    )
    assert flows.finding(fiche.imports.matrix) is None
    nothing = traded({}, {}).exports.france
    assert compared_flows.key([nothing, nothing]) == flows.key(nothing)


def test_nothing_traded() -> None:
    fiche = traded({}, {})
    assert balance.finding(fiche) is None
    assert products.finding(fiche) is None
    assert balance.key(fiche) == "aucun échange avec un pays n’est enregistré en 2024."
    assert products.key(fiche) == "aucun échange n’est enregistré en 2024."
    assert flows.key(fiche.exports.matrix) == (
        "aucune exportation n’est enregistrée, la figure est vide."
    )
    assert flows.key(fiche.imports.matrix) == (
        "aucune importation n’est enregistrée, la figure est vide."
    )


def test_one_half_has_no_scale_to_share() -> None:
    both = traded({(BOISSONS, "DE"): M}, {(BOISSONS, "DE"): M})
    one = traded({}, {(BOISSONS, "DE"): M})
    assert "même échelle" in products.key(both)
    assert "même échelle" not in products.key(one)


# -- sources and marks -----------------------------------------------------------------------------


def marked(demonstration_data: bool, quarters: tuple[int, ...] = (1, 2, 3, 4)) -> Fiche:
    fiche = EXTREMES["one product and one country"]
    return replace(fiche, marks=Marks(demonstration_data, quarters))


def test_a_true_source_has_its_date() -> None:
    assert sentences.source(marked(False), "départementales") == spaced(
        "Source~: Direction générale des Douanes et Droits indirects, données départementales "
        "2024, mises à jour le 7~février 2025. Montants arrondis."
    )
    assert sentences.source(marked(False), "régionales") == spaced(
        "Source~: Direction générale des Douanes et Droits indirects, données régionales 2024, "
        "mises à jour le 7~février 2025 (France entière~: somme des régions). Montants arrondis."
    )


def test_a_source_without_date_names_none() -> None:
    fiche = marked(False)
    undated = replace(fiche, provenance=replace(fiche.provenance, updated=""))
    assert sentences.source(undated, "départementales").endswith(
        "départementales 2024. Montants arrondis."
    )


@pytest.mark.parametrize("level", ["départementales", "régionales"])
def test_false_figures_never_carry_a_true_source(level: str) -> None:
    text = sentences.source(marked(True), level)
    assert text.startswith(f"Source{NBSP}: jeu de démonstration, chiffres fictifs, ")
    assert "Direction générale" not in text
    assert "février" not in text


def test_missing_quarters_are_admitted() -> None:
    fiche = marked(False, (1, 2, 4))
    assert sentences.provisional_mark(fiche) == "provisoire, T1, T2 et T4 2024"
    assert sentences.figure_mark(fiche) == "Provisoire, T1, T2 et T4 2024"
    assert sentences.source(fiche, "départementales").endswith(
        f"{NARROW}; provisoire, T1, T2 et T4 2024. Montants arrondis."
    )
    both = marked(True, (1,))
    assert sentences.figure_mark(both) == (
        "Données de démonstration – chiffres fictifs · Provisoire, T1 2024"
    )
    assert sentences.source(both, "régionales").endswith(
        f"{NARROW}; provisoire, T1 2024. Montants arrondis."
    )


def test_quarters_that_lack_rows_are_admitted() -> None:
    whole = marked(False)
    lacking = replace(whole, marks=replace(whole.marks, gaps=True))
    assert sentences.provisional_mark(lacking) == "provisoire, données incomplètes"
    assert sentences.figure_mark(lacking) == "Provisoire, données incomplètes"
    assert sentences.source(lacking, "départementales").endswith(
        f"{NARROW}; provisoire, données incomplètes. Montants arrondis."
    )
    fewer = replace(whole, marks=replace(whole.marks, quarters=(1, 2), gaps=True))
    assert sentences.provisional_mark(fewer) == "provisoire, T1 et T2 2024, incomplets"


def test_true_and_whole_figures_have_no_mark() -> None:
    assert sentences.figure_mark(marked(False)) == ""
    assert sentences.provisional_mark(marked(False)) == ""
    assert sentences.figure_mark(marked(True)) == "Données de démonstration – chiffres fictifs"
