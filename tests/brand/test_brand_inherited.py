"""A brand has from the default one what it does not set, so that no new key breaks an old brand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import run

from tradefiche import brand
from tradefiche import resources
from tradefiche.errors import BrandError

TEXT = resources.assets("brand", "default", "brand.toml").read_text("utf-8")
USUAL = tomllib.loads(TEXT)


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "brand.toml").write_text(text, "utf-8")
    return folder


def keys() -> Iterator[tuple[str, str]]:
    """Each key with its table, « » for none; and each table whole."""
    for name, value in USUAL.items():
        if isinstance(value, dict):
            yield name, ""
            yield from ((name, key) for key in value)
        else:
            yield "", name


def without(table: str, key: str) -> dict[str, Any]:
    left: dict[str, Any] = {
        name: dict(value) if isinstance(value, dict) else value for name, value in USUAL.items()
    }
    if not table:
        del left[key]
    elif not key:
        del left[table]
    else:
        del left[table][key]
    return left


def as_toml(content: dict[str, Any]) -> str:
    """TOML of texts, and lists of them."""
    plain = [f"{key} = {value!r}" for key, value in content.items() if not isinstance(value, dict)]
    tables = [
        "\n".join([f"[{name}]", *(f"{key} = {value!r}" for key, value in table.items())])
        for name, table in content.items()
        if isinstance(table, dict)
    ]
    return "\n".join((*plain, *tables))


@pytest.mark.parametrize(("table", "key"), [*keys()])
def test_each_key_that_is_missing_is_the_default_s(tmp_path: Path, table: str, key: str) -> None:
    own = brand.load(written(tmp_path / "own", as_toml(without(table, key))))
    usual = brand.load()
    for name in ("name", "palette", "fonts", "state_words", "agency_words", "state_logo"):
        assert getattr(own, name) == getattr(usual, name)
    assert own.agency_logo is usual.agency_logo is None


def test_three_keys_are_a_brand(tmp_path: Path) -> None:
    text = 'name = "three"\n[words]\nstate = ["Un", "deux"]\n[palette]\nstate = "#000044"\n'
    own, usual = brand.load(written(tmp_path / "own", text)), brand.load()
    assert (own.name, own.state_words) == ("three", ("Un", "deux"))
    assert own.palette.rgb("state") == (0, 0, 0x44 / 255)
    changed = {t for t, c in own.palette.colors.items() if usual.palette.colors[t] != c}
    assert changed == {"state"}
    assert (own.agency_words, own.fonts) == (usual.agency_words, usual.fonts)


def test_an_empty_file_is_the_default_brand_and_a_fiche_is_made_with_it(
    here: Path,
) -> None:
    written(here / "own", "")
    run("build", "--dept", "03", "--brand", "own")
    run("build", "--dept", "03", "--output", "usual")
    one, two = (here / name / "2024/03-allier.json" for name in ("output", "usual"))
    assert one.read_bytes() == two.read_bytes()


def test_what_is_inherited_is_in_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = brand.load(written(tmp_path / "whole", TEXT))
    few = brand.load(written(tmp_path / "few", 'name = "x"'))
    other = written(tmp_path / "default", TEXT + "# later\n") / "brand.toml"
    monkeypatch.setattr("tradefiche.brand.folder._default_path", lambda: other)
    load = brand.load.__wrapped__  # type: ignore[attr-defined] # not what it remembers
    assert load(tmp_path / "whole").fingerprint == whole.fingerprint
    assert load(tmp_path / "few").fingerprint != few.fingerprint


def test_a_low_contrast_with_what_is_inherited_is_seen(tmp_path: Path) -> None:
    with pytest.raises(BrandError, match=r"too little contrast: .*ink on paper"):
        brand.load(written(tmp_path / "own", '[palette]\npaper = "#202020"\n'))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words = 3", "Expected `object`, got `int` - at `$.words`"),
        ("[words]\nstate = 3", "at `$.words.state`"),
        ("palette = []", "at `$.palette`"),
        ("[wrods]", "unknown field `wrods`"),
        ("[fonts]\nblod = 'x.ttf'", "unknown field `blod`"),
        ("[palette]\nimprts = '#112233'", "[palette] has no colour 'imprts'"),
    ],
)
def test_what_is_wrong_is_still_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BrandError, match=re.escape(said)):
        brand.load(written(tmp_path / "own", text))


def test_a_colour_of_one_s_own_may_be_named(tmp_path: Path) -> None:
    text = '[palette]\naccent = "#112233"\n[contrast]\ntext = [["accent", "paper"]]\n'
    assert "accent" in brand.load(written(tmp_path / "own", text)).palette.colors
