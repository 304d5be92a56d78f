"""A full-form lexicon of French: which forms a word has. See `NOTICE.md` for its source."""
