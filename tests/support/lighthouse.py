"""Lighthouse on pages of a site as a phone with a slow line gets them, for ``.ci/full``.

    python tests/support/lighthouse.py PROGRAM SITE PAGE…

Serves the folder compressed, on this machine alone; accessibility has to be perfect, and nobody to
wait. Search engines are asked to leave demonstration pages out: what it says of these is not told.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import browser

LEAST = {"accessibility": 100, "performance": 95}
"""Hundredths of Lighthouse's scores."""
TOLD = ("first-contentful-paint", "largest-contentful-paint", "total-byte-weight",
        "cumulative-layout-shift", "total-blocking-time")  # fmt: skip
FLAGS = (*browser.ARGUMENTS, "--headless", "--disable-quic", "--disable-background-networking")
PACKED = {".html": "text/html; charset=utf-8", ".js": "text/javascript"}
TRIES = 3
"""Performance wavers on a machine that does other things: the best of so many counts."""


class _Packed(SimpleHTTPRequestHandler):
    """Files of a folder, compressed where that helps."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file() or path.suffix not in PACKED:
            return super().do_GET()
        content = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", PACKED[path.suffix])
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder."""

    def handler(*args: Any) -> _Packed:
        return _Packed(*args, directory=str(folder))

    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def measured(program: str, address: str) -> dict[str, Any]:
    """What Lighthouse reports of a page on its telephone."""
    command = [
        program, address, "--quiet", "--output=json", f"--only-categories={','.join(LEAST)}",
        f"--chrome-flags={' '.join(FLAGS)}",
    ]  # fmt: skip
    known = {**os.environ, "CHROME_PATH": browser.program()}
    done = subprocess.run(command, capture_output=True, check=True, timeout=300, env=known)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def scores(found: dict[str, Any]) -> dict[str, int]:
    """In hundredths; what could not be measured has none."""
    return {name: round(100 * (each["score"] or 0)) for name, each in found["categories"].items()}


def main(program: str, folder: str, *pages: str) -> None:
    """Judges pages, named from the top of the site."""
    os.environ["CI"] = "true"  # a missing browser is no reason to pass
    wrong = []
    with served(Path(folder)) as address:
        for page in pages:
            for _ in range(TRIES):
                found = measured(program, f"{address}/{page}")
                got = scores(found)
                if got["performance"] >= LEAST["performance"]:
                    break
            shown = [f"{name} {found['audits'][name]['displayValue']}" for name in TOLD]
            print(f"{page}: {got}, {', '.join(shown)}")
            wrong += [
                f"{page}: {name} {got[name]}" for name, least in LEAST.items() if got[name] < least
            ]
            wrong += [
                f"{page}: {each['title']}" for each in found["audits"].values()
                if each["score"] == 0 and got["accessibility"] < LEAST["accessibility"]
            ]  # fmt: skip
    assert not wrong, wrong


if __name__ == "__main__":
    main(*sys.argv[1:])
