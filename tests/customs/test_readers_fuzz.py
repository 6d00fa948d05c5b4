"""A small run of ``fuzz_readers``, and the faults it has found, each by its name."""

from __future__ import annotations

from pathlib import Path

import fuzz_readers
import pytest
from command import changed
from command import copied

from tradefiche import brand
from tradefiche import edition
from tradefiche import fiche
from tradefiche import manifest
from tradefiche.edition import markdown
from tradefiche.errors import BrandError
from tradefiche.errors import CheckError
from tradefiche.errors import EditionError
from tradefiche.errors import OutputError
from tradefiche.errors import StoreError
from tradefiche.errors import TradeficheError
from tradefiche.store import index
from tradefiche.validation import hashes

DEEP = 100_000


def test_nothing_but_words_comes_of_spoilt_bytes() -> None:
    met, wrong = fuzz_readers.run(600, seed=0)
    assert wrong == []
    assert set(met) == {reader.name for reader in fuzz_readers.readers()}


def test_the_same_seed_is_the_same_run(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bytes] = []
    monkeypatch.setattr(fuzz_readers, "fault", lambda _, __, content: given.append(content))
    for _ in range(2):
        fuzz_readers.run(50, seed=7)
    assert given[:50] == given[50:]


def test_what_is_not_of_the_family_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("children")

    monkeypatch.setattr(markdown, "parse", broken)
    _, wrong = fuzz_readers.run(100, seed=0)
    assert wrong
    assert all("markdown: KeyError" in each or "edition: KeyError" in each for each in wrong)


@pytest.mark.parametrize("content", [b"[" * DEEP, b'{"a":' * DEEP, b"\xff\xfe", b'"\xed\xa0\x80"'])
def test_json_that_is_deep_or_in_no_encoding(tmp_path: Path, content: bytes) -> None:
    for name in (manifest.NAME, index.NAME):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(OutputError, match="not a manifest of fiches"):
        manifest.read(tmp_path, 2024)
    with pytest.raises(CheckError, match="is not a manifest of fiches"):
        hashes.built_hashes(tmp_path)
    with pytest.raises(StoreError, match="is not the index of a store"):
        index.read(tmp_path)
    with pytest.raises(TradeficheError, match="not the JSON of a fiche"):
        fiche.from_json(content)


@pytest.mark.parametrize(
    "line", ["a = " + "[" * DEEP, "a = " + "{a=" * DEEP, "a = " + "9" * 5000, "a" + ".a" * 3000]
)
def test_toml_that_is_deep_or_long(tmp_path: Path, line: str) -> None:
    texts, look = copied("editions/2024", tmp_path / "e"), copied("brand/default", tmp_path / "b")
    for path in (texts / "edition.toml", look / "brand.toml"):
        path.write_text(f"{line}\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(EditionError):
        edition.load(texts)
    with pytest.raises(BrandError):
        brand.load(look)


@pytest.mark.parametrize(
    "text",
    [
        "- a\n\n      code\n",
        "- ***\n",
        "- > a\n",
        "- # a\n",
        *(f"{mark * 5000}a" for mark in ("> ", "- ", "*", "_a*", "[", "![", "](", "`", "**", "<")),
    ],
)
def test_markdown_that_is_deep_or_odd(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"# a\n\n{text}\n", "utf-8")
    markdown.parse(path, {}, [])


@pytest.mark.parametrize("name", ["x\\u0000", "x" * 5000])
def test_a_section_that_can_be_no_file(tmp_path: Path, name: str) -> None:
    texts = copied("editions/2024", tmp_path / "e")
    changed(texts / "edition.toml", "sections = [", f'sections = ["{name}", ')
    with pytest.raises(EditionError, match="cannot be read"):
        edition.load(texts)


def test_a_name_too_long_for_a_file(tmp_path: Path) -> None:
    look = copied("brand/default", tmp_path / "b")
    path = look / "brand.toml"
    sound = path.read_text("utf-8")
    for old in ('regular = "', 'state = ""'):
        assert old in sound
        new = old.replace('""', '".png"').replace(' "', f' "{"x" * 5000}')
        path.write_text(sound.replace(old, new, 1), "utf-8")
        brand.load.cache_clear()
        with pytest.raises(BrandError):
            brand.load(look)
