"""Faster stand-ins for parts of spaCy and thinc that give the same results."""
