"""``tradefiche init``: a first edition, brand, list or settings file of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from tradefiche.commands import locations
from tradefiche.commands.console import console_of
from tradefiche.messages import _


@click.group()
def init() -> None:
    """Begin with a copy: an edition, a brand, a list of leads, settings. Nothing is replaced."""


@init.command()
@click.argument("folder", type=locations.FOLDER, metavar="DIR")
@click.pass_context
def edition(context: click.Context, /, folder: Path) -> None:
    """Copy the project's edition into DIR: all texts of the fiches, to be changed.

    One in editions/YEAR is found by itself for the data of that year.
    """
    from tradefiche import starters

    year = starters.edition(folder)
    found = folder == Path("editions", str(year))
    _tell(
        context,
        folder,
        _("It is the edition of {year}. Change in edition.toml: year, title, links.", year=year),
        _("The texts are the .md files; introduction.md, contexte.md and pratique.md name dates."),
        _("Try it: tradefiche edition check {folder}", folder=folder),
        _("tradefiche build takes it by itself for {year}.", year=year)
        if found
        else _("Use it: tradefiche build --edition {folder}", folder=folder),
    )


@init.command()
@click.argument("folder", type=locations.FOLDER, metavar="DIR")
@click.pass_context
def brand(context: click.Context, /, folder: Path) -> None:
    """Copy the project's brand into DIR: colours, fonts, words and logos, to be changed."""
    from tradefiche import starters

    starters.brand(folder)
    _tell(
        context,
        folder,
        _("Change in brand.toml: [words], [logos], [fonts], the colours of [palette]."),
        _("What you take out of it stays as the project has it, also in later versions."),
        _("Use it: tradefiche build --brand {folder}", folder=folder),
    )


@init.command()
@click.argument("file", type=locations.FILE, default="leads.csv", metavar="[FILE]")
@click.pass_context
def leads(context: click.Context, /, file: Path) -> None:
    """Write an empty list of recipients into FILE [default: leads.csv], for tradefiche send."""
    from tradefiche.mail import plan_report

    plan_report.write_template(file)
    _tell(
        context,
        file,
        _("A line for each lead: a Territoire (or département), nom and email are needed."),
        _("Save it as « CSV UTF-8 ». The line that begins with # is not read."),
        _("See who would get what: tradefiche send --recipients {file} --year YEAR", file=file),
    )


@init.command(name="settings")
@click.argument("file", type=locations.FILE, default="tradefiche.toml", metavar="[FILE]")
@click.pass_context
def settings_(context: click.Context, /, file: Path) -> None:
    """Write settings to be filled in into FILE [default: tradefiche.toml]: folders, site, mail."""
    from tradefiche import starters

    starters.settings(file)
    _tell(
        context,
        file,
        _("Nothing is set yet: take the first # off the lines that you want."),
        _("See what holds: tradefiche settings"),
    )


def _tell(context: click.Context, written: Path, *remarks: str) -> None:
    """What was written, then what to do with it."""
    console = console_of(context)
    console.result(f"{written}")
    for line in remarks:
        console.remark(line)
