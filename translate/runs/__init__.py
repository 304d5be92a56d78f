"""Batch translation: plans, journals, places of outputs, and clusters."""
