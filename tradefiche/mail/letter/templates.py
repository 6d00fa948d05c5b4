"""What a template may hold and how much it may write; it knows neither letter nor values.

A template is a file that somebody wrote for us, perhaps found somewhere: it quotes and chooses, and
computes nothing. What it may hold is listed, so that it can neither grow nor reach anything else.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2 import TemplateSyntaxError
from jinja2 import meta
from jinja2 import nodes
from jinja2 import pass_context
from jinja2.environment import Template
from jinja2.ext import Extension
from jinja2.filters import FILTERS
from jinja2.lexer import Token
from jinja2.lexer import TokenStream
from jinja2.runtime import Context
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tradefiche.errors import MailError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.printable import STEERING
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import listed
from tradefiche.wording.french import typeset

LARGEST = 100_000
"""Bytes of a file."""
TURNS = 10_000
"""Of all loops in one letter; a hundred départements and documents need 200."""
_COUNTED = "turn by turn"
"""The filter that counts them, and what it counts down; no template can write that name."""

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If),
    *(nodes.For, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test),
    *(nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Keyword),
    *(nodes.List, nodes.Tuple, nodes.Add, nodes.Sub, nodes.Neg, nodes.Concat),
)
"""None makes more of what it is given; so ``set`` is not among them, nor ``*``, nor a call."""
_WRITTEN = {
    "assign": "set",
    "assignblock": "set",
    "callblock": "call",
    "filterblock": "filter",
    "fromimport": "from",
    "call": "(…)",
    "div": "/",
    "floordiv": "//",
    "mod": "%",
    "mul": "*",
    "pow": "**",
    "pos": "+",
}
_OWN = ("liste", "en_lettres", "majuscule", "join")
_USUAL = (
    *("capitalize", "count", "d", "default", "e", "escape", "first", "last", "length", "list"),
    *("lower", "map", "reject", "rejectattr", "reverse", "select", "selectattr", "sort"),
    *("string", "title", "trim", "unique", "upper"),
)
_LOOP = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_UNFIT = re.compile(f"[{STEERING}]")


def hint() -> str:
    """What a template may hold."""
    return _(
        "docs/guide.md lists the variables of the templates. They know if, for, comparisons, +, - "
        "and ~, and the filters {filters}.",
        filters=", ".join((*_OWN, *_USUAL)),
    )


@dataclass(frozen=True, slots=True)
class CheckedTemplate:
    """A template whose every name and word is known."""

    path: Path
    _template: Template

    def write(self, values: Mapping[str, Any], longest: int) -> str:
        """Its text with these values.

        Raises:
            MailError: it fails with them, or makes more than ``longest`` characters.
        """
        pieces: list[str] = []
        left = longest
        try:
            for piece in self._template.generate({**values, _COUNTED: iter(range(TURNS))}):
                pieces.append(piece)
                left -= len(piece)
                if left < 0:
                    break
        except Exception as error:
            # a template is a program of the operator's: whatever fails in it is theirs to mend
            raise _wrong(self.path, _line(error, self.path), str(error)) from error
        if left < 0:
            raise MailError(
                _("{path}: makes more than {longest} characters", path=self.path, longest=longest),
                _("Write less; what is longer is a document."),
            )
        text = "".join(pieces)
        if unfit := _UNFIT.search(text):
            raise MailError(
                _(
                    "{path}: makes a control character ({code})",
                    path=self.path,
                    code=f"U+{ord(unfit.group()):04X}",
                ),
                _("Take it out: mail programs would not show it, or be led astray by it."),
            )
        return text


def read(
    path: Path,
    names: Set[str],
    data: tuple[type, ...] = (),
    *,
    ours: bool = False,
    in_html: bool = False,
) -> CheckedTemplate:
    """A template, checked.

    Args:
        names: what it may name.
        data: of what it may name the fields; they have ``__slots__``.
        ours: one of the project's own files, which an installer may have linked.

    Raises:
        MailError: the file cannot be read, or has something that is not for templates.
    """
    environment = _environment(data, in_html=in_html)
    source = _source(path, ours=ours)
    try:
        tree = environment.parse(source, path.name, str(path))
        faults = [*_misplaced(tree, path)] or [*_unknown(tree, path, names)]
        if faults:
            raise MailError("\n".join(dict.fromkeys(e.message for e in faults)), hint())
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        code = environment.compile(tree, path.name, str(path))
    except TemplateSyntaxError as error:
        raise _wrong(path, error.lineno, error.message or "") from error
    except (RecursionError, MemoryError, SyntaxError) as error:
        raise MailError(
            _("{path}: nested too deeply", path=path), _("Write it flatter.")
        ) from error
    except ValueError as error:  # of Python's own, about numbers
        raise MailError(_("{path}: {reason}", path=path, reason=error), hint()) from error
    return CheckedTemplate(
        path, Template.from_code(environment, code, environment.make_globals(None))
    )


def _source(path: Path, *, ours: bool) -> str:
    """The text of a file, and of nothing else that may bear its name."""
    try:
        found = path.stat() if ours else path.lstat()
        if stat.S_ISLNK(found.st_mode):
            raise MailError(
                _("{path}: a symbolic link, which is not followed", path=path),
                _("Put the file itself there."),
            )
        if not stat.S_ISREG(found.st_mode):
            raise MailError(
                _("{path}: not a file", path=path), _("Put a template there: text in UTF-8.")
            )
        if found.st_size > LARGEST:
            raise MailError(
                _(
                    "{path}: {size} bytes, and a template has {largest} at most",
                    path=path,
                    size=found.st_size,
                    largest=LARGEST,
                ),
                _("Write less; what is longer is a document."),
            )
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = cause(error) if isinstance(error, OSError) else _("not text in UTF-8")
        raise MailError(
            _("{path}: the template cannot be read ({reason})", path=path, reason=reason),
            _("Save it as text in UTF-8."),
        ) from error


def _misplaced(tree: nodes.Template, path: Path) -> Iterator[MailError]:
    """What stands in a template and is not for one."""
    for node in tree.find_all(nodes.Node):
        name = type(node).__name__.lower()
        if type(node) not in _ALLOWED:
            yield _wrong(
                path, node.lineno, _("{word!r} is not for letters", word=_WRITTEN.get(name, name))
            )
        elif isinstance(node, nodes.For) and node.recursive:
            yield _wrong(path, node.lineno, _("{word!r} is not for letters", word="recursive"))


def _unknown(tree: nodes.Template, path: Path, names: Set[str]) -> Iterator[MailError]:
    unknown = {*meta.find_undeclared_variables(tree), "self"} - names
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            yield _wrong(path, node.lineno, _("unknown variable {name!r}", name=node.name))


class _Unknown(StrictUndefined):
    """A name that does not exist is refused, wherever it stands."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return _("unknown variable {name!r}", name=self._undefined_name)


class _Environment(ImmutableSandboxedEnvironment):
    """Where templates are read: they reach the fields of our plain data, and nothing else."""

    data: tuple[type, ...] = ()

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        if type(obj) in self.data:
            return attr in obj.__slots__
        return type(obj) is LoopContext and attr in _LOOP


class _Typography(Extension):
    """French spaces and apostrophes in what the writer of a template typed, not in values."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, token.type, typeset(token.value))
            else:
                yield token


def _environment(data: tuple[type, ...], *, in_html: bool) -> _Environment:
    made = _Environment(
        autoescape=in_html,
        undefined=_Unknown,
        finalize=_word,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=() if in_html else (_Typography,),
    )
    made.data = data
    made.globals.clear()
    own: tuple[Callable[..., Any], ...] = (_listed, count, capitalised, _joined)
    made.filters = {
        **{name: FILTERS[name] for name in _USUAL},
        **dict(zip(_OWN, own, strict=True)),
        _COUNTED: _counted,
    }
    return made


def _word(value: Any) -> Any:
    """What is written are words and numbers: a list would show its innards."""
    if isinstance(value, str | int | float | StrictUndefined):
        return value
    raise TypeError(
        _(
            "a {type} where words should be: liste and join make words of it",
            type=type(value).__name__,
        )
    )


def _listed(items: Iterable[Any]) -> str:
    words = [str(item) for item in items]
    _joined(words, "....")
    return listed(words)


def _joined(items: Iterable[Any], d: str = "") -> str:
    """Jinja's « join », which multiplies what it is given when it joins letters."""
    words = [str(item) for item in items]
    if sum(map(len, words)) + len(d) * len(words) > LARGEST:
        raise ValueError(_("a list of more than {largest} characters", largest=LARGEST))
    return d.join(words)


@pass_context
def _counted(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    turns = context[_COUNTED]
    for item in items:
        if next(turns, None) is None:
            raise ValueError(_("its loops have more than {largest} turns", largest=TURNS))
        yield item


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
        _("{path}, line {line}: {reason}", path=path, line=line, reason=reason.rstrip(".")), hint()
    )
