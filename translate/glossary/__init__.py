"""The glossary: its file, its terms, and where they occur in French text."""
