"""A fiche by WeasyPrint: HTML with the same words; one PDF variant a file, as it allows."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint import Attachment
from weasyprint.text.fonts import FontConfiguration

from tradefiche import resources

STYLE = Path(__file__).with_name("fiche.css")
VARIANT = "pdf/ua-1"
Block = dict[str, Any]


class Setter:
    """Sets contents as PDF; ``folder`` holds their pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.style = STYLE.read_text("utf-8").replace("FONTS", resources.fonts().as_uri())
        self.fonts = FontConfiguration()

    def pdf(self, content: Block, _code: str) -> bytes:
        """The document, PDF/UA-1."""
        page = HTML(string=_page(content, self.style), base_url=str(self.folder))
        attached = [
            Attachment(
                file_obj=io.BytesIO(file["text"].encode()),
                name=file["name"],
                description=file["about"],
                relationship="Data",
            )
            for file in content["files"]
        ]
        made: bytes = page.write_pdf(
            font_config=self.fonts, pdf_variant=VARIANT, attachments=attached
        )
        return made


def _page(content: Block, style: str) -> str:
    meta = "".join(
        f'<meta name="{name}" content="{escape(words)}">'
        for name, words in (
            ("author", content["author"]),
            ("description", content["subject"]),
            ("keywords", ", ".join(content["keywords"])),
        )
    )
    running = (
        f'<p class="head"><b>{escape(content["program"])}</b> {escape(content["place"])} '
        f"<mark>{escape(content['mark'])}</mark></p>"
        f'<p class="foot">{escape(content["footer"])}</p>'
    )
    sections = "".join(_section(number, each) for number, each in enumerate(content["sections"]))
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f"<title>{escape(content['title'])}</title>{meta}<style>{style}</style></head>"
        f"<body>{running}{_cover(content)}{sections}</body></html>"
    )


def _cover(content: Block) -> str:
    cover = content["cover"]
    fan = _decoration(cover["fan"], "fan") if cover["fan"] else ""
    words = "".join(f"<p>{_runs(parts)}</p>" for parts in cover["paragraphs"])
    numbers = "".join(
        f"<p class=big><b>{escape(value)}</b> {escape(label)}</p>"
        for value, label in cover["numbers"]
    )
    entries = "".join(
        f'<li><a href="#s{number}">{escape(section["title"])}</a></li>'
        for number, section in enumerate(content["sections"])
    )
    shown = "".join(
        f"<li><b>{escape(name)}</b> {escape(extent)}</li>" for name, extent in cover["territoires"]
    )
    return f"""<section class=cover><p class=words>{"<br>".join(map(escape, cover["state"]))}</p>
<p class=agency>{"<br>".join(map(escape, cover["agency"]))}</p>
<div class=band>{fan}{_decoration(cover["shape"], "shape")}<p>{escape(content["place"])}
<mark>{escape(content["mark"])}</mark></p><h1>{escape(cover["title"])}</h1>
<p class=territory>{escape(cover["territory"])}</p></div>
<div class=left><h2>{escape(cover["heading"])}</h2>{words}{numbers}<h2>Dans cette fiche</h2>
<ol class=contents>{entries}</ol></div>
<div class=right><h2>{escape(cover["map_heading"])}</h2>{_image(cover["map"])}
<ul>{shown}</ul><p class=source>{escape(cover["map_note"])}</p></div></section>"""


def _section(number: int, section: Block) -> str:
    made = []
    for index, blocks in enumerate(section["pages"]):
        title = escape(section["title"])
        head = (
            f"<p class=again>{title} (suite)</p>" if index else f'<h2 id="s{number}">{title}</h2>'
        )
        made.append(f'<section class="{section["color"]}">{head}{_blocks(blocks)}</section>')
    return "".join(made)


def _blocks(blocks: list[Block]) -> str:
    """Paragraphs and lists after a heading hang beside it, as in the other two."""
    made, hanging = [], False
    for block in blocks:
        if hanging and block["kind"] not in ("text", "items"):
            made.append("</div></div>")
            hanging = False
        if block["kind"] == "heading":
            made.append(f"<div class=hanging><h3>{escape(block['text'])}</h3><div>")
            hanging = True
        else:
            made.append(_SHAPES[block["kind"]](block))
    return "".join(made) + ("</div></div>" if hanging else "")


def _items(block: Block) -> str:
    return f"<ol>{''.join(f'<li>{_runs(item)}</li>' for item in block['items'])}</ol>"


def _note(block: Block) -> str:
    return f"<div class=note>{''.join(f'<p>{_runs(words)}</p>' for words in block['texts'])}</div>"


def _numbers(block: Block) -> str:
    cells = "".join(f"<p><b>{escape(v)}</b><br>{escape(label)}</p>" for v, label in block["cells"])
    return f"<div class=numbers>{cells}</div>"


def _figure(block: Block) -> str:
    notes = "".join(f"<p>{escape(note)}</p>" for note in block["notes"])
    main = ""
    if block["main"]:
        head, *rows = block["main"]
        main = _rows("main", head, [[f"{n} {row[0]}", *row[1:]] for n, row in enumerate(rows, 1)])
    key = ""
    if block["key"]:
        key = (
            f"<p class=key><b>Clé de lecture : </b>{escape(block['key'])}</p>"
            f"<p class=source>{escape(block['source'])}</p>"
        )
    return (
        f"<p class=number>Figure {block['number']} <small>{escape(block['mark'])}</small> "
        f"{escape(block['total'])}</p><h3>{escape(block['title'])}</h3>"
        f"<figure>{_image(block)}<figcaption>{escape(block['finding'] or block['title'])}"
        f"</figcaption></figure><div class=cells>{notes}</div>{main}{key}"
    )


def _table(block: Block) -> str:
    head = [column[0] for column in block["columns"]]
    return f"<h3>{escape(block['title'])}</h3>{_rows('data', head, block['rows'])}"


def _rows(kind: str, head: Any, rows: Any) -> str:
    titles = "".join(f"<th scope=col>{escape(cell)}</th>" for cell in head)
    lines = "".join(
        f"<tr><th scope=row>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table class={kind}><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"


def _closing(_: Block) -> str:
    return "<hr>"


_SHAPES = {
    "text": lambda block: f"<p class=text>{_runs(block['runs'])}</p>",
    "items": _items,
    "note": _note,
    "numbers": _numbers,
    "figure": _figure,
    "table": _table,
    "closing": _closing,
}


def _image(picture: Block) -> str:
    return (
        f'<img src="{picture["file"]}" style="width:{picture["width"]:.1f}pt" '
        f'alt="{escape(picture["alt"])}">'
    )


def _decoration(picture: Block, name: str) -> str:
    """A background: never read aloud."""
    width = f"{picture['width']:.1f}pt"
    return (
        f"<div class={name} style=\"background:url('{picture['file']}') no-repeat;"
        f'background-size:{width};width:{width}"></div>'
    )


def _runs(parts: list[Block]) -> str:
    return "".join(map(_run, parts))


def _run(part: Block) -> str:
    words = escape(part["text"])
    if part["strong"] or part["color"]:
        color = f' style="color:{part["color"]}"' if part["color"] else ""
        words = f"<b{color}>{words}</b>"
    if part["emphasis"]:
        words = f"<i>{words}</i>"
    return f'<a href="{escape(part["link"])}">{words}</a>' if part["link"] else words
