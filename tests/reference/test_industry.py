"""Territoires d'industrie as wholes: found whatever the spelling, told apart from other levels."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from command import run

from tradefiche.errors import UnknownTerritoryError
from tradefiche.errors import UsageError
from tradefiche.pdf.fonts import CODES
from tradefiche.reference import industry
from tradefiche.reference import territories


def names(text: str) -> list[str]:
    return [whole.name for whole in industry.search(text)]


def test_parts_make_the_whole() -> None:
    assert len(industry.everything()) == 183
    for whole in industry.everything():
        assert sum(part.communes for part in whole.parts) == whole.communes
        counts = [part.communes for part in whole.parts]
        assert counts == sorted(counts, reverse=True)
        assert whole.parts[0].kept
    assert sum(len(whole.parts) for whole in industry.everything()) == 259
    assert sum(part.kept for whole in industry.everything() for part in whole.parts) == 231


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Riom – Vichy", ["Riom – Vichy"]),
        ("riom-vichy", ["Riom – Vichy"]),
        ("RIOM VICHY", ["Riom – Vichy"]),
        ("ti-8416", ["Riom – Vichy"]),
        ("ariege", ["Ariège"]),
        ("l’Ariège", ["Ariège"]),
        ("Territoire de l'ouest", ["Territoire de l’Ouest"]),
        ("vosges saônoises", ["Vosges Saonoises"]),
        ("durance", ["Val de Durance"]),
        ("Mayotte", ["Mayotte"]),
    ],
)
def test_names_are_found_whatever_their_spelling(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_part_of_a_name_finds_several() -> None:
    assert {"Pays Basque", "Pays Boulonnais"} < set(names("pays"))
    assert len(names("pays")) == len(set(names("pays")))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Allier", "Allier (03) is a département: tradefiche list territoires --dept 03"),
        ("03", "Allier (03) is a département"),  # not all those whose id has these digits
        ("2A", "Corse (20) is a département"),
        ("Bretagne", "Bretagne (07) is a region: tradefiche list territoires --dept CODE"),
        ("841", "gives all of them"),
        ("Montlucon Comentry", "Did you mean Montluçon Commentry (ti-8409)?"),
        ("xyzzy", "gives all of them"),
        ("", "gives all of them"),
    ],
)
def test_what_is_not_one_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(UnknownTerritoryError) as caught:
        industry.search(text)
    assert hint in caught.value.hint


def test_a_departement_is_not_taken_for_the_territoire_of_its_name() -> None:
    """« Ariège » is both: the option asks for a département, the argument for a Territoire."""
    assert territories.departement("Ariège").code == "09"
    assert names("Ariège") == ["Ariège"]
    rows = json.loads(run("list", "territoires", "Ariège", "--json").stdout)
    assert [(row["level"], row["id"]) for row in rows] == [("territoire", "ti-7602")]
    with pytest.raises(UnknownTerritoryError) as caught:
        territories.departement("Riom Vichy")
    assert "Riom – Vichy is a Territoire d’industrie" in caught.value.hint


def test_those_of_a_departement_with_what_its_fiche_leaves_out() -> None:
    lines = run("list", "territoires", "--dept", "allier").stdout.splitlines()
    assert [line.split("  ")[-1].strip() for line in lines] == [
        "name", "Bourgogne Industrie", "Montluçon Commentry", "Riom – Vichy",
    ]  # fmt: skip
    assert "71 (160) 21 (23) [03 (3)]" in lines[1]
    assert len(run("list", "territoires", "--dept", "40").stdout.splitlines()) == 1
    assert len(run("list", "territoires").stdout.splitlines()) == 184


def test_json_says_the_same_as_the_list() -> None:
    rows = json.loads(run("list", "territoires", "--json").stdout)
    shown = run("list", "territoires").stdout.splitlines()[1:]
    for row, line in zip(rows, shown, strict=True):
        assert line.startswith(f"{row['id']}  ")
        assert line.endswith(f" {row['name']}")
        for part in row["departements"]:
            here = f"{part['code']} ({part['communes']})"
            assert here in line
            assert (f"[{here}]" in line) is not part["kept"]


def test_an_unknown_departement_is_wrong_usage() -> None:
    result = run("list", "territoires", "--dept", "Alier", status=2)
    assert "Did you mean Allier (03)?" in result.stderr


def test_groupings_hold_every_commune_once_in_its_departement() -> None:
    for whole in industry.everything():
        communes = [c for grouping in industry.groupings(whole) for c in grouping.communes]
        assert len({commune.code for commune in communes}) == len(communes) == whole.communes
        counts = Counter(commune.departement for commune in communes)
        assert counts == {part.departement.code: part.communes for part in whole.parts}
        for commune in communes:
            assert commune.name == commune.name.strip() != ""
            assert set(commune.name) <= set(CODES)


def test_a_grouping_is_named_with_its_communes() -> None:
    (vichy,) = (
        grouping
        for grouping in industry.groupings(industry.only("Riom - Vichy"))
        if grouping.siren == "200071363"
    )
    assert (vichy.name, vichy.nature, len(vichy.communes)) == ("CA Vichy Communauté", "CA", 39)
    assert ("03310", "Vichy", "03") in {(c.code, c.name, c.departement) for c in vichy.communes}


def test_a_pack_is_of_one_territoire() -> None:
    assert industry.only("ti-8416").name == "Riom – Vichy"
    with pytest.raises(UsageError, match="answers to") as caught:
        industry.only("pays")
    assert "Pays Basque (ti-" in caught.value.hint


def test_each_pack_has_a_file_name_of_its_own() -> None:
    names = [industry.file_stem(whole) for whole in industry.everything()]
    assert len(set(names)) == 183
    assert "ti-8416-riom-vichy" in names
    assert all(re.fullmatch(r"ti-\d{4}(-[0-9a-z]+)+", name) for name in names)
