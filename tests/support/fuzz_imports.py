"""Mutated customs files, imported, and judged by an oracle that shares nothing with the program.

    python tests/support/fuzz_imports.py --count 100000 --seed 1 --workers 2

An import is right when it refuses in words and leaves the store as it was, or when it stores
exactly the sums of the lines of the mutated texts and names every file that it leaves aside.
"""

from __future__ import annotations

import argparse
import csv
import io
import multiprocessing
import random
import re
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl
from paths import ROOT

from tradefiche.customs import containers
from tradefiche.customs import importer
from tradefiche.errors import TradeficheError
from tradefiche.store.store import Store

EXPORTS, IMPORTS, NOTICE, LABELS = "Export.txt", "Import.txt", "LISEZ-MOI.txt", "Libelle_PAYS.txt"
TEXTS = (EXPORTS, IMPORTS)
HEADER = "flux;trimestre;annee;dep;region;a129;cpf4;pays;valeur;masse"
PLACES = (("01", "18"), ("03", "18"), ("20", "22"), ("9A", "24"), ("99", "21"))
PRODUCTS = (("A01Z", "0111"), ("C30C", "3030"), ("C10H", "1089"))
COUNTRIES = ("DE", "US", "QU")
SPOILS = (
    b"", b";", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b'"', b"'", b"-", b"+", b" ", b"\t", b",",
    b".", b"9" * 25, b"0", b"1", b"\x1a", b"\x1b[2J", b"\xc2\xa0", "١".encode(), b"\xe2\x80\xa8",
    "²".encode(), "５".encode(), b"\x0b", b"\x0c", b"\x1c", b"\x85", b"e3", b"_", b"\xef\xbb\xbf",
)  # fmt: skip
FIELDS = (
    "", " ", "0", "-1", "+5", " 7", "7 ", "1e3", "1.5", "1,5", "1 000", "٣", "1_0", "0x10",
    "I", "E", "i", "X", "5", "2024", "1789", "03", "3", "2A", "ZZ", "18", "24", "NULL", '"I"',
    "9" * 12, "1" + "0" * 12, "1" + "0" * 13, "9" * 19, "9" * 20, "007", "A01Z", "0111", "\ufeffI",
)  # fmt: skip
Sums = dict[tuple[int, int, str], tuple[int, int, int]]


@dataclass(frozen=True)
class Case:
    """What is given: files by name, as an archive or not, and the options of the import."""

    files: dict[str, bytes]
    packed: bytes | None
    unknown: bool
    repeats: bool
    benign: bool


# -- mutations ------------------------------------------------------------------------------------


def base(rng: random.Random) -> dict[str, list[str]]:
    """A small source: two texts of a few quarters, no row like another."""
    quarters = rng.sample([(2023, 4), (2024, 1), (2024, 2), (2024, 3)], rng.randint(1, 2))
    return {
        name: [
            f"{name[0]};{quarter};{year};{place};{region};{a129};{cpf4};{country};"
            f"{rng.randrange(10 ** rng.randint(1, 9))};{rng.randrange(10 ** rng.randint(1, 6))}"
            for year, quarter in sorted(quarters)
            for place, region in PLACES
            for a129, cpf4 in PRODUCTS
            for country in rng.sample(COUNTRIES, 1)
        ]
        for name in TEXTS
    }


def spoil_bytes(rng: random.Random, content: bytes) -> bytes:
    """A few bytes put in, taken away or replaced."""
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(content) + 1)
        content = content[:place] + rng.choice(SPOILS) + content[place + rng.choice((0, 0, 1, 2)) :]
    return content


def spoil_field(rng: random.Random, rows: list[str]) -> list[str]:
    """One field of some rows is another."""
    for _ in range(rng.randint(1, 3)):
        number = rng.randrange(len(rows))
        fields = rows[number].split(";")
        fields[rng.randrange(len(fields))] = rng.choice(FIELDS)
        rows[number] = ";".join(fields)
    return rows


def spoil_lines(rng: random.Random, rows: list[str]) -> list[str]:
    """A line dropped, joined, split, lengthened, shortened, or put in from elsewhere."""
    number = rng.randrange(len(rows) - 1)
    row = rows[number]
    place = rng.randrange(len(row) + 1)
    others: list[list[str]] = [
        [],
        [row + rows[number + 1]],
        [row[:place], row[place:]],
        [row + ";"],
        [row + ";" + rng.choice(FIELDS)],
        [row[:place]],
        [row.lower()],
        [" " + row],
        [row + " "],
        ["", row, ""],
        [row, rng.choice(("total", "I;", "-- ", HEADER, "DE;Allemagne;190001;999912"))],
        ["I;09;2018;014310;A01Z;01012100;AU;70000;1000;2", row],
        [";".join(reversed(row.split(";")))],
    ]
    rows[number : number + 1] = rng.choice(others)
    return rows


def repeated(rng: random.Random, rows: list[str]) -> list[str]:
    """Rows that come twice: one, some, all, or with other amounts."""
    start = rng.randrange(len(rows))
    some = rows[start : start + rng.choice((1, 1, 2, 10, len(rows)))]
    if rng.random() < 0.3:
        some = [row.rsplit(";", 2)[0] + ";7;3" for row in some]
    return [*rows, *some] if rng.random() < 0.5 else [*some, *rows]


def otherwise(rng: random.Random, rows: list[str]) -> list[str]:
    """The whole text in another form."""
    kind = rng.randrange(5)
    if kind == 0:
        return ['"' + row.replace(";", '";"') + '"' for row in rows]
    if kind == 1:
        separator = rng.choice((",", "\t", "|", ":", " ", "  ", ";;", "; "))
        return [row.replace(";", separator) for row in rows]
    if kind == 2:
        order = rng.sample(range(10), 10)
        whole = [fields for row in rows if len(fields := row.split(";")) == len(order)]
        return [";".join(fields[place] for place in order) for fields in whole]
    if kind == 3:
        return [
            *rng.choice((["Avertissement"] * 3, ["x"] * 60, [HEADER.replace("dep", "?")])),
            *rows,
        ]
    quoted = rng.randrange(10)
    return [
        ";".join(
            f'"{each}"' if place == quoted else each for place, each in enumerate(row.split(";"))
        )
        for row in rows
    ]


def usual(rng: random.Random, rows: list[str]) -> list[str]:
    """Another order, blank lines, or a header: what must be read."""
    kind = rng.randrange(3)
    if kind == 0 and "" not in rows:  # a blank first line is refused, in words
        return rng.sample(rows, len(rows))
    if kind <= 1:
        return [each for row in rows for each in (row, "")]
    return [HEADER, *rows]


def case(rng: random.Random) -> Case:
    """A source with one to three mutations."""
    rows = base(rng)
    end = rng.choice(("\n", "\r\n"))
    benign = rng.random() < 0.1
    for _ in range(rng.randint(1, 2)):
        name = rng.choice(TEXTS)
        change: Callable[[random.Random, list[str]], list[str]] = (
            usual if benign else rng.choice((spoil_field, spoil_lines, repeated, otherwise, usual))
        )
        if len(rows[name]) > 2 and (not benign or HEADER not in rows[name]):
            rows[name] = change(rng, rows[name])
    files = {name: "".join(row + end for row in each).encode() for name, each in rows.items()}
    if not benign and rng.random() < 0.5:
        name = rng.choice(TEXTS)
        files[name] = _as_bytes(rng, files[name])
    if rng.random() < 0.3:
        files[NOTICE] = "Avertissement :\r\nVoir la documentation.\r\n".encode("cp1252")
    if rng.random() < 0.2:
        files[LABELS] = b"DE;Allemagne;190001;999912\r\nUS;Etats-Unis;190001;999912\r\n"
    if not benign and rng.random() < 0.05:
        files["copy/" + EXPORTS] = files[EXPORTS]
    packed = None
    if rng.random() < 0.4:
        packed = zipped(files)
        if not benign and rng.random() < 0.2:
            packed = spoil_bytes(rng, packed)
        elif not benign and rng.random() < 0.05:
            packed = packed[: rng.randrange(len(packed))]
    return Case(files, packed, rng.random() < 0.3, rng.random() < 0.3, benign)


def _as_bytes(rng: random.Random, content: bytes) -> bytes:
    kind = rng.randrange(6)
    if kind == 0:
        return content[: rng.randrange(len(content) + 1)]
    if kind == 1:
        return b"\xef\xbb\xbf" + content
    if kind == 2:
        return content.decode("utf-8", "replace").encode(rng.choice(("utf-16", "utf-16-le")))
    if kind == 3:
        return content.replace(b"\n", rng.choice((b"\r", b"\r\r\n", b"\n\r", b"\x0b\n")))
    return spoil_bytes(rng, content)


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive of the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 2, 7, 8, 0, 0)), content)
    return buffer.getvalue()


# -- the oracle -----------------------------------------------------------------------------------


class WrongError(Exception):
    """The program did what it must not."""


@cache
def known_codes() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Region of each département, products, countries: from the tables, by the csv module."""

    def column(name: str, *wanted: str) -> Iterator[tuple[str, ...]]:
        with (ROOT / "assets" / "reference" / f"{name}.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            for row in csv.DictReader(file):
                yield tuple(row[each] for each in wanted)

    homes = dict(column("departements", "customs_code", "customs_region"))
    return (
        homes | {"99": "21"},
        frozenset(code for (code,) in column("produits", "code")),
        frozenset(code for (code,) in column("pays", "code")),
    )


def plain(content: bytes) -> list[str]:
    """The lines of a text that are not blank; separators alone say nothing either."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return [line for line in (each.rstrip("\r") for each in text.split("\n")) if line.strip(" \t;")]


def is_header(line: str) -> bool:
    """Whether a first line names the columns."""
    return re.sub(r"[^a-z0-9;]", "", line.casefold()) == HEADER


def row(line: str) -> tuple[tuple[int, int, str], tuple[str, ...], int, int] | None:
    """Key, codes, value and mass of a line; None when it is no row."""
    fields = line.split(";")
    if len(fields) != 10 or not all(fields):
        return None
    # A stray carriage return behind a field is no part of it: polars trims it, as at line ends.
    fields = [each.removesuffix("\r") for each in fields]
    if fields[0] not in {"E", "I"}:
        return None
    numbers = [fields[place] for place in (1, 2, 8, 9)]
    if not all(re.fullmatch(r"[ \t]*\+?[0-9]+", each) for each in numbers):
        return None
    quarter, year, value, mass = map(int, numbers)
    if not (1 <= quarter <= 4 and 1990 <= year <= 2099 and max(value, mass) <= 10**12):
        return None
    codes = tuple(each.rstrip("\r") for each in fields[3:8])  # a stray one is no part of a code
    return (year, quarter, fields[0]), codes, value, mass


def judge_aside(name: str, content: bytes) -> None:
    """A file left aside must hold no rows to speak of."""
    found = plain(content.replace(b"\0", b""))
    if found and 2 * sum(row(line) is not None for line in found) >= len(found):
        raise WrongError(f"{name} is left aside, though it holds rows")


def expected(
    case: Case, files: dict[str, bytes]
) -> tuple[Sums, Counter[tuple[object, ...]], set[object]]:
    """What the texts hold: sums by key, euros by key and code, keys of texts without an end."""
    sums: dict[tuple[int, int, str], list[int]] = {}
    euros: Counter[tuple[object, ...]] = Counter()
    about: Counter[tuple[object, ...]] = Counter()
    unended: set[object] = set()
    homes, products, countries = known_codes()
    for name, content in files.items():
        found = plain(content)
        if found and is_header(found[0]):
            found = found[1:]
        for line in found:
            read = row(line)
            if read is None:
                raise WrongError(f"{name}: no row, yet accepted: {line!r}")
            key, codes, value, mass = read
            place, region, product, _, country = codes
            known = homes.get(place) == region and product in products and country in countries
            if not known and not case.unknown:
                raise WrongError(f"{name}: unknown code, yet accepted: {line!r}")
            held = sums.setdefault(key, [0, 0, 0])
            for position, amount in enumerate((1, value, mass)):
                held[position] += amount
            for code in (place, product, country):
                euros[key, code] += value
            about[key, codes] += 1
        if found and not content.endswith(b"\n"):
            unended.add(row(found[-1])[0])  # type: ignore[index]
    twice = Counter[object]()
    for (key, _), count in about.items():
        twice[key] += count - 1
    for key, held in sums.items():
        if not case.repeats and 100 * twice[key] > held[0]:
            raise WrongError(f"{twice[key]} of {held[0]} rows of {key} repeat, yet accepted")
        euros[key, "repeats"] = twice[key]
    return {key: (held[0], held[1], held[2]) for key, held in sums.items()}, euros, unended


def judge(case: Case, store: Store, outcome: importer.ImportOutcome) -> None:
    """Compare what was stored with what the texts hold.

    Raises:
        WrongError: it is something else.
    """
    files = case.files
    if case.packed is not None:
        with zipfile.ZipFile(io.BytesIO(case.packed)) as archive:
            files = {info.filename: archive.read(info) for info in archive.infolist()}
    aside = {
        each.member.name or each.member.source.path.relative_to(each.member.source.given).as_posix()
        for each in outcome.aside
    }
    for name in aside:
        judge_aside(name, files[name])
    data = {name: content for name, content in files.items() if name not in aside}
    data = {name: content for name, content in data.items() if not _is_labels(content)}
    sums, euros, unended = expected(case, data)
    held = {each.key: each for each in store.partitions() if each.key[0] != 2019}
    if sums != {key: (each.rows, each.value, each.mass) for key, each in held.items()}:
        raise WrongError(f"other sums: {sums} in the texts")
    for key, each in held.items():
        if each.repeats != euros[key, "repeats"]:
            raise WrongError(f"{key}: {each.repeats} repeats told")
        if each.ended is (key in unended):
            raise WrongError(f"{key}: ended is {each.ended}")
        frame = pl.read_parquet(store.folder / each.file)
        seen: Counter[str] = Counter()
        for column in ("departement", "a129", "country"):
            values = frame.group_by(pl.col(column).cast(pl.String)).agg(pl.col("value").sum())
            seen.update(dict(values.iter_rows()))
        here = {code: value for (where, code), value in euros.items() if where == key}
        if {**here, "repeats": 0} != {**dict.fromkeys(here, 0), **seen, "repeats": 0}:
            raise WrongError(f"{key}: other euros by code: {here}")


def _is_labels(content: bytes) -> bool:
    found = plain(content)
    return bool(found) and all(re.fullmatch(r"[^;]+;[^;]+;\d{4,6};\d{4,6}", line) for line in found)


# -- one after the other --------------------------------------------------------------------------


def prepared(folder: Path) -> Path:
    """A store with something in it, which a refusal must leave alone."""
    path = folder / "before.txt"
    path.write_bytes(b"E;1;2019;03;18;A01Z;0111;DE;5;5\n")
    importer.run(Store(folder / "prepared"), containers.find([path]))
    return folder / "prepared"


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a store."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def attempt(folder: Path, before: Path, given: Case) -> str:
    """One import, judged; « accepted » or the kind of refusal.

    Raises:
        WrongError: a silently wrong figure, half a store, or an error without words.
    """
    source, data = folder / "in", folder / "data"
    for path in (source, data):
        shutil.rmtree(path, ignore_errors=True)
    source.mkdir()
    shutil.copytree(before, data)
    if given.packed is None:
        for name, content in given.files.items():
            (source / name).parent.mkdir(exist_ok=True)
            (source / name).write_bytes(content)
    else:
        (source / "a.zip").write_bytes(given.packed)
    store = Store(data)
    try:
        outcome = importer.run(
            store,
            containers.find([source]),
            accept_unknown=given.unknown,
            accept_repeats=given.repeats,
        )
    except TradeficheError as error:
        if not error.hint or not error.message.replace("\n", "").isprintable():
            raise WrongError(f"an error without words: {error.message!r}") from error
        if given.benign:
            raise WrongError(f"refused, though nothing is wrong: {error.message}") from error
        if state(data) != state(before):
            raise WrongError("a refusal changed the store") from error
        return type(error).__name__
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise WrongError(f"not of the family: {type(error).__name__}: {error}") from error
    judge(given, store, outcome)
    return "accepted"


def made(seed: int) -> Case:
    """The case of a seed, always the same."""
    return case(random.Random(seed))


def run(seeds: Sequence[int]) -> tuple[Counter[str], list[str]]:
    """Attempts of these seeds: how they ended, and what is wrong."""
    memory = Path("/dev/shm")
    ends: Counter[str] = Counter()
    wrong = []
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        before = prepared(folder)
        for seed in seeds:
            given = made(seed)
            try:
                ends[attempt(folder, before, given)] += 1
            except WrongError as error:
                ends["WRONG"] += 1
                wrong.append(f"seed {seed}: {error}")
    return ends, wrong


def main() -> None:
    """Run the attempts that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.count)
    shares = [seeds[start : start + 500] for start in range(0, len(seeds), 500)]
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    started = time.monotonic()
    # Polars has threads of its own: a forked child would wait for them for ever.
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        for counted, said in pool.imap_unordered(run, shares):
            ends += counted
            wrong += said
            for line in said:
                print(line, flush=True)
            print(
                f"{ends.total():,} in {time.monotonic() - started:.0f} s: {dict(ends)}", flush=True
            )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
