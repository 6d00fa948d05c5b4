"""Where a site is: what is an address of one, where it is said, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradefiche import site_address
from tradefiche.errors import MailError
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.mail import settings as mail_settings

FICHES = "https://example.org/fiches/"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/", "https://example.org/"),
        ("https://Example.ORG/Fiches", "https://example.org/Fiches/"),
        (" https://example.org:8443/a/b-c_d~e.f/ ", "https://example.org:8443/a/b-c_d~e.f/"),
        ("https://xn--caf-dma.example.org/%C3%A9", "https://xn--caf-dma.example.org/%C3%A9/"),
    ],
)
def test_an_address_ends_with_a_slash(text: str, url: str) -> None:
    assert site_address.parse(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org/", "example.org", "ftp://example.org", "//example.org", "https://",
        "https:///a", "https://user@example.org/", "https://user:secret@example.org/",
        "https://example.org/?a=1", "https://example.org/#a", "https://example.org/a b",
        "https://example.org//a", "https://example.org/../a", "https://example.org/./a",
        "https://example.org/%zz", "https://exámple.org/", "https://example.org/é",
        "https://-a.example.org/", "https://example..org", 'https://example.org/"><script>',
        "https://example.org/\n", "https://example.org\r\nX: y", "https://example.org/a\\b",
        f"https://example.org/{'a' * 500}", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    if text.endswith("\n") and text.count("\n") == 1 and "\r" not in text:
        assert site_address.parse(text).url == "https://example.org/"  # spaces around are nothing
        return
    with pytest.raises(ValueError, match=r"https|characters"):
        site_address.parse(text)
    with pytest.raises(UsageError, match="--base-url: the address of the site") as caught:
        site_address.given(text, "--base-url", UsageError)
    assert "https://example.org/fiches/" in caught.value.hint


def test_a_file_has_its_address() -> None:
    address = site_address.parse(FICHES)
    assert address.of("2024/03-allier.html") == f"{FICHES}2024/03-allier.html"
    assert address.of("2024/é ?#.html") == f"{FICHES}2024/%C3%A9%20%3F%23.html"


def loaded(tmp_path: Path, text: str, **environment: str) -> str | None:
    path = tmp_path / "tradefiche.toml"
    path.write_text(text, "utf-8")
    found = site_address.load(path, OutputError, environment)
    return found.url if found else None


def test_the_address_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = f'[site]\nurl = "{FICHES}"\n[mail]\nserver = "s.example.org"\nfrom = "a@example.org"\n'
    assert loaded(tmp_path, said) == FICHES
    other = "https://autre.example.org/"
    assert loaded(tmp_path, said, TRADEFICHE_SITE_URL=other) == other
    assert loaded(tmp_path, '[site]\nurl = ""\n') is None
    assert loaded(tmp_path, "[mail]\n") is None
    loaded(tmp_path, said)
    monkeypatch.chdir(tmp_path)
    found = site_address.load(None, OutputError, {})
    assert found == site_address.parse(FICHES)
    assert mail_settings.load(None, {}).server == "s.example.org"  # each reads its own table


def test_without_a_file_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert site_address.load(None, OutputError, {}) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[site]\nurl = "http://example.org"', r"\[site\] url: the address of the site does not"),
        ('[site]\nurl = "https://exa mple.org"', "is not the https address of a folder"),
        ("[site]\nurl = 3", "wrong site settings: url is a text"),
        ('[site]\nurll = "https://example.org"', "unknown key 'urll'"),
        ('[sit]\nurl = ""', "unknown table 'sit'"),
        ("site = 3", "site is a table"),
        ("[site", "wrong site settings"),
        ("a = " + "[" * 50_000, "nested too deeply|wrong site settings"),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(OutputError, match=message) as caught:
        loaded(tmp_path, text)
    assert caught.value.hint


def test_a_wrong_variable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="TRADEFICHE_SITE_URL: the address of the site"):
        loaded(tmp_path, "", TRADEFICHE_SITE_URL="example.org")


def test_the_kind_of_error_is_that_of_who_asks(tmp_path: Path) -> None:
    with pytest.raises(MailError, match="settings cannot be read"):
        site_address.load(tmp_path / "missing.toml", MailError, {})
