"""Articles and the label scheme: what is imported, listed, taken out, renamed and changed."""
