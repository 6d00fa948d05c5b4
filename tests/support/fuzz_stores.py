"""Damages of stores by the thousand: each must give the same figures, or an error in words.

``python tests/support/fuzz_stores.py --damages 1000`` damages a store of the demonstration data;
``test_parquet`` runs a few dozen on a small one. With ``--bare`` the store is as the version before
left it, without checksums: then some damages cannot be seen, and are counted.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

from tradefiche.cube import indicators
from tradefiche.customs import containers
from tradefiche.customs import importer
from tradefiche.errors import StoreError
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche import to_json
from tradefiche.reference import territories
from tradefiche.resources import assets
from tradefiche.store.store import Store

Damage = Callable[[bytes, random.Random], bytes | None]


def flipped(content: bytes, rng: random.Random, bits: int = 1) -> bytes:
    changed = bytearray(content)
    for _ in range(bits):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def several_flipped(content: bytes, rng: random.Random) -> bytes:
    return flipped(content, rng, rng.randrange(2, 20))


def cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def blanked(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    length = min(rng.choice([1, 64, 512, 4096]), len(content) - start)
    return content[:start] + bytes(length) + content[start + length :]


def repeated(content: bytes, rng: random.Random) -> bytes:
    """A block written in the wrong place."""
    start, end = rng.randrange(len(content)), rng.randrange(len(content))
    block = content[start : start + 64]
    return content[:end] + block + content[end + len(block) :]


def longer(content: bytes, rng: random.Random) -> bytes:
    return content + rng.randbytes(rng.randrange(1, 100))


def removed(content: bytes, rng: random.Random) -> None:
    return None


DAMAGES: tuple[Damage, ...] = (
    *(flipped,) * 5,
    several_flipped,
    cut,
    cut,
    blanked,
    repeated,
    longer,
    removed,
)


def figures(folder: Path) -> bytes:
    """All that is published of a store: the fiche of the Allier and the atlas, as JSON."""
    (fiche,) = indicators.fiches(Store(folder).dataset(2024), [territories.departement("03")])
    return to_json(fiche) + atlases.to_json(indicators.atlas(Store(folder).dataset(2024)))


def without_checksums(folder: Path) -> None:
    """Make a store what the first version left."""
    index = json.loads((folder / "index.json").read_text("utf-8"))
    kept = ["year", "quarter", "flow", "rows", "value", "mass", "file", "origin", "accepted"]
    parts = [{name: each[name] for name in kept} for each in index["partitions"]]
    document = json.dumps({"schema_version": 1, "partitions": parts}, ensure_ascii=False)
    (folder / "index.json").write_text(document, "utf-8")


def damaged(folder: Path, damages: int, seed: int) -> Iterator[tuple[str, str]]:
    """Damage a store again and again: what was done, and what came of it.

    That is « same », « refused », « OTHER FIGURES » or the name of what else was raised.
    """
    rng = random.Random(seed)
    good = figures_of_a_copy(folder)
    sound = {path: path.read_bytes() for path in sorted(folder.iterdir())}
    for _ in range(damages):
        path, damage = rng.choice(list(sound)), rng.choice(DAMAGES)
        content = damage(sound[path], rng)
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        yield f"{damage.__name__} {path.name}", _outcome(folder, good)
        for each, bytes_ in sound.items():  # an upgrade writes the index
            if not each.exists() or each.read_bytes() != bytes_:
                each.write_bytes(bytes_)


def figures_of_a_copy(folder: Path) -> bytes:
    """The figures, leaving the store as it is."""
    with tempfile.TemporaryDirectory() as copy:
        for path in folder.iterdir():
            (Path(copy) / path.name).write_bytes(path.read_bytes())
        return figures(Path(copy))


def _outcome(folder: Path, good: bytes) -> str:
    try:
        return "same" if figures(folder) == good else "OTHER FIGURES"
    except StoreError:
        return "refused"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return type(error).__name__


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--damages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bare", action="store_true", help="a store without checksums")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        importer.run(Store(folder), containers.find(sorted(assets("demo").glob("*.zip"))))
        if options.bare:
            without_checksums(folder)
        counts: Counter[str] = Counter()
        for what, outcome in damaged(folder, options.damages, options.seed):
            counts[outcome] += 1
            if outcome not in {"same", "refused"}:
                print(f"{outcome}: {what}")
    print(dict(counts))
    wrong = set(counts) - {"same", "refused", *(["OTHER FIGURES"] if options.bare else [])}
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
