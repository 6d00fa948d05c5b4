"""Numbers as readers see them: exact, rounded half up, in French typography, never false."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
from made_fiches import demonstration

from tradefiche.fiche import Fiche
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import amount_parts
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import coverage
from tradefiche.wording.numbers import in_words
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import scaled
from tradefiche.wording.numbers import share
from tradefiche.wording.numbers import share_in_sentence

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"

EUROS = st.one_of(
    st.integers(0, 2_000),
    st.integers(0, 3_000_000),
    st.integers(0, 10**9),
    st.integers(0, 10**13),
    # where rounding decides: just under, on and over a half, at each scale
    st.builds(
        lambda half, power, shift: max(0, (2 * half + 1) * 10**power // 2 + shift),
        st.integers(0, 10**5),
        st.integers(1, 6),
        st.integers(-1, 1),
    ),
)
FRACTIONS = st.one_of(
    st.floats(0, 1),
    st.floats(0, 1e-3),
    st.floats(0.99, 1),
    st.integers(1, 10**6).map(lambda n: 1 / n),
)


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounding as taught at school, with whole numbers only; for what is not negative."""
    return Fraction((2 * value.numerator * 10**places // value.denominator + 1) // 2, 10**places)


def parsed(text: str) -> Fraction:
    """The value of a French number; anything else in it fails."""
    assert re.fullmatch(rf"\d{{1,3}}({NARROW}\d{{3}})*(,\d+)?", text), ascii(text)
    return Fraction(text.replace(NARROW, "").replace(",", "."))


def percent(text: str) -> Fraction:
    """The value of a share, the bound when it says « < »."""
    bare, sign = text[:-2], text[-2:]
    assert sign == NBSP + "%"
    return parsed(bare.removeprefix("<" + NARROW))


# -- rounding --------------------------------------------------------------------------------


@given(EUROS, st.sampled_from([(6, 1), (6, 0), (3, 0), (3, 1)]))
@example(50_000, (6, 1))
@example(49_999, (6, 1))
@example(500_000, (6, 0))
def test_rounding_is_half_up_and_exact(euros: int, form: tuple[int, int]) -> None:
    power, places = form
    expected = half_up(Fraction(euros, 10**power), places)
    assert Fraction(scaled(euros, power, places)) == expected
    assert Fraction(scaled(-euros, power, places)) == -expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, f"1{NARROW}000"),
        (1_234_567, f"1{NARROW}234{NARROW}567"),
        (-20, f"{MINUS}20"),
    ],
)
def test_thousands_are_parted_by_a_narrow_space(value: int, text: str) -> None:
    assert number(value) == text


# -- the totals printed in the publication -------------------------------------------------------


@pytest.fixture(scope="module")
def allier() -> Fiche:
    (fiche,) = (fiche for fiche in demonstration() if fiche.place.code == "03")
    return fiche


def test_totals_are_those_of_the_publication(allier: Fiche) -> None:
    assert allier.exports.region is not None
    assert allier.imports.region is not None
    printed = [
        (allier.exports.total, "2 152"),
        (allier.exports.region.total, "71 307,5"),
        (allier.exports.france.total, "580 354,5"),
        (allier.imports.total, "1 476,9"),
        (allier.imports.region.total, "76 304,6"),
        (allier.imports.france.total, "684 776,3"),
    ]
    for euros, text in printed:
        assert amount(euros) == f"{text.replace(' ', NARROW)}{NBSP}millions d’euros"


def test_shares_are_those_of_the_publication(allier: Fiche) -> None:
    shares = [t.share_of_region for t in allier.trades] + [t.share_of_france for t in allier.trades]
    assert [share(each) for each in shares if each is not None] == [
        f"{text}{NBSP}%" for text in ("3", "1,9", "0,37", "0,22")
    ]


# -- amounts in words ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("euros", "words"),
    [
        (0, "0 euro"),
        (1, "1 euro"),
        (2, "2 euros"),
        (999, "999 euros"),
        (1_000, "1 millier d’euros"),
        (1_499, "1 millier d’euros"),
        (1_500, "2 milliers d’euros"),
        (843_210, "843 milliers d’euros"),
        (950_000, "950 milliers d’euros"),
        (999_499, "999 milliers d’euros"),
        (999_500, "1 million d’euros"),
        (1_949_999, "1,9 million d’euros"),
        (1_950_000, "2 millions d’euros"),
        (-1_900_000, f"{MINUS}1,9 million d’euros"),
    ],
)
def test_an_amount_takes_the_unit_that_suits_it(euros: int, words: str) -> None:
    value, _, unit = words.partition(" ")
    assert amount_parts(euros) == (value, unit)
    assert amount(euros) == f"{value}{NBSP}{unit}"


@given(EUROS)
@example(1_950_000)
def test_million_is_singular_below_two(euros: int) -> None:
    value, unit = amount_parts(euros)
    assert unit.split()[0].endswith("s") == (parsed(value) >= 2)


@given(EUROS)
@example(999_500)
@example(999_499)
def test_no_amount_loses_its_first_digits(euros: int) -> None:
    """The unit leaves at least one digit before the comma and never a thousand thousands."""
    value, symbol = compact(euros).split(NBSP)
    size = {"€": 1, "k€": 1_000, "M€": 1_000_000}[symbol]
    assert euros == 0 or parsed(value) >= 1
    assert symbol == "M€" or parsed(value) < 1_000
    assert abs(parsed(value) * size - euros) <= {"€": 0, "k€": 500, "M€": 50_000}[symbol]
    assert amount_parts(euros)[0] == value


def test_a_balance_has_its_sign() -> None:
    assert compact_signed(675_144_538) == f"+{NARROW}675,1{NBSP}M€"
    assert compact_signed(-20_200_000) == f"{MINUS}{NARROW}20,2{NBSP}M€"
    assert compact_signed(-640) == f"{MINUS}{NARROW}640{NBSP}€"
    assert compact_signed(0) == f"0{NBSP}€"


# -- shares --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.0, "0"),
        (1.0, "100"),
        (0.030179, "3"),
        (0.0037, "0,37"),
        (0.01936, "1,9"),
        (0.0996, "10"),
        (0.125, "13"),
        (0.00005, f"<{NARROW}0,01"),
        (0.0001, "0,01"),
        (0.994, "99"),
        (0.995, "99,5"),
        (0.99996, "99,9"),
        (1 - 1e-12, "99,9"),
        (1e-12, f"<{NARROW}0,01"),
    ],
)
def test_a_share_has_two_significant_digits(fraction: float, text: str) -> None:
    assert share(fraction) == f"{text}{NBSP}%"


@given(FRACTIONS)
@example(0.9999999999999999)
@example(5e-324)
@example(0.998)  # the float is a little less, and shown as what it says
def test_a_share_is_near_and_never_falsely_all_or_nothing(fraction: float) -> None:
    text = share(fraction)
    exact, shown = Fraction(repr(fraction)) * 100, percent(text)
    assert (shown == 100) == (fraction == 1)
    assert (text == f"0{NBSP}%") == (fraction == 0)
    if text.startswith("<"):
        assert 0 < exact < shown
    elif exact >= Fraction(995, 10):
        assert shown <= exact
        assert exact - shown < Fraction(1, 10) or exact == shown
    elif exact:
        assert abs(shown - exact) <= exact * Fraction(51, 1000)
        assert len(text[:-2].replace(",", "").strip("0")) <= 2


@given(FRACTIONS, FRACTIONS)
def test_shares_keep_their_order(one: float, other: float) -> None:
    assume(one <= other)
    for rounded in (share, column_share):
        assert percent(rounded(one)) <= percent(rounded(other))


@given(FRACTIONS)
@example(0.99996)
@example(0.0004999)
@example(0.0005)
def test_a_column_of_shares_has_one_decimal(fraction: float) -> None:
    text = column_share(fraction)
    exact, shown = Fraction(fraction) * 100, percent(text)
    assert text[:-2].rpartition(",")[2].isdigit()
    assert len(text[:-2].rpartition(",")[2]) == 1
    assert (shown == 100) == (fraction == 1)
    assert (text == f"0,0{NBSP}%") == (fraction == 0)
    assert text.startswith("<") == (0 < exact < Fraction(5, 100))
    assert text.startswith("<") or abs(shown - exact) < Fraction(1, 10)


def test_running_text_says_less_than() -> None:
    assert in_words(share(1e-9)) == f"moins de 0,01{NBSP}%"
    assert in_words(share(0.37)) == f"37{NBSP}%"


# -- the unit of a figure --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("largest", "symbol", "places"),
    [
        (0, "k€", 2),
        (9_994, "k€", 2),
        (9_995, "k€", 1),
        (99_949, "k€", 1),
        (99_950, "k€", 0),
        (999_499, "k€", 0),
        (999_500, "M€", 2),
        (9_994_999, "M€", 2),
        (9_995_000, "M€", 1),
        (99_949_999, "M€", 1),
        (99_950_000, "M€", 0),
        (10**12, "M€", 0),
    ],
)
def test_a_figure_has_the_unit_of_its_largest_amount(
    largest: int, symbol: str, places: int
) -> None:
    unit = Unit.of(largest)
    assert (unit.symbol, unit.places) == (symbol, places)
    assert unit.words.startswith("millions" if symbol == "M€" else "milliers")
    digits = re.sub(rf"[{NARROW},]", "", unit.label(largest))
    assert len(digits.lstrip("0")) >= 3 or largest < 1_000


@pytest.mark.parametrize(
    ("values", "symbol", "places"),
    [
        ([], "M€", 1),
        ([2_000_000, 2_000_000, 50_000_000], "M€", 1),
        ([900_000, 900_000, 50_000_000], "k€", 1),  # rows of 0,9 M€
        ([2_000_000, 9_000_000], "k€", 1),  # its figure draws 9,00 M€
        ([0, 0, -40_000_000, 20_000_000], "M€", 1),
        ([3, 5], "€", 0),
    ],
)
def test_columns_have_the_unit_of_their_median_row(
    values: list[int], symbol: str, places: int
) -> None:
    unit = Unit.of_column(values)
    assert (unit.symbol, unit.places) == (symbol, places)


@given(st.lists(EUROS.filter(bool), min_size=1))
def test_columns_are_as_fine_as_the_figure_of_the_same_amounts(values: list[int]) -> None:
    figure, column = Unit.of(max(values)), Unit.of_column(values)
    assert column.power - column.places <= figure.power - figure.places


@given(EUROS, EUROS)
def test_a_label_is_the_rounded_value_or_says_less_than(largest: int, value: int) -> None:
    unit = Unit.of(largest)
    expected = half_up(Fraction(value, 10**unit.power), unit.places)
    least = Fraction(1, 10**unit.places)
    label = unit.label(value)
    if value and not expected:
        assert label == f"<{NARROW}" + {0: "1", 1: "0,1", 2: "0,01"}[unit.places]
        assert Fraction(value, 10**unit.power) < least
    else:
        assert parsed(label) == expected
        assert ("," in label) == bool(value and unit.places)


@pytest.mark.parametrize(
    ("euros", "text"),
    [
        (9_999_949_999, f"9{NARROW}999,9{NBSP}M€"),
        (9_999_950_000, f"10{NBSP}Md€"),
        (71_307_500_000, f"71,3{NBSP}Md€"),
        (843_000, f"843{NBSP}k€"),
    ],
)
def test_sentences_count_very_large_amounts_in_milliards(euros: int, text: str) -> None:
    assert compact(euros, sentence=True) == text
    assert compact_signed(-euros, sentence=True) == f"{MINUS}{NARROW}{text}"


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(1, 1000), f"<{NARROW}1"),
        (Fraction(1457, 1000), "146"),
        (Fraction(998, 1000), "99"),
        (Fraction(1), "100"),
        (Fraction(1002, 1000), "100"),
        (Fraction(12345, 1000), f"1{NARROW}235"),
    ],
)
def test_a_rate_of_coverage_has_no_decimal(rate: Fraction, text: str) -> None:
    assert coverage(rate) == f"{text}{NBSP}%"


def test_a_sentence_says_less_than_a_tenth() -> None:
    assert share_in_sentence(0.0009) == f"moins de 0,1{NBSP}%"
    assert share_in_sentence(0.0037) == f"0,37{NBSP}%"
    assert share_in_sentence(0.0) == f"0{NBSP}%"


@given(EUROS, EUROS)
def test_a_balance_label_has_the_sign_of_its_euros(total: int, value: int) -> None:
    unit = Unit.of(total)
    plus, minus = unit.signed_label(value), unit.signed_label(-value)
    if not value:
        assert plus == minus == "0"
        return
    if not any(digit in plus for digit in "123456789"):
        assert plus == minus == unit.signed_label(0)[:1] + plus[1:]  # nothing has no sign
        return
    assert plus[:2] == f"+{NARROW}"
    assert minus == f"{MINUS}{NARROW}{plus[2:]}"
    assert parsed(plus[2:]) == half_up(Fraction(value, 10**unit.power), unit.places)


# -- typography ----------------------------------------------------------------------------------


@given(
    EUROS,
    st.sampled_from(
        [amount, compact, compact_signed, Unit.of(0).label, Unit.of(10**10).signed_label]
    ),
    st.booleans(),
)
def test_no_number_can_break_at_the_end_of_a_line(
    euros: int, write: Callable[[int], str], negative: bool
) -> None:
    text = write(-euros if negative else euros)
    bare = text.removesuffix(" d’euros")
    assert not re.search(r"[ .\-']", bare), ascii(text)


@pytest.mark.parametrize(
    ("largest", "label"),
    [
        (422_000_000, "422"), (99_950_000, "100"), (99_949_999, "99,9"), (16_100_000, "16,1"),
        (9_995_000, "10,0"), (9_994_999, "9,99"), (999_500, "1,00"), (999_499, "999"),
        (40_000, "40,0"), (1_000, "1,00"), (999, "999"), (0, "0"),
    ],
)  # fmt: skip
def test_the_largest_amount_of_a_figure_has_three_digits(largest: int, label: str) -> None:
    assert Unit.of(largest).label(largest) == label
