"""How the rules' figures follow from decisions. Importing this package imports nothing heavy."""
