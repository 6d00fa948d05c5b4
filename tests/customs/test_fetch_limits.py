"""What a hostile or broken platform may do, against servers of our own on this machine."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from customs_files import lines
from customs_files import text
from customs_files import zipped

from tradefiche.customs import fetch
from tradefiche.customs import listing
from tradefiche.customs import web
from tradefiche.customs.listing import Checksum
from tradefiche.customs.listing import Resource
from tradefiche.errors import FetchError

LISTING = f"/api/1/datasets/{listing.DATASET}/"
EXPORTS = zipped({"Region_2024_Export.txt": text(lines("E"))})
OK = b"HTTP/1.1 200 OK\r\n"


@dataclass
class Server:
    """What it sends for each path, byte for byte; then it drips zeros if it should."""

    base: str = ""
    answers: dict[str, bytes] = field(default_factory=dict)
    drips: bool = False
    asked: list[str] = field(default_factory=list)

    def lists(self, **of_resource: Any) -> None:
        resource = {"id": "a", "title": "2024", "url": f"{self.base}/a.zip", **of_resource}
        content = json.dumps({"resources": [resource]}).encode()
        self.answers[LISTING] = OK + b"\r\n" + content

    def redirects(self, path: str, location: bytes) -> None:
        self.answers[path] = b"HTTP/1.1 302 Found\r\n" + location + b"Content-Length: 0\r\n\r\n"


@pytest.fixture
def serving() -> Iterator[Callable[[], Server]]:
    started = []
    done = threading.Event()

    def start() -> Server:
        state = Server()

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                state.asked.append(self.path)
                self.wfile.write(state.answers.get(self.path, b"HTTP/1.1 404 Not Found\r\n\r\n"))
                while state.drips and not done.wait(0.01):
                    try:
                        self.wfile.write(b"0")
                    except OSError:
                        break

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        state.base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        started.append((server, thread))
        return state

    yield start
    done.set()
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server(serving: Callable[[], Server]) -> Server:
    return serving()


def refused_listing(server: Server) -> str:
    with pytest.raises(FetchError) as refused:
        fetch.resources(2024, server.base, 5)
    assert refused.value.hint
    return refused.value.message


def refused_file(server: Server, folder: Path, url: str = "/a.zip", **known: Any) -> str:
    resource = Resource("a", "2024", url if ":" in url else server.base + url, **known)
    with pytest.raises(FetchError) as refused:
        fetch.download(resource, folder, platform=server.base, timeout=5)
    assert refused.value.hint
    return refused.value.message


# -- how long -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "begun", [b"HTTP/1.1 200", OK + b"X-A: ", OK + b"Content-Length: 9999999\r\n\r\n", OK + b"\r\n"]
)
def test_a_listing_that_drips_is_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(fetch, "LONGEST_LISTING", 0.2)
    server.answers[LISTING], server.drips = begun, True
    assert refused_listing(server) == (
        f"{server.base}{LISTING} cannot be reached: no answer in time"
    )


@pytest.mark.parametrize("said", [b"Content-Length: 9999999\r\n", b""])
def test_a_file_that_drips_is_given_up_and_its_part_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(fetch, "LONGEST", 0.2)
    server.answers["/a.zip"], server.drips = OK + said + b"\r\n", True
    message = refused_file(server, tmp_path)
    kept = (tmp_path / "a.zip.part").stat().st_size
    assert message == (
        f"{server.base}/a.zip: not complete after 0 seconds; "
        f"{kept} bytes are kept in {tmp_path / 'a.zip.part'}"
    )
    assert server.asked == ["/a.zip"]  # and not tried again


# -- how much -------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [b"", b"Content-Length: 120\r\n"])
def test_more_than_a_tenth_above_what_was_announced_is_refused(
    server: Server, tmp_path: Path, said: bytes
) -> None:
    server.answers["/a.zip"] = OK + said + b"\r\n" + bytes(120)
    assert refused_file(server, tmp_path, filesize=100) == (
        f"{server.base}/a.zip gave another file than announced: its size differs"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_little_more_than_announced_is_for_the_checksum_to_judge(
    server: Server, tmp_path: Path
) -> None:
    server.answers["/a.zip"] = OK + b"\r\n" + EXPORTS
    sha1 = Checksum("sha1", hashlib.sha1(EXPORTS).hexdigest())
    resource = Resource("a", "2024", f"{server.base}/a.zip", None, len(EXPORTS) * 95 // 100, sha1)
    path = fetch.download(resource, tmp_path, platform=server.base)
    assert path.read_bytes() == EXPORTS


def test_a_length_beyond_all_bounds_is_refused_before_a_byte_is_kept(
    server: Server, tmp_path: Path
) -> None:
    server.answers["/a.zip"] = OK + b"Content-Length: 3000000000\r\n\r\nPK"
    assert refused_file(server, tmp_path) == (
        f"{server.base}/a.zip is larger than {fetch.LARGEST} bytes"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [10**400, 3 * 10**9, -5])
def test_whatever_size_is_announced_there_is_a_limit(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(fetch, "LARGEST", 50)
    server.answers["/a.zip"] = OK + b"\r\n" + bytes(100)
    assert refused_file(server, tmp_path, filesize=size)
    assert list(tmp_path.iterdir()) == []


def test_a_listing_has_a_limit(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "LARGEST_LISTING", 1000)
    server.answers[LISTING] = OK + b"\r\n" + b" " * 1001
    assert refused_listing(server) == f"{server.base}{LISTING} is larger than 1000 bytes"


@pytest.mark.parametrize("said", ["abc", "-5", "9" * 5000, "1e3"])
def test_a_length_that_is_no_number(server: Server, tmp_path: Path, said: str) -> None:
    answer = OK + f"Content-Length: {said}\r\n\r\n{{}}".encode()
    server.answers |= {LISTING: answer, "/a.zip": answer}
    for message in (refused_listing(server), refused_file(server, tmp_path)):
        assert " answers with a length that is no number: " in message
        assert len(message) < 250


# -- where to -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "said"),
    [
        (b"", "redirects nowhere (302 Found)"),
        (b"Location: /a.zip\r\n", "redirects nowhere (302 The HTTP server returned a redirect"),
        (b"Location: file:///etc/passwd\r\n", "redirects nowhere (302 Found - Redirection to"),
        (b"Location: data:,x\r\n", "redirects nowhere (302 Found - Redirection to"),
        (b"Location: ftp://example.org/a\r\n", "leads to ftp://example.org/a, which is not https"),
        (b"Location: http://example.org/\r\n", "leads to http://example.org/, which is not https"),
        (b"Location: http://[::1/\r\n", "redirects to what is no address"),
        (b"Location: http://[::1]/\r\n", "leads to http://[::1]/, which is not https"),
        (b"Location: https://[::1]/\r\n", "which is no public address (::1)"),
        (b"Location: https://localhost/\r\n", "which is no public address ("),
        (b"Location: https://10.0.0.1/\r\n", "which is no public address (10.0.0.1)"),
        (b"Location: https://169.254.169.254/\r\n", "no public address (169.254.169.254)"),
        (b"Location: https://[::ffff:10.0.0.1]/\r\n", "which is no public address ("),
        (b"Location: https://0/\r\n", "which is no public address (0.0.0.0)"),
        (b"Location: https://2130706433/\r\n", "which is no public address (127.0.0.1)"),
        (b"Location: //a:b:c/\r\n", "which is not https"),
        ("Location: https://127.0.0.1:9/é\r\n".encode(), "no public address (127.0.0.1)"),
        (b"Location: \xff\xfe\x1b[2J\r\n", "answered 404 Not Found"),
    ],
)
def test_redirects_lead_only_to_the_public_web(
    server: Server, tmp_path: Path, location: bytes, said: str
) -> None:
    server.redirects("/a.zip", location)
    server.redirects(LISTING, location.replace(b"/a.zip", LISTING.encode()))
    for message in (refused_file(server, tmp_path), refused_listing(server)):
        assert said in message
        assert message.isprintable()


def test_another_server_of_this_machine_is_never_asked(
    serving: Callable[[], Server], tmp_path: Path
) -> None:
    typed, other = serving(), serving()
    typed.redirects("/a.zip", f"Location: {other.base}/secret\r\n".encode())
    assert "which is not https" in refused_file(typed, tmp_path)
    assert "which is not https" in refused_file(typed, tmp_path, f"{other.base}/secret")
    assert other.asked == []


def test_what_the_operator_typed_stays_allowed_over_https(server: Server) -> None:
    web._require_allowed("https://127.0.0.1/a", server.base)  # the same machine, and safer
    with pytest.raises(FetchError):
        web._require_allowed("https://127.0.0.2/a", server.base)
    web._require_allowed("https://8.8.8.8/a", server.base)


@pytest.mark.parametrize(
    "url",
    ["http://[::1/", "http://", "https:///a", "http://a:b/", "http://a:99999/", "http://é\udc80/"],
)
def test_an_address_that_is_none(server: Server, tmp_path: Path, url: str) -> None:
    with pytest.raises(FetchError, match="is not a web address") as refused:
        fetch.resources(2024, url)
    assert refused.value.message.isprintable()
    assert refused_file(server, tmp_path, url).endswith(" is not a web address")


def test_accents_and_blanks_in_an_address_are_read(server: Server, tmp_path: Path) -> None:
    server.answers["/donn%C3%A9es%202024.zip?%C3%A9=1"] = OK + b"\r\n" + EXPORTS
    resource = Resource("a", "2024", f"{server.base}/données 2024.zip?é=1")
    path = fetch.download(resource, tmp_path, platform=server.base)
    assert path.read_bytes() == EXPORTS


# -- what is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", [b"[", b'{"resources":[{"extras":' * 2 + b'{"a":'])
def test_a_deep_listing(server: Server, opening: bytes) -> None:
    server.answers[LISTING] = OK + b"\r\n" + opening * 100_000
    assert "did not answer with the listing of a dataset (" in refused_listing(server)


def test_a_bad_listing_in_no_encoding(server: Server) -> None:
    server.answers[LISTING] = OK + b'\r\n{"resources":[{"id":"a","title":"\xff","url":""}]}'
    assert "did not answer with the listing of a dataset (" in refused_listing(server)


def test_words_of_the_server_steer_no_terminal(server: Server, tmp_path: Path) -> None:
    server.answers["/a.zip"] = b"HTTP/1.1 500 \x1b[2J\x1b]0;owned\x07 no\r\n\r\n"
    assert refused_file(server, tmp_path) == f"{server.base}/a.zip answered 500 [2J ]0;owned no"
    server.lists(title="Exports\x1b[2J\u202e 2031\r\n" + "x" * 500, last_modified="\x1b[31m")
    said = refused_listing(server)
    assert all(line.isprintable() and len(line) < 300 for line in said.splitlines())
    assert len(said.splitlines()) == 2


def test_a_long_listing_is_not_told_whole(server: Server) -> None:
    each = {"id": "a", "title": "Notice", "url": "https://example.org/a.pdf"}
    content = json.dumps({"resources": [each] * 5000}).encode()
    server.answers[LISTING] = OK + b"\r\n" + content
    said = refused_listing(server).splitlines()
    assert len(said) == 102
    assert said[-1] == "  … and 4900 more"


def test_a_name_fits_in_a_folder(server: Server, tmp_path: Path) -> None:
    url = f"{server.base}/{'x' * 300}.zip"
    server.answers[url.removeprefix(server.base)] = OK + b"\r\n" + EXPORTS
    path = fetch.download(Resource("a", "2024", url), tmp_path, platform=server.base)
    assert path.name == f"{'x' * 96}.zip"
