"""A review as one page that needs nothing else: no script, no address, no font from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from html import escape
from pathlib import Path

from tradefiche import __version__
from tradefiche import atomic
from tradefiche.errors import ReviewError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.messages import language
from tradefiche.messages import many
from tradefiche.messages import translated
from tradefiche.review import covers
from tradefiche.review import pictures
from tradefiche.review import text
from tradefiche.review.covers import ContactSheet
from tradefiche.review.explanations import NAME
from tradefiche.review.explanations import entry
from tradefiche.review.findings import Severity
from tradefiche.review.findings import Subject
from tradefiche.review.findings import flow_name
from tradefiche.review.review import Examined
from tradefiche.review.review import Judged
from tradefiche.review.review import Review

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_FOOT = "</tbody></table>\n"
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#56565f;--line:#c9c9d2;--paper:#fff;
--well:#f5f5f9;--mark:#000091;--alarm:#b3261e;--ask:#8a4b00;--done:#1a6b3c}
@media(prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#b4b4be;--line:#4a4a54;
--paper:#17171b;--well:#222228;--mark:#a9b4ff;--alarm:#ff9d94;--ask:#ffc27a;--done:#86d7a5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem 1rem 4rem;background:var(--paper);
color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.75rem;line-height:1.2;margin:.2em 0}
h2{font-size:1.25rem;line-height:1.3;margin:2.5rem 0 .3rem;padding-top:.8rem;
border-top:1px solid var(--line)}
a{color:var(--mark)}
.lead{font-size:1.15rem;font-weight:600}.mark{border-left:.4rem solid var(--alarm);
padding:.4rem .8rem;background:var(--well);font-weight:600}
.soft,caption,dd{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.5rem 0}
dt{font-weight:600}dd{margin:0}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--ink)}.n{white-space:nowrap;
font-variant-numeric:tabular-nums}small{color:var(--soft)}
h3{font-size:1rem;margin:1rem 0 0}
.state{font-weight:600}.blocks,.alarm{color:var(--alarm)}
.ask{color:var(--ask)}.done{color:var(--done)}
code{font-size:.85em;color:var(--soft)}
pre{background:var(--well);border:1px solid var(--line);padding:.8rem;overflow-x:auto;
font-size:.9rem}
svg text{font:10px system-ui,sans-serif;fill:var(--ink);text-anchor:middle}
svg.bars rect{fill:var(--mark)}.wide{overflow-x:auto}
svg.strip{width:100%;min-width:34rem;max-width:45rem;display:block}
svg.strip circle{fill:var(--soft);fill-opacity:.5}svg.strip .found{fill:var(--ask)}
svg.strip .code{font-weight:700}svg .tick{stroke:var(--line)}
.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(7rem,1fr));gap:.8rem;
list-style:none;padding:0}
.sheet img{width:100%;height:auto;border:1px solid var(--line);display:block}
@media(max-width:40rem){thead{position:absolute;width:1px;height:1px;overflow:hidden;
clip-path:inset(50%)}tr{display:block;padding:.6rem 0;border-bottom:1px solid var(--line)}
tbody th,td{display:block;border:0;padding:.1rem 0}
dl{grid-template-columns:1fr}dd{margin-bottom:.3rem}}
@media print{.sheet{grid-template-columns:repeat(8,1fr)}h2{break-after:avoid}tr{break-inside:avoid}}
"""


def write(path: Path, review: Review, file: Path, folder: Path) -> tuple[str, ...]:
    """Write the page, whole or not at all; gives what to say of it.

    Args:
        file: where explanations are written.
        folder: that of the fiches, whose covers are shown.

    Raises:
        ReviewError: it cannot be written.
        OutputError: the manifest of the fiches cannot be read.
    """
    sheet = covers.contact_sheet(folder, review.year)
    try:
        atomic.write_text(path, html(review, file, sheet))
    except OSError as error:
        raise ReviewError(
            _("{path}: cannot be written ({error})", path=path, error=cause(error)),
            translated(atomic.CLOSE_IT)
            if isinstance(error, atomic.HeldError)
            else _("Check the folder's permissions, or name another file with --html."),
        ) from error
    if not sheet.absent:
        return (str(path),)
    return str(path), _("Without the covers: {why}.", why=sheet.absent)


def html(review: Review, file: Path, sheet: ContactSheet) -> str:
    """The page, the same bytes for the same review in the same language."""
    return "".join(_page(review, file, sheet))


def _page(review: Review, file: Path, sheet: ContactSheet) -> Iterator[str]:
    title = _("Review of {year} before publication", year=review.year)
    yield (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n"
    )
    for line in text.marks(review):
        yield f'<p class="mark">{escape(line)}</p>\n'
    count = len(review.open)
    verdict = _("{count} open.", count=count) if count else _("Nothing is open.")
    yield f'<p class="lead">{verdict}</p>\n<p>{escape(text.summary(review))}</p>\n'
    yield from _contents(review)
    yield from _sections(review)
    yield from _unneeded(review)
    yield from _to_paste(review, file)
    yield from _covers(sheet)
    yield f'</main>\n<footer class="soft"><p>tradefiche {__version__}</p></footer>\n'
    yield "</body>\n</html>\n"


def _contents(review: Review) -> Iterator[str]:
    """Every check with its level, its threshold and why it is made; those that found lead there."""
    yield _head(_("All checks"), (_("Check"), _("Level"), _("Threshold"), _("Outcome")))
    for each in review.checks:
        tone = "" if each.undone else " alarm" if each.open else " done"
        title = escape(each.check.title)
        named = f'<a href="#{each.check.name}">{title}</a>' if _has_section(review, each) else title
        threshold = f"{escape(each.check.threshold)}<br><small>{escape(each.check.reason)}</small>"
        outcome = f'<span class="state{tone}">{escape(text.outcome(each))}</span>'
        yield _cells(named, text.level(each.severity), threshold, outcome)
    yield _FOOT


def _has_section(review: Review, each: Examined) -> bool:
    return bool(each.found) or (each.check.name == "growth" and any(review.rates.values()))


def _sections(review: Review) -> Iterator[str]:
    """What found something: first what is open, then as the checks are made."""
    for each in sorted(review.checks, key=lambda each: not each.open):
        if _has_section(review, each):
            yield from _section(review, each)


def _section(review: Review, each: Examined) -> Iterator[str]:
    check, outcome = each.check, text.outcome(each)
    yield (
        f'<section id="{check.name}">\n<h2>{escape(check.title)}</h2>\n'
        f"<p>{escape(outcome[:1].upper() + outcome[1:])}.</p>\n<dl>"
        f"<dt>{_('Level')}</dt><dd>{text.level(each.severity)}</dd>"
        f"<dt>{_('Threshold')}</dt><dd>{escape(check.threshold)}</dd>"
        f"<dt>{_('Why')}</dt><dd>{escape(check.reason)}</dd>"
        f"<dt>{_('To do')}</dt><dd>{escape(check.todo)}</dd></dl>\n"
    )
    if check.name == "growth":
        yield from _strips(review, each)
    if each.found:
        yield from _table(each)
    yield "</section>\n"


def _strips(review: Review, each: Examined) -> Iterator[str]:
    for flow, rates in review.rates.items():
        where = [judged.finding.where for judged in each.found]
        flagged = {one.code for one in where if one.flow == flow}
        title = _("Growth of {flow} since {year}", flow=flow_name(flow), year=review.year - 1)
        if rates:
            drawn = pictures.strip(_plain(rates), flagged, title)
            held = f'<div class="wide" role="group" tabindex="0" aria-label="{title}">{drawn}</div>'
            yield f"<h3>{title}</h3>\n{held}\n"


def _plain(rates: Sequence[tuple[Subject, float]]) -> list[tuple[str, float]]:
    return [(where.code, percent) for where, percent in rates]


def _table(each: Examined) -> Iterator[str]:
    drawn = any(judged.finding.bars for judged in each.found)
    heads = [_("Place"), _("State"), _("Value"), _("What was found")]
    findings = many(len(each.found), "finding")
    yield _head(
        _("{check}: {outcome}", check=each.check.title, outcome=findings),
        [*heads, _("Figure")] if drawn else heads,
    )
    for judged in each.found:
        figure = [pictures.bars(judged.finding)] if drawn else []
        yield _cells(*_row(judged), *figure)
    yield _FOOT


def _row(judged: Judged) -> tuple[str, str, str, str]:
    """Place, state, value, and what was found, with what was written of it."""
    found = judged.finding
    place = f'<span lang="fr">{escape(found.where.place)}</span>'
    flow = f"<br>{flow_name(found.where.flow)}" if found.where.flow else ""
    about = f'<br><span lang="fr">{escape(found.about)}</span>' if found.about else ""
    written = ""
    if judged.explanation and judged.explanation.text:
        again = judged.asked_again
        head = _("Explanation (of another value):") if again else _("Explanation:")
        words = escape(judged.explanation.text)
        written = f'<br><em>{head}</em> <span lang="fr">{words}</span>'
    return (
        place + flow + about,
        f'<span class="state {_tone(judged)}">{text.state(judged)}</span>',
        f'<span class="n">{escape(text.value(judged))}</span>',
        f"{escape(found.said)}{written}<br><code>{escape(found.key)}</code>",
    )


def _head(caption: str, heads: Sequence[str]) -> str:
    """The begin of a table. Roles are said: a narrow window shows its rows as blocks."""
    columns = "".join(f'<th scope="col" role="columnheader">{head}</th>' for head in heads)
    return (
        f'<table role="table"><caption>{escape(caption)}</caption>\n'
        f'<thead role="rowgroup"><tr role="row">{columns}</tr></thead>\n<tbody role="rowgroup">\n'
    )


def _cells(first: str, *others: str) -> str:
    """A row, whose first cell names it."""
    rest = "".join(f'<td role="cell">{each}</td>' for each in others)
    return f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{rest}</tr>\n'


def _tone(judged: Judged) -> str:
    if judged.severity is Severity.BLOCKS:
        return "alarm"
    return "ask" if judged.open else "done" if judged.explained else "soft"


def _unneeded(review: Review) -> Iterator[str]:
    if review.unneeded:
        yield '<section id="unneeded">\n<h2>'
        yield f"{_('Explanations no longer needed')}</h2>\n<ul>\n"
        for each in review.unneeded:
            key, words = f"<code>{escape(each.key)}</code>", escape(each.text)
            yield f"<li>{_('{key}: {text}', key=key, text=words)}</li>\n"
        yield "</ul>\n</section>\n"


def _to_paste(review: Review, file: Path) -> Iterator[str]:
    """The lines of all that nobody has explained."""
    wanting = [each for each in review.open if each.severity is Severity.EXPLAIN]
    if wanting:
        lines = "\n".join(entry(each.finding) for each in wanting)
        how = _(
            "Run {command}, which asks for each reason; or add these lines to {file}, with the "
            "reasons between the marks.",
            command=f"<code>tradefiche review --year {review.year} --explain</code>",
            file=f"<code>{escape(str(file))}</code>",
        )
        named = _("Lines for {file}", file=NAME)
        yield (
            f'<section id="explain">\n<h2>{_("To explain")}</h2>\n<p>{how}</p>\n'
            f'<pre role="region" tabindex="0" aria-label="{named}">'
            f"{escape(lines)}</pre>\n</section>\n"
        )


def _covers(sheet: ContactSheet) -> Iterator[str]:
    yield f'<section id="covers">\n<h2>{_("Covers")}</h2>\n'
    if sheet.absent:
        absent = _("The covers are left out: {why}.", why=sheet.absent)
        yield f"<p>{escape(absent)}</p>\n</section>\n"
        return
    yield '<ul class="sheet">\n'
    for each in sheet.covers:
        named = f'{escape(each.code)} <span lang="fr">{escape(each.name)}</span>'
        if each.picture:
            alt = escape(_("Cover of {name} ({code})", name=each.name, code=each.code))
            seen = (
                f'<img src="{each.picture}" width="{covers.WIDE}" height="{each.height}" '
                f'loading="lazy" alt="{alt}">'
            )
        else:
            seen = f'<span class="alarm">{escape(each.fault)}</span>'
        yield f"<li>{seen}{named}</li>\n"
    yield "</ul>\n</section>\n"
