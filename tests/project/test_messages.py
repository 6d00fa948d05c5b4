"""What the operator is told: all of it in French, from the same values, in French typography."""

from __future__ import annotations

import ast
import errno
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import both_languages
import click
import pytest
from click.testing import CliRunner
from french_lint import faults_of_message
from paths import ROOT

from tools import tool
from tradefiche import messages
from tradefiche.commands.cli import main
from tradefiche.errors import SYSTEM
from tradefiche.errors import UsageError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.messages import many
from tradefiche.messages import whole

LEFT_OUT = {"name", "number_type"}
"""What click names in English words that its French can do without: « File 'x' … »."""


@cache
def catalogue() -> Any:
    """The French as it is committed."""
    made = tool("make_catalogue")
    return made.read(made.CATALOGUE)


def pairs() -> Iterator[tuple[str, str]]:
    """Each message and its French, of each number."""
    for message in catalogue():
        if not message.id:
            continue
        if isinstance(message.id, str):
            yield message.id, message.string
        else:
            yield from zip(message.id, message.string, strict=True)


def test_the_catalogue_is_that_of_the_sources() -> None:
    made = tool("make_catalogue")
    renewed = made.renewed(catalogue())
    assert made.CATALOGUE.read_bytes() == made.as_po(renewed), "run tools/make_catalogue.py"
    compiled = made.CATALOGUE.with_suffix(".mo").read_bytes()
    assert compiled == made.as_mo(renewed), "run tools/make_catalogue.py"


def test_every_message_has_its_french() -> None:
    assert [english for english, french in pairs() if not french] == []
    assert len(list(pairs())) > 900


def test_french_and_english_take_the_same_values() -> None:
    def names(text: str) -> set[str]:
        braced = {name for _text, name, *_rest in string.Formatter().parse(text) if name}
        return braced | set(re.findall(r"%\((\w+)\)", text))

    unknown = [(en, fr) for en, fr in pairs() if not names(fr) <= names(en)]
    assert unknown == []
    left_out = {name for en, fr in pairs() for name in names(en) - names(fr)}
    assert left_out <= LEFT_OUT


def test_french_has_french_typography() -> None:
    found = [(french, faults) for _en, french in pairs() if (faults := faults_of_message(french))]
    assert found == []


def test_options_and_commands_keep_their_names() -> None:
    """What is typed is the same in every language."""

    def typed(text: str) -> list[str]:
        return sorted(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))

    differing = [(en, fr) for en, fr in pairs() if set(typed(en)) != set(typed(fr))]
    assert differing == []


def test_a_message_that_cannot_be_found_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1: text is not a message written out"):
        list(tool("make_catalogue").said("_(text)"))
    assert list(tool("make_catalogue").said('_("a") or many(2, "b" if x else "c")')) == [
        "a",
        ("{count} b", "{count} bs"),
        ("{count} c", "{count} cs"),
    ]


def hidden(node: ast.AST) -> bool:
    """Whether a function says messages, and has a value of its own that is called ``_``."""
    inner = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)
    names: list[ast.Name] = []

    def look(at: ast.AST, *, own: bool) -> None:
        for child in ast.iter_child_nodes(at):
            if isinstance(child, ast.Name) and child.id == "_" and (own or not stored(child)):
                names.append(child)
            look(child, own=own and not isinstance(child, inner))

    look(node, own=True)
    return len({stored(name) for name in names}) == 2


def stored(name: ast.Name) -> bool:
    """Whether this is where it gets its value."""
    return isinstance(name.ctx, ast.Store)


def test_nothing_else_is_called_as_messages_are() -> None:
    """In a function with a value called ``_``, the call of the same name fails when it is said."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [
        f"{path.name}: {node.name}"
        for path in sorted((ROOT / "tradefiche").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, functions) and hidden(node)
    ]
    assert found == []
    assert hidden(ast.parse("kind, _, name = x\nraise E(_('a'))"))
    assert not hidden(ast.parse("x = [a for a, _ in y]\nraise E(_('a'))"))


# -- which language --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "fr_CA"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "fr"}, "fr"),
        ({"LANG": "fr_FR", "TRADEFICHE_LANG": "en"}, "en"),
        ({"LANG": "en_GB", "TRADEFICHE_LANG": "fr"}, "fr"),
    ],
)
def test_the_environment_chooses(
    environment: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TRADEFICHE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert messages.language() == spoken


@pytest.mark.parametrize("words", [["--lang", "fr", "build", "-h"], ["build", "-h", "--lang=fr"]])
def test_an_option_chooses_wherever_it_stands(words: list[str]) -> None:
    said = CliRunner().invoke(main, words).stdout
    assert said.startswith("Usage\u00a0: ")
    assert "Composer des fiches" in said


def test_a_language_that_is_not_there_is_refused() -> None:
    for words, environment in ((["--lang", "de"], {}), ([], {"TRADEFICHE_LANG": "de"})):
        done = CliRunner(env=environment).invoke(main, [*words, "list", "regions"])
        assert done.exit_code == 2
        assert "'de'" in done.stderr
        assert "'en', 'fr'" in done.stderr


def test_what_a_program_reads_is_the_same_in_every_language() -> None:
    said = [
        CliRunner().invoke(main, ["--lang", language, "list", "territoires", "--json"])
        for language in messages.LANGUAGES
    ]
    assert said[0].stdout_bytes == said[1].stdout_bytes
    status = [CliRunner().invoke(main, ["--lang", x, "build"]).exit_code for x in ("en", "fr")]
    assert status == [2, 2]


def test_no_catalogue_is_read_for_english() -> None:
    code = (
        "import sys, tradefiche.messages as m; m._('a'); "
        "print('gettext' in sys.modules and m._catalogue('en').info())"
    )
    environment = os.environ | {"TRADEFICHE_LANG": "en"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, env=environment
    )
    assert done.stdout.strip() == "{}"


# -- what is said ----------------------------------------------------------------------------


def test_numbers_and_counts_are_said_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (whole(1_234_567), decimal(1234.5, 1)) == ("1,234,567", "1,234.5")
    assert (many(1, "letter"), many(2000, "letter", grouped=True)) == ("1 letter", "2,000 letters")
    monkeypatch.setenv(messages.VARIABLE, "fr")
    assert (whole(1_234_567), decimal(1234.5, 1)) == ("1\u202f234\u202f567", "1\u202f234,5")
    assert [many(count, "letter") for count in (0, 1, 2)] == ["0 lettre", "1 lettre", "2 lettres"]


def test_errors_and_hints_are_french() -> None:
    done = CliRunner().invoke(main, ["--lang", "fr", "build", "--dept", "Alier", "--demo"])
    assert done.exit_code == 2
    assert done.stderr.startswith("Erreur\u00a0: ")
    assert "Conseil\u00a0: " in done.stderr


def test_usual_reasons_of_the_system_are_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "none").read_bytes()
    assert cause(caught.value) == "No such file or directory"
    monkeypatch.setenv(messages.VARIABLE, "fr")
    assert cause(caught.value) == "ce fichier ou ce dossier n’existe pas"
    assert cause(OSError(28, "said by another {system}")) == "said by another {system}"
    assert cause(ValueError("odd")) == "odd"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems say it otherwise")
def test_they_are_written_as_the_system_says_them() -> None:
    assert {*SYSTEM} <= {os.strerror(number) for number in errno.errorcode}


def every(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words that name each command."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from every(inner, (*path, name))


@pytest.mark.parametrize("path", list(every(main)), ids=" ".join)
def test_all_help_is_french(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*path, "--lang", "fr", "--help"])
    assert done.exit_code == 0, done.output
    assert re.findall(r"(?i)(?<![-=])\b(the|which|with|show|where|year)\b", done.output) == []
    assert all(len(line) <= 100 for line in done.output.splitlines())


def test_a_message_without_french_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    both_languages.in_french_too(monkeypatch)
    with pytest.raises(AssertionError, match="no French of 'never said'"):
        _("never said")
    error = UsageError(_("{path}: cannot be read ({reason})", path="x", reason="y"))
    assert error.message == "x: cannot be read (y)"
    assert many(2, "letter") == "2 letters"
    assert isinstance(messages.translated("Say more."), both_languages.InBoth)
