"""Half data: what a quarter must hold, what may lack, what is said of it, and who has looked."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from command import printed
from command import run
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import refused
from customs_files import text
from customs_files import write
from customs_files import zipped
from mailings import leads

from tradefiche import customs
from tradefiche import fiche
from tradefiche import manifest
from tradefiche.reference import territories
from tradefiche.resources import assets
from tradefiche.store import partitions
from tradefiche.store.partitions import Gap
from tradefiche.store.partitions import Local
from tradefiche.store.partitions import Origin
from tradefiche.store.partitions import Partition
from tradefiche.store.store import Store

FLOWS = {"E": "Region_2024_Export.txt", "I": "Region_2024_Import.txt"}
ORIGIN = Origin("a.zip", "", "a" * 64, 1, "2025-02-07", "2025-03-01T12:00:00+00:00", 8)
HOMES = territories.customs_departements()
MUCH = 12_000_000


@cache
def demonstration(flow: str) -> tuple[str, ...]:
    """The lines of the demonstration text of a flow."""
    (path,) = assets("demo").glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        return tuple(archive.read(FLOWS[flow]).decode().splitlines())


def by_place(rows: Iterable[str]) -> list[str]:
    return sorted(rows, key=lambda row: row.split(";")[3:])


def imported(folder: Path, exports: Iterable[str], imports: Iterable[str], *options: str) -> str:
    """What the import of a zip of two texts says."""
    members = {FLOWS["E"]: text(exports, "\r\n"), FLOWS["I"]: text(imports, "\r\n")}
    path = write(folder / "Regional-2024.zip", zipped(members))
    return run("data", "import", path, "--data", folder / "data", *options).stdout


# -- texts that were cut --------------------------------------------------------------------------

ORDERS: dict[str, Callable[[Iterable[str]], list[str]]] = {"quarter": list, "place": by_place}


@pytest.mark.parametrize("share", [10, 50, 90, 97])
@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("order", ORDERS)
def test_a_text_cut_between_two_lines_is_no_whole_year(
    here: Path, order: str, flow: str, share: int
) -> None:
    whole = {each: ORDERS[order](demonstration(each)) for each in FLOWS}
    cut = whole | {flow: whole[flow][: len(whole[flow]) * share // 100]}
    said = imported(here, cut["E"], cut["I"])
    assert "2024 is incomplete: " in said
    refusal = run("build", "--dept", "03", status=1).stderr
    assert "Error: 2024 is incomplete" in refusal
    assert run("atlas", status=1).stderr == refusal
    assert "2024: incomplete: " in run("data", "status").stdout
    assert not (here / "output").exists()


def test_the_cut_quarter_and_what_it_lacks_are_named(here: Path) -> None:
    exports = demonstration("E")
    imported(here, exports[: len(exports) * 90 // 100], demonstration("I"))
    assert (
        run("build", "--all", status=1)
        .stderr.splitlines()[0]
        .startswith(
            "Error: 2024 is incomplete: exports of Q4 hold nothing of regions 03 and 24, "
            "exports of Q4 hold nothing of départements 65, 66, 67, "
        )
    )


def test_the_whole_text_is_complete_in_any_order(here: Path) -> None:
    said = imported(here, by_place(demonstration("E")), demonstration("I"))
    assert said.splitlines()[-1] == "2024 is complete"
    assert "may be" not in run("data", "status").stdout


def test_a_text_that_may_end_within_its_last_number(here: Path) -> None:
    rows = both() + text([line("I", 4, country="FR", mass=123)])
    for content in (rows[:-1], rows[:-2], rows[:-3]):
        said = run("data", "import", write(here / "a.txt", content)).stdout
        assert said.splitlines()[-1] == (
            "2024 is incomplete: imports of Q4 end without a line end, as a cut file does"
        )
        run("build", "--dept", "03", status=1)
    said = run("data", "import", write(here / "a.txt", both())).stdout
    assert said.splitlines()[-1] == "2024 is complete"


# -- the rules ------------------------------------------------------------------------------------


def part(
    quarter: int = 1,
    year: int = 2024,
    flow: str = "I",
    without: Iterable[str] = (),
    rows: int = 20,
    value: int = MUCH,
) -> Partition:
    """A quarter that has the same of all départements but some."""
    there = tuple(Local(code, rows, value) for code in sorted(HOMES) if code not in {*without})
    total = sum(each.value for each in there)
    count = sum(each.rows for each in there)
    return Partition(year, quarter, flow, count, total, 1, "", ORIGIN, departements=there)


def found(*held: Partition, year: int = 2024) -> list[str]:
    """What lacks of the imports of a year, and, in brackets, what may be right."""
    gaps = partitions.completeness(year, held).found
    return [f"({each})" if gap.harmless else each for gap in gaps for each in _said(gap)]


def _said(gap: Gap) -> list[str]:
    return partitions.described([gap])


def test_whole_quarters_lack_nothing() -> None:
    assert found(*(part(quarter) for quarter in (1, 2, 3, 4))) == []


def test_a_region_lacks() -> None:
    overseas = [code for code, region in HOMES.items() if region == "24"]
    assert found(part(without=overseas)) == ["imports of Q1 hold nothing of region 24"]
    assert found(part(without=[*overseas, "20"])) == [
        "imports of Q1 hold nothing of regions 22 and 24"
    ]


def test_three_departements_lack_that_had_much_in_a_quarter_near() -> None:
    lost = ("09", "23", "48")
    said = "imports of Q2 hold nothing of départements 09, 23 and 48"
    assert found(part(1), part(2, without=lost)) == [said]
    assert found(part(2, without=lost), part(3)) == [said]
    assert found(part(2, without=lost[:2]), part(3)) == [
        "(imports of Q2 hold nothing of départements 09 and 23)"
    ]
    assert found(part(2, without=lost), part(3, value=9_999_999)) == [f"({said})"]
    assert found(part(2, without=lost), part(4)) == [f"({said})"]  # not near it
    assert found(part(2, without=lost), part(3, flow="E")) == [f"({said})"]
    assert found(part(2, without=lost), part(2, flow="E")) == [said]


def test_the_quarter_near_may_be_of_another_year() -> None:
    lost = ("09", "23", "48")
    said = ["imports of Q{} hold nothing of départements 09, 23 and 48"]
    assert found(part(4, 2023), part(1, without=lost)) == [said[0].format(1)]
    assert found(part(4, without=lost), part(1, 2025)) == [said[0].format(4)]
    # A text in the order of places lacks the same of all quarters: the year before tells it.
    assert found(part(2, 2023), part(2, without=lost)) == [said[0].format(2)]
    assert found(part(3, without=lost), part(3, 2025)) == [said[0].format(3)]
    assert found(part(3, 2022), part(3, without=lost)) == [f"({said[0].format(3)})"]


def test_a_quarter_far_below_all_others() -> None:
    others = [part(quarter) for quarter in (2, 3, 4)]
    said = ["imports of Q1 are more than 40 % below all others, in rows and in euros"]
    assert found(part(1, rows=11, value=7_000_000), *others) == said
    assert found(part(1, rows=12, value=7_000_000), *others) == []  # 40 % of the rows, not more
    assert found(part(1, rows=11, value=7_200_000), *others) == []
    assert found(part(1, rows=11, value=7_000_000), part(4, 2023)) == said
    assert found(part(1, rows=11, value=7_000_000), part(3, 2023)) == []  # not beside it


def test_mayotte_is_not_looked_for_before_it_was_counted() -> None:
    assert found(part(year=2013, without=["9E"]), year=2013) == []
    assert found(part(year=2014, without=["9E"]), year=2014) == [
        "(imports of Q1 hold nothing of département 9E)"
    ]


def test_what_was_never_measured_is_judged_by_its_rows_and_euros() -> None:
    bare = replace(part(1, rows=1, value=1), departements=())
    assert found(bare) == []
    assert found(bare, part(2)) == [
        "imports of Q1 are more than 40 % below all others, in rows and in euros"
    ]


def test_a_sample_made_by_hand_is_not_looked_into() -> None:
    few = set(HOMES) - {"03"}
    assert found(part(1, without=few), part(2, without=few, rows=900)) == []
    assert len(found(part(1, without=few), part(2))) == 3


def test_an_index_of_before_is_read_and_is_whole(here: Path) -> None:
    imported(here, demonstration("E"), demonstration("I"))
    index = json.loads((here / "data" / "index.json").read_text())
    for each in index["partitions"]:
        for fact in ("departements", "repeats", "ended", "accepted_gaps", "sha256"):
            del each[fact]
    old = {"schema_version": 1, "partitions": index["partitions"]}
    (here / "data" / "index.json").write_text(json.dumps(old))
    assert run("data", "status").stdout.startswith("2024: complete\n")
    assert not Store(here / "data").dataset(2024).marks.gaps
    assert all(each.departements for each in Store(here / "data").partitions())


# -- who has looked -------------------------------------------------------------------------------


@pytest.fixture
def cut(here: Path) -> Path:
    """A store of the demonstration whose last quarter of imports has no overseas département."""
    imports = [row for row in demonstration("I") if row[2] != "4" or row.split(";")[4] != "24"]
    imported(here, demonstration("E"), imports)
    return here


GAP = "imports of Q4 hold nothing of region 24"


def test_a_year_with_a_gap_is_provisional_on_every_page_and_in_every_file(cut: Path) -> None:
    shown = run("build", "--dept", "03", "--dept", "971", "--provisional")
    assert "2024 is incomplete (Q1, Q2, Q3, Q4, with gaps): every page says so." in shown.stderr
    pdf = cut / "output" / "2024" / "03-allier.pdf"
    words = printed(pdf)
    assert "provisoire, données incomplètes" in words
    assert "Données incomplètes : des lignes semblent manquer." in words
    assert "T1, T2" not in words
    made = fiche.from_json(pdf.with_suffix(".json").read_bytes())
    assert made.marks == fiche.Marks(demonstration=True, quarters=(1, 2, 3, 4), gaps=True)
    assert made.marks.provisional
    assert {entry.marks for entry in manifest.read(pdf.parent, 2024).fiches} == {made.marks}
    run("atlas", "--provisional")
    assert "provisoire, données incomplètes" in printed(cut / "output" / "2024" / "atlas.pdf")


def test_send_refuses_it_as_any_provisional_fiche(cut: Path) -> None:
    run("build", "--territoire", "ti-8416", "--provisional")
    leads(cut, "ti-8416;;Madame;Roche;lead@example.org;;")
    write(cut / "tradefiche.toml", b"[mail]\nserver = 'localhost'\nfrom = 'a@example.org'\n")
    said = run("send", "--recipients", "leads.csv", "--year", "2024", status=1).output
    assert "provisional figures: --allow-draft" in said


def test_who_has_looked_builds_without_a_mark(cut: Path) -> None:
    shown = run("build", "--dept", "03", "--accept-gaps")
    assert "incomplete" not in shown.stderr
    assert "provisoire" not in printed(cut / "output" / "2024" / "03-allier.pdf").lower()
    run("atlas", "--accept-gaps")
    assert run("build", "--dept", "03", status=1).stderr.startswith(
        f"Error: 2024 is incomplete: {GAP}\n"
        "Hint: A file may have been cut: download and import it again."
    )


def test_missing_quarters_are_not_accepted_with_the_gaps(here: Path) -> None:
    run("data", "import", write(here / "a.txt", both(quarters=(1, 2))))
    assert "lack Q3 and Q4" in run("build", "--dept", "03", "--accept-gaps", status=1).stderr


def test_the_import_remembers_that_somebody_has_looked(cut: Path) -> None:
    said = run("data", "import", "Regional-2024.zip", "--accept-gaps").stdout
    assert said.splitlines() == [
        "Regional-2024.zip is in the store already: nothing to do",
        "2024 is complete",
        f"  accepted, as somebody has looked: {GAP}",
    ]
    assert f"  accepted, as somebody has looked: {GAP}\n" in run("data", "status").stdout
    (year,) = json.loads(run("data", "status", "--json").stdout)["years"]
    assert (year["complete"], year["gaps"], year["accepted_gaps"]) == (True, [], [GAP])
    assert not Store(cut / "data").dataset(2024).marks.provisional
    # What replaces the file has to be looked at again.
    imported(cut, demonstration("E"), demonstration("I")[:-3000])
    assert "2024: incomplete: " in run("data", "status").stdout


def test_only_the_gaps_of_the_files_named_are_accepted(here: Path) -> None:
    first = write(here / "1.txt", both(2023).rstrip(b"\n"))
    second = write(here / "2.txt", both(2024).rstrip(b"\n"))
    run("data", "import", first)
    run("data", "import", second, "--accept-gaps")
    states = [line for line in run("data", "status").stdout.splitlines() if line[0] == "2"]
    assert [each.partition(" ")[2].partition(":")[0] for each in states] == [
        "incomplete",
        "complete",
    ]


# -- rows that come twice -------------------------------------------------------------------------


def test_a_file_twice_in_one_text_is_refused_with_its_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "a.txt", text([*lines("I"), *lines("I")], "\r\n"))
    error = refused(tmp_path, path)
    assert str(error).splitlines() == [
        f"{path}: 12 of 24 rows of imports of 2024 Q1 repeat what another row is about:",
        *(
            f"  line {number + 48} repeats line {number}: {lines('I')[number - 1]}"
            for number in (1, 2, 3, 4, 5)
        ),
    ]
    assert "--accept-repeats" in error.hint
    result = run("data", "import", path, "--data", tmp_path / "data", "--accept-repeats")
    assert "  imports of Q1: 12 rows added to others of the same key\n" in result.stdout
    assert sum(each.value for each in Store(tmp_path / "data").partitions()) == 2 * 1_207_248 * 2


def test_other_amounts_for_the_same_key_are_repeats_too(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "a.txt", text([*lines("I"), line("I", value=7, mass=3)]))
    assert "1 of 13 rows of imports of 2024 Q1 repeat" in str(refused(tmp_path, path))


def test_one_quarter_twice_in_a_large_file_is_refused(here: Path) -> None:
    rows = [*demonstration("E"), *(row for row in demonstration("E") if row[2:6] == "3;20")]
    path = write(here / "a.txt", text(rows, "\r\n"))
    said = run("data", "import", path, status=1).stderr
    assert "20,650 of 41,300 rows of exports of 2024 Q3 repeat what another row is about" in said
    assert not (here / "data").exists()


def test_a_few_repeats_are_summed_and_told(here: Path) -> None:
    exports = [*demonstration("E"), *demonstration("E")[:200]]
    said = imported(here, exports, demonstration("I"))
    assert said.splitlines()[-2:] == [
        "2024 is complete",
        "  exports of Q1: 200 rows added to others of the same key",
    ]
    twice = sum(int(row.split(";")[8]) for row in exports)
    held = Store(here / "data").partitions()
    assert sum(each.value for each in held if each.flow == "E") == twice
    assert {each.repeats for each in held} == {0, 200}
    assert "200 rows added" in run("data", "status").stdout
    more = [*demonstration("E"), *demonstration("E")[:210]]  # 1.005 % of the rows of that quarter
    run("data", "import", write(here / "b.txt", text(more)), status=1)


def test_the_demonstration_has_neither_gaps_nor_repeats(here: Path) -> None:
    (path,) = assets("demo").glob("*.zip")
    said = run("data", "import", path).stdout
    assert said.splitlines()[-1] == "2024 is complete"
    held = Store(here / "data").partitions()
    assert {each.repeats for each in held} == {0}
    assert {len(each.departements) for each in held} == {101}
    for each in held:
        assert sum(one.rows for one in each.departements) == each.rows
        assert sum(one.value for one in each.departements) == each.value
    assert not customs.demonstration().marks.provisional


# -- one flow -------------------------------------------------------------------------------------


def test_one_flow_alone_is_said(here: Path) -> None:
    path = write(here / "a.zip", zipped({"a.txt": text(lines("E"))}))
    assert run("data", "import", path).stdout.splitlines()[-2:] == [
        "2024 is incomplete: imports lack Q1, Q2, Q3 and Q4",
        "  only exports are there: the other flow is in another file",
    ]
    assert "  only exports are there" in run("data", "status").stdout
