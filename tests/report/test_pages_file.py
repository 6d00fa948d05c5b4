"""The PDF as a file: same bytes for same data, sound, small, its fonts inside, all on the page."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pdf_reading
import pikepdf
import polars as pl
import pypdfium2
import pytest

from tradefiche.cube import indicators
from tradefiche.fiche import from_json
from tradefiche.fiche import to_json
from tradefiche.reference import territories

CODES = ("03", "04", "13", "20", "40", "48", "75", "92", "971", "976")
A4 = (595.28, 841.89)
MOST_BYTES = 320_000
LEAST_SIZE = 6.0


# -- the same bytes ------------------------------------------------------------------------------


def digest(content: bytes) -> str:
    """Short enough to be read when a test fails."""
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("code", ["03", "20", "971"])
def test_the_same_fiche_gives_the_same_bytes(code: str) -> None:
    fiche = pdf_reading.fiches()[code]
    assert digest(pdf_reading.built(fiche)) == digest(pdf_reading.pdf(code))
    assert digest(pdf_reading.built(from_json(to_json(fiche)))) == digest(pdf_reading.pdf(code))


def test_the_order_of_the_rows_changes_nothing() -> None:
    dataset = pdf_reading.demonstration()
    for seed in (1, 2):
        shuffled = dataset.rows.collect().sample(fraction=1, shuffle=True, seed=seed).lazy()
        place = territories.departement("03")
        (fiche,) = indicators.fiches(replace(dataset, rows=shuffled), [place])
        assert digest(pdf_reading.built(fiche)) == digest(pdf_reading.pdf("03"))


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    """Whatever order its sets have, and alone or after others."""
    for seed, names in (("1", ["46", "03"]), ("2", ["03"])):
        words = ["--demo", *(word for name in names for word in ("--dept", name))]
        subprocess.run(
            [sys.executable, "-m", "tradefiche", "build", *words, "--output", tmp_path / seed],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        written = tmp_path / seed / "2024" / "03-allier.pdf"
        assert digest(written.read_bytes()) == digest(pdf_reading.pdf("03"))
        data = from_json(written.with_suffix(".json").read_bytes())
        assert data == pdf_reading.fiches()["03"]


# -- sound ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_the_file_is_sound_and_small(code: str) -> None:
    content = pdf_reading.pdf(code)
    assert len(content) <= MOST_BYTES
    with pdf_reading.opened(content) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert not pdf.is_encrypted
        for page in pdf.pages:
            left, bottom, right, top = map(float, page.mediabox)
            assert (right - left, top - bottom) == pytest.approx(A4, abs=0.02)
            assert page.get("/Rotate", 0) == 0


def test_qpdf_finds_nothing_to_say(tmp_path: Path) -> None:
    program = pdf_reading.tool("qpdf")
    for code in ("03", "20"):
        path = tmp_path / f"{code}.pdf"
        path.write_bytes(pdf_reading.pdf(code))
        done = subprocess.run(
            [program, "--check", path], capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARNING" not in done.stdout + done.stderr


@pytest.mark.parametrize("code", ["03", "20", "971"])
def test_the_document_says_what_it_is(code: str) -> None:
    fiche = pdf_reading.fiches()[code]
    with pdf_reading.opened(pdf_reading.pdf(code)) as pdf:
        told = {key: str(value) for key, value in pdf.docinfo.items()}
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
    place = f"{fiche.place.name} ({code})"
    assert pdf_reading.flat(told["/Title"]) == (
        f"Les indicateurs clés : commerce extérieur – {place}, 2024"
    )
    assert told["/Author"] == "Agence nationale de la cohésion des territoires"
    assert fiche.place.of in told["/Subject"]
    assert {fiche.place.name, "2024", "exportations"} <= set(told["/Keywords"].split(", "))
    assert told["/CreationDate"] == told["/ModDate"] == "D:20250207000000Z"  # of the data
    for key in ("/Title", "/Author", "/Subject", "/Keywords", "/Producer"):
        assert told[key] in packet


def test_the_data_travel_with_the_document() -> None:
    fiche = pdf_reading.fiches()["03"]
    with pdf_reading.opened(pdf_reading.pdf("03")) as pdf:
        files = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    (whole,) = (name for name in files if name.endswith(".json"))
    assert from_json(files[whole]) == fiche
    assert json.loads(files[whole])["place"]["code"] == "03"
    numbers = {
        int(number): name for name in files for number in re.findall(r"figure-(\d+)-.*csv$", name)
    }
    tables = [name for _, name in sorted(numbers.items())]
    assert sorted(numbers) == [*range(1, 13)]
    assert "03-2024-essentiel.csv" in files
    assert len(files) == 2 + len(tables)
    for name in tables:
        rows = files[name].decode("utf-8-sig").splitlines()
        assert all("chiffres fictifs" in row for row in rows[1:])
    frame = pl.read_csv(io.BytesIO(files[tables[0]]), separator=";")
    shown = [(entry.country.name, entry.imports, entry.exports) for entry in fiche.countries]
    assert (
        frame.select("pays", "importations_euros", "exportations_euros").rows()[: len(shown)]
        == shown
    )
    assert frame["code_pays"].to_list()[len(shown) :] == ["AUTRES", "UE", "TOUS"]
    flows = pl.read_csv(io.BytesIO(files[tables[2]]), separator=";")
    whole = pl.col("code_a129").eq("TOUS") | pl.col("code_pays").eq("TOUS")
    assert flows.filter(~whole)["valeur_euros"].sum() == fiche.exports.total


# -- type ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["03", "20", "976"])
def test_each_font_is_embedded_once(code: str) -> None:
    with pdf_reading.opened(pdf_reading.pdf(code)) as pdf:
        fonts = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.Font
        ]
        used = {
            str(font.BaseFont)
            for page in pdf.pages
            for owner in (page, *page.get("/Resources", {}).get("/XObject", {}).values())
            for font in owner.get("/Resources", {}).get("/Font", {}).values()
        }
        names = Counter(str(font.BaseFont).rpartition("+")[2] for font in fonts)
        programs = [font.FontDescriptor.FontFile2.objgen for font in fonts]
    assert names == {
        f"SourceSans3-{weight}": 1 for weight in ("Regular", "Italic", "SemiBold", "Bold")
    }
    assert len(set(programs)) == len(programs)
    assert used <= {str(font) for font in used if "SourceSans3" in font}


@pytest.mark.parametrize("code", CODES)
def test_no_letter_is_too_small_or_off_the_page(code: str) -> None:
    width, height = A4
    for folio, letter, size, box in pdf_reading.letters(pdf_reading.pdf(code)):
        assert size >= LEAST_SIZE - 1e-3, f"{letter!r} of {size:.2f} points on page {folio}"
        left, bottom, right, top = box
        assert 0 <= left <= right <= width, f"{letter!r} on page {folio}"
        assert 0 <= bottom <= top <= height, f"{letter!r} on page {folio}"


@pytest.mark.parametrize("code", CODES)
def test_no_text_covers_another(code: str) -> None:
    assert pdf_reading.colliding(pdf_reading.pdf(code), set(range(1, 13))) == []


# -- drawing -------------------------------------------------------------------------------------


def bitmap(content: bytes, page: int) -> np.ndarray:
    """Grey levels of a page, two pixels a point."""
    with pypdfium2.PdfDocument(content) as shown:
        return np.asarray(shown[page].render(scale=2, grayscale=True).to_numpy()).squeeze()


@pytest.mark.parametrize("code", ["03", "04", "20", "48", "971"])
def test_nothing_is_drawn_outside_the_page(code: str) -> None:
    margin = 100
    with pdf_reading.opened(pdf_reading.pdf(code)) as pdf:
        count = len(pdf.pages)
        for page in pdf.pages:
            page.mediabox = [-margin, -margin, A4[0] + margin, A4[1] + margin]
        buffer = io.BytesIO()
        pdf.save(buffer)
    edge = 2 * margin - 2  # a pixel of smoothing
    for page in range(count):
        pixels = bitmap(buffer.getvalue(), page).copy()
        assert pixels[edge:-edge, edge:-edge].min() < 128
        pixels[edge:-edge, edge:-edge] = 255
        assert pixels.min() == 255, f"page {page + 1}"


@pytest.mark.parametrize("code", ["03", "13", "20", "48", "976"])
def test_nothing_is_cut_at_the_edge_of_a_figure(code: str) -> None:
    content = pdf_reading.pdf(code)
    with pdf_reading.opened(content) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == pikepdf.Name.Form:
                left, bottom, right, top = map(float, item.BBox)
                item.BBox = [left - 40, bottom - 40, right + 40, top + 40]
        buffer = io.BytesIO()
        pdf.save(buffer)
    for page in range(2, 8):
        before, after = (bitmap(each, page).astype(int) for each in (content, buffer.getvalue()))
        # Half of a rule on the very edge may be smoothed otherwise; a letter cut leaves black.
        assert np.abs(before - after).max() < 100, f"page {page + 1}"
