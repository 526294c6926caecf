"""The vocabulary and the pure rules of the tool. Standard library only: no SQL, no screen, no spaCy."""
