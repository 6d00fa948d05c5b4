"""Fetching a year, against a platform of our own on this machine."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from customs_files import lines
from customs_files import run
from customs_files import snapshot
from customs_files import text
from customs_files import write
from customs_files import zipped
from open_platform import LISTING
from open_platform import Platform
from open_platform import serving
from systems import WINDOWS

from tradefiche.customs import fetch
from tradefiche.customs import listing
from tradefiche.customs.listing import Checksum
from tradefiche.customs.listing import Resource
from tradefiche.errors import FetchError
from tradefiche.store.store import Store

EXPORTS = zipped({"Region_2024_Export.txt": text(lines("E"))})
IMPORTS = zipped({"Region_2024_Import.txt": text(lines("I"))})


@pytest.fixture
def platform() -> Iterator[Platform]:
    with serving() as answering:
        yield answering


@pytest.fixture
def year(platform: Platform) -> Platform:
    """The platform with the two files of 2024."""
    platform.lists(
        platform.resource("Regional-2024-export.zip", EXPORTS),
        platform.resource("Regional-2024-import.zip", IMPORTS, last_modified="2025-02-11T00:00:00"),
    )
    return platform


def fetched(platform: Platform, folder: Path, *options: object) -> Any:
    return run("fetch", "--year", 2024, "--url", platform.base, "--data", folder, *options)


def test_a_year_is_fetched_and_imported(year: Platform, tmp_path: Path) -> None:
    result = fetched(year, tmp_path / "data")
    assert result.exception is None
    assert result.output == (
        f"downloading Regional-2024-export.zip ({len(EXPORTS):,} bytes)\n"
        f"downloading Regional-2024-import.zip ({len(IMPORTS):,} bytes)\n"
        f"reading Regional-2024-export.zip ({len(EXPORTS):,} bytes)\n"
        f"reading Regional-2024-import.zip ({len(IMPORTS):,} bytes)\n"
        "2024 exports: Q1, Q2, Q3 and Q4 stored, 48 rows, 1,207,248 €\n"
        "2024 imports: Q1, Q2, Q3 and Q4 stored, 48 rows, 1,207,248 €\n"
        "2024 is complete\n"
    )
    files = Store(tmp_path / "data").dataset(2024).provenance.files
    assert [(file.name, file.vintage) for file in files] == [
        ("Regional-2024-export.zip", "2025-02-10"),
        ("Regional-2024-import.zip", "2025-02-11"),
    ]
    assert not (tmp_path / "data" / "downloads").exists()


def test_the_address_comes_from_the_environment_too(year: Platform, tmp_path: Path) -> None:
    environment = {"TRADEFICHE_PLATFORM": f"{year.base}/", "TRADEFICHE_DATA": str(tmp_path / "d")}
    assert run("fetch", "--year", 2024, env=environment).exception is None
    assert Store(tmp_path / "d").years() == (2024,)


def test_kept_files_are_not_downloaded_again(year: Platform, tmp_path: Path) -> None:
    fetched(year, tmp_path / "data", "--keep", tmp_path / "kept")
    assert (tmp_path / "kept" / "Regional-2024-export.zip").read_bytes() == EXPORTS
    year.asked.clear()
    result = fetched(year, tmp_path / "data", "--keep", tmp_path / "kept")
    assert [path for path, _ in year.asked] == [LISTING]
    assert "downloading" not in result.output
    assert result.output.endswith("in the store already: nothing to do\n")


def test_redirects_are_followed(year: Platform, tmp_path: Path) -> None:
    year.files["/static/elsewhere.zip"] = year.files.pop("/resources/Regional-2024-export.zip")
    year.redirects["/resources/Regional-2024-export.zip"] = "/static/elsewhere.zip"
    assert fetched(year, tmp_path / "data").exception is None
    assert Store(tmp_path / "data").dataset(2024).marks.quarters == (1, 2, 3, 4)


def test_a_cut_connection_goes_on_by_itself(year: Platform, tmp_path: Path) -> None:
    year.cuts = [100, 50]
    assert fetched(year, tmp_path / "data").exception is None
    path = "/resources/Regional-2024-export.zip"
    assert [asked for name, asked in year.asked if name == path] == [
        None,
        "bytes=100-",
        "bytes=150-",
    ]


def test_a_connection_cut_too_often_leaves_a_part_for_the_next_time(
    year: Platform, tmp_path: Path
) -> None:
    year.cuts = [100, 50, 25]
    error = fetched(year, tmp_path / "data").exception
    part = tmp_path / "data" / "downloads" / "Regional-2024-export.zip.part"
    assert isinstance(error, FetchError)
    assert error.message == (
        f"{year.base}/resources/Regional-2024-export.zip: the connection was cut; "
        f"175 bytes are kept in {part}"
    )
    assert error.hint == "Run the same command again: it goes on from there."
    assert part.read_bytes() == EXPORTS[:175]
    assert Store(tmp_path / "data").years() == ()
    year.asked.clear()
    assert fetched(year, tmp_path / "data").exception is None
    assert ("/resources/Regional-2024-export.zip", "bytes=175-") in year.asked
    assert not (tmp_path / "data" / "downloads").exists()


def test_a_server_that_ignores_ranges_starts_over(year: Platform, tmp_path: Path) -> None:
    year.cuts, year.ranges = [100], False
    assert fetched(year, tmp_path / "data").exception is None
    assert Store(tmp_path / "data").years() == (2024,)


@pytest.mark.parametrize("leftover", [b"of another file", IMPORTS, IMPORTS + b"too much"])
def test_a_part_that_does_not_fit_is_downloaded_again(
    year: Platform, tmp_path: Path, leftover: bytes
) -> None:
    write(tmp_path / "kept" / "Regional-2024-import.zip.part", leftover)
    assert fetched(year, tmp_path / "data", "--keep", tmp_path / "kept").exception is None
    assert snapshot(tmp_path / "kept") == {
        "Regional-2024-import.zip": hashlib.sha256(IMPORTS).hexdigest(),
        "Regional-2024-export.zip": hashlib.sha256(EXPORTS).hexdigest(),
    }


@pytest.mark.parametrize(
    ("announced", "said"),
    [
        ({"checksum": {"type": "sha1", "value": "0" * 40}}, "sha1"),
        ({"checksum": {"type": "sha256", "value": "0" * 64}}, "sha256"),
        ({"checksum": {"type": "SHA-256", "value": "0" * 64}}, "sha256"),
        ({"checksum": {"type": "md5", "value": "0" * 32}, "filesize": None}, "md5"),
        ({"checksum": {"type": "crc", "value": "0"}, "filesize": 1}, "size"),
        ({"checksum": None, "filesize": 1}, "size"),
    ],
)
def test_another_file_than_announced_is_refused(
    platform: Platform, tmp_path: Path, announced: dict[str, Any], said: str
) -> None:
    platform.lists(
        platform.resource("Regional-2024-export.zip", EXPORTS),
        platform.resource("Regional-2024-import.zip", IMPORTS, **announced),
    )
    error = fetched(platform, tmp_path / "data").exception
    assert isinstance(error, FetchError)
    assert error.message == (
        f"{platform.base}/resources/Regional-2024-import.zip gave another file than announced: "
        f"its {said} differs"
    )
    assert error.hint == "Try again later: the platform may be in the middle of an update."
    assert not list(tmp_path.rglob("Regional-2024-import*"))
    assert Store(tmp_path / "data").years() == ()


@pytest.mark.parametrize("announced", [{"checksum": None}, {"checksum": None, "filesize": None}])
def test_nothing_announced_is_not_checked(
    platform: Platform, tmp_path: Path, announced: dict[str, Any]
) -> None:
    platform.lists(
        platform.resource("Regional-2024-export.zip", EXPORTS, **announced),
        platform.resource("Regional-2024-import.zip", IMPORTS, **announced),
    )
    assert fetched(platform, tmp_path / "data").exception is None


def test_a_file_that_is_gone(year: Platform, tmp_path: Path) -> None:
    del year.files["/resources/Regional-2024-export.zip"]
    error = fetched(year, tmp_path / "data").exception
    assert isinstance(error, FetchError)
    assert error.message == (
        f"{year.base}/resources/Regional-2024-export.zip answered 404 Not Found"
    )
    assert error.hint == (
        "Check the connection and try again, or download the files by hand and import them."
    )


def test_a_platform_without_the_dataset(platform: Platform, tmp_path: Path) -> None:
    platform.redirects[LISTING] = "/nowhere"
    error = fetched(platform, tmp_path / "data").exception
    assert isinstance(error, FetchError)
    assert error.message == f"{platform.base}{LISTING} answered 404 Not Found"


def test_a_year_that_is_not_listed(platform: Platform, tmp_path: Path) -> None:
    platform.lists(
        platform.resource("Regional-2023-export.zip", EXPORTS, title="Exports 2023"),
        platform.resource("Regional-2024-import.zip", IMPORTS, title="Imports 2024"),
        platform.resource("notice.pdf", b"%PDF", title="Notice", last_modified=None),
    )
    error = fetched(platform, tmp_path / "data").exception
    assert isinstance(error, FetchError)
    assert error.message.splitlines() == [
        "the platform lists no exports of 2024; it lists:",
        "  Exports 2023 (Regional-2023-export.zip, 2025-02-10T09:30:00.123000+00:00)",
        "  Imports 2024 (Regional-2024-import.zip, 2025-02-10T09:30:00.123000+00:00)",
        "  Notice (notice.pdf, no date)",
    ]
    assert error.hint == "Choose another year, or download a file by hand and import it."
    assert not (tmp_path / "data").exists()


def test_a_platform_that_lists_nothing(platform: Platform, tmp_path: Path) -> None:
    platform.lists()
    error = fetched(platform, tmp_path / "data").exception
    assert isinstance(error, FetchError)
    assert error.message.splitlines() == [
        "the platform lists no exports and no imports of 2024; it lists:",
        "  nothing",
    ]


def test_a_year_to_come_is_no_failure_where_that_is_asked_for(
    platform: Platform, tmp_path: Path
) -> None:
    platform.lists(platform.resource("Regional-2023.zip", EXPORTS, "2023"))
    result = fetched(platform, tmp_path / "data", "--if-listed")
    assert result.exception is None
    assert (result.stdout, result.stderr) == ("", "2024 is not listed yet: nothing to do\n")
    assert not (tmp_path / "data").exists()


def test_a_platform_that_fails_is_a_failure_all_the_same(
    platform: Platform, tmp_path: Path
) -> None:
    platform.listing = b"[]"
    result = fetched(platform, tmp_path / "data", "--if-listed")
    assert isinstance(result.exception, FetchError)


@pytest.mark.parametrize(
    "answer",
    [
        b"<!DOCTYPE html><title>Maintenance</title>",
        b"",
        b'{"resources": 3}',
        b"\xff\xfe\x00",
        b"[]",
    ],
)
def test_a_listing_that_is_not_one(platform: Platform, tmp_path: Path, answer: bytes) -> None:
    platform.listing = answer
    error = fetched(platform, tmp_path / "data").exception
    assert isinstance(error, FetchError)
    assert error.message.startswith(
        f"{platform.base}{LISTING} did not answer with the listing of a dataset ("
    )
    assert error.hint == (
        "The platform may be down: try later, or download the files by hand and import them."
    )


def test_a_platform_that_does_not_answer(platform: Platform, tmp_path: Path) -> None:
    platform.silent = True
    error = fetched(platform, tmp_path / "data", "--timeout", "0.1").exception
    assert isinstance(error, FetchError)
    assert error.message == f"{platform.base}{LISTING} cannot be reached: no answer in time"


def test_a_file_that_does_not_come(year: Platform, tmp_path: Path) -> None:
    resource = fetch.resources(2024, year.base)[0]
    year.silent = True
    with pytest.raises(FetchError) as refused:
        fetch.download(resource, tmp_path, platform=year.base, timeout=0.1)
    assert refused.value.message == (
        f"{resource.url}: no answer in time; 0 bytes are kept in {tmp_path / resource.name}.part"
    )


def test_a_platform_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(FetchError) as refused:
        fetch.resources(2024, base)
    assert refused.value.message == f"{base}{LISTING} cannot be reached: Connection refused"


@pytest.mark.parametrize("base", ["file:///etc", "ftp://example.org", "data.gouv.fr"])
def test_only_the_web_is_opened(tmp_path: Path, base: str) -> None:
    with pytest.raises(FetchError, match="is not a web address"):
        fetch.resources(2024, base)
    with pytest.raises(FetchError, match="is not a web address"):
        fetch.download(Resource("a", "2024", f"{base}/x.zip"), tmp_path)


def test_a_misnamed_file_is_not_imported(platform: Platform, tmp_path: Path) -> None:
    other = zipped({"Region.txt": text(lines("I", 2023))})
    platform.lists(
        platform.resource("Regional-2024-export.zip", EXPORTS),
        platform.resource("Regional-2024-import.zip", other),
    )
    error = fetched(platform, tmp_path / "data", "--keep", tmp_path / "kept").exception
    assert str(error) == f"{tmp_path / 'kept' / 'Regional-2024-import.zip'} holds 2023, not 2024"
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written(year: Platform, tmp_path: Path) -> None:
    blocker = write(tmp_path / "file", b"")
    error = fetched(year, tmp_path / "data", "--keep", blocker).exception
    assert error is not None  # click refuses it
    error = fetched(year, tmp_path / "data", "--keep", blocker / "kept").exception
    assert isinstance(error, FetchError)
    path = blocker / "kept" / "Regional-2024-export.zip"
    assert error.message.startswith(f"{path} cannot be written: ")
    assert WINDOWS or error.message.endswith(": Not a directory")


def test_two_files_of_one_name_do_not_overwrite_each_other(
    platform: Platform, tmp_path: Path
) -> None:
    platform.lists(
        platform.resource("1/data.zip", EXPORTS, title="Exports 2024", id="../../one"),
        platform.resource("2/data.zip", IMPORTS, title="Imports 2024", id="two"),
    )
    kept = tmp_path / "kept"
    assert fetched(platform, tmp_path / "data", "--keep", kept).exception is None
    assert {Path(name).as_posix() for name in snapshot(kept)} == {
        "_.._one/data.zip",
        "two/data.zip",
    }
    assert fetched(platform, tmp_path / "other").exception is None
    assert not (tmp_path / "other" / "downloads").exists()


def test_progress_adds_up(year: Platform, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    resource = fetch.resources(2024, year.base)[0]
    year.cuts = [100]
    fetch.download(
        resource,
        tmp_path,
        platform=year.base,
        on_start=lambda _: lambda done, total: seen.append((done, total)),
    )
    assert seen[0] == (100, len(EXPORTS))
    assert seen[-1] == (len(EXPORTS), len(EXPORTS))


def test_a_file_without_end_is_stopped(
    year: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "LARGEST", 50)
    resource = Resource("a", "2024", f"{year.base}/resources/Regional-2024-import.zip")
    with pytest.raises(FetchError, match="is larger than 50 bytes"):
        fetch.download(resource, tmp_path, platform=year.base)
    assert list(tmp_path.iterdir()) == []


def named(title: str, url: str = "", **other: Any) -> Resource:
    return Resource("id", title, url or f"https://example.org/{title}", **other)


PICKS: dict[str, tuple[list[Resource], list[int]]] = {
    "file names alone": (
        [
            named("Regional-2024-import.zip"),
            named("Regional-2024-export.zip"),
            named("Regional-2023-import.zip"),
        ],
        [0, 1],
    ),
    "titles alone": (
        [
            named("Données régionales 2024 – Importations", "https://example.org/a", format="ZIP"),
            named("Données régionales 2024 – Exportations", "https://example.org/b", format="zip"),
        ],
        [0, 1],
    ),
    "one file for both": ([named("Regional_2024.zip"), named("Regional_2023.zip")], [0]),
    "both flows named": ([named("Import et export 2024.zip")], [0]),
    "one for each rather than one for both": (
        [
            named("Regional_2024.zip", last_modified="2026-01-01"),
            named("Regional_2024_import.zip", last_modified="2025-01-01"),
            named("Regional_2024_export.zip", last_modified="2025-01-01"),
        ],
        [1, 2],
    ),
    "the latest of two": (
        [
            named("Regional_2024.zip", last_modified="2025-02-07"),
            named("Regional_2024.zip", last_modified="2025-09-01"),
        ],
        [1],
    ),
    "a year rather than the latest publication": (
        [
            named("Regional_2024_maj.zip", last_modified="2025-02-07"),
            named("Dernière publication (septembre 2024).zip", last_modified="2025-09-01"),
        ],
        [0],
    ),
    "the latest publication when there is nothing else": (
        [named("Dernière publication (septembre 2024).zip")],
        [0],
    ),
    "a year of update is not a year of data": (
        [
            named("Regional 2024 (mis à jour en 2025).zip"),
            named("Regional 2023 (mis à jour en 2024).zip"),
        ],
        [0],
    ),
    "the address has dates too": (
        [
            named(
                "Importations et exportations",
                "https://static.example.org/20250207-2023/regional-2024.zip",
            )
        ],
        [0],
    ),
    "neither national files, nor workbooks, nor documents": (
        [
            named("Regional_2024.zip"),
            named("National_2024_import.zip", last_modified="2027"),
            named("NC8 2024 export.zip", last_modified="2027"),
            named("Régions 2024 Excel.zip", last_modified="2027"),
            named("Import export 2024.pdf", last_modified="2027"),
            named("Description 2024", "https://example.org/d.txt", last_modified="2027"),
        ],
        [0],
    ),
}


@pytest.mark.parametrize("case", PICKS)
def test_picking(case: str) -> None:
    resources, expected = PICKS[case]
    picked = listing.pick(resources, 2024)
    assert sorted(map(resources.index, picked)) == expected


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/a/Regional%202024.zip?x=/../y", "Regional_2024.zip"),
        ("https://example.org/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "passwd"),
        ("https://example.org/", "id.zip"),
        ("https://example.org/..", "id.zip"),
        ("https://example.org/.bashrc", "bashrc"),
    ],
)
def test_names_are_safe(url: str, name: str) -> None:
    assert Resource("id", "2024", url).name == name


def test_the_answer_of_the_platform_is_read_as_it_comes() -> None:
    answer = {
        "id": "5369a0c7a3a729239d206446",
        "title": "Statistiques régionales et départementales du commerce extérieur",
        "resources": [
            {
                "id": "r1",
                "title": "Import 2024",
                "description": None,
                "url": "https://example.org/a.zip",
                "format": None,
                "filesize": None,
                "checksum": None,
                "last_modified": "2025-02-07T10:00:00+00:00",
                "extras": {"check:status": 200},
            },
            {
                "id": "r2",
                "title": "Export 2024",
                "url": "https://example.org/b.zip",
                "format": "zip",
                "filesize": 12,
                "checksum": {"type": "sha1", "value": "ab"},
                "last_modified": "never",
            },
        ],
    }
    first, second = listing.parse(json.dumps(answer).encode(), "https://example.org")
    assert str(first.modified) == "2025-02-07"
    assert second.modified is None
    assert second.checksum == Checksum("sha1", "ab")
