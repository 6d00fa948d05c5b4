"""Sentences of several years: true in all cases, in French, never across January 2022.

``snapshots/evolution.txt`` is what is said in each case, to be read by eye. After a change of
wording, write it again and read the difference:

    WRITE_SNAPSHOTS=1 pytest tests/wording/test_evolution_sentences.py -n 0
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP
from decimal import Decimal

import french_lint
import made_evolutions
import pytest
from paths import SNAPSHOTS

from tradefiche.fiche import Fiche
from tradefiche.figures import named
from tradefiche.figures.figure import Figure
from tradefiche.wording import alternatives
from tradefiche.wording import evolution
from tradefiche.wording import placeholders
from tradefiche.wording import sentences
from tradefiche.wording.french import typeset

SNAPSHOT = SNAPSHOTS / "evolution.txt"
FIGURES = tuple(named(name) for name in ("annees", "trimestres", "contributions"))
NEVER = re.compile(
    r"croissance|volume|gagn|perd|performan|menac|explique|grâce|à cause|chut|boom|record",
    re.IGNORECASE,
)
MINUS, NBSP = "\u2212", "\u00a0"
WHERE = len(alternatives.where(16, 999))


def everywhere() -> Iterator[tuple[str, Fiche]]:
    yield from made_evolutions.cases().items()
    for first in (2015, 2023):
        yield from ((each.place.name, each) for each in made_evolutions.everywhere(first))


def shown(fiche: Fiche) -> Iterator[Figure]:
    yield from (figure for figure in FIGURES if figure.applies(fiche))


def texts(fiche: Fiche) -> Iterator[str]:
    yield placeholders.values(fiche)["variation"]
    for figure in shown(fiche):
        yield from filter(None, (figure.finding(fiche), figure.alternative(fiche)))
        key = figure.key(fiche)
        yield key[:1].upper() + key[1:]
        if empty := getattr(figure.subject(fiche), "empty", ""):
            yield empty


def test_all_is_french_and_judges_nothing() -> None:
    for name, fiche in everywhere():
        for text in texts(fiche):
            assert not NEVER.search(text), (name, text)
            assert text == typeset(text)
            wrong = french_lint.faults(text, fiche.place)
            wrong = [each for each in wrong if not each.startswith("a number without its unit")]
            assert wrong == [], (name, text)


def test_alternatives_are_heard_in_full_and_within_bounds() -> None:
    for name, fiche in everywhere():
        for figure in shown(fiche):
            text = figure.alternative(fiche)
            assert 40 <= len(text) <= alternatives.MOST - WHERE, (name, text)
            assert not re.search(r"[Mk]€|<|fictifs", text), (name, text)


def rounded(before: int, now: int) -> str:
    value = Decimal(100 * (now - before)) / Decimal(before)
    return f"{abs(value).quantize(Decimal('0.1'), ROUND_HALF_UP)}".replace(".", ",")


def test_the_change_of_a_year_is_that_of_its_euros() -> None:
    told = 0
    for _, fiche in everywhere():
        assert fiche.evolution
        said = placeholders.values(fiche)["variation"]
        for noun, change in (
            ("exportations", fiche.evolution.exports),
            ("importations", fiche.evolution.imports),
        ):
            if change is None:
                continue
            found = re.search(rf"les {noun} (?:(progressent|reculent) )?de ([\d,\u202f]+)", said)
            rate = abs(change.now - change.before) / change.before
            if rate >= 0.005 and change.now and change.now < 2 * change.before:
                assert found, said
                verb = found[1] or ("progressent" if "progressent" in said else "reculent")
                assert (verb == "progressent") == (change.now > change.before)
                assert found[2] == rounded(change.before, change.now)
                told += 1
            else:
                assert not found, said
    assert told > 300


def test_nothing_is_said_across_the_break() -> None:
    for name, fiche in everywhere():
        said = named("annees").finding(fiche) or ""
        if since := re.search(r"Depuis (\d{4})", said):
            assert (int(since[1]) < 2022) == (fiche.year < 2022), name
            assert fiche.evolution
            years = {each.year: each for each in fiche.evolution.years}
            run = [years[year] for year in range(int(since[1]) + 1, fiche.year + 1)]
            assert all(each.comparable for each in run)
            assert len(run) >= 2


def test_a_trend_is_that_of_its_euros() -> None:
    fiche = made_evolutions.cases()["ten years"]
    assert fiche.evolution
    years = {each.year: each for each in fiche.evolution.years}
    first, last = years[2022], years[2024]
    assert first.exports and last.exports and first.imports and last.imports  # noqa: PT018
    exports, imports = (
        f"{'+' if now > before else MINUS}\u202f{rounded(before, now)}{NBSP}%"
        for before, now in ((first.exports, last.exports), (first.imports, last.imports))
    )
    said = named("annees").finding(fiche)
    assert said == f"Depuis 2022{NBSP}: exportations {exports}, importations {imports}."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("its own year is incomplete", "L’année 2024 est incomplète"),
        (
            "the year before is missing",
            "L’année 2023 manque\u00a0: 2024 n’est",
        ),
        ("the year before is incomplete", "L’année 2023 est incomplète"),
        ("the first year of the new collection", "La collecte des données a changé"),
        ("nothing exported before", "Les exportations de 2023 n’atteignaient pas 1\u00a0M€"),
        ("less than a million before", "Ni les exportations ni les importations de 2023"),
        ("nothing exported now", "les exportations sont nulles en 2024 (−\u202f20\u00a0M€)"),
        ("four times as much", "multipliées par 4,0 (+\u202f60\u00a0M€)"),
        ("as before", "ni les exportations ni les importations ne changent"),
        (
            "nearly as before",
            "(+\u202f50\u00a0k€) et les importations (−\u202f100\u00a0k€) sont",
        ),
        ("in balance", "Le solde reste nul."),
    ],
)
def test_each_case_says_what_it_is(name: str, said: str) -> None:
    assert said in placeholders.values(made_evolutions.cases()[name])["variation"]


def test_no_rate_across_a_year_that_lacks_something() -> None:
    for name in ("its own year is incomplete", "the year before is missing", "one on each side"):
        fiche = made_evolutions.cases()[name]
        assert "%" not in placeholders.values(fiche)["variation"]
        assert "%" not in (named("annees").finding(fiche) or "")


def test_where_it_is_not_all_trade_it_is_said() -> None:
    for name, said in (("overseas", "ni ceux avec l’Hexagone"), ("in Corse", "le continent"),
                       ("ten years", "")):  # fmt: skip
        assert said in placeholders.values(made_evolutions.cases()[name])["echanges_non_comptes"]
    alone = placeholders.values(made_evolutions.of("03"))["variation"]
    assert alone == "L’année 2024 est la seule disponible."


def test_the_source_names_the_years() -> None:
    fiche = made_evolutions.cases()["ten years"]
    assert "données départementales 2015 à 2024 des Douanes" in sentences.source_of_years(fiche)


def test_rates_in_short() -> None:
    cases = (("four times as much", f"×{NBSP}4,0"), ("nothing exported now", "–"),
             ("two years", f"+\u202f7,0{NBSP}%"))  # fmt: skip
    for name, said in cases:
        found = made_evolutions.cases()[name].evolution
        assert found
        assert found.exports
        assert evolution.rate(found.exports) == said


def test_what_the_finding_tells_is_not_said_again() -> None:
    for _, fiche in everywhere():
        for figure in shown(fiche):
            finding = figure.finding(fiche) or ""
            told = re.findall(r"première \w+[\s:]+[^(]+", finding, re.IGNORECASE)
            assert not any(each in figure.alternative(fiche) for each in told)


def test_what_is_said_in_each_case() -> None:
    lines = []
    for name, fiche in made_evolutions.cases().items():
        lines += [f"== {name}", *texts(fiche), ""]
    made = "\n".join(lines)
    if os.environ.get("WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(made, "utf-8")
    assert made == SNAPSHOT.read_text("utf-8")
