"""annotator: who said what about what, confirmed from the keyboard.

The package root imports nothing: `annotator --help` and the annotating screen must not pay for spaCy.
"""

__version__ = "0.1.0"
