"""Articles: stored, removed, corrected, and what is carried over from one edition to the next."""
