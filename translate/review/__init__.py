"""What people do with a translation: compare, edit, try out, score."""
