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
                "{before} and {after} are of two series: since January {year} the"
                " customs collect otherwise",
                before=before.name,
                after=after.name,
                year=BREAK,
            ),
            _(
                "Compare years up to {last}, or years since {first}; {last} and "
                "{first} side by side are a hint, no more.",
                last=BREAK - 1,
                first=BREAK,
            ),
        )
    if before.marks.quarters != after.marks.quarters:
        raise UsageError(
            _(
                "{before} holds {quarters}, and {after} holds {others}: their totals are not "
                "of the same months",
                before=before.name,
                quarters=_quarters(before),
                after=after.name,
                others=_quarters(after),
            ),
            _(
                "A fiche has totals of all its quarters only. Name years of the "
                "data store: of these, the quarters that both have are compared."
            ),
        )


def nothing_in_common(before: Accounts, after: Accounts, places: Iterable[Place]) -> UsageError:
    """The error of two sides of which nothing can be compared."""
    asked = ", ".join(f"{place.name} ({place.code})" for place in places)
    one, other = before.name, after.name
    return UsageError(
        _(
            "{before} and {after} have not both {territories}",
            before=one,
            after=other,
            territories=asked,
        )
        if asked
        else _("{before} and {after} have no territory in common", before=one, after=other),
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
        yield _("The figures are invented.")
    if across_break(before, after):
        yield _(
            "Since January {year} the customs collect otherwise: {before} and {after} are of two "
            "series. What differs is a hint and never to be published; no rate is given.",
            year=BREAK,
            before=before.name,
            after=after.name,
        )
    if not before.marks.whole_year:
        yield _(
            "Provisional: only {quarters} of both are compared, and nothing is ranked.",
            quarters=_quarters(before),
        )
    for side in dict.fromkeys((before, after)):
        if side.marks.gaps:
            yield _(
                "{side} seems to lack rows, or joins vintages (tradefiche data status): what "
                "differs may be that. No rate is given.",
                side=side.name,
            )


def abroad_only(place: Place) -> bool:
    """Whether a rate of coverage would say nothing of a territory: all of it is far away."""
    if place.level != "region":
        return place.abroad_only
    return all(each.abroad_only for each in territories.departements_of(place))


def _quarters(side: Accounts) -> str:
    return ", ".join(_("Q{quarter}", quarter=quarter) for quarter in side.marks.quarters)
