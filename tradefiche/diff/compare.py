"""Two sides in, what moved out: pure, exact, and the same read backwards with the sides swapped.

Percents are of the earlier side, whichever comes first; of two of one day, of the smaller amount.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tradefiche.diff import comparable
from tradefiche.diff.comparison import SCHEMA_VERSION
from tradefiche.diff.comparison import CodeDifference
from tradefiche.diff.comparison import CodeName
from tradefiche.diff.comparison import ComparedSide
from tradefiche.diff.comparison import Comparison
from tradefiche.diff.comparison import FirstFive
from tradefiche.diff.comparison import FlowDifference
from tradefiche.diff.comparison import Happened
from tradefiche.diff.comparison import PlaceDifference
from tradefiche.diff.thresholds import LEAST_BASE
from tradefiche.diff.thresholds import LEAST_SHARED
from tradefiche.diff.thresholds import Least
from tradefiche.diff.thresholds import reaches
from tradefiche.fiche import Flow
from tradefiche.fiche import Place
from tradefiche.fiche.account import Account
from tradefiche.fiche.account import Accounts
from tradefiche.fiche.account import Amounts
from tradefiche.fiche.account import FlowAccount
from tradefiche.reference import nomenclature

FIRST = 5

_Base = Callable[[int, int], int]
_Pairs = Mapping[str, tuple[int | None, int | None]]


def compare(
    before: Accounts, after: Accounts, least: Least, places: Collection[Place] = ()
) -> Comparison:
    """What moved from one side to the other.

    Args:
        least: see ``thresholds``.
        places: only these; all that both sides have when there are none.

    Raises:
        UsageError: the two may not be compared, or have no territory in common.
    """
    comparable.require(before, after)
    was, now = ({_key(each): each for each in side.accounts} for side in (before, after))
    asked = {(place.level, place.code) for place in places}
    both = [key for key in was if key in now and (not asked or key in asked)]
    if not both:
        raise comparable.nothing_in_common(before, after, places)
    rates = comparable.gives_rates(before, after)
    rules = _Rules(least, _base(before, after), rates=rates)
    found = (rules.place(was[key], now[key]) for key in both)
    return Comparison(
        SCHEMA_VERSION,
        _side(before),
        _side(after),
        least,
        rates,
        comparable.remarks(before, after),
        tuple(each for each in found if each.level == "france" or each.differs),
        only_before=_only(was, now, asked),
        only_after=_only(now, was, asked),
    )


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is told of a territory.

    Attributes:
        base: what percents are of, of an amount before and after.
    """

    least: Least
    base: _Base
    rates: bool

    def place(self, was: Account, now: Account) -> PlaceDifference:
        before, after = was.balance, now.balance
        turned = before * after < 0 and abs(after - before) >= self.least.euros
        return PlaceDifference(
            was.place.level,
            was.place.code,
            was.place.name,
            self._flow("exports", was, now),
            self._flow("imports", was, now),
            before,
            after,
            _coverage(was),
            _coverage(now),
            turned and _is_large(was, now),
        )

    def _flow(self, flow: Flow, first: Account, then: Account) -> FlowDifference:
        was, now = first.flow(flow), then.flow(flow)
        before, after = was.total, now.total
        told = max(before, after) >= LEAST_BASE
        ranks = (was.rank, now.rank)
        moved = 0 if was.rank is None or now.rank is None else abs(now.rank - was.rank)
        every = first.place.level == "france"
        return FlowDifference(
            before,
            after,
            (after - before) / before if self.rates and before >= LEAST_BASE else None,
            *ranks,
            total_moved=told and self.least.is_large(after - before, self.base(before, after)),
            rank_moved=told and 0 < self.least.places <= moved,
            products=self._codes(was, now, was.products, now.products, _product, every=every),
            partners=self._codes(was, now, was.partners, now.partners, _partner, every=every),
            first_products=self._first(was, now, was.products, now.products, _product),
            first_partners=self._first(was, now, was.partners, now.partners, _partner),
        )

    def _codes(
        self,
        was: FlowAccount,
        now: FlowAccount,
        before: Amounts,
        after: Amounts,
        name: Callable[[str], str],
        *,
        every: bool,
    ) -> tuple[CodeDifference, ...]:
        """Those that moved enough; ``every`` that came or went, whatever it is worth."""
        if not was.total or not now.total or max(was.total, now.total) < LEAST_BASE:
            return ()
        found = [
            CodeDifference(
                code,
                name(code),
                what,
                first,
                then,
                None if first is None else first / was.total,
                None if then is None else then / now.total,
                before.rest if first is None else after.rest if then is None else None,
            )
            for code, (first, then) in _pairs(before, after).items()
            if (what := self._happened(_Moved(was, now, before, after, first, then), every=every))
        ]
        return tuple(sorted(found, key=lambda each: (-abs(each.amount), each.code)))

    def _happened(self, moved: _Moved, *, every: bool) -> Happened | None:
        if not moved.amount:
            return None
        gone = moved.first == 0 or moved.then == 0
        base = self.base(moved.was.total, moved.now.total)
        shared = abs(moved.amount) >= self.least.code_euros and moved.has_points(self.least.points)
        told = shared or (gone and (every or reaches(moved.amount, base, self.least.points)))
        if not told and not self._is_revised(moved):
            return None
        if gone:
            return "went" if moved.first else "came"
        return "share" if shared else "revised"

    def _is_revised(self, moved: _Moved) -> bool:
        """Whether it moved enough by itself: in two vintages of one year only."""
        percent = self.least.code_percent
        if percent is None or abs(moved.amount) < self.least.code_euros:
            return False
        return reaches(moved.amount, self.base(*moved.bounds), percent)

    def _first(
        self,
        was: FlowAccount,
        now: FlowAccount,
        before: Amounts,
        after: Amounts,
        name: Callable[[str], str],
    ) -> FirstFive | None:
        if min(was.total, now.total) < LEAST_SHARED:
            return None
        (one, all_before), (other, all_after) = before.first(FIRST), after.first(FIRST)
        if not (one or all_before) or not (other or all_after):
            return None  # not even the first is certain
        pairs = _pairs(before, after)

        def much(code: str) -> bool:
            amount = _Moved(was, now, before, after, *pairs[code]).amount
            return abs(amount) >= max(1, self.least.code_euros)

        def named(codes: Iterable[str]) -> tuple[CodeName, ...]:
            return tuple(CodeName(code, name(code)) for code in codes)

        found = FirstFive(
            named(one),
            named(other),
            entered=named(code for code in other if all_before and code not in one and much(code)),
            left=named(code for code in one if all_after and code not in other and much(code)),
        )
        return found if found.other_first or found.entered or found.left else None


@dataclass(frozen=True, slots=True)
class _Moved:
    """A product or partner in both sides; None where it is not named, and at most the rest."""

    was: FlowAccount
    now: FlowAccount
    before: Amounts
    after: Amounts
    first: int | None
    then: int | None

    @property
    def bounds(self) -> tuple[int, int]:
        """Euros in both; of what is not named, the most it can have."""
        return (
            self.before.rest if self.first is None else self.first,
            self.after.rest if self.then is None else self.then,
        )

    @property
    def amount(self) -> int:
        """Euros of difference that are certain; 0 where none is."""
        first, then = self.bounds
        if (self.first is None and then <= first) or (self.then is None and first <= then):
            return 0
        return then - first

    def has_points(self, points: float) -> bool:
        """Whether its share of the flow moved so much, for certain."""
        first, then = self.bounds
        gap = Fraction(then, self.now.total) - Fraction(first, self.was.total)
        if (self.first is None and gap < 0) or (self.then is None and gap > 0):
            return False
        return 100 * abs(gap) >= Fraction(str(points))


def _pairs(before: Amounts, after: Amounts) -> _Pairs:
    """Euros of each code in both sides; None where a side may have some and does not name it."""
    was, now = dict(before.named), dict(after.named)
    return {
        code: (
            was.get(code, None if before.rest else 0),
            now.get(code, None if after.rest else 0),
        )
        for code in {**was, **now}
    }


def _base(before: Accounts, after: Accounts) -> _Base:
    """The amount that is earlier; the smaller where neither is."""
    first, then = ((side.year, side.updated) for side in (before, after))
    if first == then:
        return min
    return (lambda one, _: one) if first < then else (lambda _, other: other)


def _is_large(was: Account, now: Account) -> bool:
    return any(
        max(was.flow(flow).total, now.flow(flow).total) >= LEAST_BASE
        for flow in ("exports", "imports")
    )


def _coverage(account: Account) -> float | None:
    """Exports over imports; of a region overseas or Corse none, as of their départements."""
    sold, bought = account.exports.total, account.imports.total
    return sold / bought if bought and not comparable.abroad_only(account.place) else None


def _key(account: Account) -> tuple[str, str]:
    return account.place.level, account.place.code


def _only(
    here: Iterable[tuple[str, str]],
    there: Collection[tuple[str, str]],
    asked: Collection[tuple[str, str]],
) -> tuple[str, ...]:
    def codes() -> Iterator[str]:
        for level, code in here:
            wanted = not asked or (level, code) in asked
            if level == "departement" and wanted and (level, code) not in there:
                yield code

    return tuple(codes())


def _side(side: Accounts) -> ComparedSide:
    marks = side.marks
    return ComparedSide(
        side.name, side.year, side.updated, marks.quarters, marks.gaps, marks.demonstration
    )


def _product(code: str) -> str:
    return nomenclature.product(code).short


def _partner(code: str) -> str:
    return nomenclature.country(code).name
