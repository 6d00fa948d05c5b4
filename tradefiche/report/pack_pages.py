"""The pages between the cover of a pack and its fiches: départements compared, where to read what,
groupings and communes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from itertools import takewhile

from reportlab.platypus import CondPageBreak
from reportlab.platypus import Flowable

from tradefiche.edition import Edition
from tradefiche.fiche import Place
from tradefiche.fiche.pack import Commune
from tradefiche.fiche.pack import Pack
from tradefiche.pdf.table import DataTable
from tradefiche.pdf.table import TableColumn
from tradefiche.pdf.table import TableRow
from tradefiche.pdf.table import set_rows
from tradefiche.report import grid
from tradefiche.report import pagination
from tradefiche.report.annexe import CONTINUED
from tradefiche.report.annexe import table_look
from tradefiche.report.blocks import SectionHead
from tradefiche.report.blocks import text
from tradefiche.report.cells import cell
from tradefiche.report.cells import column
from tradefiche.report.chapter import Chapter
from tradefiche.report.columns import Columns
from tradefiche.report.front import ContentsLine
from tradefiche.report.look import Look
from tradefiche.wording import packs as words
from tradefiche.wording import sentences
from tradefiche.wording.numbers import number

TITLE = "Repères"
COMMUNES = "Communes"
LEAST_ROOM = 90.0
"""A block starts lower on a page only with this room, in points."""
FIRST_COLUMN = 150.0
COUNT, MOST_FOR_COUNTS = 58.0, 250.0
MOST_COUNTED = 4
"""Départements that have a column of their own in the table of groupings."""


def story(
    dossier: Pack, edition: Edition, chapters: Sequence[Chapter], starts: Sequence[int], look: Look
) -> list[Flowable]:
    """All of them, to be set one after the other.

    Args:
        starts: the page of the cover of each chapter.
    """
    figures = [
        SectionHead(TITLE, look, "state"),
        *_comparison(dossier, look, exposed=edition.shows("destinations")),
        *_guide(chapters, starts, look),
        *_groupings(dossier, look),
    ]
    communes = _communes(dossier, look)
    apart = [*figures, CondPageBreak(grid.HEIGHT - 1), *communes]
    whole = [*figures, *communes]
    # No page more, and none that holds but the last names: communes then begin a page.
    return apart if pagination.pages(apart) == pagination.pages(whole) else whole


def communes_page(made: Sequence[Flowable]) -> int:
    """The page of the names of communes, counted from the first of a story."""
    first = next(i for i, flowable in enumerate(made) if isinstance(flowable, Columns))
    return pagination.pages(made[:first])  # the title of the first list stands with its head


def _heading(title: str, look: Look) -> list[Flowable]:
    heading = text(title, look, "figure_title", tag="H3", bookmark=1, after=5)
    return [CondPageBreak(LEAST_ROOM), heading]


def _table(
    columns: Sequence[TableColumn],
    rows: Sequence[TableRow],
    look: Look,
    summary: str,
    total: TableRow | None = None,
) -> DataTable:
    usual = table_look(look)
    made = set_rows(columns, rows, usual, look.typeface, total)
    table = DataTable(made, usual, look.typeface, summary=summary, continued=CONTINUED)
    table.spaceAfter = 5
    return table


def _columns(first: str, places: Sequence[Place]) -> list[TableColumn]:
    """One a département, at the same place in both tables."""
    whole = grid.WIDTH if len(places) > 1 else grid.span(9)
    width = (whole - FIRST_COLUMN) / len(places)
    named = [column(f"{place.name} ({place.code})", width, "right") for place in places]
    return [column(first, FIRST_COLUMN), *named]


def _comparison(dossier: Pack, look: Look, *, exposed: bool) -> list[Flowable]:
    """Totals and first partners, a column a département."""
    fiches = dossier.fiches
    title = words.comparison_title(dossier)
    columns = _columns(f"Année {dossier.year}", [fiche.place for fiche in fiches])
    rows = [
        (cell(label), *(cell(value) for value in values))
        for label, values in words.comparison(fiches, exposed=exposed)
    ]
    note = text(words.comparison_note(dossier, exposed=exposed), look, "key", after=3)
    mark = sentences.figure_mark(fiches[0])
    source = text(sentences.source(fiches[0], "départementales"), look, "source", after=16)
    made = [*_heading(title, look), _table(columns, rows, look, title), note, source]
    if mark:
        made.insert(2, text(mark, look, "demo_line", after=3))
    return made


def _guide(chapters: Sequence[Chapter], starts: Sequence[int], look: Look) -> list[Flowable]:
    """Pages of the sections of each fiche, which can be followed."""
    title = "Où lire quoi"
    places = [chapter.composer.fiche.place for chapter in chapters]
    columns = _columns("Partie de la fiche", places)
    listed = [chapter.contents(start) for chapter, start in zip(chapters, starts, strict=True)]
    blue = look.color("state")

    def row(label: str, pages: Sequence[int]) -> TableRow:
        return (cell(label), *(cell(f"p. {page}", blue, page) for page in pages))

    rows = [row("Couverture et chiffres clés", starts)]
    for entries in zip(*listed, strict=True):
        rows.append(row(_shared_title(entries), [entry.page for entry in entries]))
    table = _table(columns, rows, look, title)
    table.spaceAfter = 18
    return [*_heading(title, look), table]


def _shared_title(entries: Sequence[ContentsLine]) -> str:
    """Of one section in several fiches: what their titles begin with, « Ce qui distingue »."""
    titles = dict.fromkeys(entry.title for entry in entries)
    if len(titles) == 1:
        return entries[0].title
    each = zip(*(title.split() for title in titles), strict=False)
    alike = [same[0] for same in takewhile(lambda same: len({*same}) == 1, each)]
    if alike and alike[-1] in ("le", "la", "les"):
        alike.pop()
    return " ".join(alike) or " · ".join(titles)


def _groupings(dossier: Pack, look: Look) -> list[Flowable]:
    """Each grouping with its communes by département."""
    title = "Groupements"
    shares = dossier.shares[:MOST_COUNTED]
    counts = _count_columns([words.departement_label(share) for share in shares], look)
    if len(shares) > 1:
        counts.append(column("Ensemble", 54, "right"))
    name = min(grid.WIDTH - sum(each.width for each in counts), grid.span(8))
    columns = [column("Groupement de communes", name), *counts]

    def row(label: str, communes: Sequence[Commune]) -> TableRow:
        here = [
            sum(commune.departement == share.departement.code for commune in communes)
            for share in shares
        ]
        values = [*here, len(communes)] if len(shares) > 1 else here
        return (cell(label), *(cell(number(v) if v else words.NOTHING) for v in values))

    rows = [row(title, communes) for title, communes in _lists(dossier)]
    total = row("Ensemble", [c for grouping in dossier.groupings for c in grouping.communes])
    summary = "Communes du Territoire d’industrie, par groupement et par département"
    table = _table(columns, rows, look, summary, total)
    note = text(words.groupings_note(), look, "source", after=16)
    return [*_heading(title, look), table, note]


def _count_columns(titles: Sequence[str], look: Look) -> list[TableColumn]:
    """As wide as their titles where these leave the groupings room, else as their longest words."""
    style = table_look(look).bold

    def counting(title: str, parts: Sequence[str]) -> TableColumn:
        longest = max(look.typeface.width(part, style.weight, style.size) for part in parts)
        return column(title, max(COUNT, longest + 12), "right")

    wide = [counting(title, [title]) for title in titles]
    if sum(each.width for each in wide) <= MOST_FOR_COUNTS:
        return wide
    return [counting(title, title.split()) for title in titles]


def _communes(dossier: Pack, look: Look) -> list[Flowable]:
    """The names, by grouping then département; those that joined alone in one list."""
    made = _heading(COMMUNES, look)
    names = {share.departement.code: share.departement.name for share in dossier.shares}
    for title, communes in _lists(dossier):
        for code, group in groupby(communes, key=lambda commune: commune.departement):
            listed = list(group)
            place = names[code] if len(names) > 1 else ""
            heading = words.list_title(title, place, len(listed))
            made += [
                CondPageBreak(40),
                text(heading, look, "list_title", tag="H4", after=2),
                Columns([commune.name for commune in listed], heading, look),
            ]
    return made


def _lists(dossier: Pack) -> list[tuple[str, list[Commune]]]:
    """Title and communes of each list, these by département then name."""
    order = {share.departement.code: rank for rank, share in enumerate(dossier.shares)}
    lists: list[tuple[str, list[Commune]]] = []
    alone: list[Commune] = []
    for grouping in dossier.groupings:
        if grouping.nature == words.ALONE:
            alone += grouping.communes
        else:
            lists.append((grouping.name, list(grouping.communes)))
    if alone:
        lists.append((words.alone(len(alone)), alone))
    for _, communes in lists:
        communes.sort(key=lambda commune: (order[commune.departement], words.sorting(commune.name)))
    return lists
