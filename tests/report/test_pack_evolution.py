"""The page of a pack on the years of its départements: where it is, what it says, its data."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import hard_fiches
import made_evolutions
import pdf_reading
import pytest
import tag_tree
from attachments import attached
from command import changed
from command import copied
from made_evolutions import M
from made_evolutions import of
from made_evolutions import with_years
from pdf_reading import flat
from pdf_reading import pages
from structure_checks import glued
from structure_checks import out_of_order
from structure_checks import outline

from tradefiche import brand
from tradefiche import edition
from tradefiche.edition import Edition
from tradefiche.fiche import Fiche
from tradefiche.fiche.pack import Pack
from tradefiche.figures import compared_years
from tradefiche.reference import industry
from tradefiche.report import pack
from tradefiche.report import pack_evolution
from tradefiche.report import pagination
from tradefiche.report.look import prepare

NAMES = ("ti-8416", "ti-7605")
"""Packs of two départements, and of three."""
ALONE = ("ti-0102", "ti-9401")
"""Packs of one overseas, and of Corse: such places share a pack with no other."""


def made(name: str, fiches: Sequence[Fiche]) -> Pack:
    return industry.pack(industry.only(name), fiches)


def of_years(name: str, first: int = 2015) -> Pack:
    kept = industry.only(name).kept
    return made(name, [made_evolutions.course(of(place.code), first) for place in kept])


def built(dossier: Pack, texts: Edition | None = None) -> bytes:
    return pack.compose(dossier, texts or pdf_reading.edition_2024(), brand.load()).content


@cache
def pdf(name: str, first: int = 2015) -> bytes:
    return built(of_years(name, first))


def without(folder: Path) -> Edition:
    """An edition made before the section."""
    copied("editions/2024", folder)
    changed(folder / "edition.toml", '"evolution", ', "")
    return edition.load(folder)


def the_page(content: bytes) -> tuple[int, str]:
    """Its number and its text."""
    listed = [page for title, page in outline(pdf_reading.opened(content)) if title == "Évolution"]
    return listed[0], flat(pages(content)[listed[0] - 1])


def rows(content: bytes) -> list[dict[str, str]]:
    (data,) = [c for name, (c, _) in attached(content).items() if name == "ti-7605-2024-annees.csv"]
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


# -- where it is ---------------------------------------------------------------------------------


def test_with_one_year_there_is_none(tmp_path: Path) -> None:
    dossier = hard_fiches.dossier("ti-8416")
    content = built(dossier)
    assert content == built(dossier, without(tmp_path / "mine"))
    assert "Évolution" not in " ".join(pages(content))
    assert not any("annees" in name for name in attached(content))


@pytest.mark.parametrize("name", ALONE)
def test_a_single_fiche_says_it_on_its_own_page(name: str) -> None:
    assert len(industry.only(name).kept) == 1
    content = pdf(name)
    assert sum(title == "Évolution" for title, _ in outline(pdf_reading.opened(content))) == 1
    assert not any(file.startswith(name) and "annees" in file for file in attached(content))


def test_corse_and_overseas_are_alone_in_their_packs() -> None:
    for each in industry.everything():
        if any(place.abroad_only for place in each.kept):
            assert len(each.kept) == 1


def test_an_edition_without_the_figure_has_none(tmp_path: Path) -> None:
    content = built(of_years("ti-8416"), without(tmp_path / "mine"))
    assert "Évolution" not in " ".join(pages(content))
    assert not any("annees" in name for name in attached(content))


@pytest.mark.parametrize("name", NAMES)
def test_it_stands_between_the_communes_and_the_fiches(name: str) -> None:
    content = pdf(name)
    folio, said = the_page(content)
    assert "Échanges d" in said
    assert "(2015–2024)" in said
    kept = industry.only(name).kept[0]
    (first,) = [
        page
        for title, page in outline(pdf_reading.opened(content))
        if title == f"{kept.name} ({kept.code})"
    ][:1]
    assert first == folio + 1
    contents = next(iter(tag_tree.tree(content).all("TOC")))
    listed = [entry.text.rpartition(" ")[::2] for entry in contents.nodes]
    assert [title for title, _ in listed[:3]] == ["Repères", "Communes", "Évolution"]
    assert ("Évolution", str(folio)) in listed


@pytest.mark.parametrize("name", NAMES)
def test_it_is_heard_in_the_order_it_is_read(name: str) -> None:
    assert out_of_order(pdf(name)) == []
    assert glued(pdf(name)) == []


# -- what it says --------------------------------------------------------------------------------


def test_it_says_what_the_scale_is_and_that_nothing_crosses_the_break() -> None:
    _, said = the_page(pdf("ti-7605"))
    assert "Chaque département a son échelle, qui part de zéro" in said
    assert "d’un côté à l’autre du trait pointillé, rien ne se compare" in said
    assert "marque janvier 2022" in said
    assert "Valeurs en euros courants" in said
    assert "données départementales 2015 à 2024 des Douanes" in said
    assert "chiffres fictifs" in said


def test_two_years_make_bars() -> None:
    _, said = the_page(pdf("ti-8416", 2023))
    assert "la barre claire est l’année d’avant" in said
    assert "les rapports se comparent, et non les longueurs" in said
    assert "Deux années seulement sont disponibles : pas de tendance." in said
    assert "(2023–2024)" in said


def test_the_finding_gives_the_change_of_each() -> None:
    before = {2022: (90 * M, 45 * M)}
    allier = with_years(of("03"), {**before, 2023: (100 * M, 50 * M), 2024: (110 * M, 40 * M)})
    dome = with_years(of("63"), {**before, 2023: (200 * M, 900_000), 2024: (190 * M, 40 * M)})
    assert plain(compared_years.finding([allier, dome])) == (
        "En un an, exportations : Allier + 10,0 %, Puy-de-Dôme − 5,0 % ; "
        "importations : Allier − 20,0 %."
    )


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("its own year is incomplete", "est incomplète : elle n’est comparée à aucune autre"),
        ("the year before is missing", "L’année 2023 manque"),
        ("one on each side", "n’est pas comparée aux années d’avant"),
        ("a year is missing", "l’année 2018, absente ou incomplète, n’est pas tracée"),
    ],
)
def test_it_says_what_is_not_compared_and_not_drawn(case: str, said: str) -> None:
    fiche = made_evolutions.cases()[case]
    content = built(made("ti-8416", [fiche, fiche]))
    assert said in the_page(content)[1]
    if case.startswith("its own"):
        assert "Provisoire, T1 et T2 2024" in the_page(content)[1]


def test_alternatives_are_short_and_say_the_cut() -> None:
    for name, fiche in made_evolutions.cases().items():
        for fiches in ([fiche], [fiche] * 3):
            if compared_years.applies(fiches):
                said = compared_years.alternative(fiches)
                assert len(said) <= 250, name
                assert said.endswith(".")
    three = compared_years.alternative(of_years("ti-7605").fiches)
    assert "Tarn, Aude, Haute-Garonne" in three
    assert "coupées en janvier 2022" in three


def test_the_figure_names_its_data_and_the_table_has_its_heads() -> None:
    tree = tag_tree.tree(pdf("ti-7605"))
    (figure,) = [
        each
        for each in tree.all("Figure")
        if "ti-7605-2024-annees.csv" in each.attributes.get("AF", "")
    ]
    assert figure.attributes["Alt"].startswith("Courbes, un cadre par département")
    (table,) = [
        each
        for each in tree.all("Table")
        if "Données de la figure : Échanges" in each.attributes.get("Summary", "")
    ]
    body = list(table.all("TR"))
    assert len(body) == 31
    assert [cell.role for cell in body[1].nodes] == ["TH", "TH", *["TD"] * 5]


def test_all_packs_have_it_on_one_page() -> None:
    look = prepare(brand.load())
    for whole in industry.everything():
        if len(whole.kept) > 1:
            story = pack_evolution.story(of_years(whole.id), look)
            assert pagination.pages(story) == 1, whole.id


# -- data ----------------------------------------------------------------------------------------

TOTALS: Mapping[str, Mapping[int, tuple[int, int]]] = {
    "81": {y: ((900 + 13 * (y % 7)) * M + y, (800 + 9 * (y % 5)) * M) for y in range(2015, 2025)},
    "11": {y: (500_000 + y, 40 * M + 3 * y) for y in range(2015, 2025)},
    "31": {y: (40_000 * M + (y % 3) * 999 * M, 30_000 * M - y) for y in range(2015, 2025)},
}


def test_the_file_is_that_of_plain_sums_to_the_euro() -> None:
    incomplete = 2019
    fiches = [
        with_years(of(place.code), TOTALS[place.code], [incomplete])
        for place in industry.only("ti-7605").kept
    ]
    found = rows(built(made("ti-7605", fiches)))
    expected = []
    for place in industry.only("ti-7605").kept:
        for year in range(2015, 2025):
            part = 2 if year == incomplete else 4
            sums = [
                sum([t * p // 100 for p in (24, 26)]) if part == 2 else t
                for t in TOTALS[place.code][year]
            ]
            compared = year not in (2015, incomplete, incomplete + 1, 2022)
            said = []
            for side, now in enumerate(sums):
                before = TOTALS[place.code].get(year - 1, (0, 0))[side]
                rate = f"{(now - before) / before:.6f}".replace(".", ",") if before else ""
                said.append(rate if compared and before >= M else "")
            expected.append(
                {
                    "annee": "2024",
                    "code_territoire": place.code,
                    "territoire": place.name,
                    "annee_serie": str(year),
                    "annee_complete": "non" if year == incomplete else "oui",
                    "comparable_precedente": "oui" if compared else "non",
                    "exportations_euros": str(sums[0]),
                    "variation_exportations": said[0],
                    "importations_euros": str(sums[1]),
                    "variation_importations": said[1],
                    "solde_euros": str(sums[0] - sums[1]),
                    "mention": "Données de démonstration – chiffres fictifs",
                }
            )
    assert found == expected


def test_each_departement_says_what_its_fiche_says() -> None:
    content = pdf("ti-7605")
    files = attached(content)
    here = rows(content)
    for place in industry.only("ti-7605").kept:
        (data,) = [
            c
            for name, (c, _) in files.items()
            if name.startswith(f"{place.code}-2024") and name.endswith("-annees.csv")
        ]
        own = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
        assert [row for row in here if row["code_territoire"] == place.code] == list(own)
