"""The work of several people: who annotates what, how alike, and what counts."""
