"""What a French voice makes of the documents' numbers and units; skipped where there is none."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tradefiche.wording.spoken import said

VOICE = "espeak-ng"
pytestmark = pytest.mark.skipif(shutil.which(VOICE) is None, reason=f"{VOICE} is not here")


def heard(text: str) -> str:
    """The sounds of a text, without stress, pauses and parting of words."""
    command = [VOICE, "-v", "fr", "-q", "-x", "--", text]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    return "".join(sign for sign in done.stdout if sign not in " '_!,\n-")


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("2 152 M€", "deux mille cent cinquante-deux millions d’euros"),
        ("3 034,4 M€", "trois mille trente-quatre virgule quatre millions d’euros"),
        ("843 k€", "huit cent quarante-trois milliers d’euros"),
        ("< 0,1 %", "moins de zéro virgule un pour cent"),
        ("–", "sans objet"),
        ("Produits chimiques → Italie", "Produits chimiques vers Italie"),
    ],
)
def test_what_is_printed_short_is_heard_in_full(printed: str, words: str) -> None:
    assert heard(said(printed) or printed) == heard(words)


@pytest.mark.parametrize("printed", ["< 0,1 %", "–"])
def test_the_voice_drops_a_sign_that_is_not_said_for_it(printed: str) -> None:
    assert heard(printed) != heard(said(printed))


def test_a_thousand_parted_by_a_narrow_space_is_why_the_text_has_a_plain_one() -> None:
    assert heard("2\u202f152") != heard("deux mille cent cinquante-deux") == heard("2 152")
