"""What is said of what moved: lines of four columns, 79 characters wide, amounts in M€.

It knows a ``Comparison``; it reads nothing and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Literal

from tradefiche.diff import CodeDifference
from tradefiche.diff import CodeName
from tradefiche.diff import ComparedSide
from tradefiche.diff import Comparison
from tradefiche.diff import FirstFive
from tradefiche.diff import FlowDifference
from tradefiche.diff import Least
from tradefiche.diff import PlaceDifference
from tradefiche.fiche import Flow
from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.messages import language
from tradefiche.messages import many
from tradefiche.messages import whole
from tradefiche.store.partitions import flow_name

WIDE = 43
"""Columns of what moved; the rest is numbers."""
NUMBER = 12
ROOM = WIDE + 3 * NUMBER
INDENT = "  "
FLOWS: tuple[Flow, Flow] = ("exports", "imports")
Noun = Literal["product", "client", "supplier"]
_PARTNERS: dict[Flow, Noun] = {"exports": "client", "imports": "supplier"}


def lines(found: Comparison) -> Iterator[str]:
    """All that is to be told: what is compared, the totals, then each territory in detail."""
    yield f"{found.before.name} → {found.after.name}"
    yield from (f"  {_side(side)}" for side in (found.before, found.after))
    yield from _wrapped(*found.remarks, *_lacking(found), _told(found.least))
    yield ""
    yield _row(_("Totals, M€"), _short(found.before), _short(found.after), _("change"))
    for place in found.places:
        if place.level == "france":
            yield from _france(place, rates=found.rates)
    moved = [(each, flow) for each in found.places for flow in FLOWS if _is_listed(each, flow)]
    if not moved and not any(place.level == "france" for place in found.places):
        yield _("  none moved by so much")
    for place, flow in sorted(moved, key=lambda each: -abs(each[0].flow(each[1]).amount)):
        yield _total(f"{_named(place)}, {flow_name(flow)}", place.flow(flow))
    for place in found.places:
        if told := [*_place(place, rates=found.rates)]:
            yield ""
            yield _named(place)
            yield from told
    if not found.differences:
        yield ""
        yield _("Nothing moved by so much.")


def _is_listed(place: PlaceDifference, flow: Flow) -> bool:
    return place.level != "france" and place.flow(flow).total_moved


def _named(place: PlaceDifference) -> str:
    """Regions and départements have the same numbers."""
    if place.level == "departement":
        return f"{place.code} {place.name}"
    return f"Région {place.name}" if place.level == "region" else place.name


def _side(side: ComparedSide) -> str:
    values = {
        "name": side.name,
        "quarters": ", ".join(_("Q{quarter}", quarter=quarter) for quarter in side.quarters),
        "year": side.year,
    }
    if side.updated:
        return _("{name}: {quarters} of {year}, data of {day}", **values, day=side.updated)
    return _("{name}: {quarters} of {year}, data of an unknown day", **values)


def _lacking(found: Comparison) -> Iterator[str]:
    """Which départements only one side has."""
    for side, codes in ((found.before, found.only_before), (found.after, found.only_after)):
        if codes:
            listed = " ".join(codes[:8]) + (" …" if len(codes) > 8 else "")
            yield _(
                "Only {name} has {departements}: {codes}",
                name=side.name,
                departements=many(len(codes), "département"),
                codes=listed,
            )


def _told(least: Least) -> str:
    """From how much on; « or 5 % » is of two vintages of one year."""
    percent, points = _short_number(least.percent), _short_number(least.points)
    total = _("{percent} %", percent=percent)
    if least.euros:
        total = _("{percent} % and {millions} M€", percent=percent, millions=_millions(least.euros))
    codes = {"millions": _millions(least.code_euros), "points": points}
    code = _("{millions} M€ and {points} points", **codes)
    if least.code_percent is not None:
        own = _short_number(least.code_percent)
        code = _("{millions} M€ and {points} points or {percent} %", **codes, percent=own)
    return _(
        "Told: totals that moved by {total}, ranks by {places}, products and partners by {code}, "
        "or that came or went with {points} % of the earlier total.",
        total=total,
        places=least.places,
        code=code,
        points=points,
    )


def _short_number(number: float) -> str:
    """« 25 », « 2.5 », « 2,5 »."""
    text = f"{number:g}"
    return text.replace(".", ",") if language() == "fr" else text


def _short(side: ComparedSide) -> str:
    """A head of a column: the year, where the name is too long."""
    return side.name if len(side.name) < NUMBER else str(side.year)


def _france(place: PlaceDifference, *, rates: bool) -> Iterator[str]:
    for flow in FLOWS:
        yield _total(f"{place.name}, {flow_name(flow)}", place.flow(flow))
    yield from _both(f"{place.name}, ", place, rates=rates)


def _place(place: PlaceDifference, *, rates: bool) -> Iterator[str]:
    if place.level != "france" and (place.turned or _moved(place)):
        yield from _both(INDENT, place, rates=rates)
    for flow in FLOWS:
        yield from _flow(flow, place.flow(flow), rates=rates)


def _moved(place: PlaceDifference) -> bool:
    return place.exports.total_moved or place.imports.total_moved


def _total(label: str, each: FlowDifference) -> str:
    rate = "" if each.rate is None else _percent(each.rate)
    return _row(label, _millions(each.before), _millions(each.after), rate)


def _both(about: str, place: PlaceDifference, *, rates: bool) -> Iterator[str]:
    """What both flows make: balance and rate of coverage."""
    before, after = place.balance_before, place.balance_after
    change = ("+" if after > before else "") + _millions(after - before)
    label = about + _("balance")
    yield _row(label, _millions(before), _millions(after), change if rates else "")
    one, other = place.coverage_before, place.coverage_after
    if one is not None and other is not None:
        gap = _points(other - one) if rates else ""
        yield _row(about + _("coverage"), _share(one, 0), _share(other, 0), gap)


def _flow(flow: Flow, each: FlowDifference, *, rates: bool) -> Iterator[str]:
    if each.rank_moved and each.rank_before and each.rank_after:
        up = each.rank_before - each.rank_after
        change = _("up {places}", places=up) if up > 0 else _("down {places}", places=-up)
        label = _("rank of {flow}", flow=flow_name(flow))
        yield _row(INDENT + label, str(each.rank_before), str(each.rank_after), change)
    several: tuple[tuple[Noun, FirstFive | None, tuple[CodeDifference, ...]], ...] = (
        ("product", each.first_products, each.products),
        (_PARTNERS[flow], each.first_partners, each.partners),
    )
    for noun, first, codes in several:
        yield from (_code(flow, noun, code, rates=rates) for code in codes)
        if first:
            yield from _first(flow, noun, first, codes)


def _code(flow: Flow, noun: Noun, code: CodeDifference, *, rates: bool) -> str:
    """A product or partner: its share where that moved, else its euros."""
    name = _name(code.code, code.name, noun)
    label = INDENT + _("{flow}: {code}", flow=flow_name(flow), code=name)
    if code.what == "share":
        before, after = code.share_before, code.share_after
        gap = "" if before is None or after is None or not rates else _points(after - before)
        return _row(label, _share(before), _share(after), gap)
    if code.what == "revised":
        change = _percent(code.amount / code.before) if code.before and rates else ""
    else:
        change = _("came") if code.what == "came" else _("went")
    one, other = (_euros(each, code.at_most) for each in (code.before, code.after))
    return _row(label, one, other, change)


def _first(
    flow: Flow, noun: Noun, first: FirstFive, codes: tuple[CodeDifference, ...]
) -> Iterator[str]:
    """Who was first and is; who left the first five and who is there now, if not told yet."""
    if first.other_first:
        before, after = (_listed(each[:1], noun) for each in (first.before, first.after))
        changed = {"flow": flow_name(flow), "after": after, "before": before}
        said = {
            "product": _("{flow}: first product {after}, was {before}", **changed),
            "client": _("{flow}: first client {after}, was {before}", **changed),
            "supplier": _("{flow}: first supplier {after}, was {before}", **changed),
        }
        yield from _wrapped(INDENT + said[noun])
    known = {code.code for code in codes if code.what in ("came", "went")}
    entered, left = (
        tuple(each for each in several if each.code not in known)
        for several in (first.entered, first.left)
    )
    moved = []
    if entered:
        moved.append(_("{names} came in", names=_listed(entered, noun)))
    if left:
        moved.append(_("{names} went out", names=_listed(left, noun)))
    if moved:
        values = {"flow": flow_name(flow), "moved": ", ".join(moved)}
        told = {
            "product": _("{flow}: first five products: {moved}", **values),
            "client": _("{flow}: first five clients: {moved}", **values),
            "supplier": _("{flow}: first five suppliers: {moved}", **values),
        }
        yield from _wrapped(INDENT + told[noun])


def _listed(several: tuple[CodeName, ...], noun: Noun) -> str:
    return ", ".join(_name(each.code, each.name, noun) for each in several) or _("none")


def _name(code: str, name: str, noun: Noun) -> str:
    """Products go by their code as well."""
    return f"{code} {name}" if noun == "product" else name


def _wrapped(*sentences: str) -> Iterator[str]:
    """Lines that fit; what goes on is farther in than what is told of a territory."""
    for sentence in sentences:
        indent = 2 * INDENT if sentence.startswith(INDENT) else ""
        yield from wrap(sentence, ROOM, subsequent_indent=indent, break_on_hyphens=False)


def _row(label: str, before: str, after: str, change: str) -> str:
    cut = label if len(label) <= WIDE else label[: WIDE - 1] + "…"
    return f"{cut:<{WIDE}}{before:>{NUMBER}}{after:>{NUMBER}}{change:>{NUMBER}}".rstrip()


def _millions(euros: int) -> str:
    """« 1,234.5 », half up away from zero, as pages round."""
    tenths = (abs(euros) + 50_000) // 100_000
    sign = "-" if euros < 0 and tenths else ""
    point = "," if language() == "fr" else "."
    return f"{sign}{whole(tenths // 10)}{point}{tenths % 10}"


def _euros(euros: int | None, at_most: int | None) -> str:
    return f"<= {_millions(at_most or 0)}" if euros is None else _millions(euros)


def _sign(number: float) -> str:
    """« +1.2 »; what rounds to nothing has no sign."""
    text = decimal(abs(number), 1)
    sign = "-" if number < 0 else "+"
    return sign + text if text.strip("0.,") else text


def _percent(rate: float) -> str:
    return _("{percent} %", percent=_sign(100 * rate))


def _points(gap: float) -> str:
    return _("{points} pts", points=_sign(100 * gap))


def _share(share: float | None, places: int = 1) -> str:
    if share is None:
        return _("not named")
    return _("{percent}%", percent=decimal(100 * share, places))
