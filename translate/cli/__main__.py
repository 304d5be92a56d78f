"""`python -m visavis.translate.cli` is `visavis`."""

from visavis.translate.cli import main

main(prog_name="visavis")
