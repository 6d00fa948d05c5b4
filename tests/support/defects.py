"""Defects planted in a good document, each one that a reader or an archive would suffer from.

``CAUGHT`` says which engine sees which; what none of them can see has tests of its own
(glued words, reading order, poor alternative texts).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from collections.abc import Iterator

import pikepdf
from pikepdf import Array
from pikepdf import Dictionary
from pikepdf import Name
from pikepdf import Operator

Instruction = tuple[list[pikepdf.Object], Operator]
Plant = Callable[[pikepdf.Pdf], None]


def planted(content: bytes, plant: Plant) -> bytes:
    """The document with one defect."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        plant(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def elements(pdf: pikepdf.Pdf, role: str) -> Iterator[pikepdf.Object]:
    """The structure elements of a role, in reading order."""

    def walk(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
        if str(element.S) == f"/{role}":
            yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield from walk(kid)

    return walk(pdf.Root.StructTreeRoot.K)


def first(pdf: pikepdf.Pdf, role: str) -> pikepdf.Object:
    return next(elements(pdf, role))


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    return (o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Type") == Name.Font)


def link(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return next(link for page in pdf.pages for link in page.get("/Annots", []))


def rewrite(pdf: pikepdf.Pdf, change: Callable[[list[Instruction]], list[Instruction]]) -> None:
    """Change what draws the second page."""
    page = pdf.pages[1]
    instructions = [(list(i.operands), i.operator) for i in pikepdf.parse_content_stream(page)]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(change(instructions)))


def replace_metadata(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    before = pdf.Root.Metadata.read_bytes()
    assert old in before
    pdf.Root.Metadata.write(before.replace(old, new))


# -- accessibility -------------------------------------------------------------------------------


def no_alternative_text(pdf: pikepdf.Pdf) -> None:
    del first(pdf, "Figure").Alt


def header_not_marked(pdf: pikepdf.Pdf) -> None:
    """Without the marks around the first artifact, the header is neither told nor decoration."""

    def change(instructions: list[Instruction]) -> list[Instruction]:
        start = next(i for i, (o, _) in enumerate(instructions) if o and o[0] == Name.Artifact)
        end = next(i for i in range(start, len(instructions)) if str(instructions[i][1]) == "EMC")
        return [each for i, each in enumerate(instructions) if i not in {start, end}]

    rewrite(pdf, change)


def decoration_inside_text(pdf: pikepdf.Pdf) -> None:
    def change(instructions: list[Instruction]) -> list[Instruction]:
        start = next(i for i, (o, _) in enumerate(instructions) if o and o[0] == Name.P)
        inside = [([Name.Artifact], Operator("BMC")), *instructions[start + 1 :]]
        end = next(i for i, (_, operator) in enumerate(inside) if str(operator) == "EMC")
        inside.insert(end, ([], Operator("EMC")))
        return [*instructions[: start + 1], *inside]

    rewrite(pdf, change)


def text_inside_decoration(pdf: pikepdf.Pdf) -> None:
    def change(instructions: list[Instruction]) -> list[Instruction]:
        whole = ([Name.Artifact], Operator("BMC"))
        return [whole, *instructions, ([], Operator("EMC"))]

    rewrite(pdf, change)


def content_of_nobody(pdf: pikepdf.Pdf) -> None:
    """A marked content that the parent tree does not lead back from."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = numbers[2 * int(pdf.pages[1].obj.StructParents) + 1]
    del owners[len(owners) - 1]


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def header_cells_without_scope(pdf: pikepdf.Pdf) -> None:
    for cell in elements(pdf, "TH"):
        del cell.A


def ragged_table(pdf: pikepdf.Pdf) -> None:
    row = list(elements(pdf, "TR"))[1]
    del row.K[len(row.K) - 1]


def item_outside_a_list(pdf: pikepdf.Pdf) -> None:
    first(pdf, "L").S = Name.Div


def skipped_heading(pdf: pikepdf.Pdf) -> None:
    for heading in elements(pdf, "H3"):
        heading.S = Name.H4


def link_without_words(pdf: pikepdf.Pdf) -> None:
    del link(pdf).Contents


def link_outside_the_structure(pdf: pikepdf.Pdf) -> None:
    del link(pdf).StructParent


def wrong_tab_order(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.Tabs = Name.R


def not_marked(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def no_structure(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def title_not_shown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def no_title(pdf: pikepdf.Pdf) -> None:
    replace_metadata(pdf, b"dc:title>", b"dc:rights>")


def no_claim_of_accessibility(pdf: pikepdf.Pdf) -> None:
    replace_metadata(pdf, b"<pdfuaid:part>1</pdfuaid:part>", b"")


def letters_without_meaning(pdf: pikepdf.Pdf) -> None:
    """Codes of a private kind, and no table that says which characters they are."""
    for font in fonts(pdf):
        if "/ToUnicode" in font:
            del font.ToUnicode


# -- archiving -----------------------------------------------------------------------------------


def no_claim_of_archiving(pdf: pikepdf.Pdf) -> None:
    replace_metadata(pdf, b"<pdfaid:part>3</pdfaid:part>", b"")


def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    font = next(font for font in fonts(pdf) if "/FontDescriptor" in font)
    del font.FontDescriptor.FontFile2


def no_colour_profile(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def attachment_of_nothing(pdf: pikepdf.Pdf) -> None:
    """Embedded, and associated with neither the document nor a figure."""
    del pdf.Root.AF
    for figure in elements(pdf, "Figure"):
        if "/AF" in figure:  # the cover's map has no data of its own
            del figure.AF


def attachment_without_relation(pdf: pikepdf.Pdf) -> None:
    for spec in pdf.Root.AF:
        del spec.AFRelationship


def program_inside(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


PAGE, VERA = "page-validation", "veraPDF"
ACCESSIBLE = frozenset({(PAGE, "ua1"), (VERA, "ua1")})
ARCHIVAL = frozenset({(PAGE, "3a"), (VERA, "3a")})

CAUGHT: dict[Plant, frozenset[tuple[str, str]]] = {
    no_alternative_text: ACCESSIBLE,
    header_not_marked: ACCESSIBLE,
    decoration_inside_text: ACCESSIBLE,
    text_inside_decoration: ACCESSIBLE,
    content_of_nobody: frozenset({(VERA, "ua1")}),
    no_language: ACCESSIBLE,
    header_cells_without_scope: ACCESSIBLE,
    ragged_table: ACCESSIBLE,
    item_outside_a_list: ACCESSIBLE,
    skipped_heading: ACCESSIBLE,
    link_without_words: ACCESSIBLE,
    link_outside_the_structure: ACCESSIBLE,
    wrong_tab_order: ACCESSIBLE,
    title_not_shown: ACCESSIBLE,
    no_title: ACCESSIBLE,
    no_claim_of_accessibility: ACCESSIBLE,
    not_marked: ACCESSIBLE | ARCHIVAL,
    no_structure: ACCESSIBLE | ARCHIVAL,
    letters_without_meaning: ACCESSIBLE | ARCHIVAL,
    font_not_embedded: ACCESSIBLE | ARCHIVAL,
    no_claim_of_archiving: ARCHIVAL,
    no_colour_profile: ARCHIVAL,
    attachment_of_nothing: ARCHIVAL,
    attachment_without_relation: ARCHIVAL,
    program_inside: ARCHIVAL,
}
"""Each defect, with the engines and profiles that see it."""
