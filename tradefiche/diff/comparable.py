"""Whether two sides may be compared, and what must be said of it: ``docs/methodology.md``."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator

from tradefiche.errors import UsageError
from tradefiche.fiche import Place
from tradefiche.fiche.account import Accounts
from tradefiche.fiche.evolution import BREAK
from tradefiche.messages import _
from tradefiche.reference import territories


def require(before: Accounts, after: Accounts) -> None:
    """See that two sides may be compared.

    Raises:
        UsageError: one is invented and the other not, their quarters differ, or January 2022,
            since when the customs collect otherwise, is between years that do not follow.
    """
    if before.marks.demonstration != after.marks.demonstration:
        invented, true = sorted((before, after), key=lambda each: not each.marks.demonstration)
        raise UsageError(
            _(
                "{invented} is invented, {true} is not: they are not compared",
                invented=invented.name,
                true=true.name,
            ),
            _(
                "Compare true figures with true ones; demonstration data belong in "
                "a folder of their own."
            ),
        )
    if across_break(before, after) and abs(before.year - after.year) > 1:
        raise UsageError(
            _(
                "{before} and {after} are of two series: since January {break_} the"
                " customs collect otherwise",
                before=before.name,
                after=after.name,
                break_=BREAK,
            ),
            _(
                "Compare years up to {value}, or years since {break_}; {value} and "
                "{break_} side by side are a hint, no more.",
                value=BREAK - 1,
                break_=BREAK,
            ),
        )
    if before.marks.quarters != after.marks.quarters:
        raise UsageError(
            _(
                "{held}, and {held_2}: their totals are not of the same months",
                held=_held(before),
                held_2=_held(after),
            ),
            _(
                "A fiche has totals of all its quarters only. Name years of the "
                "data store: of these, the quarters that both have are compared."
            ),
        )


def nothing_in_common(before: Accounts, after: Accounts, places: Iterable[Place]) -> UsageError:
    """The error of two sides of which nothing can be compared."""
    asked = ", ".join(f"{place.name} ({place.code})" for place in places)
    what = f"have not both {asked}" if asked else "have no territory in common"
    return UsageError(
        _("{before} and {after} {what}", before=before.name, after=after.name, what=what),
        _(
            "Compare folders where the same fiches were built, or name others "
            "with --dept or --region."
        ),
    )


def across_break(before: Accounts, after: Accounts) -> bool:
    """Whether the two are on both sides of January 2022."""
    return (before.year < BREAK) != (after.year < BREAK)


def gives_rates(before: Accounts, after: Accounts) -> bool:
    """Whether rates mean something: one way of collecting, and nothing that seems to lack."""
    gaps = before.marks.gaps or after.marks.gaps
    return not gaps and not across_break(before, after)


def remarks(before: Accounts, after: Accounts) -> tuple[str, ...]:
    """What to know before reading, a sentence each."""
    return tuple(_remarks(before, after))


def _remarks(before: Accounts, after: Accounts) -> Iterator[str]:
    if before.marks.demonstration:
        yield "The figures are invented."
    if across_break(before, after):
        yield (
            f"Since January {BREAK} the customs collect otherwise: {before.name} and {after.name} "
            "are of two series. What differs is a hint and never to be published; no rate is given."
        )
    if not before.marks.whole_year:
        quarters = ", ".join(f"Q{quarter}" for quarter in before.marks.quarters)
        yield f"Provisional: only {quarters} of both are compared, and nothing is ranked."
    for side in dict.fromkeys((before, after)):
        if side.marks.gaps:
            yield (
                f"{side.name} seems to lack rows, or joins vintages (tradefiche data status): what "
                "differs may be that. No rate is given."
            )


def abroad_only(place: Place) -> bool:
    """Whether a rate of coverage would say nothing of a territory: all of it is far away."""
    if place.level != "region":
        return place.abroad_only
    return all(each.abroad_only for each in territories.departements_of(place))


def _held(side: Accounts) -> str:
    return f"{side.name} holds {', '.join(f'Q{quarter}' for quarter in side.marks.quarters)}"
