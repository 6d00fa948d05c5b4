"""Spoilt bytes for each reader of the data side: what is read, or refused in words, and no other.

    python tests/support/fuzz_readers.py --cases 50000 --seed 1

Imports are judged for their figures by ``fuzz_imports``, stores by ``fuzz_stores``; this one only
asks that nothing but the family of errors comes out, with a hint.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fuzz_imports import SPOILS
from fuzz_imports import zipped

from tradefiche import brand
from tradefiche import edition
from tradefiche import fiche
from tradefiche import manifest
from tradefiche import settings
from tradefiche.customs import containers
from tradefiche.customs import listing
from tradefiche.customs import reading
from tradefiche.edition import markdown
from tradefiche.errors import TradeficheError
from tradefiche.resources import assets
from tradefiche.review import explanations
from tradefiche.review.findings import Finding
from tradefiche.review.findings import subject
from tradefiche.store import index
from tradefiche.validation import hashes

DEEP = 3000
FOUND = Finding("2024-growth-03-exports", subject("03", "exports"), 28.4, "%", "")
WORDS = (
    *SPOILS,
    *(b"9" * 5000, b"-" + b"9" * 400, b"1e999", b"NaN", b"null", b"true", b"{}", b"[]", b'""'),
    *(b"[" * DEEP, b'{"a":' * DEEP, b"a=" + b"[" * DEEP, b"{a=" * DEEP, b"a." * DEEP, b"> " * DEEP),
    *(b"- " * DEEP, b"*" * DEEP, b"_a*" * DEEP, b"![" * DEEP, b"](" * DEEP, b"`" * DEEP),
    *(b"\\ud800", b"\\u0000", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xf4\x90\x80\x80", b"#", b"'''"),
    *(b"\n\n      code\n", b"- a\n\n      b\n", b"- ***\n", b"- > a\n", b"- # a\n", b"1. a\n"),
    *(b"---\n", b"![x](figure:soldes)", b"[x](lien:", b"{nom}", b"{", b"}", b"<b>", b"\\\n"),
    *(b"|a|\n", b"[a]: b\n"),
    *(b"1979-02-31", b"07:99:00", b"0x", b"[[a]]\n", b"a = 1\n", b'"""', b"[a]\n", b"2024-01-01T"),
    *(b"%PDF", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"DE;x;190001;999912\n"),
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """A reader, and sound documents for it: each a name in its folder and the bytes."""

    name: str
    read: Callable[[Path], object]
    sound: tuple[tuple[str, bytes], ...]
    beside: Path | None = None


def _import(path: Path) -> object:
    return [reading.read(source) for source in containers.find([path])]


def _listed(path: Path) -> object:
    found = listing.parse(path.read_bytes(), "https://example.org/")
    return [(each.name, each.key, each.modified) for each in listing.pick(found, 2024)]


def readers() -> Iterator[Reader]:
    """All of them, with documents small enough to spoil by the thousand."""
    row = "I;{};2024;03;18;A01Z;0111;DE;{};5\n"
    rows = "".join(row.format(1 + n % 4, n) for n in range(8)).encode()
    labels = b'DE;"Allemagne ; 1";190001;999912\nFR;France;190001;999912\n'
    places = "03;Allier;18;ARA\n21;Côte;16;BFC\n".encode("cp1252")
    notice = "Avertissement : chiffres fictifs.\r\n".encode("cp1252")
    packed = zipped({"a.txt": rows, "Libelle_PAYS.txt": labels, "LISEZ-MOI.txt": notice})
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("a.txt", rows)
    customs = (rows, labels, places, notice, packed, stored.getvalue())
    yield Reader("customs", _import, tuple(("in/a.txt", content) for content in customs))
    yield Reader("notice", _import, (("in/LISEZ-MOI.txt", notice),))
    resource = (
        '{"id":"a","title":"Données 2024","url":"https://example.org/a%20b.zip","format":"zip",'
        '"filesize":10,"checksum":{"type":"sha1","value":"0"},"last_modified":"2025-02-10T09:30"}'
    )
    listed = f'{{"id":"x","resources":[{resource},{resource}]}}'.encode()
    yield Reader("listing", _listed, (("listing.json", listed),))
    file = '{"name":"03-allier.pdf","sha256":"00","size":1}'
    entry = (
        f'{{"code":"03","customs_code":"03","name":"Allier","region":"A","pdf":{file},"json":{file}'
        ',"pages":9,"exports":1,"imports":1,"data":"0","edition":"0","brand":"0","program":"0.1.0",'
        '"marks":{"demonstration":false,"quarters":[1,2,3,4]}}'
    )
    left = '"review":{"data":"0","blocking":0,"unexplained":1}'
    made = (
        f'{{"schema_version":1,"year":2024,"fiches":[{entry}],"packs":[],"atlas":null,{left}}}'
    ).encode()
    known = (("2024/manifest.json", made),)
    yield Reader("manifest", lambda path: manifest.read(path.parent, 2024), known)
    yield Reader("hashes", lambda path: hashes.built_hashes(path.parent), known)
    origin = (
        '{"name":"a.zip","member":"","sha256":"0","size":1,"vintage":"2025-02-10",'
        '"imported":"2025-02-10T09:30:00+00:00","partitions":1,"demonstration":false}'
    )
    part = (
        '{"year":2024,"quarter":1,"flow":"E","rows":1,"value":1,"mass":1,"file":"a.parquet",'
        f'"origin":{origin},"accepted":[]}}'
    )
    old = f'{{"schema_version":1,"partitions":[{part}]}}'.encode()
    new = f'{{"schema_version":2,"program":"0.1.0","sha256":"0","partitions":[{part}]}}'.encode()
    yield Reader(
        "index",
        lambda path: index.read(path.parent),
        (("data/index.json", old), ("data/index.json", new)),
    )
    yield Reader("fiche", lambda path: fiche.from_json(path.read_bytes()), (("a.json", made),))
    reasons = (
        "# why\n[[explanation]]\nkey = \"2024-growth-03-exports\"\nvalue = 28.4\ntext = '''\n"
        "L’usine d'Yzeure.\n'''\n"
    ).encode()
    yield Reader(
        "review",
        lambda path: [each.holds(FOUND) for each in explanations.read(path, 2024).values()],
        (("review.toml", reasons),),
    )
    publish = b'[mail]\nserver = "127.0.0.1"\n[publish]\nreview = "required"\n'
    more = b'[data]\nfolder = "d"\n[build]\noutput = "o"\nworkers = 2\n[site]\nurl = "u"\n'
    yield Reader("settings", settings.read, (("tradefiche.toml", publish + more),))
    texts = assets("editions", "2024")
    sections = tuple((path.name, path.read_bytes()) for path in sorted(texts.glob("*.md")))
    links = {"portraits": "https://example.org"}
    yield Reader("markdown", lambda path: markdown.parse(path, links, []), sections)
    yield Reader("edition", _loaded(edition.load), _toml(texts, "edition.toml"), texts)
    look = assets("brand", "default")
    yield Reader("brand", _loaded(brand.load), _toml(look, "brand.toml"), look)


def _toml(folder: Path, name: str) -> tuple[tuple[str, bytes]]:
    return ((f"{folder.name}/{name}", (folder / name).read_bytes()),)


def _loaded(load: Callable[..., object]) -> Callable[[Path], object]:
    """A reader of folders that remembers what it has read, made to read it again."""
    return lambda path: load.__wrapped__(path.parent)  # type: ignore[attr-defined]


def spoilt(rng: random.Random, content: bytes) -> bytes:
    """A document with one to four faults: bytes put in, taken away, moved or cut off."""
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(content) + 1)
        kind = rng.randrange(10)
        if kind < 6:
            taken = rng.choice((0, 0, 1, 2, 5, 40))
            content = content[:place] + rng.choice(WORDS) + content[place + taken :]
        elif kind < 7:
            content = content[:place]
        elif kind < 8:
            content = content[:place] + content[place : place + 60] * 2 + content[place + 60 :]
        elif kind < 9:
            words = content.split(rng.choice((b",", b":", b"\n", b" ", b"=")))
            rng.shuffle(words)
            content = rng.choice((b",", b":", b"\n", b" ")).join(words)
        else:
            content = content.decode("utf-8", "replace").encode(
                rng.choice(("utf-16", "cp1252")), "replace"
            )
    return content


def fault(reader: Reader, path: Path, content: bytes) -> str:
    """What is wrong with how a document is met; nothing when all is right."""
    path.write_bytes(content)
    try:
        reader.read(path)
    except TradeficheError as error:
        return "" if error.hint else f"no hint: {error.message[:200]!r}"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"{type(error).__name__}: {str(error)[:200]}"
    return ""


def run(cases: int, seed: int) -> tuple[Counter[str], list[str]]:
    """So many cases: how many each reader met, and what is wrong, by the number of the case."""
    memory = Path("/dev/shm")
    met: Counter[str] = Counter()
    wrong = []
    known = tuple(readers())
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folders = {reader.name: Path(name) / reader.name for reader in known}
        for reader in known:
            for where, _ in reader.sound:
                place = (folders[reader.name] / where).parent
                place.mkdir(parents=True, exist_ok=True)
                if reader.beside:
                    shutil.copytree(reader.beside, place, dirs_exist_ok=True)
        for number in range(seed, seed + cases):
            rng = random.Random(number)
            reader = rng.choice(known)
            where, content = rng.choice(reader.sound)
            met[reader.name] += 1
            if said := fault(reader, folders[reader.name] / where, spoilt(rng, content)):
                wrong.append(f"case {number}, {reader.name}: {said}")
    return met, wrong


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    met, wrong = run(options.cases, options.seed)
    for line in wrong:
        print(line)
    print(f"{met.total():,} in {time.monotonic() - started:.0f} s: {dict(met)}; {len(wrong)} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
