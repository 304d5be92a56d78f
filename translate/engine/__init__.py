"""The decoder: French text in, English hypotheses with scores and word alignment out."""
