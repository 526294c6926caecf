"""A damaged database: what of it can be read, and a copy brought back."""
