"""A task travels: to a process without the brand's folder, the data, or the same program."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pdf_reading
import pytest
from command import changed
from command import copied
from customs_files import write

from tradefiche import brand
from tradefiche import resources
from tradefiche.batch import task
from tradefiche.errors import OutputError
from tradefiche.errors import TradeficheError
from tradefiche.report import document

LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">
<rect width="40" height="20" fill="#102040"/></svg>"""


def asked(look: brand.Brand, code: str = "03") -> task.Task:
    fiche = pdf_reading.fiches()[code]
    parcel = task.Parcel.of(look)
    return task.Task("fiche", fiche, fiche.place.name, pdf_reading.edition_2024(), parcel)


@pytest.fixture
def own(tmp_path: Path) -> brand.Brand:
    """A brand with a font and a logo of its own."""
    folder = copied("brand/default", tmp_path / "brand")
    default = brand.load()
    (folder / "own.ttf").write_bytes(default.fonts["italic"].read_bytes())
    changed(folder / "brand.toml", f'"{default.fonts["bold"].name}"', '"own.ttf"')
    write(folder / "logo.svg", LOGO)
    changed(folder / "brand.toml", 'state = ""', 'state = "logo.svg"')
    return brand.load(folder)


def test_the_project_s_fonts_stay_behind_and_one_s_own_travel(own: brand.Brand) -> None:
    assert task.Parcel.of(brand.load()).files == ()
    travelling = {Path(path).name for path, _ in task.Parcel.of(own).files}
    assert travelling == {"own.ttf", "logo.svg"}


def test_a_brand_is_drawn_where_its_folder_never_was(own: brand.Brand, tmp_path: Path) -> None:
    expected = document.build(pdf_reading.fiches()["03"], pdf_reading.edition_2024(), own)
    assert expected != pdf_reading.pdf("03")
    write(tmp_path / "task", pickle.dumps(asked(own)))
    shutil.rmtree(own.folder)
    program = (
        "import pickle, sys, tempfile; from pathlib import Path; from tradefiche.batch import task;"
        "made = task.draw(pickle.loads(Path('task').read_bytes()));"
        "Path('made.pdf').write_bytes(made.pdf);"
        "print(*Path(tempfile.gettempdir()).glob('tradefiche-*/*'), sep='\\n');"
        "assert not any(name.partition('.')[0] == 'polars' for name in sys.modules)"
    )
    (tmp_path / "t").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={
            **os.environ,
            **dict.fromkeys(("TMPDIR", "TEMP"), str(tmp_path / "t")),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "made.pdf").read_bytes() == expected
    assert len(done.stdout.splitlines()) == 2  # unpacked there…
    assert list((tmp_path / "t").iterdir()) == []  # …and gone with the process


def test_a_file_of_the_same_name_on_the_worker_is_not_taken_for_the_brand_s(
    own: brand.Brand,
) -> None:
    parcel = pickle.loads(pickle.dumps(task.Parcel.of(own)))
    assert task._unpacked(parcel) == own
    (own.folder / "logo.svg").write_bytes(LOGO.replace(b"#102040", b"#ff0000"))
    found = task._unpacked(parcel)
    assert found.state_logo is not None
    assert found.state_logo.read_bytes() == LOGO
    assert found.fonts["bold"].read_bytes() == (own.folder / "own.ttf").read_bytes()
    assert found.fonts["regular"].parent == resources.fonts()
    assert task._unpacked(parcel) is found  # written down once


def test_another_program_is_refused() -> None:
    with pytest.raises(TradeficheError, match=r"another tradefiche: \S+; this is 0\.0\.1"):
        task.draw(replace(asked(brand.load()), program="0.0.1"))


def test_an_error_keeps_its_hint_on_its_way() -> None:
    error = pickle.loads(pickle.dumps(OutputError("what", "do this")))
    assert (error.message, error.hint) == ("what", "do this")


def test_threads_of_a_worker_draw_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compose = document.compose
    inside: list[int] = []
    drawn: dict[str, bytes] = {}

    def watched(*args: Any) -> Any:
        inside.append(threading.get_ident())
        time.sleep(0.02)  # the others may come in
        assert inside[-1] == threading.get_ident()
        made = compose(*args)
        assert inside[-1] == threading.get_ident()
        return made

    def draw(code: str) -> None:
        drawn[code] = task.draw(asked(brand.load(), code)).pdf

    monkeypatch.setattr(document, "compose", watched)
    threads = [threading.Thread(target=draw, args=(code,)) for code in ("03", "46", "971")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == {code: pdf_reading.pdf(code) for code in ("03", "46", "971")}


@pytest.mark.parametrize("enabled", [True, False])
def test_a_worker_that_is_not_ours_keeps_its_habits(enabled: bool) -> None:
    (gc.enable if enabled else gc.disable)()
    try:
        task.draw(asked(brand.load()))
        assert gc.isenabled() is enabled
    finally:
        gc.enable()


def test_each_draws_with_a_hash_of_its_bytes() -> None:
    made = task.draw(asked(brand.load(), "46"))
    assert made.pdf == pdf_reading.pdf("46")
    assert made.sha256 == sha256(made.pdf).hexdigest()
    with pdf_reading.opened(made.pdf) as pdf:
        assert made.pages == len(pdf.pages)
