"""A fiche by typst: one compiler a process, its template read once, both standards asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import typst

from tradefiche import resources

TEMPLATE = Path(__file__).with_name("fiche.typ")
STANDARDS = ["ua-1", "a-3a"]


class Setter:
    """Sets contents as PDF; ``folder`` holds their pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(TEMPLATE, folder / TEMPLATE.name)
        self.compiler = typst.Compiler(
            input=folder / TEMPLATE.name,
            root=folder,
            font_paths=[resources.fonts()],
            ignore_system_fonts=True,
        )

    def pdf(self, content: dict[str, Any], code: str) -> bytes:
        """The document, PDF/UA-1 and PDF/A-3a at once."""
        name = f"{code}.json"
        (self.folder / name).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        made = self.compiler.compile(
            format="pdf", sys_inputs={"fiche": name}, pdf_standards=STANDARDS
        )
        assert isinstance(made, bytes)
        return made
