"""``tradefiche site``: what was built, as static pages of the web."""

from __future__ import annotations

from pathlib import Path

import click

from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.locations import FOLDER
from tradefiche.counting import many
from tradefiche.errors import UsageError


@click.command()
@click.option("--year", metavar="YEAR|FIRST-LAST", help="Year, or years [default: the latest].")
@options.output()
@click.option(
    "--to", type=FOLDER, default="site", show_default=True, help="Where the pages are written."
)
@click.option("--brand", type=FOLDER, help="The brand folder that the fiches were built with.")
@click.option("--edition", type=FOLDER, help="The edition folder that they were built with.")
@click.option("--allow-low-contrast", is_flag=True, help="Accept colours that read badly.")
@click.option("--force", is_flag=True, help="Write also what has not changed.")
@options.as_json
@click.pass_context
def site(
    context: click.Context,
    /,
    year: str | None,
    output: Path,
    to: Path,
    brand: Path | None,
    edition: Path | None,
    allow_low_contrast: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write the publication as static pages: a page for each fiche, tables, data, downloads.

    From what was built and is listed in the manifest, with the edition and the brand that it was
    built with. What has not changed is left as it is; what was written before and is no longer
    published is removed, and nothing else ever is.
    """
    from tradefiche.batch import request as requests
    from tradefiche.web import built
    from tradefiche.web import site as sites

    console = console_of(context)
    sites.require_apart(to, output)
    held = built.years(output)
    years = requests.years(year) or held[-1:]
    if not years:
        raise UsageError(
            f"{output} holds no manifest: nothing was built there",
            "Build fiches first (tradefiche build --all), or name their folder with --output.",
        )
    editions = [
        built.read(output, each, brand, edition, allow_low_contrast=allow_low_contrast)
        for each in years
    ]
    done = sites.write(to, editions, force=force)
    if as_json:
        echo_json(
            {
                "folder": str(done.folder),
                "years": list(done.years),
                "written": done.written,
                "unchanged": done.unchanged,
                "removed": done.removed,
                "files": done.files,
                "bytes": done.size,
            }
        )
        return
    console.result(str(to / "index.html"))
    size = many(done.size, "byte", grouped=True)
    console.remark(
        f"{many(done.written, 'file')} written, {done.unchanged} unchanged, {done.removed} "
        f"removed; the site has {many(done.files, 'file')}, {size}."
    )
