"""Output folders compared without a store: what fiches say is what the store knows, or less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from plain_diff import M
from plain_indicators import Row
from stored_years import moved
from stored_years import sold
from stored_years import store
from stored_years import year

from tradefiche import diff
from tradefiche import fiche as fiches
from tradefiche import manifest as manifests
from tradefiche.cube import indicators
from tradefiche.cube.accounts import accounts
from tradefiche.diff import FlowDifference
from tradefiche.diff import published
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.fiche.account import Account
from tradefiche.fiche.account import Accounts
from tradefiche.fiche.account import Amounts
from tradefiche.fiche.account import FlowAccount
from tradefiche.manifest import FicheEntry
from tradefiche.manifest import Manifest
from tradefiche.reference import territories

ALLIER = territories.departement("03")
AIN = territories.departement("01")
LEAST = diff.thresholds(one_year=False)


def both(
    folder: Path, of: int, rows: Sequence[Row], ranks: int = 10
) -> tuple[Accounts, tuple[Fiche, ...]]:
    """What the store knows of a year, and its fiches."""
    held = store(folder, of, rows)
    dataset = held.dataset(of, accept_gaps=True)
    found = indicators.fiches(dataset, thresholds=fiches.Thresholds(ranks=ranks))
    return accounts(dataset, str(of)), found


def written(folder: Path, found: Sequence[Fiche], **changes: bytes) -> Path:
    """A folder with the fiches' JSON and its manifest."""
    folder.mkdir(parents=True)
    entries = []
    for each in found:
        document = fiches.to_json(each)
        name = f"{each.place.code}.json"
        json, pdf = manifests.file_entry(name, document), manifests.file_entry("x.pdf", b"")
        (folder / name).write_bytes(document)
        entries.append(
            FicheEntry(
                each.place.code, each.place.customs_code, each.place.name, "", pdf, json, 12,
                each.exports.total, each.imports.total, "d", "e", "b", "0.1.0", each.marks,
            )
        )  # fmt: skip
    manifests.write(folder, Manifest(manifests.SCHEMA_VERSION, found[0].year, tuple(entries)))
    return folder


@pytest.mark.parametrize(("seed", "ranks"), [(1, 10), (2, 4)])
def test_fiches_say_what_the_store_knows_or_less(tmp_path: Path, seed: int, ranks: int) -> None:
    whole, found = both(tmp_path, 2024, year(seed), ranks)
    known = {(each.place.level, each.place.code): each for each in whole.accounts}
    said = published.of_fiches(found, "x")
    assert (said.year, said.updated, said.marks.quarters) == (2024, "2025-02-07", (1, 2, 3, 4))
    assert {(each.place.level, each.place.code) for each in said.accounts} == known.keys()
    unnamed = certain = 0
    for account in said.accounts:
        truth = known[account.place.level, account.place.code]
        for flow in ("exports", "imports"):
            mine, true = getattr(account, flow), getattr(truth, flow)
            assert (mine.total, mine.rank) == (true.total, true.rank)
            for kind in ("products", "partners"):
                here, there = getattr(mine, kind), getattr(true, kind)
                values = dict(there.named)
                for code, value in here.named:
                    assert value == values.pop(code, 0)
                assert max(values.values(), default=0) <= here.rest
                first, complete = here.first(5)
                assert first == there.first(5)[0][: len(first)]
                certain += complete
                unnamed += len(values)
    assert unnamed  # or nothing was left out
    assert certain >= 300  # of 2 × 2 lists of 100 départements and more


def test_folders_tell_no_more_than_the_store(tmp_path: Path) -> None:
    before = year(3)
    one, was = both(tmp_path / "a", 2023, before)
    other, now = both(tmp_path / "b", 2024, moved(before, 103))
    truth = {(place.level, place.code): place for place in diff.compare(one, other, LEAST).places}
    found = diff.compare(published.of_fiches(was, "2023"), published.of_fiches(now, "2024"), LEAST)
    told = bounded = 0
    for place in found.places:
        known = truth[place.level, place.code]
        assert (place.balance_before, place.balance_after, place.turned) == (
            known.balance_before, known.balance_after, known.turned,
        )  # fmt: skip
        for mine, true in ((place.exports, known.exports), (place.imports, known.imports)):
            assert replace(
                mine, products=(), partners=(), first_products=None, first_partners=None
            ) == replace(true, products=(), partners=(), first_products=None, first_partners=None)
            if first := mine.first_products:
                assert true.first_products
                assert {*first.entered} <= {*true.first_products.entered}
                assert {*first.left} <= {*true.first_products.left}
            for kind in ("products", "partners"):
                every = {each.code: each for each in getattr(true, kind)}
                for each in getattr(mine, kind):
                    if each.at_most is None:
                        assert each == every[each.code]
                    else:
                        assert abs(each.amount) <= abs(every[each.code].amount)
                        bounded += 1
                    told += 1
    assert told > bounded > 0


def by_hand(of: int, total: int, partners: Amounts) -> Accounts:
    """The exports of the Allier, of which some partners are known."""
    flow = FlowAccount(total, partners=partners)
    account = Account(ALLIER, flow, FlowAccount())
    return Accounts(str(of), of, "", Marks(False, (1, 2, 3, 4)), (account,))


def exports(one: Accounts, other: Accounts) -> FlowDifference | None:
    places = diff.compare(one, other, LEAST, [ALLIER]).places
    return places[0].exports if places else None


@pytest.mark.parametrize(("then", "told"), [(400 * M, True), (40 * M, False)])
def test_a_share_that_may_have_been_anything_is_not_told(then: int, told: bool) -> None:
    # Italy has 10 % at most before: 40 % is more for certain, 4 % may be more or less
    one = by_hand(2023, 100 * M, Amounts((("DE", 60 * M),), rest=10 * M))
    other = by_hand(2024, 1000 * M, Amounts((("DE", 500 * M), ("IT", then))))
    for pair in ((one, other), (other, one)):
        found = exports(*pair)
        assert found is not None
        told_of = [each.code for each in found.partners if each.code == "IT"]
        assert told_of == (["IT"] if told else [])


def test_who_may_have_been_among_the_first_does_not_enter() -> None:
    names = ("DE", "IT", "ES", "BE", "US", "CN")
    known = Amounts(tuple((code, (60 - place) * M) for place, code in enumerate(names)))
    # only Germany is certain before; that China was not among the first five is not
    vague = Amounts((("DE", 90 * M), ("CN", 20 * M)), rest=30 * M)
    later = Amounts((("CN", 70 * M), *known.named[:-1]))
    one, other = by_hand(2023, 400 * M, vague), by_hand(2024, 400 * M, later)
    for pair in ((one, other), (other, one)):
        found = exports(*pair)
        assert found is not None
        assert found.first_partners is not None
        assert found.first_partners.other_first
        assert (found.first_partners.entered, found.first_partners.left) == ((), ())


def test_northern_ireland_is_not_lost(tmp_path: Path) -> None:
    # the sixth client is the United Kingdom, of which XI has no place among the first ten
    countries = ("DE", "US", "IT", "ES", "BE", "GB", "CN", "CH", "PL", "NL", "XI")
    rows = [
        sold("03", "C20B", country, (20 - place) * M) for place, country in enumerate(countries)
    ]
    bought = [replace(row, flow="I") for row in rows]
    whole, found = both(tmp_path, 2024, [*rows, *bought])
    (fiche,) = [each for each in found if each.place == ALLIER]
    assert "XI" not in {country.code for country in fiche.imports.matrix.countries}
    said = next(each for each in published.of_fiches(found, "x").accounts if each.place == ALLIER)
    true = next(each for each in whole.accounts if each.place == ALLIER)
    assert dict(true.imports.partners.named)["GB"] == 25 * M  # GB 15, XI 10
    for flow in ("exports", "imports"):
        partners = getattr(said, flow).partners
        assert dict(partners.named).get("GB", 25 * M) == 25 * M
        assert "GB" in dict(partners.named) or partners.rest >= 25 * M


def test_a_fiche_of_schema_1_is_compared(tmp_path: Path) -> None:
    _, found = both(tmp_path, 2024, year(5))
    old = [replace(each, schema_version=1, profile=None) for each in found]
    folder = written(tmp_path / "old", old)
    compared = diff.compare(published.read(folder, "old"), published.of_fiches(found, "new"), LEAST)
    assert compared.differences == ()
    said = published.read(folder, "old")
    assert {each.exports.rank for each in said.accounts} == {None}


def test_what_is_read_is_what_was_built(tmp_path: Path) -> None:
    _, found = both(tmp_path, 2024, year(7, 500))
    folder = written(tmp_path / "2024", found[:3])
    assert published.read(folder, "x") == published.of_fiches(found[:3], "x")


def test_what_is_not_as_built_is_refused(tmp_path: Path) -> None:
    _, found = both(tmp_path, 2024, year(7, 500))
    folder = written(tmp_path / "2024", found[:3])
    path = folder / "02.json"
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    with pytest.raises(OutputError, match=r"02\.json: is not the file that was built"):
        published.read(folder, "x")
    path.unlink()
    with pytest.raises(OutputError, match=r"02\.json: cannot be read \(No such file"):
        published.read(folder, "x")
    path.write_bytes(content)
    manifest = folder / manifests.NAME
    manifest.write_text(manifest.read_text("utf-8").replace('"02.json"', '"../02.json"'), "utf-8")
    with pytest.raises(OutputError, match=r"\.\./02\.json is not in its folder"):
        published.read(folder, "x")
    manifest.write_bytes(b"[]")
    with pytest.raises(OutputError, match="not a manifest of fiches"):
        published.read(folder, "x")


def test_a_later_schema_is_told(tmp_path: Path) -> None:
    _, found = both(tmp_path, 2024, year(7, 500))
    folder = written(tmp_path / "2024", [replace(found[0], schema_version=9)])
    with pytest.raises(OutputError, match=r"01\.json: fiche JSON of schema 9, of a later version"):
        published.read(folder, "x")


def test_a_folder_without_fiches_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no manifest\.json") as caught:
        published.read(tmp_path, "x")
    assert caught.value.hint.startswith("Give a folder where tradefiche build wrote")
    (tmp_path / "2024").mkdir()
    manifests.write(tmp_path / "2024", Manifest(manifests.SCHEMA_VERSION, 2024, ()))
    with pytest.raises(UsageError, match="lists no fiche of 2024"):
        published.read(tmp_path / "2024", "x")
    with pytest.raises(UsageError, match=r"holds no manifest\.json") as caught:
        published.read(tmp_path, "x")
    assert caught.value.hint.startswith(f"It has {tmp_path / '2024'}: name one.")


def test_fiches_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    _, (first, second, *_) = both(tmp_path, 2024, year(7, 500))
    odd = replace(second, marks=Marks(False, (1, 2)))
    with pytest.raises(OutputError, match="Ain and Aisne were not built from the same quarters"):
        published.of_fiches([first, odd], "x")


def test_france_is_left_out_where_fiches_disagree(tmp_path: Path) -> None:
    _, one = both(tmp_path / "a", 2024, year(7, 500))
    _, other = both(tmp_path / "b", 2024, year(8, 500))
    known = published.of_fiches([one[0], other[1]], "x").accounts
    assert [each.place.code for each in known if each.place.level == "france"] == []
    assert [each.place.code for each in known if each.place.level == "departement"] == ["01", "02"]
