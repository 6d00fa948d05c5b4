"""Milliseconds of CPU to write the operators of a fiche's pages and compress them, nothing more.

    python benchmarks/peers/floor.py FICHE.pdf 50      # prints the median

The numbers of its pages and drawings are formatted again from floats, joined with their operators,
and compressed as we compress them: what no road to the same pages by Python can do without.
"""

from __future__ import annotations

import statistics
import sys
import time
import zlib
from pathlib import Path

import pikepdf

from tradefiche.pdf.renderer import LEVEL

Token = str | float


def main() -> None:
    """Print the milliseconds."""
    streams = [tokens(content) for content in contents(Path(sys.argv[1]))]
    taken = []
    for _ in range(int(sys.argv[2])):
        start = time.process_time()
        for words in streams:
            zlib.compress(" ".join(map(written, words)).encode("latin-1"), LEVEL)
        taken.append(time.process_time() - start)
    print(statistics.median(taken) * 1000)


def contents(path: Path) -> list[bytes]:
    """The operators of all pages, and of all drawings on them."""
    with pikepdf.open(path) as pdf:
        pages = [page.Contents.read_bytes() for page in pdf.pages]
        forms = {
            form.objgen: form.read_bytes()
            for page in pdf.pages
            for form in (page.Resources.get("/XObject") or {}).values()
        }
    return [*pages, *forms.values()]


def tokens(content: bytes) -> list[Token]:
    """Words and numbers; strings of text are words, whatever is in them."""
    return [_number(word) for word in content.decode("latin-1").split()]


def _number(word: str) -> Token:
    try:
        return float(word)
    except ValueError:
        return word


def written(token: Token) -> str:
    """As it stands in a file."""
    return token if isinstance(token, str) else f"{token:.3f}"


if __name__ == "__main__":
    main()
