"""The page "Library": what can be read, and a search through it."""

from __future__ import annotations

from visavis.reader import shelves, workspace

shelves.show(workspace.library())
