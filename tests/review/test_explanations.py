"""``review.toml``: what is read, what is kept, what is asked for again."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

import pytest
from made_materials import M
from made_materials import account
from made_materials import material
from made_materials import year

from tradefiche.errors import ReviewError
from tradefiche.review import explanations
from tradefiche.review import text
from tradefiche.review.explanations import Explanation
from tradefiche.review.findings import Finding
from tradefiche.review.findings import subject
from tradefiche.review.review import Review
from tradefiche.review.review import review

KEY = "2024-growth-03-exports"
FOUND = Finding(KEY, subject("03", "exports"), 40.0, "%", "100.0 M€ → 140.0 M€ (+40.0 %)")
AWKWARD = "L’usine d'Yzeure, « \"le site\" » C:\\plan '''fermé''' ; 50 % # pas un commentaire = 'x'"


def reviewed(now: int, explained: dict[str, Explanation] | None = None) -> Review:
    before, after = (year({("03", "exports"): account(each)}) for each in (100 * M, now))
    return review(material(after, before), explained or {})


@pytest.mark.parametrize(
    ("edition", "expected"),
    [(None, Path("editions/2024/review.toml")), (Path("mine"), Path("mine/review.toml"))],
)
def test_where_explanations_are(edition: Path | None, expected: Path) -> None:
    assert explanations.path(2024, edition) == expected


@pytest.mark.parametrize("why", ["Reprise.", AWKWARD, "é" * 3_000, "finit par '", "''", "\\"])
def test_what_is_written_is_read(tmp_path: Path, why: str) -> None:
    file = tmp_path / "new" / "review.toml"
    explanations.add(file, [(FOUND, why)])
    expected = why.replace("'''", "’’’")
    assert explanations.read(file, 2024) == {KEY: Explanation(KEY, 40.0, expected)}


def test_lines_to_paste_are_read_before_and_after_somebody_filled_them(tmp_path: Path) -> None:
    file = tmp_path / "review.toml"
    file.write_text(explanations.entry(FOUND), "utf-8")
    assert explanations.read(file, 2024)[KEY].text == ""
    lines = explanations.entry(FOUND).splitlines()
    lines[lines.index("")] = AWKWARD.replace("'''", "'")
    file.write_bytes("\r\n".join(lines).encode("utf-8-sig"))  # as Notepad saves it
    assert explanations.read(file, 2024)[KEY].text == AWKWARD.replace("'''", "'")


def test_nothing_that_somebody_wrote_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "review.toml"
    mine = f"# my own remark\n[[explanation]]\nkey = '{KEY}'\nvalue = 40\ntext = 'old'\n"
    file.write_text(mine, "utf-8")
    explanations.add(file, [(FOUND, "new")])
    assert file.read_text("utf-8").startswith(mine.rstrip())
    assert explanations.read(file, 2024)[KEY].text == "new"  # the last one holds
    assert [each["text"].strip() for each in tomllib.loads(file.read_text())["explanation"]] == [
        "old",
        "new",
    ]


def test_a_file_of_several_years(tmp_path: Path) -> None:
    file = tmp_path / "review.toml"
    explanations.add(file, [(FOUND, "one"), (dataclasses.replace(FOUND, key="2023-x"), "two")])
    assert [*explanations.read(file, 2024)] == [KEY]
    assert [*explanations.read(file, 2023)] == ["2023-x"]
    assert explanations.read(tmp_path / "none.toml", 2024) == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[[explanation]]\nkey = 'a'\nvalue = 1\n", "text"),
        (b"[[explanation]]\nkey = 'a'\nvalue = 'b'\ntext = ''\n", "value"),
        (b"[[explanation]]\nkey = 'a'\nvalue = 1\ntext = 'l'usine'\n", "line 4"),
        (b"[[explanation]]\nkey = 'a'\nvalue = 1\ntexte = ''\n", "texte"),
        (b"[[explanations]]\nkey = 'a'\n", "explanations"),
        (b"\xe9", "UTF-8"),
        (b"#" * 1_000_001, "bytes"),
    ],
)
def test_a_file_that_is_wrong_is_refused_and_left(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "review.toml"
    file.write_bytes(content)
    for use in (lambda: explanations.read(file, 2024), lambda: explanations.add(file, [])):
        with pytest.raises(ReviewError) as error:
            use()
        assert said in error.value.message
        assert str(file) in error.value.message
        assert error.value.hint
    assert file.read_bytes() == content


def test_a_key_that_is_nearly_right_is_proposed(tmp_path: Path) -> None:
    file = tmp_path / "review.toml"
    file.write_text("[[explanation]]\nkey = 'a'\nvalue = 1\ntexte = ''\n", "utf-8")
    with pytest.raises(ReviewError) as error:
        explanations.read(file, 2024)
    assert "'text'" in error.value.hint


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "review.toml").mkdir()
    with pytest.raises(ReviewError, match="cannot be read"):
        explanations.read(tmp_path / "review.toml", 2024)
    (tmp_path / "file").write_text("")
    with pytest.raises(ReviewError, match="cannot be"):
        explanations.add(tmp_path / "file" / "review.toml", [(FOUND, "why")])


@pytest.mark.parametrize(
    ("value", "holds"),
    [(40.0, True), (30.0, True), (50.0, True), (50.1, False), (-40.0, False), (0.0, True)],
)
def test_a_reason_holds_until_the_value_is_larger_by_a_quarter(value: float, holds: bool) -> None:
    finding = dataclasses.replace(FOUND, value=value)
    assert Explanation(KEY, 40.0, "why").holds(finding) is holds
    mirrored = dataclasses.replace(FOUND, value=-value)
    assert Explanation(KEY, -40.0, "why").holds(mirrored) is holds
    assert not Explanation(KEY, 40.0, "").holds(finding)


def test_an_explanation_settles_a_finding_and_is_asked_for_again() -> None:
    (open_,) = reviewed(140 * M).open
    assert open_.finding.key == KEY
    written = {KEY: Explanation(KEY, 40.0, "why")}
    settled = reviewed(145 * M, written)
    assert settled.open == ()
    assert settled.reviewed().explained == 1
    (again,) = reviewed(160 * M, written).open
    assert again.asked_again
    assert not open_.asked_again


def test_an_explanation_of_what_is_gone_is_kept_and_told() -> None:
    written = {KEY: Explanation(KEY, 40.0, "why")}
    made = reviewed(110 * M, written)
    assert made.unneeded == (written[KEY],)
    assert made.open == ()


def test_a_misspelt_key_is_told_with_the_one_that_is_near() -> None:
    near = KEY.replace("growth", "grwoth")
    made = reviewed(140 * M, {near: Explanation(near, 40.0, "why")})
    said = f"{near}: nothing has this key; did you mean {KEY}?"
    assert [said in line for line in text.lines(made, Path("review.toml"))].count(True) == 1
    for other in (KEY.replace("03", "05"), KEY.replace("exports", "imports")):
        (line,) = [
            line
            for line in text.lines(
                reviewed(140 * M, {other: Explanation(other, 40.0, "why")}), Path("review.toml")
            )
            if other in line
        ]
        assert line.endswith("its explanation is no longer needed")
    gone = reviewed(110 * M, {near: Explanation(near, 40.0, "why")})
    assert f"{near}: its explanation is no longer needed" in "\n".join(
        text.lines(gone, Path("review.toml"))
    )


def test_no_reason_lifts_what_blocks() -> None:
    whole = year({}, imports=5)
    key = "2024-size-fr-imports"
    made = review(material(whole), {key: Explanation(key, 5, "all is well")})
    assert [each.finding.key for each in made.open] == [key]
    assert made.reviewed().blocking == 1
