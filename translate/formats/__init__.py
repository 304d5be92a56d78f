"""What a bilingual article is written as, and read back from: one module for each format."""
