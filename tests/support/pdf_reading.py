"""The fiche as its readers get it: PDF files read back by programs that had no part in them.

PDFium gives text, sizes and pixels; poppler's pdftotext a second reading, by rows.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pikepdf
import polars as pl
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tradefiche import brand
from tradefiche import customs
from tradefiche import edition
from tradefiche.cube import indicators
from tradefiche.edition import Edition
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.pdf.fonts import CODES
from tradefiche.reference import territories
from tradefiche.report import document
from tradefiche.store.store import Dataset

NARROW = "\u202f"


# -- what is printed -----------------------------------------------------------------------------


@cache
def demonstration() -> Dataset:
    return customs.demonstration()


@cache
def fiches() -> Mapping[str, Fiche]:
    """The demonstration's fiches, by public code."""
    return {fiche.place.code: fiche for fiche in indicators.fiches(demonstration())}


@cache
def edition_2024() -> Edition:
    return edition.load(edition.folder_for(2024))


def built(fiche: Fiche) -> bytes:
    return document.build(fiche, edition_2024(), brand.load())


@cache
def pdf(code: str) -> bytes:
    """The demonstration fiche of a département."""
    return built(fiches()[code])


Row = tuple[str, str, str, str, int]
"""Flow, département, A129, country (customs codes), euros."""


def small(rows: Iterable[Row], code: str = "03", marks: Marks | None = None) -> Fiche:
    """The fiche of a département when the whole customs file is ``rows``."""
    columns = {"flow": pl.String, "departement": pl.String, "a129": pl.String}
    frame = pl.DataFrame(
        list(rows), schema={**columns, "country": pl.String, "value": pl.Int64}, orient="row"
    ).with_columns(quarter=pl.lit(1, pl.Int8))
    marks = marks or Marks(demonstration=True, quarters=(1, 2, 3, 4))
    dataset = replace(demonstration(), rows=frame.lazy(), marks=marks, value=None)
    (fiche,) = indicators.fiches(dataset, [territories.departement(code)])
    return fiche


# -- reading -------------------------------------------------------------------------------------


@cache
def as_printed(content: bytes) -> bytes:
    """The document with its narrow spaces given back as such: on the page they are no plain ones.

    A reader who copies or listens gets plain ones, which part numbers from each other too.
    """
    with opened(content) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream) and b"begincmap" in (data := each.read_bytes()):
                code = f"<{CODES[NARROW]:02X}> <".encode()
                each.write(data.replace(code + b"0020>", code + b"202F>"))
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


@cache
def pages(content: bytes) -> tuple[str, ...]:
    """The text of each page, a line of the page on a line, as a reader would copy it."""
    with pypdfium2.PdfDocument(as_printed(content)) as opened:
        return tuple(
            page.get_textpage().get_text_range().replace("\r\n", "\n").strip() for page in opened
        )


def rows(content: bytes, folder: Path) -> tuple[str, ...]:
    """The text of each page as pdftotext lays it out: what stands side by side on one line."""
    program = tool("pdftotext")
    path = folder / "fiche.pdf"
    path.write_bytes(as_printed(content))
    done = subprocess.run(
        [program, "-layout", "-enc", "UTF-8", path, "-"], capture_output=True, check=True
    )
    return tuple(done.stdout.decode().split("\f")[:-1])


def tool(name: str) -> str:
    """A program that may be missing on a developer's machine, but never where CI runs."""
    found = shutil.which(name)
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"{name} is not installed")
    assert found, f"{name} must be installed where CI runs"
    return found


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def flat(text: str) -> str:
    """The text as one line, every kind of plain space being one."""
    return re.sub(r"[ \u00a0\n]+", " ", text)


UNITS = r"%|M€|k€|€|(?:million|millier)s? d’euros|euros?"
_NUMBER = re.compile(
    r"(?<![\w,.])"
    r"(?:[+\u2212<]\u202f)?"
    r"(?:\d{1,3}(?:\u202f\d{3})+|\d+)(?:[,.]\d+)?"
    rf"(?:[ \u00a0](?:{UNITS}))?"
    r"(?![\w])"
)


def numbers(text: str) -> list[str]:
    """Every number of a text, with its sign and with the unit that follows it, if any."""
    return [match.group().replace("\u00a0", " ") for match in _NUMBER.finditer(text)]


def bare(number: str) -> str:
    """A number without its unit."""
    return re.sub(rf"[ \u00a0](?:{UNITS})$", "", number)


def beside(name: str, value: str, text: str) -> bool:
    """True when ``value`` stands beside ``name``, which may take several lines or be cut by « … ».

    The value is on the line of the name, or on one of its lines.
    """
    words = re.split(r"[ \u00a0]", name)
    cuts = [words[:count] for count in range(1, len(words))]
    shown = [words, *([*cut[:-1], cut[-1].rstrip(",;’") + "…"] for cut in cuts)]
    return any(
        re.search(_name_with(each, re.escape(value), line), text)
        for each in shown
        for line in range(len(each) + 1)
    )


def _name_with(words: Sequence[str], value: str, place: int) -> str:
    """A pattern: the words over any lines, the value after the ``place``-th, at a line's end."""
    before, after = (
        r"[ \u00a0\n]".join(map(re.escape, part)) for part in (words[:place], words[place:])
    )
    if not before:
        return rf"(?m)^{value} {after}$"
    return rf"(?m)^{before} {value}" + (rf"\n{after}$" if after else "$")


Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the lower left corner of the page."""


def letters(content: bytes) -> Iterator[tuple[int, str, float, Box]]:
    """Page (from 1), character, size in points and box of each letter."""
    matrix = pdfium.FS_MATRIX()
    with pypdfium2.PdfDocument(content) as document_:
        for number, page in enumerate(document_, 1):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                if pdfium.FPDFText_IsGenerated(text, index):
                    continue
                pdfium.FPDFText_GetMatrix(text, index, matrix)
                scale = (matrix.c**2 + matrix.d**2) ** 0.5
                size = pdfium.FPDFText_GetFontSize(text, index) * scale
                character = chr(pdfium.FPDFText_GetUnicode(text, index))
                yield number, character, size, text.get_charbox(index)


def colliding(content: bytes, only: set[int]) -> list[str]:
    """Letters that hide each other, by page."""
    found = []
    seen = [each for each in letters(content) if each[0] in only and each[1].strip()]
    for folio in only:
        here = [(letter, box) for page, letter, _, box in seen if page == folio]
        left, bottom, right, top = np.array([box for _, box in here]).T
        across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
        down = np.minimum(top[:, None], top) - np.maximum(bottom[:, None], bottom)
        shared = np.clip(across, 0, None) * np.clip(down, 0, None)
        area = (right - left) * (top - bottom)
        hidden = shared > 0.3 * np.minimum(area[:, None], area)
        for one, other in np.argwhere(np.triu(hidden, 1)):
            if other == one + 1 and here[one][0] == "’":
                continue  # in italics it leans over a capital A
            found.append(f"{here[one][0]!r} and {here[other][0]!r} on page {folio}")
    return found
