"""The label files published with the data, compared with the project's own tables.

They are never imported: the project's names are its own. A difference is news for the people who
keep the tables, not an error.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache

from tradefiche.customs import recognise
from tradefiche.customs.containers import Member
from tradefiche.customs.recognise import SEPARATOR
from tradefiche.customs.recognise import Kind
from tradefiche.errors import CustomsFileError
from tradefiche.messages import _
from tradefiche.printable import printable
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.reference.tables import fold
from tradefiche.reference.tables import rows

_CURRENT = "999912"
_FIELDS = 4


def compare(member: Member, kind: Kind) -> tuple[str, ...]:
    """What a label file says that the tables do not, one sentence each, in file order.

    Only codes now valid are compared, by their folded label; CPF4 labels are not in the tables.

    Raises:
        CustomsFileError: a quote that opens and never closes, or the like.
    """
    lines = recognise.decode(member.read()).splitlines()
    try:
        table = [row for row in csv.reader(lines, delimiter=SEPARATOR) if len(row) >= _FIELDS]
    except csv.Error as error:
        raise CustomsFileError(
            _("{file} cannot be read as labels: {error}", file=member, error=error),
            _("Download it again, or leave it out."),
        ) from error
    if kind is Kind.DEPARTEMENTS:
        return tuple(_departement_news(table))
    if kind is Kind.A129:
        return tuple(_label_news(table, "a129"))
    if kind is Kind.COUNTRIES:
        return tuple(_label_news(table, "country"))
    return ()


def _label_news(table: list[list[str]], kind: nomenclature.Kind) -> Iterator[str]:
    for code, label, _begin, end, *_rest in table:
        code, label = printable(code), printable(label)
        ours = nomenclature.customs_label(kind, code)
        if end != _CURRENT:
            continue
        if ours is None:
            yield (
                _("new A129 code {code}: {label}", code=code, label=label)
                if kind == "a129"
                else _("new country code {code}: {label}", code=code, label=label)
            )
        elif fold(ours) != fold(label):
            values = {"code": code, "label": label, "before": ours}
            yield (
                _("A129 code {code} is now called {label} (was {before})", **values)
                if kind == "a129"
                else _("country code {code} is now called {label} (was {before})", **values)
            )


def _departement_news(table: list[list[str]]) -> Iterator[str]:
    regions = territories.customs_departements()
    for code, label, region, *_rest in (tuple(map(printable, row)) for row in table):
        if code not in regions:
            yield _(
                "new département code {code}: {label}, in region {region}",
                code=code,
                label=label,
                region=region,
            )
        elif regions[code] != region:
            yield _(
                "département {code} is now in region {region} (was {before})",
                code=code,
                region=region,
                before=regions[code],
            )
        elif code in _departement_labels() and fold(_departement_labels()[code]) != fold(label):
            yield _(
                "département {code} is now called {label} (was {before})",
                code=code,
                label=label,
                before=_departement_labels()[code],
            )


@cache
def _departement_labels() -> dict[str, str]:
    return {row["customs_code"]: row["customs_label"] for row in rows("departements")}
