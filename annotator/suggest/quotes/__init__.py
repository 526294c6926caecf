"""Finding quotes by rules over a parsed text. Importing this package imports nothing heavy."""
