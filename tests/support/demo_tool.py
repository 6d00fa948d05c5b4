"""The tool that makes the demonstration data, for the tests."""

from __future__ import annotations

import importlib.util
import zipfile
from functools import cache
from pathlib import Path
from types import ModuleType

from paths import ROOT

from tradefiche.resources import assets

TOOL = ROOT / "tools" / "make_demo_data.py"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_demo_data", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def archive() -> Path:
    (found,) = assets("demo").glob("*.zip")
    return found


@cache
def members() -> dict[str, bytes]:
    with zipfile.ZipFile(archive()) as opened:
        return {entry.filename: opened.read(entry) for entry in opened.infolist()}
