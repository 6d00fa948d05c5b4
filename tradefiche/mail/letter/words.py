"""The words of a letter, from templates that know no other names than ours; it knows no message.

``assets/mail/`` holds ``subject.txt``, ``body.txt`` (both bodies come from it) and ``layout.html``
around the HTML one; a folder of one's own may replace any of them. What a letter must admit
(demonstration, provisional, test) is added here, whatever the templates say.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import fields
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2 import TemplateSyntaxError
from jinja2 import meta
from jinja2 import nodes
from jinja2.environment import Template
from jinja2.ext import Extension
from jinja2.lexer import Token
from jinja2.lexer import TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from tradefiche.errors import MailError
from tradefiche.mail.letter import body
from tradefiche.mail.letter.body import Block
from tradefiche.resources import assets
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import listed
from tradefiche.wording.french import typeset

SUBJECT, BODY, LAYOUT = "subject.txt", "body.txt", "layout.html"
LONGEST_SUBJECT = 200
LONGEST_BODY = 100_000


@dataclass(frozen=True, slots=True)
class DepartementWords:
    """What a template may say of a département; amounts and shares are words."""

    code: str
    nom: str
    le: str
    de: str
    dans: str
    exportations: str
    importations: str
    solde: str
    part_france: str
    premier_client: str
    premier_fournisseur: str


@dataclass(frozen=True, slots=True)
class Fichier:
    """What a template may say of a document; ``adresse`` is empty when it is attached."""

    titre: str
    nom: str
    taille: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Values:
    """All that a template may say; docs/guide.md describes each name."""

    annee: int
    date_donnees: str
    nom: str
    civilite: str
    territoires: tuple[str, ...]
    departements: tuple[DepartementWords, ...]
    fichiers: tuple[Fichier, ...]
    laisses_de_cote: tuple[str, ...]
    liens: bool
    contact: str
    desinscription: str


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words: its subject on one line, and two bodies that say the same."""

    subject: str
    text: str
    html: str


class _Unknown(StrictUndefined):
    """A name that does not exist is refused, wherever it stands."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return f"unknown variable {self._undefined_name!r}"


class _Environment(ImmutableSandboxedEnvironment):
    """Where templates are read: they compute words, and reach neither files nor programs."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        # Asked so often that a quick answer about our own plain data pays.
        if type(obj) in (DepartementWords, Fichier):
            return attr in obj.__slots__
        return super().is_safe_attribute(obj, attr, value)


class _Typography(Extension):
    """French spaces and apostrophes in what the writer of a template typed, not in values."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, token.type, typeset(token.value))
            else:
                yield token


@dataclass(frozen=True, slots=True)
class Words:
    """The three templates, checked."""

    folder: Path
    _templates: Mapping[str, tuple[Path, Template]]

    def write(self, values: Values, marks: Sequence[tuple[str, str]] = ()) -> Written:
        """A letter in words.

        Args:
            marks: for the head of the subject (« Démonstration »), and for that of the body.

        Raises:
            MailError: a template fails with these values; names its file and line.
        """
        known = {each.name: getattr(values, each.name) for each in fields(values)}
        subject = self._subject(known)
        first = [Block("p", text) for _, text in marks]
        said = body.blocks(self._body(known))
        if not said:
            raise MailError(f"{self._templates[BODY][0]}: makes an empty letter", "Write one.")
        blocks = (*first, *said)
        subject = "".join(f"[{word}] " for word, _ in marks) + subject
        content = Markup(body.markup(blocks))
        html = self._rendered(LAYOUT, {"sujet": subject, "contenu": content})
        return Written(subject, body.plain(blocks), html)

    def _subject(self, known: Mapping[str, Any]) -> str:
        lines = self._rendered(SUBJECT, known).splitlines()
        subject = " ".join(line.strip(" \t") for line in lines if line.strip())
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            raise MailError(
                f"{self._templates[SUBJECT][0]}: makes a subject of {len(subject)} characters",
                f"Write one of 1 to {LONGEST_SUBJECT}.",
            )
        return subject

    def _body(self, known: Mapping[str, Any]) -> str:
        text = self._rendered(BODY, known)
        if len(text) > LONGEST_BODY:
            raise MailError(
                f"{self._templates[BODY][0]}: makes a letter of {len(text)} characters",
                f"Write one of {LONGEST_BODY} at most; what is longer is a document.",
            )
        return text

    def _rendered(self, name: str, values: Mapping[str, Any]) -> str:
        path, template = self._templates[name]
        try:
            return template.render(values)
        except Exception as error:
            # a template is a program of the operator's: whatever fails in it is theirs to mend
            raise _wrong(path, _line(error, path), str(error)) from error


def load(folder: Path | None = None) -> Words:
    """The project's templates, or those of a folder, where it has them.

    Raises:
        MailError: a file is unknown or cannot be read, a template has a fault or an unknown
            variable; all of them are said.
    """
    here = assets("mail")
    folder = folder or here
    _require_known_files(folder)
    faults: list[MailError] = []
    found: dict[str, tuple[Path, Template]] = {}
    for name in (SUBJECT, BODY, LAYOUT):
        path = folder / name if (folder / name).exists() else here / name
        try:
            found[name] = (path, _template(path))
        except MailError as error:
            faults.append(error)
    if faults:
        raise MailError("\n".join(error.message for error in faults), faults[0].hint)
    return Words(folder, found)


def _require_known_files(folder: Path) -> None:
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise MailError(
            f"{folder}: no folder of templates ({error.strerror or error})",
            "Copy assets/mail, change the copy, and name it with --message.",
        ) from error
    known = (SUBJECT, BODY, LAYOUT)
    if not names or set(names) - {*known}:
        unknown = ", ".join(repr(name) for name in names if name not in known)
        raise MailError(
            f"{folder}: holds no template" + f" but {unknown}" * bool(unknown),
            f"A folder of templates has only {', '.join(known)}; what it lacks is the project's.",
        )


def _template(path: Path) -> Template:
    """A template whose every name is known."""
    try:
        source = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text in UTF-8"
        raise MailError(
            f"{path}: the template cannot be read ({reason})", "Save it as text in UTF-8."
        ) from error
    in_html = path.name == LAYOUT
    environment = _environment(in_html=in_html)
    names = {"sujet", "contenu"} if in_html else {each.name for each in fields(Values)}
    try:
        tree = environment.parse(source, path.name, str(path))
        unknown = meta.find_undeclared_variables(tree) - names
        faults = [
            _wrong(path, node.lineno, f"unknown variable {node.name!r}")
            for node in tree.find_all(nodes.Name)
            if node.name in unknown
        ]
        if faults:
            raise MailError("\n".join(dict.fromkeys(e.message for e in faults)), faults[0].hint)
        code = environment.compile(source, path.name, str(path))
    except TemplateSyntaxError as error:
        raise _wrong(path, error.lineno, error.message or "") from error
    return Template.from_code(environment, code, environment.make_globals(None))


def _environment(*, in_html: bool) -> _Environment:
    made = _Environment(
        autoescape=in_html,
        undefined=_Unknown,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=() if in_html else (_Typography,),
    )
    made.globals.clear()
    made.filters["liste"] = lambda items: listed([str(item) for item in items])
    made.filters["en_lettres"] = count
    made.filters["majuscule"] = capitalised
    return made


def _line(error: BaseException, path: Path) -> int:
    """Where in a template an error began: Jinja puts its lines into the traceback."""
    line = 0
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _wrong(path: Path, line: int, reason: str) -> MailError:
    return MailError(
        f"{path}, line {line}: {reason.rstrip('.')}",
        "docs/guide.md lists the variables and filters of the templates.",
    )
