"""Alignment of a published translation with its original."""
