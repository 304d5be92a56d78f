"""What the English must keep of the French, and the signs that it did not."""
