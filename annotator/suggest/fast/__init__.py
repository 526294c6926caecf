"""Stand-ins for parts of spaCy and thinc that give the same results in less time, and a switch to do without them."""
