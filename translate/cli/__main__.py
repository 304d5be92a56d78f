"""`python -m translate.cli` is `visavis`."""

from translate.cli import main

main(prog_name="visavis")
