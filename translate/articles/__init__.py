"""Articles and segments become bilingual ones, and are edited and scored."""
