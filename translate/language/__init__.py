"""What the program knows of French and English."""
