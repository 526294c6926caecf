"""Broken and hostile inputs, made at random, for all that reads from outside (see `__main__.py`)."""
