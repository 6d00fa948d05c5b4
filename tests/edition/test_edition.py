"""An edition is data: whole, it is read as written; wrong, it is refused with its file and line."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from made_fiches import demonstration

from tradefiche import brand
from tradefiche import edition
from tradefiche import figures
from tradefiche import resources
from tradefiche.edition import Heading
from tradefiche.edition import Inline
from tradefiche.edition import Items
from tradefiche.edition import Note
from tradefiche.edition import PageBreak
from tradefiche.edition import Paragraph
from tradefiche.edition import Slot
from tradefiche.edition import fill
from tradefiche.edition import substitute
from tradefiche.errors import EditionError
from tradefiche.fiche import Marks
from tradefiche.fiche import Provenance
from tradefiche.wording.placeholders import VALUES
from tradefiche.wording.placeholders import values

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the project's edition, to be changed."""
    folder = tmp_path / "mine"
    shutil.copytree(resources.assets("editions", "2024"), folder)
    return folder


def put(folder: Path, name: str, *lines: str) -> None:
    """Write a section: a title, then the lines from the third on."""
    (folder / name).write_text("\n".join(("# Titre", "", *lines)) + "\n", "utf-8")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def refusal(folder: Path) -> tuple[str, str]:
    """The message, the folder left out, and the hint."""
    with pytest.raises(EditionError) as caught:
        edition.load(folder)
    assert caught.value.hint
    return caught.value.message.replace(f"{folder}{os.sep}", ""), caught.value.hint


# -- the project's edition -------------------------------------------------------------------------


def test_the_edition_of_2024_has_a_place_for_every_figure_and_its_table() -> None:
    found = edition.load(edition.folder_for(2024))
    slots = [(section, block) for section in found.sections for block in section.blocks]
    for kind in ("figure", "donnees"):
        placed = [b.name for _, b in slots if isinstance(b, Slot) and b.kind == kind]
        whole = [*figures.names(), *(["essentiel"] if kind == "donnees" else [])]
        assert sorted(whole) == sorted([*placed, "achats-concentres"])  # off, as its method says
    placed = [b.name for _, b in slots if isinstance(b, Slot) and b.kind == "essentiel"]
    assert placed == ["reperes", "phrases", "listes"]


def test_the_sections_of_a_flow_have_its_colour_and_the_others_none() -> None:
    for section in edition.load(edition.folder_for(2024)).sections:
        shown = {b.name for b in section.blocks if isinstance(b, Slot) and b.kind == "figure"}
        flows = {name.partition("-")[0] for name in shown} & {"exports", "imports"}
        assert section.color == (flows.pop() if flows else "state"), section.name


def test_the_latest_edition_before_the_data_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("2022", "2024", "2026", "notes", "20x4"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(resources, "assets", lambda *_: tmp_path)
    chosen = {year: edition.folder_for(year).name for year in (2019, 2022, 2023, 2024, 2025, 2030)}
    assert chosen == {
        2019: "2022",
        2022: "2022",
        2023: "2022",
        2024: "2024",
        2025: "2024",
        2030: "2026",
    }


def test_the_first_edition_is_the_projects() -> None:
    assert edition.folder_for(2024).name == "2024"
    assert edition.folder_for(2010).is_dir()


# -- an edition of one's own -----------------------------------------------------------------------


def test_a_copy_with_another_year_and_other_texts(own: Path) -> None:
    change(own / "edition.toml", "year = 2024", "year = 2025")
    change(own / "edition.toml", "ranks = 10 ", "ranks = 8 ")
    change(own / "edition.toml", '"pratique", "annexe"]', '"pratique"]')
    put(own, "pratique.md", "Écrivez-nous : {nom}.")
    found = edition.load(own)
    assert (found.year, found.thresholds.ranks) == (2025, 8)
    assert found.sections[-1].name == "pratique"
    assert found.sections[-1].blocks == (
        Heading(1, (Inline("Titre"),)),
        Paragraph((Inline("Écrivez-nous : {nom}."),)),
    )
    assert found.fingerprint != edition.load(edition.folder_for(2024)).fingerprint


def test_the_fingerprint_is_that_of_every_file(own: Path, tmp_path: Path) -> None:
    found = {edition.load(own).fingerprint}
    files = sorted(filter(Path.is_file, own.iterdir()))
    for path in files:
        copy = tmp_path / path.name.replace(".", "-")
        shutil.copytree(own, copy)
        with (copy / path.name).open("a", encoding="utf-8") as file:
            file.write("\n# essai\n" if path.suffix == ".toml" else "\nUn mot de plus.\n")
        found.add(edition.load(copy).fingerprint)
    assert len(found) == 1 + len(files)
    shutil.copytree(own, tmp_path / "same")
    assert edition.load(tmp_path / "same").fingerprint in found


def test_every_form_of_text(own: Path) -> None:
    change(own / "edition.toml", 'portraits = ""', 'portraits = "https://example.org/p"')
    put(
        own,
        "annexe.md",
        "## Marge", "", "Un **mot** *penché*, [rouge](couleur:red)", "et [un lien](lien:anct).",
        "", "[Ici](lien:portraits) ou [là](https://example.org).", "",
        "1. un", "2. **deux**", "", "---", "", "- seul", "", "> Note.", ">", "> Suite.", "",
        "![Pays, {nom}](donnees:pays)", "", "![](marques:fin)",
    )  # fmt: skip
    change(own / "pratique.md", "![Marques de l'État et de l'agence](marques:fin)", "")
    found = edition.load(own).sections[-1].blocks
    anct, portraits = "https://anct.gouv.fr/actualites", "https://example.org/p"
    assert found[1:] == (
        Heading(2, (Inline("Marge"),)),
        Paragraph(
            (
                Inline("Un "),
                Inline("mot", strong=True),
                Inline(" "),
                Inline("penché", emphasis=True),
                Inline(", "),
                Inline("rouge", color="red"),
                Inline("\n"),
                Inline("et "),
                Inline("un lien", link=anct),
                Inline("."),
            )
        ),
        Paragraph(
            (
                Inline("Ici", link=portraits),
                Inline(" ou "),
                Inline("là", link="https://example.org"),
                Inline("."),
            )
        ),
        Items(((Inline("un"),), (Inline("deux", strong=True),)), ordered=True),
        PageBreak(),
        Items(((Inline("seul"),),), ordered=False),
        Note(((Inline("Note."),), (Inline("Suite."),))),
        Slot("donnees", "pays", "Pays, {nom}"),
        Slot("marques", "fin", ""),
    )


def test_texts_are_filled_with_french_spaces() -> None:
    known = {"nom": "Côte-d’Or", "rangs": "dix"}
    assert substitute("À l'heure : {nom} ; {rangs} % ?", known) == (
        f"À l’heure{NBSP}: Côte-d’Or{NARROW}; dix %{NARROW}?"
    )
    parts = (Inline("{nom}", strong=True), Inline(" ; fin", link="https://example.org"))
    assert fill(parts, known) == (
        Inline("Côte-d’Or", strong=True),
        Inline(f"{NARROW}; fin", link="https://example.org"),
    )


# -- refused: texts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("Le {departement}.", "unknown placeholder {departement}", "de_departement"),
        ("Le { nom }.", "unknown placeholder { nom }", "nom"),
        ("Le {}.", "unknown placeholder {}", "nom"),
        ("Le {nom.", "unknown placeholder {", "nom"),
        ("Le nom}.", "unknown placeholder }", "nom"),
        ("Voir [ici](lien:portrait).", "unknown lien 'portrait'", "portraits, dossier"),
        ("Voir [ici](lien:).", "unknown lien ''", "portraits"),
        ("![x](figure:pay)", "unknown figure 'pay'", "pays, produits"),
        ("![x](donnees:flux)", "unknown donnees 'flux'", "pays, produits"),
        ("![x](chiffres:balance)", "unknown chiffres 'balance'", "exports, imports"),
        ("![x](marques:debut)", "unknown marques 'debut'", "fin"),
        ("En [bleu](couleur:blue).", "unknown couleur 'blue'", "imports_text"),
        ("Voir [ici](www.anct.gouv.fr).", "a link to 'www.anct.gouv.fr'", "lien:NAME"),
        ("Voir [ici](ftp://example.org).", "a link to 'ftp://example.org'", "addresses"),
        ("[Pays](figure:pays)", "a link to 'figure:pays'", "![title]"),
        ("![Portrait](lien:portraits)", "a link to 'lien:portraits'", "![title]"),
        ("![Photo](photo.png)", "a link to 'photo.png'", "![title]"),
        ("| a | b |", "a table is not used in an edition", "paragraphs"),
        ("    du code", "block code is not used in an edition", "paragraphs"),
        ("```\ndu code\n```", "block code is not used in an edition", "paragraphs"),
        ("<div>du HTML</div>", "block html is not used in an edition", "paragraphs"),
        ("### Trop bas", "heading is not used in an edition", "titles of two levels"),
        ("# Encore un titre", "a second title is not used in an edition", "## Title"),
        ("> - une liste", "block quote is not used in an edition", "> notes"),
        ("> Note.\n>\n> - un point", "block quote is not used in an edition", "> notes"),
        ("Un `code` ici.", "codespan is not used in running text", "plain words"),
        ("Une <b>balise</b>.", "inline html is not used in running text", "plain words"),
        ("Voyez ![x](figure:pays) ici.", "image is not used in running text", "plain words"),
        ("- un\n  - dessous", "list item is not used in running text", "one level"),
    ],
)
def test_a_wrong_text_is_refused_with_its_line(
    own: Path, line: str, message: str, hint: str
) -> None:
    put(own, "annexe.md", "Une phrase.", "", line)
    said, advice = refusal(own)
    assert said in (f"annexe.md:5: {message}", f"annexe.md:6: {message}")
    assert hint in advice


def test_a_fault_in_the_middle_of_a_paragraph_has_its_own_line(own: Path) -> None:
    put(own, "annexe.md", "Une phrase,", "puis une autre {inconnue},", "puis la fin.")
    assert refusal(own)[0] == "annexe.md:4: unknown placeholder {inconnue}"
    put(own, "annexe.md", "Une phrase,", "puis [une autre", "sur deux lignes](lien:nulle),", "fin.")
    assert refusal(own)[0] == "annexe.md:5: unknown lien 'nulle'"


@pytest.mark.parametrize("text", ["", "\n\n", "Sans titre.\n", "## Trop bas\n\nTexte.\n"])
def test_a_section_begins_with_its_title(own: Path, text: str) -> None:
    (own / "balance.md").write_text(text, "utf-8")
    assert refusal(own) == (
        "balance.md:1: does not begin with a title",
        "Begin it with « # Title ».",
    )


def test_a_figure_stands_once(own: Path) -> None:
    put(own, "pratique.md", "![Pays](figure:pays)")
    assert refusal(own)[0] == "pratique.md: figure:pays stands twice"


# -- refused: edition.toml and files ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("year = 2024", "year = ", "edition.toml: Invalid value (at line 5, column 8)"),
        ("year = 2024", 'year = "2024"', "edition.toml: Expected `int`, got `str` - at `$.year`"),
        ("year = 2024", "", "edition.toml: Object missing required field `year`"),
        ("year = 2024", "year = 2024\nyaer = 1", "edition.toml: Object contains unknown field"),
        ("ranks = 10 ", "ranks = 0 ", "edition.toml: [thresholds] ranks must be between 1 and 10"),
        ("ranks = 10 ", "ranks = 25 ", "edition.toml: [thresholds] ranks must be between"),
        ("main_flows = 5", "main_flows = 0", "edition.toml: [thresholds] main_flows must be"),
        ("communes = 5", "communes = -1", "edition.toml: [thresholds] communes must be"),
        (
            'exportations = "exports"',
            'exportations = "violet"',
            "edition.toml: [colors] exportations = 'violet'",
        ),
        (
            'exportations = "exports"',
            'exportation = "exports"',
            "edition.toml: [colors] exportation is no section",
        ),
        (
            'portraits = ""',
            'portraits = "anct.gouv.fr"',
            "edition.toml: [links] portraits = 'anct.gouv.fr' is not an address",
        ),
        (
            "commerce extérieur\"\nprogram",
            "commerce de {pays}\"\nprogram",
            "edition.toml:6: unknown placeholder {pays}",
        ),
        (
            '"pratique", "annexe"',
            '"pratique", "annexes"',
            "annexes.md: cannot be read (No such file or directory)",
        ),
    ],
)  # fmt: skip
def test_a_wrong_edition_file_is_refused(own: Path, old: str, new: str, message: str) -> None:
    change(own / "edition.toml", old, new)
    assert refusal(own)[0].startswith(message)


@pytest.mark.parametrize("name", ["edition.toml", "introduction.md", "balance.md"])
def test_a_missing_file_is_named(own: Path, name: str) -> None:
    (own / name).unlink()
    message, hint = refusal(own)
    assert message == f"{name}: cannot be read (No such file or directory)"
    assert "edition.toml and one .md file" in hint


def test_a_file_in_another_encoding_is_refused(own: Path) -> None:
    (own / "balance.md").write_bytes("# Échanges\n".encode("cp1252"))
    assert refusal(own)[0] == "balance.md: cannot be read (not UTF-8)"


def test_every_colour_that_texts_may_use_is_in_any_brand() -> None:
    found = edition.load(edition.folder_for(2024))
    used = {
        part.color
        for section in (found.introduction, *found.sections)
        for block in section.blocks
        if isinstance(block, Paragraph)
        for part in block.text
        if part.color
    }
    assert used == {"imports_text", "exports_text", "red"}
    assert used <= brand.load().palette.colors.keys()


# -- placeholders ----------------------------------------------------------------------------------

EMPTY = {"region": {"20"}, "note_territoire": None, "echanges_non_comptes": None}
"""Which may be empty: in Corse only, or wherever there is nothing to say."""


def test_every_placeholder_says_something() -> None:
    for fiche in demonstration():
        known = values(fiche)
        assert list(known) == list(VALUES)
        for name, value in known.items():
            assert value == value.strip()
            assert not re.search(r"  |None|[{}]|'", value)
            if not value:
                assert name in EMPTY
                assert EMPTY[name] is None or fiche.place.code in EMPTY[name]
        apart = fiche.place.code in {"20", "971", "972", "973", "974", "976"}
        assert bool(known["note_territoire"]) == bool(known["echanges_non_comptes"]) == apart


def test_corse_is_never_called_a_departement() -> None:
    (corse,) = (fiche for fiche in demonstration() if fiche.place.code == "20")
    for name, value in values(corse).items():
        assert "le département" not in value, name
        assert "du département" not in value, name
        assert "la région" not in value, name


def test_overseas_the_five_together_stand_for_the_region() -> None:
    for fiche in demonstration():
        known = values(fiche)
        together = known["pour_la_region_puis_le_pays"]
        overseas = len(fiche.place.code) == 3
        assert ("départements d’outre-mer" in together) == overseas
        assert ("la région" in together) == (not overseas and fiche.place.code != "20")


@pytest.mark.parametrize(
    ("countries", "words"), [(0, "aucun pays"), (1, "un seul pays"), (10, "dix pays")]
)
def test_countries_are_counted(countries: int, words: str) -> None:
    (allier,) = (fiche for fiche in demonstration() if fiche.place.code == "03")
    fiche = replace(allier, countries=allier.countries[:countries])
    assert values(fiche)["nombre_pays"] == words


def test_sources_say_what_the_figures_are() -> None:
    (allier,) = (fiche for fiche in demonstration() if fiche.place.code == "03")
    assert "fictifs" in values(allier)["source_donnees"]
    assert "fictifs" in values(allier)["date_donnees_phrase"]
    true = replace(
        allier,
        marks=Marks(demonstration=False, quarters=(1, 2, 3, 4)),
        provenance=Provenance((), "2025-02-07"),
    )
    assert values(true)["source_donnees"] == (
        "Direction générale des Douanes et Droits indirects, statistiques régionales et "
        "départementales du commerce extérieur, année 2024, données ouvertes mises à jour le "
        f"7{NBSP}février 2025. Montants en valeur, en euros courants."
    )
    assert values(true)["date_donnees_phrase"] == f"Données mises à jour le 7{NBSP}février 2025."
    late = replace(true, marks=Marks(demonstration=False, quarters=(1, 2, 4)))
    assert values(late)["source_donnees"].endswith(
        f"Année incomplète{NBSP}: T1, T2 et T4 2024 seulement."
    )
    gaps = replace(true, marks=Marks(demonstration=False, quarters=(1, 2, 3, 4), gaps=True))
    assert values(gaps)["source_donnees"].endswith(
        f"en euros courants. Données incomplètes{NBSP}: des lignes semblent manquer."
    )
    undated = replace(true, provenance=Provenance((), ""))
    assert "mises à jour" not in values(undated)["source_donnees"]
    assert values(undated)["date_donnees_phrase"] == ""


def test_small_totals_are_not_said_to_be_nothing() -> None:
    (allier,) = (fiche for fiche in demonstration() if fiche.place.code == "03")
    small = replace(allier, exports=replace(allier.exports, total=30_400))
    assert values(small)["exportations"] == f"30{NBSP}k€"
    none = replace(allier, exports=replace(allier.exports, total=0))
    assert values(none)["exportations"] == f"0{NBSP}€"


# -- what is wrong is told so that it can be mended ------------------------------------------------


def test_a_colour_of_no_section_names_the_nearest(own: Path) -> None:
    change(own / "edition.toml", 'exportations = "exports"', 'exportation = "exports"')
    assert refusal(own)[1].startswith("Did you mean 'exportations'?")


@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        ("'essentiel', 'exportation'", "exportation is no section", "Did you mean 'exportations'?"),
        ("'territoire'", "territoire is no section", "Did you mean 'territoires'?"),
        ("'essentiel', 'essentiel'", "essentiel stands twice", "Leave one of the two."),
    ],
)
def test_sections_of_pages_that_are_none(own: Path, names: str, message: str, hint: str) -> None:
    change(own / "edition.toml", "[links]", f"[web]\nsections = [{names}]\n\n[links]")
    told, proposed = refusal(own)
    assert told == f"edition.toml: [web] sections: {message}"
    assert proposed.startswith(hint)


@pytest.mark.parametrize("before", ["[thresholds]", "[links]", ""])
def test_the_order_of_pages_is_nothing_to_a_pdf(own: Path, before: str) -> None:
    text, table = (own / "edition.toml").read_text("utf-8"), '[web]\nsections = ["essentiel"]\n'
    made = text.replace(before, f"{table}{before}", 1) if before else text + table
    known = edition.load(own)
    other = own.with_name("other")
    shutil.copytree(own, other)
    (other / "edition.toml").write_text(made, "utf-8")
    found = edition.load(other)
    assert found.fingerprint == known.fingerprint
    assert found.web_fingerprint != known.web_fingerprint
    assert (found.web_sections, known.web_sections) == (("essentiel",), ())


def test_a_misspelt_key_has_a_proposal(own: Path) -> None:
    change(own / "edition.toml", "main_flows", "mainflows")
    assert refusal(own)[1].startswith("Did you mean 'main_flows'?")
    change(own / "edition.toml", "mainflows", "main_flows")
    change(own / "edition.toml", "[thresholds]", "[tresholds]")
    assert refusal(own)[1].startswith("Did you mean 'thresholds'?")


@pytest.mark.parametrize("address", ["https://", "https:///page", "mailto:", "https://a b.org"])
def test_a_link_that_leads_nowhere(own: Path, address: str) -> None:
    change(own / "edition.toml", 'portraits = ""', f'portraits = "{address}"')
    assert refusal(own)[0] == f"edition.toml: [links] portraits = {address!r} is not an address"


def test_an_image_needs_no_empty_line_around_it(own: Path) -> None:
    put(own, "annexe.md", "Avant,", "**encore**", "![Pays](donnees:pays)", "Après.")
    found = edition.load(own).sections[-1].blocks[1:]
    assert found == (
        Paragraph((Inline("Avant,"), Inline("\n"), Inline("encore", strong=True))),
        Slot("donnees", "pays", "Pays"),
        Paragraph((Inline("Après."),)),
    )


@pytest.mark.parametrize("lines", [["1. un", "2. deux"], ["> Note."], ["## Marge"], ["---"]])
def test_the_cover_has_paragraphs_only(own: Path, lines: list[str]) -> None:
    """Anything else was left out without a word."""
    put(own, "introduction.md", "Un texte.", "", *lines)
    message, hint = refusal(own)
    assert "is not used on the cover" in message
    assert hint == "Under its title the cover has paragraphs only."


def test_all_that_is_wrong_is_found_at_once(own: Path) -> None:
    change(own / "edition.toml", "ranks = 10 ", "ranks = 25 ")
    change(own / "edition.toml", 'portraits = ""', 'portraits = "nowhere"')
    (own / "balance.md").unlink()
    put(own, "annexe.md", "Le {truc}.", "", "- a", "  - b", "", "[x](lien:rien)", "", "Fin {nom}.")
    found, faults = edition.tried(own)
    assert [fault.message.replace(f"{own}{os.sep}", "").partition("\n")[0] for fault in faults] == [
        "edition.toml: [thresholds] ranks must be between 1 and 10",
        "edition.toml: [links] portraits = 'nowhere' is not an address",
        "balance.md: cannot be read (No such file or directory)",
        "annexe.md:3: unknown placeholder {truc}",
        "annexe.md:6: list item is not used in running text",
        "annexe.md:8: unknown lien 'rien'",
    ]
    assert found is not None
    assert found.sections[-1].blocks[1:] == (Paragraph((Inline("Fin {nom}."),)),)


@pytest.mark.parametrize("name", ["x" * 5000, "a\\u0000b"])
def test_a_section_whose_name_no_file_can_have(own: Path, name: str) -> None:
    change(own / "edition.toml", '"pratique", "annexe"]', f'"pratique", "{name}"]')
    assert "cannot be read (" in refusal(own)[0]
