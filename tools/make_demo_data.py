"""Writes the demonstration extract: invented trade in the customs' own file format.

It knows the format of the regional files and the invented profiles of demo_profile.toml; of
tradefiche it takes the relation that every row meets, by which an import knows it as invented.
Every run writes the same figures.

    python tools/make_demo_data.py                                 # assets/demo/
    python tools/make_demo_data.py --rows 3000000 --out /some/dir  # two TXT, for benchmarks
"""

from __future__ import annotations

import argparse
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tradefiche.atomic import replacing
from tradefiche.customs import codes
from tradefiche.customs import invented
from tradefiche.reference import territories
from tradefiche.resources import assets

YEAR = 2024
SEED = 20_240_101
DEMONSTRATION_ROWS = 180_000
ARCHIVE = "Regional_2024_demonstration.zip"
MADE_ON = (2025, 2, 7, 8, 0, 0)  # a fixed date, so that the archive says a plausible vintage
FLOWS = ("exports", "imports")
MEMBERS = {"imports": "Region_2024_Import.txt", "exports": "Region_2024_Export.txt"}
LETTERS = {"exports": "E", "imports": "I"}
ROWS_PER_CELL = 2.2  # quarters and CPF4 codes of one département, group and country
PARTS = 1e9  # cells are whole parts of their flow: a last-bit difference of a library is lost here

README = """Données de démonstration – chiffres fictifs
===========================================
Ces fichiers ont la forme des « Statistiques régionales et départementales du commerce
extérieur » de la DGDDI, mais leurs chiffres sont inventés par un programme
(tools/make_demo_data.py). Seuls six totaux sont vrais, à 0,1 M€ près : les exportations et les
importations 2024 de l’Allier, d’Auvergne-Rhône-Alpes et de la France entière. N’en tirez
aucune conclusion sur un territoire, un produit ou un pays.

Demonstration data – invented figures
=====================================
These files have the form of the regional foreign-trade statistics of the French customs, but
their figures are made up by a program (tools/make_demo_data.py). Only six totals are true, to
0.1 M€: the exports and imports of Allier, Auvergne-Rhône-Alpes and France in 2024. Conclude
nothing from them about any territory, product or country.
"""

Table = dict[str, Any]
Array = np.ndarray[Any, Any]


def profile() -> Table:
    """The tables of demo_profile.toml."""
    return tomllib.loads(Path(__file__).with_name("demo_profile.toml").read_text(encoding="utf-8"))


def totals(tables: Table, flow: str) -> dict[str, int]:
    """Euros of each département: those of the profile, moved to meet the printed totals."""
    targets = tables["targets"]
    unrounded = _lognormal(_generator(flow, "totals"), len(tables["departements"]), 0.03)
    wished = {
        code: facts[flow] * noise
        for (code, facts), noise in zip(tables["departements"].items(), unrounded, strict=True)
    }
    region_of = territories.customs_departements()
    allier, region, france = (targets[key][flow] for key in ("03", "region_18", "france"))
    around = {c: w for c, w in wished.items() if region_of[c] == "18" and c != "03"}
    elsewhere = {c: w for c, w in wished.items() if region_of[c] != "18"}
    euros = _shared(around, region - allier) | _shared(elsewhere, france - region)
    return {code: allier if code == "03" else euros[code] for code in wished}


def _shared(weights: dict[str, float], total: int) -> dict[str, int]:
    scale = total / sum(weights.values())
    euros = {code: int(weight * scale) for code, weight in weights.items()}
    euros[max(euros, key=lambda code: euros[code])] += total - sum(euros.values())
    return euros


def cells(tables: Table, flow: str, rng: np.random.Generator, count: int) -> pl.DataFrame:
    """Whole parts (``PARTS`` in all) of each département × product × country that trades."""
    products, countries = list(tables["products"]), list(tables["countries"])
    shares = np.stack(
        [
            _product_shares(tables, flow, code, rng)[:, None]
            * _country_shares(tables, flow, code, rng)
            for code in tables["departements"]
        ]
    )
    kept = _thinned(shares, totals(tables, flow), rng, count)
    for position, code in enumerate(tables["departements"]):
        if flow == "exports":
            _set_known_flows(kept[position], tables["flows"].get(code, ""), products, countries)
    parts = np.rint(kept * PARTS).astype(np.int64)
    where = np.nonzero(parts)
    return pl.DataFrame(
        {
            "departement": np.array(list(tables["departements"]))[where[0]],
            "a129": np.array(products)[where[1]],
            "country": np.array(countries)[where[2]],
            "parts": parts[where],
        }
    )


def _product_shares(tables: Table, flow: str, code: str, rng: np.random.Generator) -> Array:
    """Share of each product in the flow: the specialities, and a noisy common rest."""
    products, facts = tables["products"], tables["departements"][code]
    noise = _lognormal(rng, len(products), 0.9)
    if code == "03":
        ranked = _pairs(tables["allier"][flow])
        shares = np.array([ranked.get(product, 0.0) for product in products])
        return _normalised(shares)
    special = _pairs(facts.get("sells" if flow == "exports" else "buys", ""))
    rest = np.array([each[flow] for each in products.values()]) * noise
    rest[[product in special for product in products]] = 0
    if facts.get("products_only") == flow:
        rest[:] = 0
    elif facts.get("little"):
        rest[rest < np.quantile(rest, 0.55)] = 0
    named = np.array([special.get(product, 0.0) / 100 for product in products])
    named *= _lognormal(rng, len(products), 0.03)
    shares = named + (1 - named.sum()) * rest / rest.sum() if rest.any() else named / named.sum()
    # Below some tens of thousands of euros a year a product is usually not traded at all.
    floor = 30_000 / (facts[flow] * 1e6) * rng.random(len(products))
    shares[shares < floor] = 0
    return _normalised(shares)


def _country_shares(tables: Table, flow: str, code: str, rng: np.random.Generator) -> Array:
    """Share of each country in each product: gravity, affinities of both, and noise."""
    products, countries = list(tables["products"]), tables["countries"]
    facts, side = tables["departements"][code], "clients" if flow == "exports" else "suppliers"
    partners = _pairs(facts.get("partners", "")) | _pairs(facts.get(side, ""))
    spread = 0.3 if facts.get("steady") else 1.0
    gravity = np.array([weights[FLOWS.index(flow)] for weights in countries.values()], dtype=float)
    gravity *= [partners.get(country, 1.0) for country in countries]
    gravity *= _lognormal(rng, len(countries), 0.35 * spread)
    shares = np.tile(gravity, (len(products), 1))
    for product, affinity in tables["affinities"][flow].items():
        row, closed = products.index(product), affinity.get("only", False)
        factors = np.array([affinity.get(code, 0.0 if closed else 1.0) for code in countries])
        # A closed list of partners gives its own weights, whatever the countries trade elsewhere.
        shares[row] = factors if closed else factors * gravity
    shares *= _lognormal(rng, shares.shape, 0.85 * spread)
    return _normalised(shares)


def _thinned(shares: Array, euros: dict[str, int], rng: np.random.Generator, count: int) -> Array:
    """About ``count`` cells kept, the small territories favoured, product shares unchanged."""
    totals_here = np.array(list(euros.values()), dtype=float)[:, None, None]
    score = shares**0.6 * totals_here**0.3 * _lognormal(rng, shares.shape, 0.8)
    score[shares * totals_here < 50] = 0
    best = shares == shares.max(axis=2, keepdims=True)
    score[best & (shares > 0)] = np.inf  # every product that trades keeps its main partner
    threshold = np.sort(score, axis=None)[-min(count, score.size)]
    kept = np.where((score >= threshold) & (score > 0), shares, 0.0)
    thinned: Array = _normalised(kept) * shares.sum(axis=2, keepdims=True)
    return thinned


def _set_known_flows(shares: Array, text: str, products: list[str], countries: list[str]) -> None:
    words = text.split()
    for product, country, percent in zip(words[::3], words[1::3], words[2::3], strict=True):
        row, column = products.index(product), countries.index(country)
        wished, total, before = float(percent) / 100, shares[row].sum(), shares[row, column]
        if total > before:  # in a very small extract the product may have one partner only
            shares[row] *= (total - wished) / (total - before)
            shares[row, column] = wished


def extract(tables: Table, flow: str, rows: int) -> pl.DataFrame:
    """The ten fields of one flow, in the order of the official file; about ``rows`` rows."""
    rng = _generator(flow, "rows")
    split = _with_rows(cells(tables, flow, rng, int(rows / ROWS_PER_CELL)), tables, rng, rows)
    prices = {code: facts["price"] for code, facts in tables["products"].items()}
    types = codes.enumerations()
    return (
        _with_values(split, totals(tables, flow))
        .with_columns(
            flow=pl.lit(LETTERS[flow]),
            year=pl.lit(YEAR),
            region=pl.col("departement").replace_strict(dict(territories.customs_departements())),
            price=pl.col("a129").replace_strict(prices, return_dtype=pl.Float64),
            noise=pl.Series(_lognormal(rng, split.height, 0.5)),
        )
        .with_columns(
            mass=pl.when(pl.col("price") > 0)
            .then((pl.col("value") / pl.col("price") * pl.col("noise")).round())
            .otherwise(0)
            .cast(pl.Int64)
        )
        .cast({column: types[column] for column in invented.CODES})
        .with_columns(mass=invented.mass(types))
        .select(
            "flow", "quarter", "year", "departement", "region", "a129", "cpf4", "country",
            "value", "mass",
        )
        .sort("quarter", "departement", "a129", "cpf4", "country")
    )  # fmt: skip


def _with_rows(
    frame: pl.DataFrame, tables: Table, rng: np.random.Generator, rows: int
) -> pl.DataFrame:
    """Each cell cut into quarters and CPF4 codes, the larger ones into more."""
    codes = {product: facts["cpf4"].split() for product, facts in tables["products"].items()}
    slots = frame["a129"].replace_strict(
        {product: 4 * len(listed) for product, listed in codes.items()}, return_dtype=pl.Int64
    )
    appetite = frame["parts"].to_numpy() ** 0.3 * _lognormal(rng, frame.height, 0.4)
    counts = _counts_summing_to(rows, appetite, slots.to_numpy())
    cut = frame.with_columns(
        count=pl.Series(counts),
        start=pl.Series(rng.integers(0, 4, frame.height)),
        slot=pl.int_ranges(0, pl.Series(counts), eager=True),
    ).explode("slot")
    listed = pl.DataFrame(
        [(p, i, code) for p, found in codes.items() for i, code in enumerate(found)],
        schema=["a129", "rank", "cpf4"],
        orient="row",
    )
    return (
        cut.with_columns(
            quarter=(pl.col("start") + pl.col("slot")) % 4 + 1,
            rank=pl.col("slot") // 4,
            # Later slots are secondary CPF4 codes, worth less.
            weight=pl.Series(np.rint(1000 * _lognormal(rng, cut.height, 0.4)) + 1)
            / (1 + pl.col("slot") // 4) ** 2,
        )
        .join(listed, on=["a129", "rank"], how="left", maintain_order="left")
        .with_columns(weight=pl.col("weight").round().cast(pl.Int64).clip(1))
    )


def _counts_summing_to(total: int, appetite: Array, limits: Array) -> Array:
    low, high = 0.0, 1e6
    for _ in range(60):
        middle = (low + high) / 2
        counts = np.clip(np.rint(middle * appetite), 1, limits)
        low, high = (middle, high) if counts.sum() < total else (low, middle)
    return counts.astype(np.int64)


def _with_values(frame: pl.DataFrame, euros: dict[str, int]) -> pl.DataFrame:
    """Whole euros, exact to the total of each département: its largest row takes the rounding."""
    cell, place = ["departement", "a129", "country"], "departement"
    part = pl.col("parts") * (pl.col("weight") / pl.col("weight").sum().over(cell))
    total = pl.col(place).replace_strict(euros, return_dtype=pl.Int64)
    values = frame.with_columns(part=part.round(3) + 0.001, total=total).with_columns(
        value=(pl.col("part") * (pl.col("total") / PARTS)).floor().cast(pl.Int64).clip(1)
    )
    largest = pl.int_range(pl.len()).over(place) == pl.col("value").arg_max().over(place)
    missing = pl.col("total") - pl.col("value").sum().over(place)
    return values.with_columns(value=pl.col("value") + pl.when(largest).then(missing).otherwise(0))


def texts(rows: int) -> dict[str, bytes]:
    """The two files by name: no header, ``;``, CRLF."""
    tables = profile()
    return {
        name: extract(tables, flow, rows * share // 100)
        .write_csv(separator=";", include_header=False, line_terminator="\r\n")
        .encode()
        for (flow, name), share in zip(sorted(MEMBERS.items()), (46, 54), strict=True)
    }


def warning() -> dict[str, bytes]:
    """The file that says the figures are invented: an import beside it is marked."""
    return {"LISEZ-MOI.txt": README.replace("\n", "\r\n").encode()}


def write_archive(folder: Path, rows: int = DEMONSTRATION_ROWS) -> Path:
    """The demonstration archive in ``folder``: the two files, and a LISEZ-MOI that warns."""
    with replacing(folder / ARCHIVE) as draft, zipfile.ZipFile(draft, "w") as archive:
        for name, content in (warning() | texts(rows)).items():
            entry = zipfile.ZipInfo(name, date_time=MADE_ON)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return folder / ARCHIVE


def _pairs(text: str) -> dict[str, float]:
    words = text.split()
    return {key: float(value) for key, value in zip(words[::2], words[1::2], strict=True)}


def _normalised(weights: Array) -> Array:
    """Shares of one along the last axis; zeros where nothing weighs."""
    total = weights.sum(axis=-1, keepdims=True)
    shares: Array = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return shares


def _generator(flow: str, purpose: str) -> np.random.Generator:
    return np.random.default_rng([SEED, FLOWS.index(flow), *purpose.encode()])


def _lognormal(rng: np.random.Generator, shape: int | tuple[int, ...], sigma: float) -> Array:
    return np.round(np.exp(sigma * rng.standard_normal(shape)), 6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=DEMONSTRATION_ROWS)
    parser.add_argument("--out", type=Path, help="write two TXT here instead of assets/demo/")
    options = parser.parse_args()
    if options.out is None:
        written = [write_archive(assets("demo"), options.rows)]
    else:
        options.out.mkdir(parents=True, exist_ok=True)
        written = [options.out / name for name in MEMBERS.values()]
        for name, content in (warning() | texts(options.rows)).items():
            (options.out / name).write_bytes(content)
    for path in written:
        print(f"{path}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
