"""Tables that go on overleaf, wherever on a page they were to begin."""

from __future__ import annotations

from figure_checks import the_look
from made_fiches import EXTREMES
from reportlab.platypus import BaseDocTemplate
from reportlab.platypus import Frame
from reportlab.platypus import PageTemplate
from reportlab.platypus import Spacer

from tradefiche.figures import products
from tradefiche.figures.table import unit
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.report import annexe
from tradefiche.report import grid


def test_a_table_that_waited_for_a_page_still_goes_on_overleaf() -> None:
    """ReportLab marks what it put off, and refuses to put it off again: parts begin unmarked."""
    made = products.table(EXTREMES["others above all"])
    table = annexe.set_table(made, unit([made]), grid.WIDTH, the_look())
    document = BaseDocTemplate("", pagesize=(500, 300))
    document._doSave = 0
    document.addPageTemplates([PageTemplate(frames=[Frame(0, 0, 500, 300)])])
    document.build([Spacer(1, 260), table], canvasmaker=TaggedCanvas)
    assert document.page > 3
