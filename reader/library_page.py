"""The page "Library": what can be read, and a search through it."""

from __future__ import annotations

from reader import shelves, workspace

shelves.show(workspace.library())
