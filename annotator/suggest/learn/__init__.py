"""Learning quotes from decisions: roles read from the cue. Importing this package imports nothing heavy."""
