"""`python -m visavis` is the command `visavis`."""

from translate.cli import main

main(prog_name="visavis")
