"""A corrected article: which words of its text are which of the text before, and what becomes of decisions."""
