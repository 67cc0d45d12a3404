"""`python -m hn_archive` is the command line."""

from hn_archive.cli import main

main()
