"""Quotes, speakers and topics suggested by spaCy. Importing this package imports nothing heavy."""
