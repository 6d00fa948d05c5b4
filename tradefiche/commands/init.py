"""``tradefiche init``: a first edition, brand, list or settings file of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from tradefiche import settings_file
from tradefiche.commands import locations
from tradefiche.commands.console import console_of


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
    console = console_of(context)
    console.result(f"{folder}")
    console.remark(f"It is the edition of {year}. Change in edition.toml: year, title, links.")
    console.remark(
        "The texts are the .md files; introduction.md, contexte.md and pratique.md name dates."
    )
    console.remark(f"Try it: tradefiche edition check {folder}")
    found = folder == Path("editions", str(year))
    console.remark(
        f"tradefiche build takes it by itself for {year}."
        if found
        else f"Use it: tradefiche build --edition {folder}"
    )


@init.command()
@click.argument("folder", type=locations.FOLDER, metavar="DIR")
@click.pass_context
def brand(context: click.Context, /, folder: Path) -> None:
    """Copy the project's brand into DIR: colours, fonts, words and logos, to be changed."""
    from tradefiche import starters

    starters.brand(folder)
    console = console_of(context)
    console.result(f"{folder}")
    console.remark("Change in brand.toml: [words], [logos], [fonts], the colours of [palette].")
    console.remark("What you take out of it stays as the project has it, also in later versions.")
    console.remark(f"Use it: tradefiche build --brand {folder}")


@init.command()
@click.argument("file", type=locations.FILE, default="leads.csv", metavar="[FILE]")
@click.pass_context
def leads(context: click.Context, /, file: Path) -> None:
    """Write an empty list of recipients into FILE [default: leads.csv], for tradefiche send."""
    from tradefiche.mail import plan_report

    plan_report.write_template(file)
    console = console_of(context)
    console.result(f"{file}")
    console.remark("A line for each lead: a Territoire (or département), nom and email are needed.")
    console.remark("Save it as « CSV UTF-8 ». The line that begins with # is not read.")
    console.remark(f"See who would get what: tradefiche send --recipients {file} --year YEAR")


@init.command(name="settings")
@click.argument("file", type=locations.FILE, default=settings_file.NAME, metavar="[FILE]")
@click.pass_context
def settings_(context: click.Context, /, file: Path) -> None:
    """Write settings to be filled in into FILE [default: tradefiche.toml]: folders, site, mail."""
    from tradefiche import starters

    starters.settings(file)
    console = console_of(context)
    console.result(f"{file}")
    console.remark("Nothing is set yet: take the first # off the lines that you want.")
    console.remark("See what holds: tradefiche settings")
