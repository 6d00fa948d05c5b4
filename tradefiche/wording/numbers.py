"""Whole euros turned into the numbers that readers see, with French typography.

Rounding is exact (decimal, half up) and happens here only: everything before works in euros.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN
from decimal import ROUND_HALF_UP
from decimal import Decimal

NBSP = "\u00a0"
NNBSP = "\u202f"
MINUS = "\u2212"

THOUSAND = 1_000
MILLION = 1_000_000
NEARLY_A_MILLION = 999_500
"""From this amount (euros) thousands would round to 1 000: it is said in millions."""
SMALL_FIGURE = 20 * MILLION
"""Below this total (euros) a figure counts in k€, lest every label read « < 0,1 »."""
LARGE_FIGURE = 10_000 * MILLION
"""From this total (euros) a figure needs no decimals."""


def scaled(euros: int, power: int, places: int) -> Decimal:
    """``euros`` divided by 10**power, rounded half up to ``places`` decimals."""
    return Decimal(euros).scaleb(-power).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def number(value: Decimal | int, *, drop_zero: bool = False) -> str:
    """A number with its decimals as given: « 71 307,5 », « −3,4 ».

    Args:
        drop_zero: drop decimals that are all zero (« 2 152 » and not « 2 152,0 »).
    """
    text = f"{abs(value):,}"
    whole, _, decimals = text.partition(".")
    if drop_zero and not decimals.strip("0"):
        decimals = ""
    text = whole.replace(",", NNBSP) + ("," + decimals if decimals else "")
    return (MINUS if value < 0 else "") + text


def signed(text: str, value: int) -> str:
    """``text`` (an absolute number) with the sign of ``value``: « + 675,1 », « − 3,4 »."""
    if not value:
        return text
    return ("+" if value > 0 else MINUS) + NNBSP + text


def plural(noun: str, value: Decimal | int) -> str:
    """The noun that goes with a number; French counts one million and a half as one."""
    return noun if -2 < value < 2 else noun + "s"


def amount_parts(euros: int) -> tuple[str, str]:
    """Number and unit in words: (« 2 152 », « millions d’euros »), (« 843 », « milliers d’euros »).

    « million » is singular below 2, as French counts.
    """
    value, unit = _sized(euros)
    noun = {"M€": "million", "k€": "millier"}.get(unit)
    words = f"{plural(noun, value)} d’euros" if noun else plural("euro", value)
    return number(value, drop_zero=True), words


def _sized(euros: int) -> tuple[Decimal, str]:
    """The amount in the largest unit that does not round it to less than 1."""
    size = abs(euros)
    if size >= NEARLY_A_MILLION:
        return scaled(euros, 6, 1), "M€"
    if size >= THOUSAND:
        return scaled(euros, 3, 0), "k€"
    return Decimal(euros), "€"


def amount(euros: int) -> str:
    """An amount in words: « 2 152 millions d’euros »."""
    return NBSP.join(amount_parts(euros))


def compact_parts(euros: int) -> tuple[str, str]:
    """Number and short unit: (« 398,9 », « M€ »), (« 843 », « k€ »), (« 640 », « € »)."""
    value, unit = _sized(euros)
    return number(value, drop_zero=True), unit


def compact(euros: int) -> str:
    """A short amount in the largest unit that suits it: « 398,9 M€ »."""
    return NBSP.join(compact_parts(euros))


def compact_signed(euros: int) -> str:
    """A short amount with its sign: « + 675,1 M€ », « − 20,2 M€ », « 0 € »."""
    return signed(compact(abs(euros)), euros)


def share(fraction: float) -> str:
    """A share at two significant digits: « 3 % », « 0,37 % », « 1,9 % ».

    What is not everything never prints as 100 %, and what is not nothing never as 0 %.
    """
    percent = Decimal(repr(fraction)).scaleb(2)
    if percent <= 0:
        text = "0"
    elif percent < Decimal("0.01"):
        text = f"<{NNBSP}0,01"
    elif Decimal("99.5") <= percent < 100:
        text = number(percent.quantize(Decimal("0.1"), ROUND_DOWN), drop_zero=True)
    else:
        places = max(0, 1 - percent.adjusted())
        rounded = percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        text = number(_without_trailing_zeros(rounded))
    return text + NBSP + "%"


def in_words(text: str) -> str:
    """A number as running text says it: « moins de 0,1 » and not « < 0,1 »."""
    return text.replace(f"<{NNBSP}", "moins de ")


def column_share(fraction: float) -> str:
    """A share for a column of numbers, one fixed decimal: « 3,6 % », « < 0,1 % »."""
    exact = Decimal(repr(fraction)).scaleb(2)
    percent = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if percent >= 100 > exact:
        percent = Decimal("99.9")
    text = f"<{NNBSP}0,1" if fraction > 0 and not percent else number(percent)
    return text + NBSP + "%"


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of one figure, written once in its head; labels are bare numbers.

    Attributes:
        symbol: « M€ » or « k€ ».
        power: power of ten that divides the euros.
        places: decimals of the labels.
    """

    symbol: str
    power: int
    places: int

    @classmethod
    def of(cls, total: int) -> Unit:
        """The unit that suits a figure whose total is ``total`` euros."""
        if total >= LARGE_FIGURE:
            return cls("M€", 6, 0)
        if total >= SMALL_FIGURE:
            return cls("M€", 6, 1)
        return cls("k€", 3, 0 if total >= MILLION else 1)

    @classmethod
    def of_largest(cls, largest: int) -> Unit:
        """The unit in which the largest amount labelled, in euros, has three digits."""
        symbol, power = ("M€", 6) if largest >= NEARLY_A_MILLION else ("k€", 3)
        if largest < THOUSAND:
            return cls("€", 0, 0)
        if scaled(largest, power, 1) >= 100:
            return cls(symbol, power, 0)
        return cls(symbol, power, 1 if scaled(largest, power, 2) >= 10 else 2)

    @property
    def words(self) -> str:
        """The unit in words: « millions d’euros »."""
        return {6: "millions d’euros", 3: "milliers d’euros", 0: "euros"}[self.power]

    def label(self, euros: int) -> str:
        """A chart value: « 398,9 », « 0 », or « < 0,1 » for what rounds to nothing."""
        if not euros:
            return "0"
        value = scaled(euros, self.power, self.places)
        if not value:
            return f"<{NNBSP}" + number(Decimal(1).scaleb(-self.places))
        return number(value)

    def amount(self, euros: int) -> str:
        """The label in a sentence, with its unit: « 251,0 M€ », « moins de 0,1 M€ »."""
        return f"{in_words(self.label(euros))}{NBSP}{self.symbol}"

    def signed_label(self, euros: int) -> str:
        """A balance: « + 35,1 », « − 3,4 », « 0 »; never « < 0,1 », so that columns align.

        What rounds to nothing has no sign: « 0,0 ».
        """
        if not euros:
            return "0"
        value = scaled(euros, self.power, self.places)
        return signed(number(abs(value)), int(value.compare(Decimal(0))))

    def tick(self, value: Decimal) -> str:
        """An axis label, in this unit."""
        return number(_without_trailing_zeros(value))


def _without_trailing_zeros(value: Decimal) -> Decimal:
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain
