"""Model packages: which is chosen, what one holds, how one is installed."""
