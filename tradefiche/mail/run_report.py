"""What a run of sending is told as: lines, JSON, ``failed.csv``; it sends nothing.

Lines name no address: letters go by their line in the list. ``failed.csv`` does, for its reader
is who has the list.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tradefiche import atomic
from tradefiche.errors import MailError
from tradefiche.errors import cause
from tradefiche.mail import states
from tradefiche.mail.delivery import Result
from tradefiche.mail.kept import spoken
from tradefiche.mail.ledger.ledger import State
from tradefiche.mail.recipients import recipients_csv
from tradefiche.mail.settings import Settings
from tradefiche.mail.smtp.handshake import ServerFacts
from tradefiche.messages import _
from tradefiche.messages import many

FAILED = "failed.csv"
_WORDS = {State.PLANNED: "not tried"}

Columns = Sequence[tuple[str, str]]


def word(state: State) -> str:
    """« accepted », « not tried »: in English, for files and programs."""
    return _WORDS.get(state, state.value)


def counts(results: Iterable[Result]) -> dict[str, int]:
    """How many letters by state, in the order of the states."""
    found = Counter(each.state for each in results)
    return {word(state): found[state] for state in State if found[state]}


def succeeded(results: Iterable[Result]) -> bool:
    """True when every letter was accepted."""
    return all(each.state is State.ACCEPTED for each in results)


def line(result: Result) -> str:
    """« line 12, 03: refused: there is no such address (rcpt: 550 5.1.1) »."""
    label = result.envelope.label
    reason = spoken(result.reason)
    if result.state is State.PLANNED:
        return _("{letter}: {reason}", letter=label, reason=reason)
    if result.state is not State.ACCEPTED:
        state = states.word(result.state)
        return _("{letter}: {state}: {reason}", letter=label, state=state, reason=reason)
    if copies := len(result.refused_copies):
        return _("{letter}: accepted, but {count} of its cc refused", letter=label, count=copies)
    return _("{letter}: accepted", letter=label)


def summary(results: Sequence[Result]) -> list[str]:
    """The last lines of a run: counts, then what to do next."""
    found = Counter(each.state for each in results)
    parts = [
        _not_tried(found[state]) if state is State.PLANNED else states.counted(state, found[state])
        for state in State
        if found[state]
    ]
    said = ", ".join(parts) or _("nothing to send")
    lines = [_("{letters}: {said}", letters=many(len(results), "letter"), said=said)]
    refused = sum(len(each.refused_copies) for each in results)
    if refused:
        lines.append(
            _(
                "{count} cc refused; their letters were accepted by the recipient's side",
                count=refused,
            )
        )
    return lines + [text for state, text in _next().items() if found[state]]


def _not_tried(count: int) -> str:
    return _("1 not tried") if count == 1 else _("{count} not tried", count=count)


def _next() -> dict[State, str]:
    """What to do about letters of each state that are left."""
    return {
        State.UNCERTAIN: _(
            "uncertain: the server may have it. Ask the recipient or the server's log; "
            "only --retry-uncertain sends it again."
        ),
        State.DEFERRED: _("deferred: run the same command again later."),
        State.PLANNED: _("not tried: run the same command again."),
        State.REFUSED: _("refused: correct the list; only --retry-refused tries the same again."),
    }


def as_data(results: Sequence[Result]) -> dict[str, Any]:
    """For a program; without addresses."""
    return {
        "letters": len(results),
        "states": counts(results),
        "results": [
            {
                "letter": each.envelope.label,
                "message_id": each.envelope.message_id,
                "territories": list(each.envelope.codes),
                "state": word(each.state),
                "stage": each.outcome.answer.stage.value if each.outcome else "",
                "code": each.outcome.answer.code if each.outcome else 0,
                "enhanced": each.outcome.answer.enhanced if each.outcome else "",
                "reason": each.reason,
                "refused_copies": len(each.refused_copies),
            }
            for each in results
        ],
    }


def write_failed(
    folder: Path, results: Sequence[Result], columns: Mapping[str, Columns]
) -> Path | None:
    """``failed.csv``: the input's columns of every letter not accepted, with the reason.

    Readable by its owner only; without such letters, that of an earlier run is deleted.

    Args:
        columns: of the input, by the key of the letter.

    Raises:
        MailError: it cannot be written.
    """
    path = folder / FAILED
    rows = list(_failed(results, columns))
    try:
        if not rows:
            path.unlink(missing_ok=True)
            return None
        text = io.StringIO(newline="")
        names = list(dict.fromkeys(name for row in rows for name in row))
        writer = csv.DictWriter(text, names, restval="", delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(
            {name: recipients_csv.harmless(cell) for name, cell in row.items()} for row in rows
        )
        with atomic.replacing(path) as draft:
            draft.touch(mode=0o600)
            draft.write_bytes(text.getvalue().encode("utf-8-sig"))  # as spreadsheets expect it
    except OSError as error:
        raise MailError(
            _("{path}: cannot be written ({error})", path=path, error=cause(error)),
            _("The ledger has it all: tradefiche mail status."),
        ) from error
    return path


def _failed(results: Sequence[Result], columns: Mapping[str, Columns]) -> Iterator[dict[str, str]]:
    for each in results:
        if each.state is State.ACCEPTED and not each.refused_copies:
            continue
        answer = each.outcome.answer if each.outcome else None
        given = columns.get(each.envelope.key) or (("email", each.envelope.address),)
        refused = " ".join(each.refused_copies)
        yield {
            **dict(given),
            "state": word(each.state) if each.state is not State.ACCEPTED else "cc refused",
            "reason": f"cc refused: {refused}" if refused else each.reason,
            "stage": answer.stage.value if answer else "",
            "code": " ".join(part for part in (str(answer.code or ""), answer.enhanced) if part)
            if answer
            else "",
            "reply": answer.reply if answer else "",
        }


def check_lines(settings: Settings, facts: ServerFacts) -> list[str]:
    """What ``send --check`` says: the server, the protection, who we are, the limits."""
    certificate = facts.certificate
    server = f"{settings.server}:{settings.port}, {settings.security}"
    lines = [
        _("server       {server}", server=server),
        _("protection   {protocol}", protocol=facts.tls) if facts.tls else _("protection   none"),
    ]
    if certificate:
        lines += [
            _("certificate  {subject}", subject=certificate.subject),
            _("  issued by  {issuer}", issuer=certificate.issuer),
            _("  until      {date}", date=f"{certificate.expires:%Y-%m-%d}"),
        ]
    return [
        *lines,
        _user(settings),
        _("mechanisms   {names}", names=" ".join(facts.mechanisms))
        if facts.mechanisms
        else _("mechanisms   none"),
        _("from         {mailbox}", mailbox=settings.sender),
        _("reply to     {mailbox}", mailbox=settings.reply_to or settings.sender),
        _("envelope     {address}", address=settings.envelope_from),
        _("size limit   {size}", size=_limit(facts)),
        _("pace         {minutely}, {daily}", minutely=_minutely(settings), daily=_daily(settings)),
        _("extensions   {names}", names=" ".join(facts.extensions)),
    ]


def _user(settings: Settings) -> str:
    if not settings.user:
        return _("user         none")
    if settings.token_command:
        return _("user         {user} (token)", user=settings.user)
    return _("user         {user} (password)", user=settings.user)


def _limit(facts: ServerFacts) -> str:
    return many(facts.size, "byte") if facts.size else _("not said by the server")


def _minutely(settings: Settings) -> str:
    count = settings.per_minute
    return _("{count} a minute", count=count) if count else _("no limit a minute")


def _daily(settings: Settings) -> str:
    count = settings.per_day
    return _("{count} in 24 hours", count=count) if count else _("no limit in 24 hours")
