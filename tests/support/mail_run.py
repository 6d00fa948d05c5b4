"""A run of sending in a process of its own, to be killed: ``mail_run.py FOLDER PORT COUNT``."""

from __future__ import annotations

import sys
from pathlib import Path

from envelopes import envelopes
from envelopes import settings

from tradefiche.commands import transmission
from tradefiche.commands.console import Console
from tradefiche.errors import TradeficheError
from tradefiche.mail import run_report


def main(folder: str, port: str, count: str, **values: object) -> int:
    chosen = settings(int(port), **{"per_minute": 0, **values})  # type: ignore[arg-type]
    letters = envelopes(int(count))
    columns = {each.key: (("email", each.address), ("nom", "Lead")) for each in letters}
    connect = transmission.connector(chosen)
    try:
        results = transmission.transmit(Console(), letters, connect, chosen, Path(folder), columns)
    except TradeficheError as error:
        print(f"Error: {error.message}", file=sys.stderr)
        return 1
    print("\n".join(run_report.summary(results)))
    return 0 if run_report.succeeded(results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4], **{k: int(v) for k, v in (w.split("=") for w in sys.argv[4:])}))
