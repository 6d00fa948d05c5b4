"""``python -m tradefiche`` is the command line."""

from tradefiche.cli import main

main()
