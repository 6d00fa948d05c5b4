"""The figures in Python: the same as those of the commands, shown safely, and light to import."""

from __future__ import annotations

import csv
import doctest
import html
import io
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from filled_stores import WHOLE
from filled_stores import filled
from paths import ROOT
from PIL import Image

import tradefiche
from tradefiche import api
from tradefiche import errors
from tradefiche.commands.cli import main
from tradefiche.export import data_files
from tradefiche.fiche import to_json
from tradefiche.figures import named
from tradefiche.wording.sentences import DEMONSTRATION

PAGE = ROOT / "docs" / "python.md"


@pytest.fixture(scope="module")
def allier() -> tradefiche.OpenFiche:
    return tradefiche.demonstration().fiche("03")


# -- what is promised --------------------------------------------------------------------------


def test_importing_it_loads_nothing_but_itself() -> None:
    def loaded(first: str) -> set[str]:
        script = f"import sys{first}; print(*sys.modules)"
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    assert loaded(", tradefiche") - loaded("") <= {"tradefiche", "tradefiche.errors", "__future__"}


def test_its_names_are_there_and_told() -> None:
    for name in tradefiche.__all__:
        assert getattr(tradefiche, name).__doc__
        assert f"`{name}`" in PAGE.read_text("utf-8").partition("\n## ")[0]
    assert set(tradefiche.__all__) <= set(dir(tradefiche))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tradefiche.nothing  # noqa: B018


def test_its_examples_hold(here: Path) -> None:
    found = doctest.testmod(api, raise_on_error=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert found.attempted > 10
    assert not found.failed


def test_the_code_of_its_page_runs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    assert len(blocks) > 6
    known: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), known)
    said = capsys.readouterr().out
    assert "(2024,)" in said
    assert "Did you mean" in said
    written = sorted(path.name for path in here.iterdir())
    assert written == ["03-allier.pdf", "03-produits.png", "03-produits.svg"]


# -- the same as the commands ------------------------------------------------------------------


def test_its_pdf_and_its_data_are_those_of_build(here: Path, allier: tradefiche.OpenFiche) -> None:
    built = CliRunner().invoke(main, ["build", "--demo", "--dept", "03"])
    assert built.exit_code == 0, built.output
    made = allier.pdf("mine/03.pdf")
    assert made.read_bytes() == Path("output/2024/03-allier.pdf").read_bytes()
    assert to_json(allier.data) == Path("output/2024/03-allier.json").read_bytes()
    with pytest.raises(errors.UsageError, match=r"a fiche is written as \.pdf, not as \.txt"):
        allier.pdf("mine/03.txt")
    assert [path.name for path in Path("mine").iterdir()] == ["03.pdf"]


def test_a_table_has_the_values_of_the_csv(allier: tradefiche.OpenFiche) -> None:
    for name in allier.figures:
        frame = allier.table(name)
        file = data_files.of_figure(named(name), allier.data, "x", "x").content
        rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) >= frame.height
        for column in frame.columns:
            there = [row[column] for row in rows[: frame.height]]
            for mine, theirs in zip(frame[column].to_list(), there, strict=True):
                if mine is None:
                    assert theirs == ""
                elif isinstance(mine, float):
                    assert mine == pytest.approx(float(theirs.replace(",", ".")), abs=1e-6)
                else:
                    assert str(mine) == theirs


def test_codes_stay_text(allier: tradefiche.OpenFiche) -> None:
    for name in allier.figures:
        frame = allier.table(name)
        for column in frame.columns:
            assert isinstance(frame[column].dtype, pl.String) or not column.startswith("code_")


def test_rows_join_the_indicators_and_tables_of_ones_own_by_code() -> None:
    store = tradefiche.demonstration()
    exports = (
        store.rows()
        .filter(pl.col("flux") == "export")
        .group_by("code_departement")
        .agg(pl.col("valeur_euros").sum())
    )
    joined = store.indicators().join(exports, on="code_departement")
    assert joined.height == 100
    assert joined["valeur_euros"].to_list() == joined["exportations_euros"].to_list()
    countries = store.fiche("03").table("pays").join(store.rows(), on="code_pays")
    assert countries.height > 0


@pytest.mark.parametrize("name", [3, None, 3.0])
def test_a_name_that_is_no_text_is_refused(name: object) -> None:
    with pytest.raises(tradefiche.TradeficheError, match=rf"{name} is not a département") as raised:
        tradefiche.demonstration().fiche(name)  # type: ignore[arg-type]
    assert '"03"' in raised.value.hint


def test_a_year_that_is_no_number_is_refused_as_it_was_written() -> None:
    with pytest.raises(tradefiche.TradeficheError, match=r"'2024' is not there") as raised:
        tradefiche.demonstration().fiche("03", "2024")  # type: ignore[arg-type]
    assert "without quotes" in raised.value.hint


def test_a_figure_whose_name_is_no_text_is_refused(allier: tradefiche.OpenFiche) -> None:
    with pytest.raises(tradefiche.TradeficheError, match="Allier has no figure 1"):
        allier.table(1)  # type: ignore[arg-type]


def test_a_store_gives_its_years(tmp_path: Path) -> None:
    filled(tmp_path / "data", WHOLE)
    store = tradefiche.open_store(tmp_path / "data")
    assert store.years == (2024,)
    assert store.fiche("971").name == "Guadeloupe"
    with pytest.raises(tradefiche.TradeficheError, match="1999 is not there"):
        store.fiche("03", 1999)


# -- drawings ----------------------------------------------------------------------------------


def test_every_figure_is_drawn_the_same_each_time(allier: tradefiche.OpenFiche) -> None:
    for name in allier.figures:
        figure = allier.figure(name)
        assert figure.svg() == figure.svg()
        assert figure.title in [
            html.unescape(t) for t in re.findall("<dc:title>(.*?)<", figure.svg())
        ]


def test_a_drawing_says_alone_that_its_figures_are_invented(
    allier: tradefiche.OpenFiche,
) -> None:
    for name in allier.figures:
        figure = allier.figure(name)
        words = " ".join(label.text for label in figure._picture.labels)
        assert "chiffres fictifs" in words
        assert "chiffres fictifs" in figure.source
        assert DEMONSTRATION in figure.mark


def test_nothing_of_a_drawing_is_outside_of_it(allier: tradefiche.OpenFiche) -> None:
    for name in ("pays", "produits", "destinations"):
        with Image.open(io.BytesIO(allier.figure(name).png())) as image:
            grey = image.convert("L").point(lambda value: 255 * (value < 250))
            left, top, right, bottom = grey.getbbox()
            assert left >= 12
            assert top >= 12
            assert right <= image.width - 12
            assert bottom <= image.height - 12


def test_a_notebook_is_shown_well_formed_html(allier: tradefiche.OpenFiche) -> None:
    for shown in (allier, allier.figure("exports")):
        parser = _Elements()
        parser.feed(shown._repr_html_())
        assert not parser.open
    assert "chiffres fictifs" in allier._repr_html_()
    assert 'role="img" aria-label="' in allier.figure("exports")._repr_html_()


def test_objects_say_what_they_are(allier: tradefiche.OpenFiche) -> None:
    assert repr(tradefiche.demonstration()) == "<tradefiche store of 2024>"
    assert repr(allier) == "<tradefiche fiche of Allier (03), 2024>"
    assert "Allier" in repr(allier.figure("pays"))


def test_a_foreign_name_stays_text(allier: tradefiche.OpenFiche) -> None:
    place = replace(allier.data.place, name='<script>alert("x")</script>')
    hostile = replace(allier, data=replace(allier.data, place=place))
    assert "<script" not in hostile._repr_html_()


# -- what goes wrong ---------------------------------------------------------------------------


def test_an_unknown_figure_names_those_there_are(allier: tradefiche.OpenFiche) -> None:
    with pytest.raises(tradefiche.TradeficheError, match="no figure 'produit'") as caught:
        allier.figure("produit")
    assert "'produits'" in caught.value.hint
    with pytest.raises(tradefiche.TradeficheError):
        allier.table("nothing")


def test_corse_has_no_region(allier: tradefiche.OpenFiche) -> None:
    corse = tradefiche.demonstration().fiche("2A")
    assert "exports-region" not in corse.figures
    with pytest.raises(tradefiche.TradeficheError, match="no figure"):
        corse.figure("exports-region")


def test_a_figure_is_written_as_its_name_ends(here: Path, allier: tradefiche.OpenFiche) -> None:
    figure = allier.figure("pays")
    with pytest.raises(tradefiche.TradeficheError, match=r"not as \.gif"):
        figure.save("pays.gif")
    Path("full").write_text("")
    with pytest.raises(tradefiche.TradeficheError, match="cannot be written"):
        figure.save("full/pays.svg")
    assert [path.name for path in here.iterdir()] == ["full"]


class _Elements(HTMLParser):
    """The elements that are still open."""

    EMPTY = ("br", "meta", "use", "path", "img")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Open and shut."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag
