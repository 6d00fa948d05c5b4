"""Templates that would grow, wander or reach elsewhere: refused by file and line."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from paths import ROOT
from systems import not_on_windows
from test_mail_words import ALLIER
from test_mail_words import ATTACHED
from test_mail_words import ONE

from tradefiche.errors import MailError
from tradefiche.mail.letter import templates
from tradefiche.mail.letter import words

HUGE = "3000000000"


def refused(folder: Path, content: str | bytes, name: str = "body.txt") -> MailError:
    made = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(made)
    with pytest.raises(MailError) as caught:
        words.load(folder).write(ONE)
    assert caught.value.message.startswith(str(folder / name))
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        (f'"a" * {HUGE}', "'*'"),
        (f"[1] * {HUGE}", "'*'"),
        ("9 ** 9 ** 9 ** 9", "'**'"),
        ('"%1000000000s" % nom', "'%'"),
        ("annee / 7", "'/'"),
        ("annee // 7", "'//'"),
        (f'"a".ljust({HUGE})', "'(…)'"),
        ('nom.format("x")', "'(…)'"),
        (f"range({HUGE})", "'(…)'"),
        ("loop.cycle(1, 2)", "'(…)'"),
        ("{1: 2}", "'dict'"),
        (f'"a"|center({HUGE})', "No filter named 'center'"),
        (f'"a"|indent({HUGE})', "No filter named 'indent'"),
        (f'"%{HUGE}s"|format(nom)', "No filter named 'format'"),
        ('"a"|replace("a", "aaaa")', "No filter named 'replace'"),
        (f"fichiers|batch({HUGE}, 1)|list", "No filter named 'batch'"),
        ('nom|attr("__class__")', "No filter named 'attr'"),
        (f'fichiers|map("indent", {HUGE})|list', "No filter named 'indent'"),
        ('fichiers|map("attr", "__class__")|list', "No filter named 'attr'"),
        ('fichiers|map(attribute="__class__")|first', "unknown variable '__class__'"),
        ("nom.__class__", "unknown variable '__class__'"),
        ("nom.upper", "unknown variable 'upper'"),
        ('nom["upper"]', "unknown variable 'upper'"),
        ("departements[0].__class__", "unknown variable '__class__'"),
        ("departements[0].__slots__", "unknown variable '__slots__'"),
        ("fichiers", "a tuple where words should be: liste and join make words of it"),
        ("fichiers[0]", "a Fichier where words should be"),
        ("fichiers|map('upper')", "a generator where words should be"),
        ("none", "a NoneType where words should be"),
        ("self", "unknown variable 'self'"),
        ("self.body", "unknown variable 'self'"),
        ('"abcdefgh"' + '|join("0123456789")' * 8, "a list of more than 100000 characters"),
        ('"abcdefgh"' + "|liste" * 20, "a list of more than 100000 characters"),
        ('"\\ud800"', "makes a control character (U+D800)"),
        ('"\\x1b[2J"', "makes a control character (U+001B)"),
        ('"\\u202egnp"', "makes a control character (U+202E)"),
        ("9" * 5000, "Exceeds the limit"),
        ("(" * 3000 + "1" + ")" * 3000, "nested too deeply"),
        ("not " * 3000 + "1", "nested too deeply"),
        ("[" * 300 + "1" + "]" * 300, "nested too deeply"),
    ],
)
def test_what_could_grow_or_reach_elsewhere_is_refused(
    tmp_path: Path, expression: str, what: str
) -> None:
    assert what in refused(tmp_path, "Bonjour {{ " + expression + " }}").message


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("{% set x = nom %}{{ x }}", "line 2: 'set' is not for letters"),
        ("{% set x %}{{ nom }}{% endset %}", "line 2: 'set' is not for letters"),
        ("{% macro a() %}{% endmacro %}", "line 2: 'macro' is not for letters"),
        ("{% filter upper %}a{% endfilter %}", "line 2: 'filter' is not for letters"),
        ("{% include '/etc/passwd' %}", "line 2: 'include' is not for letters"),
        ("{% import 'a' as b %}", "line 2: 'import' is not for letters"),
        ("{% from 'a' import b %}", "line 2: 'from' is not for letters"),
        ("{% extends 'layout.html' %}", "line 2: 'extends' is not for letters"),
        ("{% block a %}{% endblock %}", "line 2: 'block' is not for letters"),
        ("{% for x in fichiers recursive %}a{% endfor %}", "line 2: 'recursive' is not for"),
        ("{% for x in [1,2,3,4,5,6,7,8,9,0] %}" * 8 + "{% endfor %}" * 8, "more than 10000 turns"),
        ("{% for x in nom %}" * 21 + "{% endfor %}" * 21, "nested too deeply"),
        ("{% if nom %}" * 2000 + "{% endif %}" * 2000, "nested too deeply"),
        ("{% for x in nom %}{{ nom * 9 }}{% endfor %}", "line 2: '*' is not for letters"),
    ],
)
def test_what_could_wander_is_refused(tmp_path: Path, statement: str, what: str) -> None:
    assert what in refused(tmp_path, "Bonjour\n" + statement).message


def test_a_refusal_says_what_a_template_may_hold(tmp_path: Path) -> None:
    hint = refused(tmp_path, "{{ nom|center(9) }}").hint
    assert "liste, en_lettres, majuscule, join, capitalize" in hint
    assert "if, for, comparisons" in hint


def test_a_letter_is_counted_while_it_is_written(tmp_path: Path) -> None:
    """Ten thousand turns of ten thousand characters would be a hundred megabytes."""
    loops = "{% for x in nom %}" * 3 + "é" * 9_000 + "{% endfor %}" * 3
    assert "makes more than 100000 characters" in refused(tmp_path, loops).message
    assert "makes more than 1000000 characters" in (
        refused(tmp_path, "{{ sujet }}" * 9_000, "layout.html").message
        if (tmp_path / "body.txt").write_text("a" * 90_000 + " {{ nom }}", "utf-8")
        and (tmp_path / "subject.txt").write_text("a" * 200, "utf-8")
        else ""
    )


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ annee - 1 }} et {{ annee + 1 }}", "2023 et 2025"),
        ('{% if departements[0].code in ["03", "63"] %}oui{% endif %}', "oui"),
        ('{% if "All" in departements[0].nom and not liens %}oui{% endif %}', "oui"),
        ('{{ "oui" if departements|length >= 1 else "non" }}', "oui"),
        ("{% for x in fichiers %}{{ loop.index }}/{{ loop.length }}{% endfor %}", "1/1"),
        ("{% for x in fichiers if x.adresse %}a{% else %}aucun{% endfor %}", "aucun"),
        ('{{ departements|map(attribute="nom")|join(", ") }}', "Allier"),
        ('{{ departements|selectattr("premier_client")|list|length }}', "1"),
        ('{{ fichiers|rejectattr("adresse")|map(attribute="taille")|first }}', ATTACHED.taille),
        ("{{ nom|upper ~ civilite|default('', true) }}", "PERSONNE UN"),
        ("{{ nom[:8] }}, {{ -3 }}", "Personne, -3"),
        ("{% if nom is defined and date_donnees is string %}oui{% endif %}", "oui"),
    ],
)
def test_what_a_letter_needs_is_there(tmp_path: Path, template: str, text: str) -> None:
    (tmp_path / "body.txt").write_text(template, "utf-8")
    assert ALLIER in ONE.departements
    assert words.load(tmp_path).write(ONE).text.strip() == text


def test_loops_of_the_largest_letter_are_far_from_the_bound() -> None:
    assert templates.TURNS > 10 * (100 + 100 + 183)


# -- the files -------------------------------------------------------------------------------


@not_on_windows("a link needs a right there that few have")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("a secret", "utf-8")
    folder = tmp_path / "message"
    folder.mkdir()
    for target in (elsewhere, tmp_path / "nowhere", Path("body.txt")):
        (folder / "body.txt").symlink_to(target)
        with pytest.raises(MailError, match=r"body\.txt: a symbolic link, which is not followed"):
            words.load(folder)
        (folder / "body.txt").unlink()


@not_on_windows("a link needs a right there that few have")
def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "message").mkdir()
    (tmp_path / "message" / "body.txt").write_text("Bonjour", "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "message", target_is_directory=True)
    assert words.load(tmp_path / "link").write(ONE).text == "Bonjour\n"


@not_on_windows("it has no named pipes among its files")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "layout.html").mkdir()
    with pytest.raises(MailError, match=r"layout\.html: not a file"):
        words.load(tmp_path)
    (tmp_path / "layout.html").rmdir()
    os.mkfifo(tmp_path / "body.txt")
    with pytest.raises(MailError, match=r"body\.txt: not a file"):
        words.load(tmp_path)


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "body.txt").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(MailError, match=r"body\.txt: 1099511627776 bytes"):
        words.load(tmp_path)


def test_sandboxes_with_known_ways_out_are_not_accepted() -> None:
    """Jinja 3.1.5 let a template call « str.format » by way of a filter (CVE-2025-27516)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (asked,) = (each for each in project["dependencies"] if each.startswith("jinja2"))
    lowest = re.fullmatch(r"jinja2>=([\d.]+)", asked)
    assert lowest
    assert tuple(map(int, lowest[1].split("."))) >= (3, 1, 6)


def test_the_guide_lists_every_filter() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    aliases = {"count", "d", "e"}
    filters = set(re.findall(r"\w+", templates.hint().partition("filters")[2])) - aliases
    assert len(filters) > 20
    assert {name for name in filters if f"`{name}`" not in guide} == set()
