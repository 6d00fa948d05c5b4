"""What a recorded drawing shows: its operators read back as outlines and words.

Reads PDF syntax only, and none of the code that wrote it, so that a test on what is painted
does not repeat the mistakes of the painter. Coordinates are points from the lower left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.path import Path
from reportlab.pdfbase import pdfmetrics

from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.fonts import CODES

RGB = tuple[float, float, float]
Box = tuple[float, float, float, float]
"""(left, bottom, right, top)."""

ASCENT, DESCENT = 0.72, 0.22
"""What the letters of the fonts need above and below the baseline, in parts of the size."""

_TOKENS = re.compile(rb"\((?:\\.|[^\\()])*\)|\[[^\]]*\]|/[^\s\[\]()]+|[^\s\[\]()]+", re.DOTALL)
_ESCAPES = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_CHARACTERS = {code: character for character, code in reversed(CODES.items())}


@dataclass(frozen=True)
class Outline:
    """One painted path; ``fill`` and ``stroke`` are None where it is not filled or not stroked.

    ``clip`` is the box of the clipping path, or None.
    """

    order: int
    vertices: tuple[tuple[float, float], ...]
    codes: tuple[int, ...]
    fill: RGB | None
    stroke: RGB | None
    opacity: float
    stroke_opacity: float
    stroke_width: float
    dashes: str
    clip: Box | None

    @cached_property
    def path(self) -> Path:
        """The path as matplotlib understands it."""
        return Path(self.vertices, self.codes)

    @cached_property
    def box(self) -> Box:
        """The box of the vertices, control points included."""
        xs, ys = zip(*self.vertices, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @cached_property
    def is_rectangle(self) -> bool:
        """True when the path fills its box."""
        straight = len(self.vertices) == 5 and Path.CURVE4 not in self.codes
        corners = set(self.vertices)
        return straight and len(corners) == 4 == len({c for c in corners if self._at_corner(c)})

    def _at_corner(self, point: tuple[float, float]) -> bool:
        left, bottom, right, top = self.box
        return point[0] in (left, right) and point[1] in (bottom, top)

    def covers(self, point: tuple[float, float]) -> bool:
        """True when the fill, at full opacity, hides what is under ``point``."""
        if self.fill is None or self.opacity < 1:
            return False
        left, bottom, right, top = self.box
        x, y = point
        if not (left <= x <= right and bottom <= y <= top):
            return False
        return self.is_rectangle or bool(self.path.contains_point(point))


@dataclass(frozen=True)
class Word:
    """One string; ``angle`` is the (cosine, sine) of its text matrix."""

    order: int
    text: str
    x: float
    y: float
    size: float
    width: float
    color: RGB
    opacity: float
    font: str
    angle: tuple[float, float] = (1.0, 0.0)

    @property
    def box(self) -> Box:
        """Where its letters are."""
        low, high = self.y - DESCENT * self.size, self.y + ASCENT * self.size
        return self.x, low, self.x + self.width, high


@dataclass(frozen=True)
class Scene:
    """A drawing, in painting order."""

    width: float
    height: float
    outlines: tuple[Outline, ...]
    words: tuple[Word, ...]

    def under(self, point: tuple[float, float], order: int) -> RGB | None:
        """The colour on top at ``point`` just before ``order``; None is the bare paper."""
        for outline in reversed(self.outlines):
            if outline.order < order and outline.covers(point):
                return outline.fill
        return None


def read(drawing: Drawing) -> Scene:
    """The scene of a drawing; fails on an operator that it does not know."""
    reader = _Reader(drawing)
    reader.run()
    return Scene(drawing.width, drawing.height, tuple(reader.outlines), tuple(reader.words))


@dataclass
class _State:
    fill: RGB = (0.0, 0.0, 0.0)
    stroke: RGB = (0.0, 0.0, 0.0)
    stroke_opacity: float = 1.0
    opacity: float = 1.0
    width: float = 1.0
    dashes: str = "[] 0"
    clip: Box | None = None


@dataclass
class _Reader:
    drawing: Drawing
    state: _State = field(default_factory=_State)
    outlines: list[Outline] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def run(self) -> None:
        self.saved: list[_State] = []
        self.fonts = {alias: font for font, alias in self.drawing.fonts}
        self.opacities = {alias: pair for pair, alias in self.drawing.opacities}
        self._restart()
        operands: list[bytes] = []
        for token in _tokens(self.drawing):
            if re.fullmatch(rb"[A-Za-z]+\*?", token):
                self._operate(token.decode(), operands)
                operands = []
            else:
                operands.append(token)
        assert not operands, operands
        assert not self.saved, "a graphics state was saved and never restored"

    def _restart(self) -> None:
        self.vertices: list[tuple[float, float]] = []
        self.codes: list[int] = []

    def _operate(self, operator: str, operands: list[bytes]) -> None:
        state = self.state
        if operator in ("m", "l", "c", "re"):
            self._construct(operator, [float(value) for value in operands])
        elif operator == "h":
            self.vertices.append(self.vertices[0])
            self.codes.append(Path.CLOSEPOLY)
        elif operator in ("f", "S", "B", "n"):
            self._paint(operator)
        elif operator in ("rg", "RG"):
            red, green, blue = (float(value) for value in operands)
            setattr(state, "fill" if operator == "rg" else "stroke", (red, green, blue))
        elif operator == "w":
            state.width = float(operands[0])
        elif operator == "d":
            state.dashes = b" ".join(operands).decode()
        elif operator == "gs":
            state.stroke_opacity, state.opacity = self.opacities[operands[0][1:].decode()]
        elif operator == "q":
            self.saved.append(_State(**vars(state)))
        elif operator == "Q":
            self.state = self.saved.pop()
        elif operator == "W":
            xs, ys = zip(*self.vertices, strict=True)
            state.clip = (min(xs), min(ys), max(xs), max(ys))
        elif operator == "Tm":
            self.matrix = [float(value) for value in operands]
        elif operator == "Tf":
            self.font, self.size = self.fonts[operands[0][1:].decode()], float(operands[1])
        elif operator == "Tj":
            self._write(operands[0])
        else:
            assert operator in ("BT", "ET", "J", "j"), operator

    def _construct(self, operator: str, numbers: list[float]) -> None:
        if operator == "re":
            x, y, width, height = numbers
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
            self.vertices += corners
            self.codes += [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
            return
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        code = {"m": Path.MOVETO, "l": Path.LINETO, "c": Path.CURVE4}[operator]
        self.vertices += points
        self.codes += [code] * len(points)

    def _paint(self, operator: str) -> None:
        state = self.state
        if operator != "n":
            self.outlines.append(
                Outline(
                    len(self.outlines) + len(self.words),
                    tuple(self.vertices),
                    tuple(int(code) for code in self.codes),
                    state.fill if operator in "fB" else None,
                    state.stroke if operator in "SB" else None,
                    state.opacity,
                    state.stroke_opacity,
                    state.width,
                    state.dashes,
                    state.clip,
                )
            )
        self._restart()

    def _write(self, operand: bytes) -> None:
        data = _ESCAPES.sub(_unescaped, operand[1:-1])
        text = "".join(_CHARACTERS[code] for code in data)
        cosine, sine, _, _, x, y = self.matrix
        width = pdfmetrics.stringWidth(text, self.font, self.size)
        self.words.append(
            Word(
                len(self.outlines) + len(self.words), text, x, y, self.size, width,
                self.state.fill, self.state.opacity, self.font, (cosine, sine),
            )
        )  # fmt: skip


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match.group(1)
    return bytes([int(code, 8)]) if code.isdigit() else code


def _tokens(drawing: Drawing) -> Iterator[bytes]:
    return (match.group() for match in _TOKENS.finditer(drawing.operators.encode("latin-1")))


def overlap(a: Box, b: Box, air: float = 0.0) -> bool:
    """True when two boxes share more than an edge (or come nearer than ``air``)."""
    reach = air - 1e-6
    return (
        a[0] < b[2] + reach and b[0] < a[2] + reach and a[1] < b[3] + reach and b[1] < a[3] + reach
    )


def overlapping(boxes: list[tuple[str, Box]]) -> list[str]:
    """The pairs of named boxes that overlap."""
    edges = np.array([box for _, box in boxes]).reshape(-1, 4)
    left, bottom, right, top = edges.T
    meet = (left[:, None] < right - 1e-6) & (left < right[:, None] - 1e-6)
    meet &= (bottom[:, None] < top - 1e-6) & (bottom < top[:, None] - 1e-6)
    pairs = np.argwhere(np.triu(meet, 1))
    return [f"{boxes[i][0]!r} and {boxes[j][0]!r}" for i, j in pairs]


def inside(box: Box, frame: Box, slack: float = 0.01) -> bool:
    """True when ``box`` does not leave ``frame``."""
    return (
        box[0] >= frame[0] - slack
        and box[1] >= frame[1] - slack
        and box[2] <= frame[2] + slack
        and box[3] <= frame[3] + slack
    )


def hexadecimal(color: Any) -> str:
    """A colour as #RRGGBB."""
    return "#" + "".join(f"{round(part * 255):02X}" for part in color)
