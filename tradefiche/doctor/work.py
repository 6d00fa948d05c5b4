"""What is worked on: settings, brand and edition, the store, what was built, the ledger, mail."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import Any

from tradefiche import settings_file
from tradefiche.doctor.diagnosis import Diagnosis
from tradefiche.doctor.diagnosis import discreet
from tradefiche.doctor.diagnosis import lacks
from tradefiche.doctor.diagnosis import ok
from tradefiche.doctor.diagnosis import wrong
from tradefiche.errors import MailError
from tradefiche.errors import TradeficheError
from tradefiche.messages import _
from tradefiche.messages import many

_MAIL = "TRADEFICHE_MAIL_"
_SHORTEST = 4
"""Characters of a secret: shorter words are everywhere."""


def settings(where: settings_file.Whereabouts) -> Iterator[Diagnosis]:
    """The file that holds here, and those that were passed over."""
    from tradefiche import settings as read

    for line in where.remarks:
        yield lacks("settings", line)
    if not where.path:
        yield ok("settings", _("no tradefiche.toml here: all is as usual"))
        return
    keys = ", ".join(read.read(where.path))
    file = where.path.absolute()
    if keys:
        yield ok("settings", _("{file} sets {keys}", file=file, keys=keys))
    else:
        yield ok("settings", _("{file} sets nothing", file=file))


def look(brand: Path | None, edition: Path | None) -> Iterator[Diagnosis]:
    """Brand and edition of one's own."""
    if brand:
        from tradefiche import brand as brands

        yield ok("brand", _("{name}, in {folder}", name=brands.load(brand).name, folder=brand))
    if edition:
        from tradefiche import edition as editions

        year = editions.load(edition).year
        yield ok("edition", _("{name}, in {folder}", name=year, folder=edition))


def store(folder: Path) -> Iterator[Diagnosis]:
    """The years that the data store holds, and whether their files are there."""
    from tradefiche.store.store import Store

    found = Store(folder)
    held = found.partitions()
    if not held:
        yield lacks(
            "data",
            _("none in {folder}: demonstration data are taken", folder=folder),
            _("Bring figures in: tradefiche data fetch, or tradefiche data import."),
        )
        return
    if lost := _lost(folder, [each.file for each in held]):
        again = _("Import the customs files of that year again: tradefiche data import.")
        yield wrong("data", lost, again)
    else:
        yield ok("data", _("{name}, in {folder}", name=_spans(found.years()), folder=folder))


def outputs(folder: Path) -> Iterator[Diagnosis]:
    """What was built, and whether it is all there."""
    from tradefiche import manifest as manifests

    years = _years(folder)
    if not years:
        nothing = _("nothing built in {folder}", folder=folder)
        yield lacks("output", nothing, _("Build: tradefiche build --all"))
    for year in years:
        place = folder / str(year)
        files = {file.name for each in manifests.read(place, year).entries for file in each.files}
        if lost := _lost(place, sorted(files)):
            again = _("Build them again: tradefiche build --all --year {year}", year=year)
            yield wrong("output", lost, again)
        else:
            held = many(len(files), "file")
            yield ok("output", _("{files} in {folder}", files=held, folder=place))


def ledger(folder: Path) -> Iterator[Diagnosis]:
    """The ledger of the letters, without whom they are for."""
    from tradefiche.mail.ledger import database
    from tradefiche.mail.ledger import ledger as ledgers

    if not (folder / database.NAME).exists():
        yield lacks("ledger", _("none in {folder}: no letter was sent", folder=folder))
        return
    with ledgers.open_ledger(folder, read_only=True) as book:
        letters = many(len(book.records()), "letter")
        yield ok("ledger", _("{name}, in {folder}", name=letters, folder=folder))


def mail(named: Path | None) -> Iterator[Diagnosis]:
    """How mail would leave; neither the server nor who sends is told, and no command is run."""
    from tradefiche.mail import settings as mails

    try:
        if not mails.told(named):
            hint = _("To send: tradefiche init settings, then fill in [mail].")
            if above := mails.overlooked():
                hint = mails.not_read(above)
            yield lacks("mail", _("no [mail] in the settings: nothing can be sent"), hint)
            return
        found = mails.load(named)
    except MailError as error:
        yield discreet(wrong("mail", error.message, error.hint), mail_words(named))
        return
    if not found.user:
        who = _("nobody logs in")
    elif found.token_command:
        who = _("a command gives the token")
    elif os.environ.get(mails.PASSWORD):
        who = _("the password is in {variable}", variable=mails.PASSWORD)
    else:
        who = _("the password is in the keyring, or asked for")
    yield ok(
        "mail",
        _(
            "server and sender are set, {security}, port {port}; {who}",
            security=found.security,
            port=found.port,
            who=who,
        ),
    )


def moments(data: Path, output: Path) -> list[datetime]:
    """When something was done here, as far as it can be read."""
    found = []
    for year in _years(output):
        with suppress(OSError):
            changed = (output / str(year) / "manifest.json").stat().st_mtime
            found.append(datetime.fromtimestamp(changed, UTC))
    with suppress(Exception):  # the store is looked at by itself
        from tradefiche.store.store import Store

        for each in Store(data).kept():
            moment = datetime.fromisoformat(each.origin.imported)
            found.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return found


def mail_words(named: Path | None) -> tuple[str, ...]:
    """All that settings of mail say: whatever was put in the wrong place is among it."""
    said: list[str] = [
        value for name, value in os.environ.items() if name.startswith(_MAIL) and value
    ]
    with suppress(TradeficheError, OSError):
        file = named or Path(settings_file.NAME)
        said += _leaves(settings_file.content(file, "mail", MailError).get("mail"))
    return tuple(sorted({each for each in said if len(each) >= _SHORTEST}, key=len, reverse=True))


def _leaves(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in _leaves(each)]
    return [str(value)]


def _lost(folder: Path, names: Sequence[str]) -> str:
    """What is said of the files that are not in their folder; empty where all are."""
    lost = [name for name in names if not (folder / name).is_file()]
    if not lost:
        return ""
    return _(
        "{count} of {total} files are not in {folder}: {first}",
        count=len(lost),
        total=len(names),
        folder=folder,
        first=lost[0],
    )


def _years(folder: Path) -> list[int]:
    found = folder.glob("[0-9][0-9][0-9][0-9]/manifest.json") if folder.is_dir() else ()
    return sorted(int(path.parent.name) for path in found)


def _spans(years: Iterable[int]) -> str:
    """« 2015-2019, 2021 »."""
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(f"{low}-{high}" if low < high else f"{low}" for low, high in spans)
