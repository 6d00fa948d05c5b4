"""« L'essentiel » on a page: three cards, sentences, lists of first ones; words are the PDF's."""

from __future__ import annotations

from tradefiche.charts import strip
from tradefiche.fiche import Fiche
from tradefiche.fiche import Standing
from tradefiche.web.html import NOTHING
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import void
from tradefiche.web.paths import LINE
from tradefiche.web.paths import MOVE
from tradefiche.web.paths import path
from tradefiche.web.paths import tenths
from tradefiche.web.rows import BarPart
from tradefiche.web.rows import bar
from tradefiche.web.rows import hidden
from tradefiche.web.rows import listed
from tradefiche.wording import panels
from tradefiche.wording.essentiel import points
from tradefiche.wording.numbers import compact_parts
from tradefiche.wording.numbers import share
from tradefiche.wording.numbers import signed
from tradefiche.wording.panels import FirstOnes
from tradefiche.wording.panels import FlowLists
from tradefiche.wording.panels import KeyPanel
from tradefiche.wording.panels import Tone
from tradefiche.wording.spoken import EXPANSIONS

RATES = (0.25, 4.0)
"""The ends of the line of a rate."""
WIDTH, HEIGHT, MIDDLE = 200.0, 20.0, 10.0
"""Of the line, in units of its image."""
TONES: dict[Tone, str] = {
    "exports": "te", "imports": "ti", "positive": "pos", "negative": "neg", "ink": "nul",
}  # fmt: skip


def cards(fiche: Fiche) -> Html:
    """Exports, imports, balance: what they are beside others, where the département stands."""
    return element("dl", *map(_card, key_panels(fiche)), class_="kf")


def key_panels(fiche: Fiche) -> tuple[KeyPanel, ...]:
    """The three of them, whatever the fiche has."""
    return panels.panels(fiche) or _plain(fiche)


def _plain(fiche: Fiche) -> tuple[KeyPanel, ...]:
    """What is known of a fiche without profile."""
    tone: Tone = "positive" if fiche.balance > 0 else "negative" if fiche.balance < 0 else "ink"
    amount, unit = compact_parts(abs(fiche.balance))
    return (
        KeyPanel("Exportations", "exports", *compact_parts(fiche.exports.total)),
        KeyPanel("Importations", "imports", *compact_parts(fiche.imports.total)),
        KeyPanel("Solde", tone, signed(amount, fiche.balance), unit),
    )


def _card(panel: KeyPanel) -> Html:
    mark = element("span", panel.mark, aria_hidden="true", class_="mk") if panel.mark else None
    beside = panel.beside[0] if panel.beside else ""
    stands = [element("b", panel.rank) if panel.rank else None, panel.median]
    rank = element("dd", join(stands, " "), class_="rk") if any(stands) else None
    return element(
        "div",
        element("dt", panel.name),
        element("dd", mark, panel.number, " ", short(panel.unit), class_="big"),
        element("dd", beside) if beside else None,
        element("dd", panel.change) if panel.change else None,
        element("dd", _strip(panel), class_="st", aria_hidden="true") if panel.standing else None,
        rank,
        class_=TONES[panel.tone],
    )


def short(unit: str) -> Html:
    """« M€ » as it is seen and as it is heard."""
    if unit not in EXPANSIONS:
        return element("small", unit)
    return element("small", element("span", unit, aria_hidden="true"), hidden(EXPANSIONS[unit]))


def _strip(panel: KeyPanel) -> Html:
    """All départements, the median, this one: what the rank under it says."""
    standing: Standing | None = panel.standing
    assert standing  # or there is no strip
    along = strip.logarithmic(standing, WIDTH - 10, RATES if panel.rate else None)
    ticks = [(5 + x, y) for x in along.ticks for y in (15, 5)]
    drawn = [
        void("path", class_="ax", d=f"M50 100h{tenths(WIDTH - 10)}"),
        void("path", class_="tk", d=path(ticks, (MOVE, LINE) * len(along.ticks), HEIGHT)),
    ]
    if along.median is not None:
        drawn.append(void("path", class_="md", d=f"M{tenths(5 + along.median)} 10v180"))
    if along.here is not None:
        drawn.append(void("circle", cx=tenths(5 + along.here), cy=100, r=50))
    box = f"0 0 {tenths(WIDTH)} {tenths(HEIGHT)}"
    return element("svg", *drawn, class_="strip", viewBox=box, aria_hidden="true")


# -- sentences and lists ---------------------------------------------------------------------


def sentences(fiche: Fiche) -> Html:
    """What to keep in mind."""
    items = [element("li", element("strong", each.head), each.rest) for each in points(fiche)]
    return element("ul", *items, class_="ess") if items else NOTHING


def lists(fiche: Fiche) -> Html:
    """First partners and products of both flows, on one scale."""
    flows = panels.lists(fiche)
    shares = [
        part for flow in flows for each in flow.lists for row in each.rows
        for part in (row.here, row.france)
    ]  # fmt: skip
    most = max(shares, default=0.0) or 1.0
    return element("div", *(_flow(flow, most) for flow in flows), class_="fo")


def _flow(flow: FlowLists, most: float) -> Html:
    tone = "exp" if flow.flow == "exports" else "imp"
    made = [_list(flow, each, tone, most) for each in flow.lists]
    nothing = element("p", flow.nothing) if flow.nothing else None
    return element("div", *made, nothing, class_=tone)


def _list(flow: FlowLists, each: FirstOnes, tone: str, most: float) -> Html:
    rows = [
        element(
            "li",
            element("p", element("span", row.name), " ", element("b", share(row.here)), class_="n"),
            element(
                "p",
                bar(
                    [BarPart(f"{tone}p" if row.pale else tone, 100 * row.here / most)],
                    tick=100 * row.france / most if row.france else None,
                ),
                element("span", f"France {share(row.france)}", class_="x"),
                class_="v",
            ),
        )
        for row in each.rows
    ]
    part = element("span", flow.part_of) if flow.part_of else None
    head = element("h4", f"{each.title} ", part)
    return join((head, _split(each, tone), listed(rows)))


def _split(each: FirstOnes, tone: str) -> Html:
    """The flow by group of partners."""
    if not each.split:
        return NOTHING
    tones = {"union": tone, "elsewhere": f"{tone}p", "unspecified": "hair"}
    drawn = bar([BarPart(tones[part.kind], 100 * part.share) for part in each.split], "bar one")
    said = " · ".join(part.wordings[0] for part in each.split)
    return join((drawn, element("p", said, class_="m")))
