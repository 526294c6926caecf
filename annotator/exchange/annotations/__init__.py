"""Annotations on their way in: other tools' files and our own, as what somebody decided of a text."""
