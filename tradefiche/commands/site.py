"""``tradefiche site``: what was built, as static pages of the web."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradefiche.commands import options
from tradefiche.commands.configured import settings_option
from tradefiche.commands.console import Console
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.messages import _
from tradefiche.messages import many

if TYPE_CHECKING:
    from tradefiche.web.live import LiveSite


@click.command()
@click.option("--year", metavar="YEAR|FIRST-LAST", help="Year, or years [default: the latest].")
@options.output()
@options.site_folder("--to", "Where the pages are written.")
@options.brand("The brand folder that the fiches were built with.")
@options.edition("The edition folder that they were built with.")
@click.option(
    "--base-url",
    metavar="URL",
    help="Where the site will be, for what needs whole addresses [default: [site] url].",
)
@settings_option()
@click.option("--allow-low-contrast", is_flag=True, help="Accept colours that read badly.")
@click.option(
    "--serve",
    is_flag=True,
    help="Write nothing: show the pages here, each anew when a text or the look changes.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
    help="Where --serve listens, on this machine alone; 0 for any.",
)  # fmt: skip
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
    base_url: str | None,
    settings: Path | None,
    allow_low_contrast: bool,
    serve: bool,
    port: int,
    force: bool,
    as_json: bool,
) -> None:
    """Write the publication as static pages: a page for each fiche, tables, data, downloads.

    From what was built and is listed in the manifest, with the edition and the brand that it was
    built with. What has not changed is left as it is; what was written before and is no longer
    published is removed, and nothing else ever is. With the address where the site will be, pages
    also say what search engines, social networks and data portals ask for.
    """
    from tradefiche import releases
    from tradefiche import reviewed
    from tradefiche import settings as publishing
    from tradefiche import site_address
    from tradefiche.batch import request as requests
    from tradefiche.web import built
    from tradefiche.web import live
    from tradefiche.web import site as sites

    console = console_of(context)
    sites.require_apart(to, output)
    if base_url is None:
        address = site_address.load(settings, OutputError)
    else:
        address = site_address.given(base_url, "--base-url", UsageError)
    held = built.years(output)
    years = requests.years(year) or held[-1:]
    if not years:
        raise UsageError(
            _("{folder} holds no manifest: nothing was built there", folder=output),
            _("Build fiches first (tradefiche build --all), or name their folder with --output."),
        )
    if serve:
        if force or as_json:
            raise UsageError(
                _("--serve writes nothing: no --force, no --json"), _("Leave them out.")
            )
        _serve(console, live.LiveSite(output, years[-1], brand, edition), port)
        return
    editions = [
        built.read(
            output, each, brand, edition, allow_low_contrast=allow_low_contrast, address=address
        )
        for each in years
    ]
    copies = [copy for each in editions for copy in (each.edition, each.look.brand)]
    for line in dict.fromkeys(releases.remarks(*copies)):
        console.remark(line)
    required = publishing.requires_review(settings)
    for each in editions:
        if (said := each.left_open(required=required)) and required:
            raise OutputError(
                _('{finding}, and [publish] review = "required"', finding=said),
                reviewed.hint(each.year),
            )
        if said:
            console.remark(reviewed.told(said, each.year))
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
                "url": address.url if address else None,
            }
        )
        return
    console.result(str(to / "index.html"))
    size = many(done.size, "byte", grouped=True)
    console.remark(
        _(
            "{written} written, {unchanged} unchanged, {removed} removed; the "
            "site has {all}, {size}.",
            written=many(done.written, "file"),
            unchanged=done.unchanged,
            removed=done.removed,
            all=many(done.files, "file"),
            size=size,
        )
    )


def _serve(console: Console, live: LiveSite, port: int) -> None:
    """Show pages until Ctrl-C."""
    from tradefiche import resources

    try:
        from tradefiche.web import serve
    except ImportError as error:
        raise UsageError(
            _("--serve needs {library}", library=error.name),
            _("Install it: {command}.", command=resources.install("serve")),
        ) from error

    def ready(address: str) -> None:
        console.result(address)
        console.remark(
            _("Watching {folders}; Ctrl-C ends it.", folders=", ".join(map(str, live.folders)))
        )

    with suppress(KeyboardInterrupt):
        serve.serve(live, port, ready)
