"""matplotlib's paths as PDF operators."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
from matplotlib import _path
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from matplotlib.transforms import Transform

from tradefiche.pdf.operators import number

Outline = tuple[Sequence[tuple[float, float]], Sequence[int]]
"""The points of a path, and matplotlib's code of each."""


def path_operators(path: Any, transform: Transform) -> str:
    """The construction operators of a path.

    matplotlib's own C++ writer is private but ten times faster than iterating; ``_iterate`` is
    the public way, used when the private one is gone. A test holds both to the same result.
    """
    if _convert is None:
        return _iterate(path, transform)
    return " ".join(_lines(path, transform))


def operators_of(paths: Sequence[Outline]) -> list[str]:
    """The same for several paths of lines and cubics, as they stand: one call for all of them."""
    if _convert is None:
        return [_iterate(Path(*path), IdentityTransform()) for path in paths]
    points = [point for vertices, _ in paths for point in vertices]
    codes = [code for _, codes in paths for code in codes]
    lines = iter(_lines(Path(points, codes), IdentityTransform())) if paths else iter(())
    return [
        " ".join(islice(lines, len(codes) - 2 * codes.count(Path.CURVE4) // 3))
        for _, codes in paths
    ]


def _lines(path: Any, transform: Transform) -> list[str]:
    """An operator with its operands a line: three points of a cubic make one."""
    assert _convert is not None
    commands = [b"m", b"l", b"", b"c", b"h"]
    raw: bytes = _convert(path, transform, None, False, None, 3, commands, True)
    return raw.decode("ascii").splitlines()


_convert: Callable[..., bytes] | None = getattr(_path, "convert_to_string", None)


def _iterate(path: Path, transform: Transform) -> str:
    parts: list[str] = []
    last = np.zeros(2)
    for vertices, code in path.iter_segments(transform, simplify=False):
        if code == Path.CLOSEPOLY:
            parts.append("h")
            continue
        if code == Path.CURVE3:  # a quadratic curve, raised to the cubic that PDF knows
            control, end = vertices[:2], vertices[2:]
            vertices = np.concatenate(
                [last + 2 / 3 * (control - last), end + 2 / 3 * (control - end), end]
            )
        operator = {Path.MOVETO: "m", Path.LINETO: "l"}.get(code, "c")
        parts.append(" ".join([*map(number, vertices), operator]))
        last = vertices[-2:]
    return " ".join(parts)
