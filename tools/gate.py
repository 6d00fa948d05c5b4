"""Passes fiches and the atlas of the demonstration data through both validators.

python tools/gate.py --all          # the 100 départements, about two minutes
python tools/gate.py 03 20 971      # some of them
python tools/gate.py --territoire ti-8416 --territoire "Cap Excellence"    # packs
python tools/gate.py --all-territoires   # all packs
python tools/gate.py --all --keep gate   # and keep the PDF files in the folder gate/

Exit status 1 when one does not conform, or when an engine is missing or does not answer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from tradefiche import atomic
from tradefiche import brand
from tradefiche import customs
from tradefiche import edition
from tradefiche.cube import indicators
from tradefiche.customs import demo_years
from tradefiche.errors import TradeficheError
from tradefiche.fiche import Place
from tradefiche.reference import industry
from tradefiche.reference import territories
from tradefiche.reference.industry import TerritoireIndustrie
from tradefiche.report import atlas
from tradefiche.report import document
from tradefiche.report import pack
from tradefiche.report import single
from tradefiche.validation import engines
from tradefiche.validation.verdicts import PROFILES
from tradefiche.validation.verdicts import Judge


def documents(places: Sequence[Place]) -> Iterator[tuple[str, bytes]]:
    """Code and PDF of each département, its single page, then the atlas alone and among years."""
    dataset = customs.demonstration()
    texts, look = edition.load(edition.folder_for(dataset.year)), brand.load()
    for fiche in indicators.fiches(dataset, places):
        yield fiche.place.code, document.build(fiche, texts, look)
        yield f"{fiche.place.code}-essentiel", single.compose(fiche, texts, look).content
    yield "atlas", atlas.compose(indicators.atlas(dataset), texts, look).content
    several = indicators.atlas(demo_years.among_others())
    yield "atlas-several-years", atlas.compose(several, texts, look).content


def packs(wholes: Sequence[TerritoireIndustrie]) -> Iterator[tuple[str, bytes]]:
    """Id and PDF of the pack of each Territoire d'industrie."""
    dataset = customs.demonstration()
    texts, look = edition.load(edition.folder_for(dataset.year)), brand.load()
    fiches = {fiche.place.code: fiche for fiche in indicators.fiches(dataset)}
    for whole in wholes:
        held = industry.pack(whole, [fiches[place.code] for place in whole.kept])
        yield whole.id, pack.compose(held, texts, look).content


def passes(code: str, content: bytes, judge: Judge) -> bool:
    """Judge a document, and say what is wrong with it."""
    verdicts = judge(content)
    for verdict in verdicts:
        for failure in verdict.failures:
            where = f"{code}: {PROFILES[verdict.profile]} {failure.rule}, says {verdict.engine}"
            print(f"{where}: {failure.message} ({failure.count})")
    return all(verdict.compliant for verdict in verdicts)


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", metavar="CODE|NAME", help="départements")
    parser.add_argument("--all", action="store_true", help="all of them")
    parser.add_argument("--territoire", action="append", metavar="ID|NAME", help="a pack")
    parser.add_argument("--all-territoires", action="store_true", help="all packs")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where to write the PDF files")
    arguments = parser.parse_args()
    wholes = [industry.only(name) for name in arguments.territoire or ()]
    if arguments.all_territoires:
        wholes = list(industry.everything())
    if bool(arguments.names or wholes) == arguments.all:
        parser.error("name départements or Territoires, or ask for --all")
    places = [territories.departement(name) for name in arguments.names]
    if arguments.all:
        places += territories.departements()
    done, failed = 0, []
    asked, missing = engines.here()
    if missing:
        raise TradeficheError(f"{missing[0].engine}: {missing[0].reason}", missing[0].hint)
    with engines.panel(asked) as judge:
        for code, content in chain(documents(places) if places else (), packs(wholes)):
            done += 1
            if not passes(code, content, judge):
                failed.append(code)
            if arguments.keep:
                atomic.write_bytes(arguments.keep / f"{code}.pdf", content)
            if sys.stderr.isatty():
                print(f"\r{done} ", end="", file=sys.stderr, flush=True)
    judges = " and ".join(f"{engine.NAME} ({engine.version()})" for engine in asked)
    names = " and ".join(PROFILES.values())
    print(f"\r{done - len(failed)} of {done} conform to {names}, say {judges}")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TradeficheError as error:
        sys.exit(f"{error.message}\n{error.hint}")
