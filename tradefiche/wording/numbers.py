"""Whole euros turned into the numbers that readers see, with French typography.

Rounding is exact (decimal, half up) and happens here only: everything before works in euros.
Four places have rules of their own: totals (``compact``, ``amount``), sentences (the same, very
large ones in Md€), the labels of one figure (``Unit.of``), columns that compare
(``Unit.of_column``, ``column_share``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN
from decimal import ROUND_HALF_UP
from decimal import Decimal
from fractions import Fraction
from statistics import median

NBSP = "\u00a0"
NNBSP = "\u202f"
MINUS = "\u2212"

THOUSAND = 1_000
MILLION = 1_000_000
NEARLY_A_MILLION = 999_500
"""From this amount (euros) thousands would round to 1 000: it is said in millions."""
LARGE = 9_999_950_000
"""From this amount (euros), which prints as 10 000 M€, sentences count in Md€."""
SYMBOLS = {9: "Md€", 6: "M€", 3: "k€", 0: "€"}
WORDS = {"Md€": "milliard", "M€": "million", "k€": "millier"}


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


def others(many: int, noun: str) -> str:
    """« 66 autres produits », « 1 autre pays »: ``noun`` in the singular."""
    nouns = noun if noun.endswith("s") else plural(noun, many)
    return f"{number(many)}{NBSP}{plural('autre', many)}{NBSP}{nouns}"


def amount_parts(euros: int, *, sentence: bool = False) -> tuple[str, str]:
    """Number and unit in words: (« 2 152 », « millions d’euros »), (« 843 », « milliers d’euros »).

    « million » is singular below 2, as French counts.
    """
    value, unit = _sized(euros, sentence=sentence)
    noun = WORDS.get(unit)
    words = f"{plural(noun, value)} d’euros" if noun else plural("euro", value)
    return number(value, drop_zero=True), words


def _sized(euros: int, *, sentence: bool) -> tuple[Decimal, str]:
    """The amount in the largest unit that does not round it to less than 1."""
    size = abs(euros)
    if sentence and size >= LARGE:
        return scaled(euros, 9, 1), "Md€"
    if size >= NEARLY_A_MILLION:
        return scaled(euros, 6, 1), "M€"
    if size >= THOUSAND:
        return scaled(euros, 3, 0), "k€"
    return Decimal(euros), "€"


def amount(euros: int, *, sentence: bool = False) -> str:
    """An amount in words: « 2 152 millions d’euros »; in a sentence « 71,3 milliards d’euros »."""
    return NBSP.join(amount_parts(euros, sentence=sentence))


def compact_parts(euros: int, *, sentence: bool = False) -> tuple[str, str]:
    """Number and short unit: (« 398,9 », « M€ »), (« 843 », « k€ »), (« 640 », « € »)."""
    value, unit = _sized(euros, sentence=sentence)
    return number(value, drop_zero=True), unit


def compact(euros: int, *, sentence: bool = False) -> str:
    """A short amount in the unit that suits it: « 398,9 M€ »; in a sentence « 71,3 Md€ »."""
    return NBSP.join(compact_parts(euros, sentence=sentence))


def compact_signed(euros: int, *, sentence: bool = False) -> str:
    """A short amount with its sign: « + 675,1 M€ », « − 20,2 M€ », « 0 € »."""
    return signed(compact(abs(euros), sentence=sentence), euros)


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


def share_in_sentence(fraction: float) -> str:
    """The same in running text: « 0,37 % », « moins de 0,1 % »."""
    percent = Decimal(repr(fraction)).scaleb(2)
    if 0 < percent < Decimal("0.1"):
        return f"moins de 0,1{NBSP}%"
    return share(fraction)


def coverage(fraction: Fraction) -> str:
    """A rate of coverage, without decimal: « 146 % », « < 1 % »; short of 100 never « 100 % »."""
    percent = Decimal(fraction.numerator * 100) / Decimal(fraction.denominator)
    whole = percent.quantize(Decimal(1), ROUND_HALF_UP)
    if percent < 100 <= whole:
        whole = Decimal(99)
    text = f"<{NNBSP}1" if percent > 0 and not whole else number(whole)
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


def column_number(fraction: float) -> str:
    """The same where the head says « en % »; nothing is « 0 »."""
    return column_share(fraction).removesuffix(f"{NBSP}%") if fraction else "0"


MOST_TIMES = 20
"""Beyond so many times, a larger number would say nothing more."""


def times(ratio: float) -> str:
    """How many times: « 4,3 », « 14 », « plus de 20 »."""
    exact = Decimal(repr(ratio))
    if exact > MOST_TIMES:
        return f"plus de {MOST_TIMES}"
    places = "0.1" if exact < Decimal("9.95") else "1"
    return number(exact.quantize(Decimal(places), ROUND_HALF_UP))


def ratio(value: float) -> str:
    """The same in a column: « × 4,3 », « > × 20 »."""
    text = times(value)
    more = f">{NNBSP}" if text.startswith("plus") else ""
    return f"{more}×{NNBSP}{text.rpartition(' ')[2]}"


def equivalent(value: float) -> str:
    """How many equal ones: « 8,6 », « 13 »."""
    exact = Decimal(repr(value))
    places = "0.1" if exact < Decimal("9.95") else "1"
    return number(exact.quantize(Decimal(places), ROUND_HALF_UP), drop_zero=True)


def points(gap: float) -> str:
    """A difference of two shares, in points: « + 14,3 », « − 3,4 », « 0,0 »."""
    exact = Decimal(repr(gap)).scaleb(2).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return signed(number(abs(exact)), int(exact.compare(Decimal(0))))


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of one figure or table, written once in its head; labels are bare numbers.

    Attributes:
        symbol: « M€ », « k€ » or « € ».
        power: power of ten that divides the euros.
        places: decimals of the labels.
    """

    symbol: str
    power: int
    places: int

    @classmethod
    def of(cls, largest: int) -> Unit:
        """The unit of a figure whose largest labelled amount is ``largest`` euros.

        From 100 of it no decimal, from 10 one, below two.
        """
        if 0 < largest < THOUSAND:
            return cls(SYMBOLS[0], 0, 0)
        power = 6 if largest >= NEARLY_A_MILLION else 3
        size = 1000 * largest // 10**power
        return cls(SYMBOLS[power], power, 0 if size >= 99_950 else 1 if size >= 9_995 else 2)

    @classmethod
    def of_column(cls, values: Iterable[int]) -> Unit:
        """The unit of columns that compare: one decimal, and two digits in the median row.

        It is finer than that of a figure of the same amounts, so that all it draws is told.
        """
        sizes = [abs(value) for value in values if value]
        middle, largest = (median(sizes), max(sizes)) if sizes else (MILLION, 10 * MILLION)
        for power in (6, 3):
            if middle >= 10**power and largest >= 9.995 * 10**power:
                return cls(SYMBOLS[power], power, 1)
        return cls(SYMBOLS[0], 0, 0)

    @property
    def words(self) -> str:
        """The unit in words: « millions d’euros »."""
        noun = WORDS.get(self.symbol)
        return f"{noun}s d’euros" if noun else "euros"

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
