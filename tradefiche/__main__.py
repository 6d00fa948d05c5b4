"""``python -m tradefiche`` is the command line."""

from tradefiche.commands.cli import main

main()
