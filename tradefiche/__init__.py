"""tradefiche: the foreign-trade fact sheet of each French département, from the customs' files.

The rooms, in the order of the data's way; each knows those before it, and none after it:

    reference   codes, names and articles, memberships, outlines
    store       tidy rows on the disk, by year, quarter and flow
    customs     the official files: found, recognised, read, checked, tidied, fetched
    cube        sums, ranks and shares of all territories at once; polars ends here
    fiche       the hinge: what is published, as frozen plain data, with its JSON
    wording     data → French: numbers, sentences, agreement
    brand       a look, as data
    charts      what figures share: shapes, labels, kinds of charts, maps
    figures     one module a figure: its words, its tables, its drawing as data
    edition     the texts of a year, as data
    export      tables as files: workbooks, CSV, Parquet, JSON
    diff        what moved between two years, two vintages, two output folders
    pdf         what is general: renderer, tags, tables, PDF/UA and PDF/A
    report      the publication as pages: fiche, pack, atlas
    validation  is a PDF what it claims
    review      is a year fit to be published, and who has explained what is odd in it
    batch       documents: current or not, drawn by workers, written whole, listed
    mail        recipients, letters, the ledger, the server
    web         the publication as static pages, from what was built and listed
    api         the same in Python: what a notebook wants
    doctor      is all there that the program needs, each look by itself
    commands    the command line: parse, call one function, say what happened

``fiche`` is plain data that all may know; beside the rooms stand ``errors``, ``manifest``,
``reviewed``, ``settings_file``, ``settings``, ``site_address``, ``site_listing``, ``resources``,
``atomic``, ``folders``, ``versions``, ``releases``, ``messages``, ``spelling``, ``printable``,
``console_events`` and ``starters``.
"""

from __future__ import annotations

from tradefiche.errors import TradeficheError

TYPE_CHECKING = False  # typing's own would take as long to load as Python itself
if TYPE_CHECKING:
    from tradefiche.api import DrawnFigure
    from tradefiche.api import OpenFiche
    from tradefiche.api import OpenStore
    from tradefiche.api import demonstration
    from tradefiche.api import open_store

__version__ = "0.1.0"
__all__ = [
    "DrawnFigure",
    "OpenFiche",
    "OpenStore",
    "TradeficheError",
    "demonstration",
    "open_store",
]


def __getattr__(name: str) -> object:
    """What ``api`` has, loaded when it is asked for: polars alone takes a fifth of a second."""
    if name in __all__:
        from tradefiche import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
