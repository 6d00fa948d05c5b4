"""The process that ``mail.py`` times: sends the letters of a list, in our way or in the barest one.

    python posting.py ours|bare PORT OUTPUT LEADS FOLDER

Prints the seconds that sending took, without the plan, and how many letters there were.
"""

from __future__ import annotations

import os
import smtplib
import sys
import time
from datetime import UTC
from datetime import datetime
from pathlib import Path

from tradefiche.commands import transmission
from tradefiche.commands.console import Console
from tradefiche.mail import plan
from tradefiche.mail.ledger import ledger
from tradefiche.mail.preflight import MailingRequest


def main(way: str, port: str, output: str, leads: str, folder: str) -> None:
    os.environ |= {
        "TRADEFICHE_MAIL_SERVER": "127.0.0.1",
        "TRADEFICHE_MAIL_PORT": port,
        "TRADEFICHE_MAIL_SECURITY": "none",
        "TRADEFICHE_MAIL_FROM": "fiches@example.org",
        "TRADEFICHE_MAIL_PER_MINUTE": "0",
        "TRADEFICHE_MAIL_MESSAGES_A_CONNECTION": "0",
    }
    request = MailingRequest(Path(leads), 2024, Path(output), allow_demo=True)
    with ledger.open_ledger(Path(folder), read_only=True) as book:
        made = plan.make(request, book, datetime.now(UTC))
    envelopes = made.envelopes()
    if way == "bare":
        contents = [(each, each.content()) for each in envelopes]
        start = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", int(port)) as server:
            for each, content in contents:
                server.sendmail(each.sender, [each.address], content)
    else:
        settings = made.writer.settings
        connect = transmission.connector(settings)
        start = time.perf_counter()
        results = transmission.transmit(
            Console(quiet=True), envelopes, connect, settings, Path(folder), made.columns()
        )
        assert all(each.state == "accepted" for each in results), results[-1].reason
    print(f"{time.perf_counter() - start:.3f} {len(envelopes)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
