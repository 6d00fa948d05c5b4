import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies

from tradefiche.printable import printable

STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Données du commerce extérieur : 2024", "Données du commerce extérieur : 2024"),
        ("a\x1b[2J\x1b]0;title\x07b", "a [2J ]0;title b"),
        ("first\r\n second\u2028third\x85fourth", "first second third fourth"),
        ("fdp.\u202eexe.eman", "fdp. exe.eman"),
        ("\u2066a\u2069 \u200fb\x9b31m", "a b 31m"),
        ("\ud800 \x00", ""),
        ("1\u00a0234\u202f567", "1 234 567"),
    ],
)
def test_words_from_outside_steer_nothing(words: str, line: str) -> None:
    assert printable(words) == line


def test_long_words_are_cut_visibly() -> None:
    assert printable("a" * 200) == "a" * 200
    assert printable("a" * 201) == "a" * 199 + "…"
    assert printable("ab cd", 4) == "ab…"


@given(strategies.text(), strategies.integers(1, 30))
def test_any_words_make_one_line(words: str, limit: int) -> None:
    line = printable(words, limit)
    assert len(line) <= limit
    assert line.splitlines() in ([], [line])
    assert not {unicodedata.category(character) for character in line} & STEERING
    assert printable(line, limit) == line
