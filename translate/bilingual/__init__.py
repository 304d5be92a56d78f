"""Segment pairs, hypotheses and word alignment: the data that all else works on."""
