"""`python -m visavis` is the command `visavis`."""

from visavis.translate.cli import main

main(prog_name="visavis")
