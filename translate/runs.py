"""A run over files: what is to be done, what is done already, and nothing lost when stopped."""
