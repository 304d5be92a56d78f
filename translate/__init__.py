"""French to English: models, decoding, glossary, bilingual articles, the command line."""
