"""Pages while their texts are being written: what is now, what is wrong, and for this machine."""

from __future__ import annotations

import asyncio
import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from command import copied
from command import run
from pdf_reading import tool
from shared_sites import output
from shared_sites import ready
from shared_sites import real

from tradefiche.errors import EditionError
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.web import live as lives
from tradefiche.web import serve
from tradefiche.web import site as sites
from tradefiche.web.live import LiveSite

PAGE = "2024/03-allier.html"
PATIENCE = 120
"""Seconds after which a test that waits for nothing fails; none is measured."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return output(tmp_path_factory.mktemp("built"), [real("03")])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An edition of one's own."""
    return copied("editions/2024", tmp_path / "own")


def text(site: LiveSite, path: str = PAGE) -> str:
    answer = site.answer(path)
    assert answer.status == 200, answer
    return answer.content.decode()


def changed(file: Path, old: str, new: str) -> None:
    words = file.read_text("utf-8")
    assert old in words
    file.write_text(words.replace(old, new), "utf-8")


# -- pages -----------------------------------------------------------------------------------


def test_a_page_is_what_would_be_written_and_reloads_itself(built: Path, tmp_path: Path) -> None:
    sites.write(tmp_path / "site", [ready(built, address=None)])
    live = LiveSite(built, 2024)
    for name in (PAGE, "2024/index.html", "2024/accessibilite.html"):
        written = (tmp_path / "site" / name).read_text("utf-8")
        assert lives.SCRIPT not in written
        assert "connect-src" not in written
        shown = text(live, name)
        assert shown.count(f"src=/{lives.SCRIPT}") == 1
        ours = "connect-src &#39;self&#39;; script-src &#39;self&#39;; "
        assert shown.count(f"default-src &#39;none&#39;; {ours}") == 1
        plain = shown.replace(f"<script src=/{lives.SCRIPT}></script>", "")
        plain = plain.replace(ours, "", 1)
        assert plain == written
    assert b"EventSource" in live.answer(lives.SCRIPT).content
    assert not live.faults


def test_every_file_of_the_site_is_shown(built: Path, tmp_path: Path) -> None:
    sites.write(tmp_path / "site", [ready(built, address=None)])
    live = LiveSite(built, 2024)
    for path in sorted((tmp_path / "site" / "2024").rglob("*")):
        if path.is_file() and path.suffix != ".html":
            name = path.relative_to(tmp_path / "site").as_posix()
            assert live.answer(name).content == path.read_bytes(), name


def test_a_text_that_changes_is_shown(built: Path, own: Path) -> None:
    live = LiveSite(built, 2024, edition=own)
    changed(own / "contexte.md", "\n\n", "\n\nUne phrase de plus.\n\n")
    assert "Une phrase de plus" not in text(live)
    live.refresh()
    assert "Une phrase de plus" in text(live)


def test_what_is_built_meanwhile_is_shown(tmp_path: Path) -> None:
    folder = output(tmp_path / "output", [real("03")])
    live = LiveSite(folder, 2024)
    assert live.answer("2024/48-lozere.html").status == 404
    output(folder, [real("03"), real("48")])
    live.refresh()
    assert "de la Lozère" in text(live, "2024/48-lozere.html")
    assert "Lozère" in text(live, "2024/index.html")
    (folder / "2024" / "48-lozere.json").write_bytes(b"{}")
    live.refresh()  # a build goes on: what was listed stays
    assert live.answer("2024/48-lozere.html").status == 200


def test_of_what_is_built_the_list_alone_is_watched(built: Path, own: Path) -> None:
    live = LiveSite(built, 2024, edition=own)
    assert live.is_watched(str(own / "contexte.md"))
    assert live.is_watched(str(built / "2024" / "manifest.json"))
    assert not live.is_watched(str(built / "2024" / "03-allier.pdf"))


def test_a_colour_that_changes_is_shown(built: Path, tmp_path: Path) -> None:
    brand = copied("brand/default", tmp_path / "brand")
    live = LiveSite(built, 2024, brand=brand)
    changed(brand / "brand.toml", 'state = "#000091"', 'state = "#123456"')
    live.refresh()
    assert "--state:#123456" in text(live)
    changed(brand / "brand.toml", 'state = "#123456"', 'state = "#EEEEEE"')
    live.refresh()
    assert "To be corrected" in text(live)
    assert "brand.toml" in text(live)


def test_what_is_wrong_is_said_with_file_and_line(built: Path, own: Path) -> None:
    live = LiveSite(built, 2024, edition=own)
    changed(own / "contexte.md", "\n\n", "\n\nTexte {inconnu}.\n\n")
    live.refresh()
    shown = text(live)
    assert re.search(r"role=alert.*contexte\.md:\d+: unknown placeholder", shown)
    changed(own / "contexte.md", "{inconnu}", "connu")
    live.refresh()
    assert "role=alert" not in text(live)


def test_what_cannot_be_read_leaves_the_pages_before(built: Path, own: Path) -> None:
    live = LiveSite(built, 2024, edition=own)
    (own / "edition.toml").write_text("year = [", "utf-8")
    live.refresh()
    shown = text(live)
    assert "edition.toml" in shown
    assert "role=alert" in shown
    assert "Commerce extérieur de l’Allier" in shown
    with pytest.raises(EditionError):
        LiveSite(built, 2024, edition=own)


def test_a_wrong_text_is_only_words(built: Path, own: Path) -> None:
    live = LiveSite(built, 2024, edition=own)
    changed(own / "contexte.md", "\n\n", "\n\n{<script>alert(1)</script>}\n\n")
    live.refresh()
    assert "<script>alert" not in text(live)


def test_it_may_begin_with_a_wrong_text(built: Path, own: Path) -> None:
    changed(own / "contexte.md", "\n\n", "\n\nTexte {inconnu}.\n\n")
    assert "unknown placeholder" in text(LiveSite(built, 2024, edition=own))


def test_what_is_not_there(built: Path, tmp_path: Path) -> None:
    live = LiveSite(built, 2024)
    for path in (
        "2024/nothing.html", "../manifest.json", "2024/../2024/manifest.json", "/etc/passwd",
        "2024/csv/03-nothing.csv", "2024/csv/99-a.csv", "2024/manifest.json",
    ):  # fmt: skip
        assert live.answer(path).status == 404, path
    for path, to in (("", "/2024/index.html"), ("latest/03-allier.html", f"/{PAGE}")):
        assert (live.answer(path).status, live.answer(path).to) == (302, to)
    with pytest.raises(OutputError, match="no fiche of 2023 was built there"):
        LiveSite(built, 2023)


def test_a_fiche_that_is_not_as_built_is_told(tmp_path: Path) -> None:
    out = output(tmp_path / "output", [real("03")])
    live = LiveSite(out, 2024)
    (out / "2024" / "03-allier.pdf").write_bytes(b"other")
    answer = live.answer("2024/03-allier.pdf")
    assert answer.status == 500
    assert b"is not the file that was built" in answer.content


# -- the server ------------------------------------------------------------------------------


@dataclass
class Heard:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Served:
    port: int
    edition: Path

    @contextmanager
    def asked(
        self, path: str, method: str = "GET", **headers: str
    ) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, path, headers=headers)
            with connection.getresponse() as response:
                yield response

    def ask(self, path: str, method: str = "GET", **headers: str) -> Heard:
        with self.asked(path, method, **headers) as response:
            return Heard(response.status, dict(response.getheaders()), response.read().decode())


@pytest.fixture
def served(built: Path, own: Path) -> Iterator[Served]:
    live, begun, addresses = LiveSite(built, 2024, edition=own), threading.Event(), []
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def told(address: str) -> None:
        addresses.append(address)
        begun.set()

    async def shown() -> None:
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))
        await serve.show(live, 0, told, stop)

    thread = threading.Thread(target=lambda: asyncio.run(shown()), daemon=True)
    thread.start()
    assert begun.wait(PATIENCE)
    yield Served(int(addresses[0].rstrip("/").rpartition(":")[2]), own)
    loop, stop = loops[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_it_answers_who_names_this_machine(served: Served) -> None:
    response = served.ask(f"/{PAGE}")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Allier" in response.text
    assert served.ask("/", Host=f"localhost:{served.port}").status == 302
    for host in ("example.org", f"example.org:{served.port}", "127.0.0.1", "127.0.0.1:1", ""):
        refused = served.ask(f"/{PAGE}", Host=host)
        assert refused.status in {400, 421}, host
        assert "Allier" not in refused.text
    assert served.ask("/.live", Host="example.org").status == 421
    assert served.ask(f"/{PAGE}", "POST").status == 405
    assert served.ask("/2024/none.html").status == 404


def test_a_page_is_told_of_a_change(served: Served) -> None:
    heard = threading.Event()

    def write() -> None:
        """Again and again: who watches may not have begun."""
        count = 0
        while not heard.wait(0.5):
            count += 1
            changed(served.edition / "contexte.md", "\n\n", f"\n\nPhrase {count}.\n\n")

    writer = threading.Thread(target=write, daemon=True)
    with served.asked("/.live") as events:
        assert events.getheader("Content-Type") == "text/event-stream"
        assert [events.readline(), events.readline()] == [b": \n", b"\n"]
        writer.start()
        line = events.readline()
        heard.set()
    writer.join(PATIENCE)
    assert line == b"data: \n"
    assert "Phrase 1." in served.ask(f"/{PAGE}").text


def test_a_port_that_is_taken_is_said(built: Path, served: Served) -> None:
    with pytest.raises(UsageError, match=rf"--serve: 127\.0\.0\.1:{served.port} cannot be used"):
        serve.serve(LiveSite(built, 2024), served.port, lambda _: None)


def test_it_writes_nothing(built: Path, here: Path) -> None:
    for option in ("--force", "--json"):
        done = run("site", "--serve", option, "--output", built, status=2)
        assert "--serve writes nothing" in done.stderr
    assert not [*here.iterdir()]


def test_a_browser_loads_a_changed_page_again(served: Served) -> None:
    """The policy of the page lets its script in, and the script hears of the change."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = tool("chromium")
    with playwright.sync_playwright() as found:
        browser = found.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page, faults = browser.new_page(), []
        page.on("console", lambda message: faults.append(message.text))
        with page.expect_response("**/.live"):
            page.goto(f"http://127.0.0.1:{served.port}/{PAGE}")
        changed(served.edition / "contexte.md", "\n\n", "\n\nTexte {inconnu}.\n\n")
        page.wait_for_selector("[role=alert]", timeout=1000 * PATIENCE)
        assert "unknown placeholder {inconnu}" in page.inner_text("[role=alert]")
        assert faults == []
        browser.close()
