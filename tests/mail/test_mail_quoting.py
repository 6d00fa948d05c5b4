"""Words on a command line, as each system's shell takes them."""

from __future__ import annotations

import pytest

from tradefiche.mail import quoting

LINE = r'"C:\Program Files\token.exe" --from C:\accounts\fiches.ini --for "two words" #1'


def test_on_windows_a_backslash_parts_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quoting, "WINDOWS", True)
    program, *words = quoting.split(LINE)
    assert program == r"C:\Program Files\token.exe"
    assert words == ["--from", r"C:\accounts\fiches.ini", "--for", "two words", "#1"]
    assert quoting.quoted(r"C:\an neuf\mail") == r'"C:\an neuf\mail"'


def test_elsewhere_it_keeps_the_next_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quoting, "WINDOWS", False)
    assert quoting.split(r"token --for two\ words 'and more' #1") == [
        "token",
        "--for",
        "two words",
        "and more",
        "#1",
    ]
    assert quoting.quoted("an neuf") == "'an neuf'"


@pytest.mark.parametrize("windows", [False, True])
def test_an_open_quote_is_refused(monkeypatch: pytest.MonkeyPatch, windows: bool) -> None:
    monkeypatch.setattr(quoting, "WINDOWS", windows)
    with pytest.raises(ValueError, match="quotation"):
        quoting.split("pass 'mail")
