"""Mailings that are killed again and again, some losing the last lines of their ledger or all of
them since an older copy; nobody gets two letters, nobody is lost without being listed.

``python tests/support/fuzz_mailing.py --kills 40 --letters 200`` is the long form, to be run by
hand; ``test_mail_processes`` has a short one. With ``--cases 50000`` it is the readers
of the mailing that get foreign bytes instead (``fuzz_mail_readers``).
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from envelopes import envelopes
from fuzz_mail_readers import faults
from killed_runs import recording
from killed_runs import sending
from systems import KILLED

from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger.archive import Archive

PATIENCE = 300


@dataclass(frozen=True)
class Told:
    """What mailings came to; all must be well but ``uncertain``, which is bounded by the losses."""

    mailings: int = 0
    kills: int = 0
    logs_lost: int = 0
    restored: int = 0
    letters: int = 0
    accepted: int = 0
    uncertain: int = 0
    twice: int = 0
    lost: int = 0

    def __add__(self, other: Told) -> Told:
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Told(*(one + another for one, another in pairs))


def mailing(folder: Path, letters: int, kills: int, seed: str) -> Told:
    """One mailing to its end, killed so often at most.

    After every fourth kill the log of the ledger is lost; after some others, the ledger of the kill
    before it comes back.
    """
    chance = random.Random(seed)
    mail, copy = folder / "mail", folder / "copy.sqlite"
    told = Told(mailings=1, letters=letters)
    with recording(folder, seed) as server:
        while told.kills < kills:
            with sending(mail, server.port, letters) as run:
                server.until(len(server.accepted()) + chance.randint(1, 1 + letters // 12), run)
                time.sleep(chance.random() / 50)
                run.kill()
                if run.wait() != KILLED:
                    break  # it had ended
            told = replace(told, kills=told.kills + 1)
            if told.kills % 4 == 0:
                (mail / "ledger.sqlite-wal").unlink(missing_ok=True)
                told = replace(told, logs_lost=told.logs_lost + 1)
            elif told.kills % 4 == 2 and copy.exists() and chance.random() < 0.5:
                for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
                    (mail / name).unlink(missing_ok=True)
                shutil.copyfile(copy, mail / "ledger.sqlite")
                told = replace(told, restored=told.restored + 1)
            else:
                with ledgers.open_ledger(mail):
                    pass  # merges its log
                shutil.copyfile(mail / "ledger.sqlite", copy)
        with sending(mail, server.port, letters) as run:
            run.communicate(timeout=PATIENCE)
        counted = Counter(server.accepted())
    with ledgers.open_ledger(mail, read_only=True) as book:
        records = book.records()
        sure = {each.message_id for each in records if each.state == "accepted"}
        unsure = {each.message_id for each in records if each.state == "uncertain"}
        kept = {each.message_id for each in records if Archive(mail).of(each)}
    wanted = {each.message_id for each in envelopes(letters)}
    assert sure <= set(counted), "called accepted, and never was"
    assert set(counted) <= kept, "sent without a trace in the archive"
    return replace(
        told,
        accepted=len(sure),
        uncertain=len(unsure),
        twice=sum(count > 1 for count in counted.values()),
        lost=len(wanted - sure - unsure) + len(set(counted) - sure - unsure),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--letters", type=int, default=200)
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    if asked.cases:
        found = list(map(print, faults(asked.cases, asked.seed)))
        print(f"{asked.cases} inputs, {len(found)} faults")
        raise SystemExit(bool(found))
    told = Told()
    while told.kills < asked.kills:
        with tempfile.TemporaryDirectory() as folder:
            seed = f"{asked.seed}-{told.mailings}"
            told += mailing(Path(folder), asked.letters, asked.kills - told.kills, seed)
        print(told, flush=True)
    if told.twice or told.lost:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
