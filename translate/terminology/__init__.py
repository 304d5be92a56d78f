"""Terms in sentences: how English comes to say them, and what became of each."""
