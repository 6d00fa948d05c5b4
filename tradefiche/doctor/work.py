"""What is worked on: settings, brand and edition, the store, what was built, the ledger, mail."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import Any

from tradefiche import settings_file
from tradefiche.doctor.diagnosis import Diagnosis
from tradefiche.doctor.diagnosis import lacks
from tradefiche.doctor.diagnosis import ok
from tradefiche.doctor.diagnosis import wrong
from tradefiche.errors import MailError
from tradefiche.errors import TradeficheError

_MAIL = "TRADEFICHE_MAIL_"
_SHORTEST = 4
"""Characters of a secret: shorter words are everywhere."""


def settings(where: settings_file.Whereabouts) -> Iterator[Diagnosis]:
    """The file that holds here, and those that were passed over."""
    from tradefiche import settings as read

    for file, reason in where.passed:
        yield lacks("settings", f"{file} is ignored: {reason}", "To use it, run in its folder.")
    if not where.path:
        yield ok("settings", f"no {settings_file.NAME} here: all is as usual")
        return
    said = read.read(where.path)
    yield ok("settings", f"{where.path.absolute()} sets {', '.join(said) or 'nothing here'}")


def look(brand: Path | None, edition: Path | None) -> Iterator[Diagnosis]:
    """Brand and edition of one's own."""
    if brand:
        from tradefiche import brand as brands

        yield ok("brand", f"{brands.load(brand).name}, in {brand}")
    if edition:
        from tradefiche import edition as editions

        yield ok("edition", f"of {editions.load(edition).year}, in {edition}")


def store(folder: Path) -> Iterator[Diagnosis]:
    """The years that the data store holds, and whether their files are there."""
    from tradefiche.store.store import Store

    found = Store(folder)
    held = found.partitions()
    if not held:
        yield lacks(
            "data",
            f"none in {folder}: demonstration data are taken",
            "Bring figures in: tradefiche data fetch, or tradefiche data import.",
        )
        return
    lost = [each.file for each in held if not (folder / each.file).is_file()]
    if lost:
        yield wrong(
            "data",
            f"{len(lost)} of {len(held)} files are not in {folder}, as {lost[0]}",
            "Import the customs files of that year again: tradefiche data import.",
        )
    else:
        yield ok("data", f"{_spans(found.years())}, in {folder}")


def outputs(folder: Path) -> Iterator[Diagnosis]:
    """What was built, and whether it is all there."""
    from tradefiche import manifest as manifests

    years = _years(folder)
    if not years:
        yield lacks("output", f"nothing built in {folder}", "Build: tradefiche build --all")
    for year in years:
        place = folder / str(year)
        files = {file.name for each in manifests.read(place, year).entries for file in each.files}
        lost = sorted(name for name in files if not (place / name).is_file())
        if lost:
            yield wrong(
                "output",
                f"{len(lost)} of {len(files)} files of {year} are not there, as {lost[0]}",
                f"Build them again: tradefiche build --all --year {year}",
            )
        else:
            yield ok("output", f"{year}: {len(files)} files in {place}, all there")


def ledger(folder: Path) -> Iterator[Diagnosis]:
    """The ledger of the letters, without whom they are for."""
    from tradefiche.mail.ledger import database
    from tradefiche.mail.ledger import ledger as ledgers

    if not (folder / database.NAME).exists():
        yield lacks("ledger", f"none in {folder}: no letter was sent")
        return
    with ledgers.open_ledger(folder, read_only=True) as book:
        yield ok("ledger", f"{len(book.records())} letters, in {folder}")


def mail(named: Path | None) -> Iterator[Diagnosis]:
    """How mail would leave; neither the server nor who sends is told, and no command is run."""
    from tradefiche.mail import settings as mails

    try:
        if not mails.told(named):
            hint = "To send: tradefiche init settings, then fill in [mail]."
            if above := mails.overlooked():
                hint = f"{above}: its [mail] is not read here. Name it: --settings"
            yield lacks("mail", "no [mail] in the settings: nothing can be sent", hint)
            return
        found = mails.load(named)
    except MailError as error:
        secrets = mail_words(named)
        yield wrong("mail", _without(error.message, secrets), _without(error.hint, secrets))
        return
    if not found.user:
        who = "nobody logs in"
    elif found.token_command:
        who = "a command gives the token"
    elif os.environ.get(mails.PASSWORD):
        who = f"the password is in {mails.PASSWORD}"
    else:
        who = "the password is in the keyring, or asked for"
    said = f"server and sender are set, {found.security}, port {found.port}; {who}"
    yield ok("mail", said)


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


def _without(words: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        words = words.replace(secret, "…")
    return words


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
