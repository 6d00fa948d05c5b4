"""Gathers every message of the program in its French catalogue, and compiles it.

python tools/make_catalogue.py                  # renews tradefiche.po and tradefiche.mo
python tools/make_catalogue.py --merge NEW.po   # takes the translations of another file first
python tools/make_catalogue.py --check          # exit status 1 when one is out of date

Messages are those of ``_("…")`` and ``many(…, "…")`` in the sources, the help of the commands, and
what click itself says. A translator fills in ``msgstr`` where it is empty.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.messages.pofile import write_po

from tradefiche import atomic
from tradefiche import messages
from tradefiche.atomic import write_bytes
from tradefiche.commands.cli import main as root
from tradefiche.commands.spoken_help import texts
from tradefiche.errors import SYSTEM

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "tradefiche"
CATALOGUE = messages.FOLDER / "fr" / "LC_MESSAGES" / f"{messages.DOMAIN}.po"
HEAD = f"""\
# The French of the program's messages; English is the source, and stands where it is said.
# Written by tools/{Path(__file__).name}, which keeps the translations."""
AT_NO_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""The same file whenever it is made."""
PLURALS = "nplurals=2; plural=(n > 1);"

Message = str | tuple[str, ...]
"""One, or its singular and its plural."""


def gathered() -> Iterator[tuple[Message, str]]:
    """Every message with where it is said."""
    for path in sorted(SOURCES.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        yield from ((message, place) for message in said(path.read_text("utf-8")))
    yield atomic.CLOSE_IT, "tradefiche/atomic.py"
    yield from ((reason, "the system") for reason in SYSTEM)
    yield from ((message, "help") for message in helped(root, root.name or ""))
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        for _line, found, *_rest in extract_from_file("python", path):
            yield found if isinstance(found, str) else tuple(found), "click"
    yield "required", "click"  # of an option in the help, said through a variable


def said(source: str) -> Iterator[Message]:
    """The messages of a module.

    Raises:
        ValueError: a message is not written where it is said, so that nobody could translate it.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "_":
                yield from _written(node.args[0])
            elif node.func.id == "many":
                yield from map(messages.plural, _written(node.args[1]))


def _written(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
        return
    if isinstance(node, ast.IfExp):
        yield from _written(node.body)
        yield from _written(node.orelse)
        return
    raise ValueError(f"line {node.lineno}: {ast.unparse(node)} is not a message written out")


def helped(command: click.Command, name: str) -> Iterator[str]:
    """What the help of a command and of those inside it says."""
    context = click.Context(command, info_name=name)
    yield from filter(None, (text for _owner, _name, text in texts(command)))
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from helped(found, inner)


def template() -> Catalog:
    """All messages, none translated."""
    made = _catalogue()
    for message, place in gathered():
        if message:
            made.add(message, locations=[(place, 0)])
    return made


def renewed(before: Catalog, others: Iterable[Catalog] = ()) -> Catalog:
    """All messages, with the translations that there are; what is said no more is gone."""
    made = template()
    for message in made:
        for known in (*others, before):
            found = known.get(message.id)
            if message.id and found and _filled(found.string):
                message.string = found.string
                break
    return made


def _filled(string: str | Iterable[str] | None) -> bool:
    return bool(string) if string is None or isinstance(string, str) else all(string)


def _catalogue() -> Catalog:
    made = Catalog(
        "fr",
        domain=messages.DOMAIN,
        header_comment=HEAD,
        project=messages.DOMAIN,
        version="messages",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="French",
        creation_date=AT_NO_TIME,
        revision_date=AT_NO_TIME,
        fuzzy=False,
    )
    made.mime_headers = [("Plural-Forms", PLURALS)]  # without that of whole millions
    return made


def as_po(catalogue: Catalog) -> bytes:
    """The file that translators write."""
    written = BytesIO()
    write_po(written, catalogue, width=100, sort_output=True, include_lineno=False)
    return written.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The file that the program reads."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def read(path: Path) -> Catalog:
    """A catalogue; an empty one where there is no file."""
    if not path.exists():
        return _catalogue()
    with path.open("rb") as opened:
        return read_po(opened, "fr", messages.DOMAIN)


def main() -> None:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--merge", type=Path, action="append", default=[])
    arguments = parser.parse_args()
    made = renewed(read(CATALOGUE), [read(path) for path in arguments.merge])
    files = {CATALOGUE: as_po(made), CATALOGUE.with_suffix(".mo"): as_mo(made)}
    if arguments.check:
        stale = [path for path, content in files.items() if path.read_bytes() != content]
        sys.exit(f"run tools/{Path(__file__).name}: {', '.join(map(str, stale))}" if stale else 0)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)
    lacking = [message.id for message in made if message.id and not _filled(message.string)]
    print(f"{len(made)} messages, {len(lacking)} without French")


if __name__ == "__main__":
    main()
