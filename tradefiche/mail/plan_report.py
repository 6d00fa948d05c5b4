"""A plan as people and programs read it: lines, JSON, a table; it plans none."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tradefiche import atomic
from tradefiche import reviewed
from tradefiche.errors import MailError
from tradefiche.errors import OutputError
from tradefiche.errors import cause
from tradefiche.mail.kept import spoken
from tradefiche.mail.ledger.decisions import Decision
from tradefiche.mail.letter.composer import Writer
from tradefiche.mail.letter.composer import codes
from tradefiche.mail.letter.composer import label
from tradefiche.mail.plan import Plan
from tradefiche.mail.plan import Planned
from tradefiche.mail.plan import in_bytes
from tradefiche.mail.recipients import recipients_csv
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.messages import translated

SHOWN = 3
"""Letters told at each end of a plan."""
COLUMNS = (
    "lines",
    "nom",
    "email",
    "cc",
    "verdict",
    "reason",
    "territoires",
    "departements",
    "left_out",
    "documents",
    "size",
)


def lines(plan: Plan, *, verbose: bool = False) -> Iterator[str]:
    """What a plan would do: counts, the first and last letters, what stays and why.

    Args:
        verbose: all letters, and their addresses.
    """
    sent = plan.to_send
    documents = {each.path for planned in sent for each in planned.letter.enclosures}
    total = in_bytes(sum(planned.size for planned in sent))
    letters, year = many(len(sent), "letter"), plan.writer.published.year
    enclosed = many(len(documents), "page" if plan.writer.pages else "document")
    yield (
        _(
            "{letters} to send for {year}, {documents}, {size} in all",
            letters=letters,
            year=year,
            documents=enclosed,
            size=total,
        )
        if sent
        else _("{letters} to send for {year}", letters=letters, year=year)
    )
    if plan.writer.only_to:
        yield _("A test: all of them go to the address of --only-to, and nothing is remembered")
    yield from (
        f"  {line}" for line in _ends(sent, lambda p: _leaving(p, plan.writer, verbose), verbose)
    )
    for verdict in Decision:
        of_it = [p for p in plan.letters if p.verdict is verdict and not p.sends]
        if of_it:
            count, why = len(of_it), _way_out(verdict)
            yield (
                _("1 letter not sent: {why}", why=why)
                if count == 1
                else _("{count} letters not sent: {why}", count=count, why=why)
            )
            told = _ends(of_it, lambda p: _staying(p, verbose), verbose)
            yield from (f"  {line}" for line in told)
    if left := _review(plan):
        said = f"{left[0].upper()}{left[1:]}"
        yield _("{open}: {hint}", open=said, hint=reviewed.hint(plan.writer.published.year))
    if without := sum(len(planned.without) for planned in sent):
        yield _("{count} in cc left out: blocked", count=without)
    if plan.others:
        others = many(len(plan.others), "recipient")
        yield _("{recipients} of other territories not asked for", recipients=others)


def as_data(plan: Plan) -> dict[str, Any]:
    """The same as plain data, with all letters."""
    counts = Counter(str(planned.verdict) for planned in plan.letters)
    return {
        "year": plan.writer.published.year,
        "test": plan.writer.only_to or None,
        "to_send": len(plan.to_send),
        "bytes": sum(planned.size for planned in plan.to_send),
        "verdicts": dict(sorted(counts.items())),
        "others": len(plan.others),
        "review": _review(plan) or None,
        "letters": [
            {
                **{
                    name: value
                    for name, value in _row(planned, plan.writer).items()
                    if name != "documents"
                },
                "lines": list(planned.letter.recipient.lines),
                "sends": planned.sends,
                "documents": [
                    {
                        "file": str(each.path),
                        "bytes": each.size,
                        "sha256": each.sha256,
                        **({"page": plan.writer.named(each)} if plan.writer.pages else {}),
                    }
                    for each in planned.letter.enclosures
                ],
            }
            for planned in plan.letters
        ],
    }


def _review(plan: Plan) -> str:
    """What is open of the review of the letters; empty when nothing is."""
    letters = [planned.letter for planned in plan.letters]
    return plan.writer.published.left_open(letters, required=False)


def table(plan: Plan) -> str:
    """Who would get what, as a CSV that a spreadsheet opens."""
    made = io.StringIO()
    writer = csv.DictWriter(made, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for planned in plan.letters:
        row = _row(planned, plan.writer)
        writer.writerow({name: recipients_csv.harmless(str(cell)) for name, cell in row.items()})
    return made.getvalue()


def write_private(path: Path, content: bytes) -> None:
    """A file that holds addresses: whole or not at all, and for its owner only.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        with atomic.replacing(path) as draft:
            draft.touch(mode=0o600)
            draft.write_bytes(content)
    except OSError as error:
        raise unwritable(path, error) from error


def write_template(path: Path) -> None:
    """An empty list of recipients, as spreadsheets expect it.

    Raises:
        MailError: the file is there already.
        OutputError: it cannot be written.
    """
    if path.exists():
        raise MailError(
            _("{path}: is there already", path=path),
            _("Name another file: a list is not replaced."),
        )
    write_private(path, recipients_csv.template().encode("utf-8-sig"))


def unwritable(path: Path, error: OSError) -> OutputError:
    """The error of a file or folder of a plan."""
    return OutputError(
        _("{path}: cannot be written ({error})", path=path, error=cause(error)),
        translated(atomic.CLOSE_IT)
        if isinstance(error, atomic.HeldError)
        else _(
            "Free some space or check the folder's permissions, then run the same command again."
        ),
    )


def masked(address: str) -> str:
    """« u…@example.org »."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _ends(
    letters: Iterable[Planned], told: Callable[[Planned], str], everything: bool
) -> Iterator[str]:
    """The first and the last letters, or all of them."""
    every = list(letters)
    if everything or len(every) <= 2 * SHOWN + 1:
        yield from map(told, every)
        return
    yield from map(told, every[:SHOWN])
    yield _("… {count} more (--verbose lists all)", count=len(every) - 2 * SHOWN)
    yield from map(told, every[-SHOWN:])


def _leaving(planned: Planned, writer: Writer, verbose: bool) -> str:
    letter = planned.letter
    address = letter.recipient.address if verbose else masked(letter.recipient.address)
    said = [_("line {line}", line=letter.recipient.lines[0]), address]
    if planned.copies:
        said.append(_("cc {count}", count=len(planned.copies)))
    documents = [", ".join(map(writer.named, letter.enclosures)), in_bytes(planned.size)]
    if letter.left_out:
        documents.append(_("without {codes}", codes=" ".join(letter.left_out)))
    line = _("{letter}: {documents}", letter=", ".join(said), documents=", ".join(documents))
    if planned.verdict is Decision.SEND:
        return line
    why, reason = _verdict(planned.verdict), spoken(planned.reason)
    return _("{line} ({why}: {reason})", line=line, why=why, reason=reason)


def _staying(planned: Planned, verbose: bool) -> str:
    address = f", {planned.letter.recipient.address}" if verbose else ""
    letter = f"{label(planned.letter)}{address}"
    return _("{letter}: {reason}", letter=letter, reason=spoken(planned.reason))


def _verdict(verdict: Decision) -> str:
    """Why one letter that leaves is no new one."""
    return {
        Decision.CORRECTION: _("correction"),
        Decision.UNCERTAIN: _("uncertain"),
        Decision.REFUSED_BEFORE: _("refused before"),
    }.get(verdict, str(verdict))


def _way_out(verdict: Decision) -> str:
    """Why letters are not sent, and what sends them all the same."""
    return {
        Decision.CORRECTION: _("correction (--corrections sends them)"),
        Decision.ALREADY_SENT: _("already sent"),
        Decision.UNCERTAIN: _(
            "uncertain (--retry-uncertain sends them again, at the risk of twice)"
        ),
        Decision.BLOCKED: _("blocked"),
        Decision.REFUSED_BEFORE: _("refused before (--retry-refused tries them again)"),
        Decision.LATER: _("beyond the limit"),
    }.get(verdict, str(verdict))


def _row(planned: Planned, writer: Writer) -> dict[str, str | int]:
    letter = planned.letter
    recipient = letter.recipient
    return {
        "lines": " ".join(map(str, recipient.lines)),
        "nom": recipient.name,
        "email": recipient.address,
        "cc": " ".join(planned.copies),
        "verdict": str(planned.verdict),
        "reason": planned.reason,
        "territoires": " ".join(recipient.territoires),
        "departements": " ".join(codes(letter)),
        "left_out": " ".join(letter.left_out),
        "documents": " ".join(map(writer.named, letter.enclosures)),
        "size": planned.size,
    }
