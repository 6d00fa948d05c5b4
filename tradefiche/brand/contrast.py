"""How far apart two colours are, for every reader: WCAG contrast and deficient colour vision.

Colours are (red, green, blue) in 0–1, sRGB. Contrast: WCAG 2.2, « relative luminance ».
Deficiencies: Machado, Oliveira and Fernandes 2009, severity 1, applied to linear light.
"""

from __future__ import annotations

import re
from typing import Literal

from tradefiche.messages import _

RGB = tuple[float, float, float]
Vision = Literal["normal", "grey", "protan", "deutan", "tritan"]

TEXT_RATIO, MARK_RATIO = 4.5, 3.0

_LUMINANCE = (0.2126, 0.7152, 0.0722)
_MACHADO: dict[str, tuple[RGB, RGB, RGB]] = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def from_hex(text: str) -> RGB:
    """« #3A75C4 » as three parts of one.

    Raises:
        ValueError: not six hexadecimal digits after « # ».
    """
    if not re.fullmatch("#[0-9A-Fa-f]{6}", text):
        raise ValueError(_("{text!r} is not a colour written #RRGGBB", text=text))
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _linear(color: RGB) -> RGB:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in color)
    return red, green, blue


def _dot(a: RGB, b: RGB) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _seen_linear(color: RGB, vision: Vision) -> RGB:
    light = _linear(color)
    if vision == "normal":
        return light
    if vision == "grey":
        grey = _dot(light, _LUMINANCE)
        return grey, grey, grey
    red, green, blue = (min(max(_dot(light, row), 0.0), 1.0) for row in _MACHADO[vision])
    return red, green, blue


def ratio(a: RGB, b: RGB, vision: Vision = "normal") -> float:
    """Contrast of two colours (1 to 21), as the given vision sees them."""
    low, high = sorted(_dot(_seen_linear(c, vision), _LUMINANCE) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def over(color: RGB, opacity: float, paper: RGB = (1.0, 1.0, 1.0)) -> RGB:
    """``color`` laid on ``paper`` with an opacity."""
    red, green, blue = (c * opacity + p * (1 - opacity) for c, p in zip(color, paper, strict=True))
    return red, green, blue
